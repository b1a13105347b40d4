"""Ordering over the API: find and price, warn, place a basket, sets, favourites, samples."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Response

from his.admin import service as admin
from his.encounters import service as encounters
from his.orders import counting, permissions, placing, sampling, service, sets, sheets
from his.orders.result_schemas import FavouriteIn, FavouritesOut, OrderSetIn, OrderSetOut
from his.orders.schemas import BasketIn, OfferOut, OrderCountOut, OrderOut, WarnedOut
from his.orders.set_models import OrderSet, SetScope
from kernel import audit
from kernel.access import Actor, Requires
from kernel.db import Db
from kernel.paging import After, Limit, Page
from kernel.routing import PDF, Router, pdf
from kernel.schemas import said
from kernel.text import Language

router = Router(prefix="/orders", tags=["his.orders"])

Doctor = Annotated[Actor, Depends(Requires(permissions.PLACE))]
Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
Performer = Annotated[Actor, Depends(Requires(permissions.PERFORM))]
Keeper = Annotated[Actor, Depends(Requires(permissions.KEEP_SETS))]
Printer = Annotated[Actor, Depends(Requires(permissions.PRINT))]

Icd = Annotated[list[str] | None, Query(max_length=20, description="The visit's diagnoses.")]


@router.get("/counts")
def counts(_: Reader, db: Db) -> Page[OrderCountOut]:
    """How many orders wait, by kind and state."""
    found = counting.waiting(db)
    return Page(items=[OrderCountOut.model_validate(each) for each in found], next=None)


@router.get("/of-encounter/{encounter_id}/offers")
def offers(
    encounter_id: UUID,
    actor: Doctor,
    db: Db,
    q: Annotated[str, Query(max_length=200)] = "",
) -> Page[OfferOut]:
    """Services as typed for, with price and the patient's share; favourites when nothing is."""
    encounter = encounters.get(db, actor, encounter_id)
    audit.read(db, ("patient", encounter.patient_id))
    found = placing.offers(db, actor, encounter_id, q)
    return Page(items=[OfferOut.model_validate(each) for each in found], next=None)


@router.post("/of-encounter/{encounter_id}/judgement")
def judge(encounter_id: UUID, basket: BasketIn, actor: Doctor, db: Db) -> Page[WarnedOut]:
    """What speaks against a basket, before it is placed. Changes nothing."""
    encounter = encounters.get(db, actor, encounter_id)
    wanted = [placing.Wanted(**each.model_dump()) for each in basket.orders]
    warned = placing.judge(db, actor, encounter, wanted)
    items = [
        WarnedOut(rule=w.rule, code=w.code, key=placing.key_of(w), says=said(w.says))
        for w in warned
    ]
    return Page(items=items, next=None)


@router.post("/of-encounter/{encounter_id}/basket", status_code=201)
def place_all(encounter_id: UUID, basket: BasketIn, actor: Doctor, db: Db) -> Page[OrderOut]:
    """Place several in one press. 409 OrdersNeedReason names what wants a reason."""
    wanted = [placing.Wanted(**each.model_dump()) for each in basket.orders]
    placed = placing.place_all(
        db, actor, encounter_id, wanted=wanted, acknowledged=basket.acknowledged
    )
    return Page(items=[OrderOut.model_validate(o) for o in placed], next=None)


@router.get("/sets")
def usable_sets(actor: Doctor, db: Db, icd: Icd = None) -> Page[OrderSetOut]:
    """The sets that may be used here; those that the diagnoses call for first."""
    codes = icd or []
    found = sets.visible(db, actor, icd=codes)
    return Page(items=_sets(db, actor, found, codes), next=None)


@router.get("/sets/all")
def all_sets(
    actor: Keeper,
    db: Db,
    q: Annotated[str, Query(max_length=200)] = "",
    scope: SetScope | None = None,
    ended: bool | None = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[OrderSetOut]:
    """One's own sets and the house's, to be looked after; `ended`: those put out of use."""
    found, following = sets.page(db, actor, q=q, scope=scope, ended=ended, after=after, limit=limit)
    return Page(items=_sets(db, actor, found, []), next=following)


@router.post("/sets", status_code=201)
def add_set(given: OrderSetIn, actor: Keeper, db: Db) -> OrderSetOut:
    made = sets.save(db, actor, **_set_fields(given))
    return _sets(db, actor, [made], [])[0]


@router.put("/sets/{set_id}")
def save_set(set_id: UUID, given: OrderSetIn, actor: Keeper, db: Db) -> OrderSetOut:
    """Change a set, or put it out of use; whose it is stays."""
    saved = sets.save(db, actor, set_id=set_id, version=given.version, **_set_fields(given))
    return _sets(db, actor, [saved], [])[0]


@router.put("/favourites")
def mark_favourite(given: FavouriteIn, actor: Doctor, db: Db) -> FavouritesOut:
    """Put a service at the top of one's own list, or take it from there."""
    return FavouritesOut(codes=sets.mark(db, actor, given.service_code, on=given.on))


@router.post("/of-encounter/{encounter_id}/print", responses=PDF, response_class=Response)
def print_orders(
    encounter_id: UUID, actor: Printer, db: Db, language: Annotated[Language, Query()] = "vi"
) -> Response:
    """The visit's order sheet (phiếu chỉ định), one block a room, as PDF."""
    printed = sheets.order_sheet(db, actor, encounter_id, language=language)
    return pdf(printed, "phieu-chi-dinh")


@router.post("/{order_id}/collection")
def collect(order_id: UUID, actor: Performer, db: Db) -> OrderOut:
    """The sample was taken."""
    service.get(db, actor, order_id)
    return OrderOut.model_validate(sampling.collect(db, actor, order_id))


@router.post("/{order_id}/receipt")
def receive(order_id: UUID, actor: Performer, db: Db) -> OrderOut:
    """The sample has arrived."""
    service.get(db, actor, order_id)
    return OrderOut.model_validate(sampling.receive(db, actor, order_id))


def _set_fields(given: OrderSetIn) -> dict[str, Any]:
    lines = [line.model_dump(mode="json", exclude={"planned_at"}) for line in given.lines]
    return {**given.model_dump(exclude={"version", "lines"}), "lines": lines}


def _sets(db: Db, actor: Actor, found: Sequence[OrderSet], icd: Sequence[str]) -> list[OrderSetOut]:
    shared = any(each.department_id for each in found)
    departments = {d.id: d.name for d in admin.departments(db)} if shared else {}
    return [
        OrderSetOut(
            id=each.id,
            name=each.name,
            scope=each.scope,
            department_id=each.department_id,
            department=departments.get(each.department_id, "") if each.department_id else "",
            icd=list(each.icd),
            lines=list(each.lines),
            suggested=sets.calls_for(each.icd, icd),
            mine=each.owner_id == actor.id,
            active=each.active,
            version=each.version,
        )
        for each in found
    ]
