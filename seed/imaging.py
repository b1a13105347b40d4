"""What the practice clinic's machines have sent: three studies of its patients, one of nobody."""

from collections.abc import Iterator

from sqlmodel import Session, col, select

from his.orders.models import Order, OrderKind
from his.patients import service as patients
from his.patients.models import Patient
from kernel.access import Actor
from kernel.clock import LOCAL
from kernel.db import Database
from ris_pacs.archive import service as archive
from ris_pacs.archive.models import ImagingStudy
from ris_pacs.dicom import phantoms
from ris_pacs.dicom.phantoms import Made, Person

_SEX = {"male": "M", "female": "F"}
_SIZE, _SLICES = 256, 12


def play(database: Database, actor: Actor) -> None:
    """Once, where the practice clinic has asked for pictures."""
    with database.read() as db:
        if db.exec(select(col(ImagingStudy.id)).limit(1)).first() is not None:
            return
        asked = _asked(db, actor)
    if not asked:
        return
    store = archive.store_of(database.folder)
    ready = []
    for n, (order, patient) in enumerate(asked):
        kind = _kind(order.service_name)
        who = person(patient, order.code if n < 3 else "")
        if n == 3:  # somebody typed at the machine
            who = Person("12345", who.name.replace("^", "^ ") + " B", "", who.sex, "")
        at = order.placed_at.astimezone(LOCAL)
        for made in phantoms.study(kind, who, at, slices=_SLICES, size=_SIZE):
            came = archive.take_file(store, _file(made, f"{kind}1"), f"{kind}1")
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


def _file(made: Made, source: str) -> Iterator[bytes]:
    yield phantoms.as_file(made, source)


def _kind(service: str) -> str:
    name = service.casefold()
    if "siêu âm" in name:
        return "US"
    return "CT" if "cắt lớp" in name or "ct" in name.split() else "CR"


def _asked(db: Session, actor: Actor) -> list[tuple[Order, Patient]]:
    query = select(Order).where(col(Order.kind) == OrderKind.IMAGING).order_by(col(Order.id))
    found = db.exec(query.limit(40)).all()
    people = patients.many(db, actor, {o.patient_id for o in found})
    chosen: list[Order] = []
    for order in found:  # of different people first
        if order.patient_id not in {o.patient_id for o in chosen}:
            chosen.append(order)
    return [(o, people[o.patient_id]) for o in chosen[:4] if o.patient_id in people]
