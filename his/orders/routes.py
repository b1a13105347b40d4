from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from his.encounters import service as encounters
from his.orders import holding, ordering_routes, permissions, placing, result_routes, service
from his.orders.models import Order, OrderKind
from his.orders.schemas import (
    CorrectionIn,
    OrderIn,
    OrderOut,
    OrderReportIn,
    OrdersOfVisit,
    OrderWithReports,
    ReasonIn,
    ReportOut,
    WorkItem,
)
from his.orders.states import OrderState
from his.patients import service as patients
from kernel import audit
from kernel.access import Actor, Requires
from kernel.db import Db
from kernel.paging import After, Limit, Page
from kernel.routing import Router

orders = Router(prefix="/orders", tags=["his.orders"])

Doctor = Annotated[Actor, Depends(Requires(permissions.PLACE))]
Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
Performer = Annotated[Actor, Depends(Requires(permissions.PERFORM))]
Corrector = Annotated[Actor, Depends(Requires(permissions.CORRECT))]


@orders.get("")
def worklist(
    actor: Reader,
    db: Db,
    kind: OrderKind,
    state: Annotated[list[OrderState] | None, Query(max_length=8)] = None,
    urgent: bool = False,
    room_id: UUID | None = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[WorkItem]:
    """What one kind of wing has to do, oldest first (all open states unless named)."""
    states = state or sorted(service.OPEN)
    found, following = service.worklist(
        db,
        actor,
        kind=kind,
        states=states,
        urgent=urgent,
        room_id=room_id,
        after=after,
        limit=limit,
    )
    people = patients.many(db, actor, [o.patient_id for o in found])
    audit.read_list(db, "patient", people)
    items = []
    for order in found:
        person = people[order.patient_id]
        items.append(
            WorkItem(
                **OrderOut.model_validate(order).model_dump(),
                patient_code=person.code,
                patient_name=person.name,
                patient_birth=person.birth,
                patient_sex=person.sex,
            )
        )
    return Page(items=items, next=following)


@orders.post("/of-encounter/{encounter_id}", status_code=201)
def place(encounter_id: UUID, order: OrderIn, actor: Doctor, db: Db) -> OrderOut:
    """One order; 409 OrdersNeedReason when something speaks against it (then: basket)."""
    wanted = [placing.Wanted(**order.model_dump())]
    [placed] = placing.place_all(db, actor, encounter_id, wanted=wanted)
    return OrderOut.model_validate(placed)


@orders.get("/of-encounter/{encounter_id}")
def of_encounter(encounter_id: UUID, actor: Reader, db: Db) -> OrdersOfVisit:
    """A visit's orders with their answers, and what they cost together."""
    encounter = encounters.get(db, actor, encounter_id)
    audit.read(db, ("patient", encounter.patient_id))
    placed = service.of_encounter(db, encounter.id)
    answers = service.reports(db, [o.id for o in placed])
    items = [
        OrderWithReports(
            **OrderOut.model_validate(o).model_dump(),
            reports=[ReportOut.model_validate(r) for r in answers[o.id]],
        )
        for o in placed
    ]
    return OrdersOfVisit(items=items, next=None, total=service.total(placed))


@orders.get("/{order_id}")
def show(order_id: UUID, actor: Reader, db: Db) -> OrderWithReports:
    order = _mine(db, actor, order_id)
    audit.read(db, ("patient", order.patient_id))
    answers = service.reports(db, [order.id])[order.id]
    return OrderWithReports(
        **OrderOut.model_validate(order).model_dump(),
        reports=[ReportOut.model_validate(r) for r in answers],
    )


@orders.post("/{order_id}/acceptance")
def accept(order_id: UUID, actor: Performer, db: Db) -> OrderOut:
    _by_hand(db, actor, order_id)
    return OrderOut.model_validate(service.accept(db, actor, order_id))


@orders.post("/{order_id}/start")
def start(order_id: UUID, actor: Performer, db: Db) -> OrderOut:
    _by_hand(db, actor, order_id)
    return OrderOut.model_validate(service.start(db, actor, order_id))


@orders.post("/{order_id}/partial-reports", status_code=201)
def report(order_id: UUID, answer: OrderReportIn, actor: Performer, db: Db) -> ReportOut:
    _by_hand(db, actor, order_id)
    return ReportOut.model_validate(service.report(db, actor, order_id, text=answer.text))


@orders.post("/{order_id}/fulfilment", status_code=201)
def fulfil(order_id: UUID, answer: OrderReportIn, actor: Performer, db: Db) -> ReportOut:
    """The clerk's manual answer, where no wing is on."""
    _by_hand(db, actor, order_id)
    return ReportOut.model_validate(service.fulfil(db, actor, order_id, text=answer.text))


@orders.post("/{order_id}/corrections", status_code=201)
def correct(order_id: UUID, answer: CorrectionIn, actor: Corrector, db: Db) -> ReportOut:
    _by_hand(db, actor, order_id)
    return ReportOut.model_validate(
        service.correct(db, actor, order_id, text=answer.text, reason=answer.reason)
    )


@orders.post("/{order_id}/cancellation")
def cancel(order_id: UUID, why: ReasonIn, actor: Doctor, db: Db) -> OrderOut:
    _mine(db, actor, order_id)
    return OrderOut.model_validate(service.cancel(db, actor, order_id, reason=why.reason))


@orders.post("/{order_id}/refusal")
def refuse(order_id: UUID, why: ReasonIn, actor: Performer, db: Db) -> OrderOut:
    _mine(db, actor, order_id)
    return OrderOut.model_validate(service.refuse(db, actor, order_id, reason=why.reason))


def _mine(db: Db, actor: Actor, order_id: UUID) -> Order:
    """The order, if its patient is one that the actor may see (else 404)."""
    return service.get(db, actor, order_id)


def _by_hand(db: Db, actor: Actor, order_id: UUID) -> Order:
    """The same, where no wing works on it in its own way (else 409 HeldByLaboratory)."""
    order = _mine(db, actor, order_id)
    holding.free(db, order)
    return order


router = APIRouter()
for _part in (ordering_routes.router, result_routes.router, orders):
    router.include_router(_part)
