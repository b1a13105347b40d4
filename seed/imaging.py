"""What the practice clinic's machines have sent: three studies of its patients, one of nobody."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from his.orders.models import Order, OrderKind
from his.patients import service as patients
from his.patients.service import Patient
from kernel.access import Actor
from kernel.clock import local_now
from kernel.columns import unaccented
from kernel.db import Database
from ris_pacs.archive import service as archive
from ris_pacs.archive.models import ImagingStudy
from ris_pacs.dicom import phantoms
from ris_pacs.dicom.phantoms import Made, Person

_SEX = {"male": "M", "female": "F"}
_SIZE, _SLICES = 256, 12
_KINDS = ("CT", "US", "CR", "CR")


def play(database: Database, actor: Actor) -> None:
    """Once, where the practice clinic has patients."""
    with database.read() as db:
        if db.exec(select(col(ImagingStudy.id)).limit(1)).first() is not None:
            return
        people = [f.patient.id for f in patients.search(db, actor, "", limit=len(_KINDS))[0]]
        orders = _orders(db, people)
        chosen = [(patients.get(db, actor, each), orders.get(each, "")) for each in people]
    store = archive.store_of(database.folder)
    ready = []
    for n, (kind, (patient, order)) in enumerate(zip(_KINDS, chosen, strict=False)):
        who = person(patient, order)
        if n == len(_KINDS) - 1:  # somebody typed at the machine
            who = Person("12345", unaccented(who.name).upper(), "", who.sex, "")
        at = local_now() - timedelta(hours=n + 1)
        for made in phantoms.study(kind, who, at, slices=_SLICES, size=_SIZE):
            came = archive.take_file(store, as_sent(made, f"{kind}1"), f"{kind}1")
            ready.append(archive.prepare(store, came))
    with database.write(actor, "seed imaging") as db:
        archive.keep_ready(db, ready, actor)
    archive.index_waiting(database, store, 200)


def person(patient: Patient, accession: str) -> Person:
    """As the worklist would tell it to the machine."""
    return Person(
        patient.code,
        archive.patient_name(patient.name),
        (patient.birth or "").replace("-", "") if len(patient.birth or "") == 10 else "",
        _SEX.get(patient.sex, "O"),
        accession,
    )


def as_sent(made: Made, source: str) -> Iterator[bytes]:
    yield phantoms.as_file(made, source)


def _orders(db: Session, people: list[UUID]) -> dict[UUID, str]:
    """The number of an order for pictures, where somebody has one."""
    query = select(col(Order.patient_id), col(Order.code)).where(
        col(Order.kind) == OrderKind.IMAGING, col(Order.patient_id).in_(people)
    )
    return dict(db.exec(query).all())
