"""A day of imaging at the practice clinic: each step of an exam's life on one, once.

On visits that are under way, through the services that its people use; pictures of two of them.
"""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from his.catalogs import service as catalogs
from his.encounters.service import Encounter
from his.orders import service as orders
from his.orders.service import Urgency
from his.patients import service as patients
from kernel.access import Actor
from kernel.clock import local_now, utc_now
from kernel.db import Database
from kernel.identity.models import User
from ris_pacs.archive import service as archive
from ris_pacs.dicom import phantoms
from ris_pacs.schedule import service as schedule
from ris_pacs.schedule.models import Exam
from seed.imaging import as_sent, person

_SIZE = 128
_PLAYED = "Thực hành: khoa CĐHA"


def play(database: Database, actor: Actor) -> None:
    """Nothing where imaging has worked already, or nobody is being seen."""
    with database.write(actor, "seed radiology") as db:
        done = select(col(Exam.id)).where(col(Exam.protocol) == _PLAYED)
        if db.exec(done.limit(1)).first() or not schedule.machines(db):
            return
        asked = select(Encounter).where(
            col(Encounter.closed_at).is_(None), col(Encounter.doctor_id).is_not(None)
        )
        visits = list(db.exec(asked.order_by(col(Encounter.opened_at)).limit(2)))
        if not visits:
            return
        taken = _day(db, visits[0], visits[-1])
        shown = [(exam, patients.get(db, actor, exam.patient_id)) for exam in taken]
    store = archive.store_of(database.folder)
    ready = []
    for exam, patient in shown:
        who = person(patient, exam.accession)
        at = local_now() - timedelta(minutes=20)
        kind = "CR" if exam.modality == "DX" else exam.modality
        for made in phantoms.study(
            kind, who, at, slices=6, size=_SIZE, study_uid=exam.study_uid, station=exam.modality
        ):
            came = archive.take_file(store, as_sent(made, f"{exam.modality}1"), f"{exam.modality}1")
            ready.append(archive.prepare(store, came))
    with database.write(actor, "seed radiology pictures") as db:
        archive.keep_ready(db, ready, actor)
    archive.index_waiting(database, store, 50)


def _day(db: Session, first: Encounter, second: Encounter) -> list[Exam]:
    """Those of which there are pictures."""
    technician, reader = _who(db, "radiology2"), _who(db, "radiology")
    taken = []
    for visit, code in ((first, "XQ-BUNG"), (second, "CT-SO")):
        exam = _ordered(db, visit, code)
        if exam is None:
            continue
        _asked(db, technician, exam)
        schedule.arrive(db, technician, exam.id)
        schedule.start(db, technician, exam.id)
        schedule.finish(db, technician, exam.id, at=utc_now())
        exam.protocol = _PLAYED
        taken.append(exam)
    here = _ordered(db, first, "SA-GIAP")
    if here is not None:
        schedule.arrive(db, technician, here.id)
    stat = _ordered(db, second, "XQ-CSTL", urgency=Urgency.STAT)
    if stat is not None:
        _asked(db, technician, stat)
    _ordered(db, first, "MRI-SO")  # a radiologist has to look at it
    _ordered(db, second, "XQ-GOI")  # nobody said which knee
    planned = _ordered(db, second, "MRI-CSTL")
    if planned is not None:
        schedule.protocol(db, reader, planned.id, text="Thường quy")
        mr = schedule.machines(db, modality="MR")[0]
        schedule.schedule(db, technician, planned.id, machine_id=mr.id, at=_free(db, mr))
    return taken


def _free(db: Session, on: schedule.Machine) -> datetime:
    tomorrow = local_now().date() + timedelta(days=1)
    return next(s.at for s in schedule.day_of(db, on, tomorrow) if s.exam is None)


def _asked(db: Session, actor: Actor, exam: Exam) -> None:
    questions = schedule.of_exam(db, exam).questions
    if questions:
        schedule.answer(db, actor, exam.id, answers={q.id: "no" for q in questions})


def _ordered(
    db: Session, visit: Encounter, code: str, *, urgency: Urgency = Urgency.ROUTINE
) -> Exam | None:
    if not catalogs.entry(db, "service", code):
        return None
    placed = orders.place(
        db,
        _who(db, "doctor"),
        encounter_id=visit.id,
        service_code=code,
        urgency=urgency,
        indication="Theo dõi",
    )
    return schedule.exam_of_order(db, placed.id)


def _who(db: Session, username: str) -> Actor:
    row = db.execute(
        select(col(User.id), col(User.name)).where(col(User.username) == username)
    ).one()
    return Actor(row[0], row[1], username=username, roles=frozenset({username}))
