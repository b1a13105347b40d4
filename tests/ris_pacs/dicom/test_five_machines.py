"""Five kinds of machines, from the worklist to the answer that pictures are safe (TT54/67)."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, col, select

from his.catalogs import service as catalogs
from his.orders import service as orders
from kernel.access import SYSTEM
from kernel.db import Database
from kernel.simulators import running
from ris_pacs.archive import service as archive
from ris_pacs.archive.models import ImagingInstance, ImagingStudy
from ris_pacs.dicom import nodes, player
from ris_pacs.dicom.player import PlayVisit
from ris_pacs.dicom.simulator import SIMULATOR
from ris_pacs.schedule import service as schedule
from ris_pacs.schedule.machines import save_machine, save_procedure
from ris_pacs.schedule.models import Exam
from ris_pacs.schedule.states import ExamState
from tests.his import clinic
from tests.lis.analysers.test_gateway import free_port
from tests.ris_pacs.dicom.station import listening, machine

KINDS = ("CT", "MR", "DX", "US", "XA")
_SERVICES = "code,name,kind,unit,price,modality\n" + "".join(
    f"THU-{kind},Chụp thử {kind},imaging,lần,100000,{kind}\n" for kind in KINDS
)


def department(db: Session, listen: int) -> dict[str, str]:
    """A machine of each kind, and somebody sent to each; answers kind: accession."""
    content, source = _SERVICES.encode(), "thử"
    tried = catalogs.try_file(
        db, SYSTEM, "service", content=content, file_name="service.csv",
        valid_from=date(2020, 1, 1), source=source,
    )  # fmt: skip
    catalogs.approve(db, SYSTEM, "service", tried.trial.id)
    house, told = clinic.build(db), {}
    for kind in KINDS:
        title = f"{kind}1"
        machine(db, title, modality=kind, port=listen)
        save_machine(
            db, SYSTEM, code=title, name=f"Máy {title}", modality=kind, ae_title=title,
            station=title, room_id=house.imaging.id,
        )  # fmt: skip
        save_procedure(db, SYSTEM, service_code=f"THU-{kind}", name="", modality=kind)
        visit = clinic.visit(db, SYSTEM, house.p101)
        order = orders.place(db, SYSTEM, encounter_id=visit.id, service_code=f"THU-{kind}")
        told[kind] = order.code
    return told


def steps(told: dict[str, Any]) -> list[tuple[str, bool]]:
    return [(each["step"], each["ok"]) for each in told["steps"]]


WHOLE = [(each, True) for each in ("worklist", "begin", "store", "end", "commit")]


@pytest.mark.slow
def test_five_kinds_of_machines_speak_both_ways(database: Database) -> None:
    listen = free_port()
    with database.write(SYSTEM) as db:
        accessions = department(db, listen)
    with listening(database) as here, running(SIMULATOR) as it:

        def examine(kind: str, **more: Any) -> dict[str, Any]:
            wanted = PlayVisit(kind=kind, port=here.port, listen=listen, slices=2, size=64, **more)
            return player.visit(it.desk, wanted)

        for kind in KINDS:
            told = examine(kind)
            assert steps(told) == WHOLE, (kind, told)
            assert told["accession"] == accessions[kind]
            with database.read() as db:
                exam = db.exec(select(Exam).where(Exam.accession == accessions[kind])).one()
                study = db.exec(
                    select(ImagingStudy).where(ImagingStudy.uid == exam.study_uid)
                ).one()
                assert exam.state is ExamState.DONE
                assert (study.patient_id, study.order_id) == (exam.patient_id, exam.order_id)
                assert study.modalities == kind
                row = db.exec(
                    select(ImagingInstance).where(ImagingInstance.study_id == study.id)
                ).first()
                assert row is not None
                assert archive.file(db, row).stat().st_size == row.size
            again = examine(kind)  # what is done is not on the list any more
            assert steps(again) == [("worklist", False)]
        it.desk.set("late_worklist", times=9)
        told = examine("CT")
        assert ("store", True) in steps(told)
    with database.read() as db:
        unknown = db.exec(
            select(ImagingStudy).where(col(ImagingStudy.uid) == told["study_uid"])
        ).one()
        assert unknown.patient_id is None, "nobody guesses whose a picture is"
        sights = nodes.sights(db, [n.id for n in nodes.every(db)])
        assert {bool(s.stored_at) for s in sights.values()} == {True}
        assert schedule.exam_of_study(db, unknown.uid) is None
