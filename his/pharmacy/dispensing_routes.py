"""The dispensing counter."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from fastapi.responses import Response

from his.encounters import service as encounters
from his.pharmacy import (
    checking,
    dispensing,
    handlers,
    paper,
    paying,
    permissions,
    returning,
    showing,
    waiting,
)
from his.pharmacy.dispensing import Portion
from his.pharmacy.dispensing_models import Dispensing, DispensingState
from his.pharmacy.dispensing_schemas import (
    DispenseIn,
    DispensingWork,
    DrugCheckIn,
    DrugHandOverIn,
    PrescriptionWaitingOut,
    SubstituteIn,
    SubstituteOut,
    TakeBackIn,
)
from his.pharmacy.paper_schemas import ReasonIn
from his.pharmacy.papers import Taken
from kernel import audit
from kernel.access import Actor, Requires
from kernel.db import Db
from kernel.paging import After, Limit, Page
from kernel.routing import PDF, Router, pdf
from kernel.schemas import said

router = Router(prefix="/pharmacy/dispensing", tags=["his.pharmacy"])

Reader = Annotated[Actor, Depends(Requires(permissions.QUEUE))]
Dispenser = Annotated[Actor, Depends(Requires(permissions.DISPENSE))]
Taker = Annotated[Actor, Depends(Requires(permissions.TAKE_BACK))]
Printer = Annotated[Actor, Depends(Requires(permissions.PRINT))]


@router.get("")
def dispensing_queue(
    actor: Reader,
    db: Db,
    state: DispensingState | None = None,
    q: Annotated[str, Query(max_length=40)] = "",
    after: After = None,
    limit: Limit = 50,
) -> Page[PrescriptionWaitingOut]:
    """Signed prescriptions that are not over, oldest first; or one state; or one scanned code."""
    found, following = waiting.worklist(db, actor, state=state, text=q, after=after, limit=limit)
    audit.read_list(db, "patient", {each.patient.id for each in found})
    money = paying.owing(db, [each.dispensing.id for each in found])
    items = [
        PrescriptionWaitingOut(
            id=each.dispensing.id,
            code=each.dispensing.code,
            state=each.dispensing.state,
            signed_at=each.dispensing.signed_at,
            doctor_name=each.dispensing.doctor_name,
            form=each.dispensing.form,
            drugs=each.drugs,
            patient_id=each.patient.id,
            patient_code=each.patient.code,
            patient_name=each.patient.name,
            patient_age=said(each.patient.age),
            encounter_id=each.encounter.id,
            encounter_code=each.encounter.code,
            payer=each.encounter.payer.value,
            payment=money.get(each.dispensing.id, paying.NOTHING).payment,
            unpaid=money.get(each.dispensing.id, paying.NOTHING).unpaid,
        )
        for each in found
    ]
    return Page(items=items, next=following)


@router.get("/of-encounter/{encounter_id}")
def dispensed_of_encounter(encounter_id: UUID, actor: Reader, db: Db) -> Page[DispensingWork]:
    """What became of a visit's prescriptions at the pharmacy."""
    encounter = encounters.get(db, actor, encounter_id)
    audit.read(db, ("patient", encounter.patient_id))
    found = waiting.of_encounter(db, encounter.id)
    return Page(items=[showing.work(db, each, store_id=None) for each in found], next=None)


@router.get("/substitutes/{drug_code}")
def drug_substitutes(drug_code: str, actor: Reader, db: Db) -> Page[SubstituteOut]:
    """Products of the same ingredient, strength and route, with their stock."""
    others = checking.substitutes(db, drug_code[:60])
    stock = handlers.stock(db, [each.code for each in others])
    lines = [
        SubstituteOut(
            code=each.code,
            name=each.name,
            quantity=stock[each.code].quantity,
            unit=str(each.facts.get("unit") or ""),
        )
        for each in others
    ]
    return Page(items=sorted(lines, key=lambda each: -each.quantity), next=None)


@router.get("/{dispensing_id}")
def dispensing_work(
    dispensing_id: UUID, actor: Reader, db: Db, store_id: UUID | None = None
) -> DispensingWork:
    """One prescription with the lots to take, by expiry."""
    found = waiting.get(db, actor, dispensing_id)
    audit.read(db, ("patient", found.patient_id))
    return showing.work(db, found, store_id=store_id)


@router.post("/{dispensing_id}/check")
def check_prescription(
    dispensing_id: UUID, told: DrugCheckIn, actor: Dispenser, db: Db
) -> DispensingWork:
    found = checking.check(db, actor, dispensing_id, note=told.note)
    return showing.work(db, found, store_id=None)


@router.post("/{dispensing_id}/dispensed", status_code=201)
def dispense(dispensing_id: UUID, told: DispenseIn, actor: Dispenser, db: Db) -> DispensingWork:
    """Pick lots out of a store, and hand over at once where it is asked for and paid."""
    portions: list[Portion] | None = None
    if told.portions is not None:
        portions = [
            Portion(p.item_id, p.quantity, tuple(Taken(n.lot_id, n.quantity) for n in p.lots))
            for p in told.portions
        ]
    dispensing.dispense(
        db,
        actor,
        dispensing_id,
        store_id=told.store_id,
        portions=portions,
        version=told.version,
        note=told.note,
    )
    found = db.get_one(Dispensing, dispensing_id)
    if told.hand_over and not waiting.stops(db, found):
        dispensing.hand_over(
            db, actor, dispensing_id, counselled=told.counselled, receiver=told.receiver
        )
    return showing.work(db, found, store_id=told.store_id)


@router.post("/{dispensing_id}/handed-over")
def hand_over(
    dispensing_id: UUID, told: DrugHandOverIn, actor: Dispenser, db: Db
) -> DispensingWork:
    found = dispensing.hand_over(db, actor, dispensing_id, **told.model_dump())
    return showing.work(db, found, store_id=None)


@router.post("/{dispensing_id}/undo")
def put_back(dispensing_id: UUID, why: ReasonIn, actor: Taker, db: Db) -> DispensingWork:
    """What was picked and not handed over goes back to the shelf."""
    found = returning.undo(db, actor, dispensing_id, reason=why.reason)
    return showing.work(db, found, store_id=None)


@router.post("/lines/{line_id}/return", status_code=201)
def take_back(line_id: UUID, told: TakeBackIn, actor: Taker, db: Db) -> DispensingWork:
    """The patient brings some of it back."""
    line = returning.take_back(db, actor, line_id, quantity=told.quantity, reason=told.reason)
    return showing.work(db, waiting.get(db, actor, line.dispensing_id), store_id=None)


@router.post("/items/{item_id}/refusal")
def refuse_line(item_id: UUID, why: ReasonIn, actor: Dispenser, db: Db) -> DispensingWork:
    line = checking.refuse(db, actor, item_id, reason=why.reason)
    return showing.work(db, waiting.get(db, actor, line.dispensing_id), store_id=None)


@router.post("/items/{item_id}/permission")
def allow_line(item_id: UUID, actor: Dispenser, db: Db) -> DispensingWork:
    line = checking.allow(db, actor, item_id)
    return showing.work(db, waiting.get(db, actor, line.dispensing_id), store_id=None)


@router.post("/items/{item_id}/substitute")
def substitute_line(item_id: UUID, told: SubstituteIn, actor: Dispenser, db: Db) -> DispensingWork:
    line = checking.substitute(db, actor, item_id, **told.model_dump())
    return showing.work(db, waiting.get(db, actor, line.dispensing_id), store_id=None)


@router.post("/{dispensing_id}/labels", responses=PDF, response_class=Response)
def print_labels(dispensing_id: UUID, actor: Printer, db: Db) -> Response:
    return pdf(*paper.labels(db, actor, dispensing_id))


@router.post("/{dispensing_id}/slip", responses=PDF, response_class=Response)
def print_slip(dispensing_id: UUID, actor: Printer, db: Db) -> Response:
    return pdf(*paper.slip(db, actor, dispensing_id))
