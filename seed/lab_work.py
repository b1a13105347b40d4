"""The laboratory of the practice clinic at work: tubes at the bench, results that wait, some out.

On the visits that are under way, through the services that its people use; once.
"""

from sqlmodel import Session, col, select

from his.catalogs import service as catalogs
from his.encounters.service import Encounter
from his.orders import service as orders
from his.orders.service import Order
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.db import Database
from kernel.identity.models import User
from lis.results import service as results
from lis.results.models import LabResult
from lis.results.service import Entry, Reading
from lis.specimens import collecting, drawing, receiving
from lis.specimens import service as specimens
from lis.specimens.service import Item

_ANALYSER = "Máy sinh hoá (mô phỏng)"
_FIRST = ("XN-GLU", "XN-CREA", "XN-EGFR", "XN-CHOL", "XN-HGB", "XN-WBC")
_SECOND = ("XN-NA", "XN-CL", "XN-SCUL", "XN-CRP")
_GROWN = {
    "isolates": [
        {
            "organism": "kpn",
            "name": "Klebsiella pneumoniae",
            "quantity": "10^6 CFU/mL",
            "antibiogram": [
                {"antibiotic": "AMK", "name": "Amikacin", "sir": "S", "value": "≤ 4"},
                {"antibiotic": "CRO", "name": "Ceftriaxon", "sir": "R", "value": "≥ 64"},
                {"antibiotic": "CIP", "name": "Ciprofloxacin", "sir": "I", "value": "0,5"},
                {"antibiotic": "MEM", "name": "Meropenem", "sir": "S", "value": "≤ 0,25"},
            ],
        }
    ]
}


def play(database: Database, actor: Actor) -> None:
    """Nothing where the laboratory has worked already, or nobody is being seen."""
    with database.write(actor, "seed laboratory") as db:
        if db.exec(select(col(LabResult.id)).limit(1)).first():
            return
        asked = select(Encounter).where(
            col(Encounter.closed_at).is_(None), col(Encounter.doctor_id).is_not(None)
        )
        visits = list(db.exec(asked.order_by(col(Encounter.opened_at)).limit(2)))
        if visits:
            _first(db, visits[0])
        if len(visits) > 1:
            _second(db, visits[1])


def _first(db: Session, visit: Encounter) -> None:
    """An analyser has worked: what is usual went out by itself, the rest waits for a person."""
    items = _received(db, visit, _FIRST)
    tubes = specimens.specimens(db, {i.specimen_id for i in items.values() if i.specimen_id})
    technician = _who(db, "lab")
    measured = {"GLU": "5.31", "CREA": "84", "CHOL": "6.94"}
    for tube in tubes.values():
        mine = [c for c, i in items.items() if i.specimen_id == tube.id and c in measured]
        readings = [Reading(test_code=c, value=measured[c], at=utc_now()) for c in mine]
        if readings:
            results.receive(
                db, technician, analyser=_ANALYSER, specimen_code=tube.code, readings=readings
            )
    if "HGB" in items:
        results.enter(db, technician, [Entry(item_id=items["HGB"].id, value="98", confirmed=True)])


def _second(db: Session, visit: Encounter) -> None:
    """By hand: two are verified, one of them is being corrected, and a culture has grown."""
    items = _received(db, visit, _SECOND)
    technician, physician = _who(db, "lab"), _who(db, "labdoctor")
    typed = {"NA": "139", "CL": "131"}
    entries = [
        Entry(item_id=items[code].id, value=value, confirmed=True)
        for code, value in typed.items()
        if code in items
    ]
    made = results.enter(db, technician, entries)
    results.verify(db, physician, [r.id for r in made])
    wrong = next((r for r in made if r.test_code == "CL"), None)
    if wrong:
        results.correct(db, technician, wrong.id, value="103", reason="Gõ nhầm số", confirm=True)
    if "SCUL" in items:
        grown = Entry(item_id=items["SCUL"].id, value="", detail=_GROWN)
        results.enter(db, technician, [grown])


def _received(db: Session, visit: Encounter, services: tuple[str, ...]) -> dict[str, Item]:
    """These services are ordered, the tubes drawn and taken in; items by test."""
    doctor, nurse, technician = (_who(db, name) for name in ("doctor", "nurse", "lab"))
    placed: list[Order] = []
    for code in services:
        if catalogs.entry(db, "service", code):
            placed.append(orders.place(db, doctor, encounter_id=visit.id, service_code=code))
    items = [i for o in placed for i in specimens.items_of_order(db, o.id)]
    if not items:
        return {}
    wanted = {i.id for i in items}
    drawn = drawing.label(db, nurse, visit.patient_id, item_ids=wanted)
    codes = [each.specimen.code for each in drawn]
    collecting.collect(db, nurse, codes=codes, patient_id=visit.patient_id, asked=True)
    for code in codes:
        receiving.receive(db, technician, code)
    return {i.test_code: i for i in specimens.items(db, wanted)}


def _who(db: Session, username: str) -> Actor:
    row = db.execute(
        select(col(User.id), col(User.name)).where(col(User.username) == username)
    ).one()
    return Actor(row[0], row[1], username=username, roles=frozenset({username}))
