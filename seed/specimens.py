"""Specimens of the practice clinic at their stations, on the visits that are under way.

One tube is stored, one was haemolysed and waits to be drawn again, one has its label and waits
for the needle; through the services that staff use; once.
"""

from sqlmodel import Session, col, select

from his.catalogs import service as catalogs
from his.encounters.service import Encounter
from his.orders import service as orders
from kernel.access import Actor
from kernel.db import Database
from kernel.identity.models import User
from lis.specimens import collecting, drawing, keeping, receiving
from lis.specimens import service as specimens
from lis.specimens.models import Location, Rejection, Specimen
from lis.specimens.states import SpecimenState

_REJECTED, _STORED, _LABELLED = "XN-AST", "XN-FERR", "XN-UREA"


def play(database: Database, actor: Actor) -> None:
    """Nothing where a specimen was rejected or stored already, or nobody is being seen."""
    with database.write(actor, "seed specimens") as db:
        done = select(col(Specimen.id)).where(col(Specimen.state) == SpecimenState.STORED)
        if db.exec(done.limit(1)).first() or db.exec(select(col(Rejection.id)).limit(1)).first():
            return
        asked = select(Encounter).where(
            col(Encounter.closed_at).is_(None), col(Encounter.doctor_id).is_not(None)
        )
        visits = list(db.exec(asked.order_by(col(Encounter.opened_at)).limit(2)))
        if not visits:
            return
        nurse, technician = _who(db, "nurse"), _who(db, "lab")
        first, last = visits[0], visits[-1]
        for code in _drawn(db, nurse, first, _REJECTED):
            receiving.receive(db, technician, code)
            receiving.reject(db, technician, code, reason_code="TANHUYET", reason="Mẫu tán huyết")
        rack = db.exec(select(Location).where(col(Location.rows) > 0)).first()
        for code in _drawn(db, nurse, last, _STORED):
            receiving.receive(db, technician, code)
            if rack:
                keeping.store(db, technician, code, location_id=rack.id)
        _labelled(db, nurse, last, _LABELLED)


def _drawn(db: Session, nurse: Actor, visit: Encounter, service: str) -> list[str]:
    codes = _labelled(db, nurse, visit, service)
    if codes:
        patient = visit.patient_id
        collecting.collect(
            db, nurse, codes=codes, patient_id=patient, asked=True, where="Phòng lấy mẫu"
        )
    return codes


def _labelled(db: Session, nurse: Actor, visit: Encounter, service: str) -> list[str]:
    """The service is ordered, and its tube has a label."""
    if not catalogs.entry(db, "service", service):
        return []
    placed = orders.place(db, _who(db, "doctor"), encounter_id=visit.id, service_code=service)
    wanted = {i.id for i in specimens.items_of_order(db, placed.id)}
    if not wanted:
        return []
    made = drawing.label(db, nurse, visit.patient_id, item_ids=wanted)
    return [each.specimen.code for each in made]


def _who(db: Session, username: str) -> Actor:
    row = db.execute(
        select(col(User.id), col(User.name)).where(col(User.username) == username)
    ).one()
    return Actor(row[0], row[1], username=username, roles=frozenset({username}))
