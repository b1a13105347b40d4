"""Ordering as a doctor does it: find, see what it costs, be warned, place several at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlmodel import Session, col, func, select

from his.admin import service as admin
from his.catalogs import service as catalogs
from his.encounters import service as encounters
from his.encounters.service import Encounter
from his.orders import rules, service, sets
from his.orders.errors import NotOrderable, OrdersNeedReason
from his.orders.models import Order, OrderKind, Urgency
from his.orders.rules import Warned
from his.orders.states import OrderState
from his.patients import service as patients
from his.pricing import service as pricing
from kernel.access import Actor
from kernel.clock import LOCAL, today, utc_now
from kernel.ids import new_id

_KINDS = set(OrderKind)
_LONGEST_REPEAT = 400
_SEX = {patients.Sex.MALE: "M", patients.Sex.FEMALE: "F", patients.Sex.UNKNOWN: ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One line of the basket. An empty indication is the visit's reason."""

    service_code: str
    quantity: int = 1
    urgency: Urgency = Urgency.ROUTINE
    indication: str = ""
    note: str = ""
    planned_at: datetime | None = None
    room_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A service as it is offered: what it costs, and how much of it the patient pays."""

    code: str
    name: str
    kind: str
    unit: str
    price: Decimal
    insurer: Decimal
    patient: Decimal
    in_scope: bool
    favourite: bool
    preparation: str


def offers(
    db: Session, actor: Actor, encounter_id: UUID, text: str, *, limit: int = 20
) -> list[Offer]:
    """What a doctor may order and types for, favourites first; nothing typed: favourites."""
    encounter = encounters.get(db, actor, encounter_id)
    liked = sets.favourites(db, actor)
    if text.strip():
        found = catalogs.search(db, "service", text, limit=limit)
    else:
        found = list(catalogs.entries(db, "service", liked).values())[:limit]
    orderable = [entry for entry in found if entry.facts.get("kind") in _KINDS]
    quoted = _quoted(db, encounter, [entry.code for entry in orderable])
    shown = [_offer(entry, quoted.get(entry.code), entry.code in liked) for entry in orderable]
    return sorted(shown, key=lambda each: not each.favourite)


def _offer(entry: catalogs.Entry, quote: pricing.Quote | None, liked: bool) -> Offer:
    nothing = Decimal(0)
    return Offer(
        code=entry.code,
        name=entry.name,
        kind=str(entry.facts["kind"]),
        unit=str(entry.facts.get("unit") or ""),
        price=quote.unit_price if quote else nothing,
        insurer=quote.insurer if quote else nothing,
        patient=quote.patient if quote else nothing,
        in_scope=bool(quote and quote.in_scope),
        favourite=liked,
        preparation=str(entry.facts.get("preparation") or ""),
    )


def _quoted(db: Session, encounter: Encounter, codes: Sequence[str]) -> dict[str, pricing.Quote]:
    """One of each, by code: one question for the prices, none where nothing is asked."""
    prices = pricing.prices_of(db, "service", codes, encounter.payer, today())
    known = [code for code in codes if code in prices]
    coverage = pricing.coverage_of(db, encounter.id)
    asked = [
        pricing.Asked("service", code, Decimal(1), utc_now(), price=prices[code]) for code in known
    ]
    if not asked:
        return {}
    found = pricing.quotes(db, payer=encounter.payer, coverage=coverage, asked=asked)
    return dict(zip(known, found, strict=True))


def judge(
    db: Session, actor: Actor, encounter: Encounter, wanted: Sequence[Wanted]
) -> list[Warned]:
    """What speaks against these orders (rules.py). Raises NotInCatalogue, NotOrderable."""
    codes = [each.service_code for each in wanted]
    entries = catalogs.entries(db, "service", codes)
    for code in codes:
        if code not in entries:
            catalogs.demand(db, "service", code)
        if entries[code].facts.get("kind") not in _KINDS:
            raise NotOrderable(code=code, name=entries[code].name)
    patient = patients.get(db, actor, encounter.patient_id)
    days = patients.age_days(patient, today())
    insured = encounter.payer is encounters.Payer.BHYT
    scope = pricing.prices_of(db, "service", codes, encounter.payer, today()) if insured else {}
    standing = [
        o.service_code
        for o in service.of_encounter(db, encounter.id)
        if o.state not in (OrderState.CANCELLED, OrderState.REFUSED)
    ]
    return rules.judge(
        [
            rules.Service(
                code,
                entries[code].name,
                entries[code].facts,
                not insured or (code in scope and scope[code].in_scope),
            )
            for code in codes
        ],
        rules.Person(_SEX[patient.sex], None if days is None else days // 365),
        on=today(),
        insured=insured,
        reasons=[each.indication or encounter.reason for each in wanted],
        in_visit=standing,
        last=_last_days(db, encounter, codes),
    )


def _last_days(db: Session, encounter: Encounter, codes: Sequence[str]) -> dict[str, date]:
    """When each of these services was last ordered for the patient in another visit."""
    since = utc_now() - timedelta(days=_LONGEST_REPEAT)
    asked = (
        select(Order.service_code, func.max(col(Order.placed_at)))
        .where(
            Order.patient_id == encounter.patient_id,
            col(Order.placed_at) >= since,
            Order.encounter_id != encounter.id,
            col(Order.service_code).in_(codes),
            col(Order.state).not_in((OrderState.CANCELLED, OrderState.REFUSED)),
        )
        .group_by(col(Order.service_code))
    )
    return {code: at.astimezone(LOCAL).date() for code, at in db.exec(asked)}


def place_all(
    db: Session,
    actor: Actor,
    encounter_id: UUID,
    *,
    wanted: Sequence[Wanted],
    acknowledged: Mapping[str, str] | None = None,
) -> list[Order]:
    """Place a basket in one press; all of it or nothing.

    `acknowledged` maps "rule:code" to the reason for going on. Raises OrdersNeedReason, which
    names every warning that has none.
    """
    encounter = encounters.open_for_work(db, actor, encounter_id)
    reasons = {key: text for key, text in (acknowledged or {}).items() if text.strip()}
    warned = judge(db, actor, encounter, wanted)
    silent = [each for each in warned if key_of(each) not in reasons]
    if silent:
        raise OrdersNeedReason(
            first=silent[0].says.vi,
            first_en=silent[0].says.en,
            warnings=[
                {"rule": w.rule, "code": w.code, "key": key_of(w), "says": w.says.json()}
                for w in silent
            ],
        )
    rooms = _rooms(db, encounter)
    basket = new_id()
    placed = []
    for each in wanted:
        entry = catalogs.demand(db, "service", each.service_code)
        said = [
            {"rule": w.rule, "says": w.says.vi, "reason": reasons[key_of(w)], "by": actor.name}
            for w in warned
            if w.code in ("", entry.code)
        ]
        placed.append(
            service.place(
                db,
                actor,
                encounter_id=encounter.id,
                service_code=each.service_code,
                quantity=each.quantity,
                urgency=each.urgency,
                indication=each.indication or encounter.reason,
                note=each.note,
                planned_at=each.planned_at,
                room_id=each.room_id or _room_for(rooms, entry),
                basket_id=basket,
                acknowledged=said or None,
            )
        )
    return placed


def key_of(warned: Warned) -> str:
    return f"{warned.rule}:{warned.code}"


_ROOM_KINDS = {
    OrderKind.LAB: admin.RoomKind.LAB,
    OrderKind.IMAGING: admin.RoomKind.IMAGING,
    OrderKind.PROCEDURE: admin.RoomKind.PROCEDURE,
}


def _rooms(db: Session, encounter: Encounter) -> list[admin.Room]:
    return [room for room in admin.rooms(db) if room.site_id == encounter.site_id]


def _room_for(rooms: Sequence[admin.Room], entry: catalogs.Entry) -> UUID | None:
    """The room that the list names for the service; else the only one of its kind."""
    named = entry.facts.get("room")
    if named:
        return next((room.id for room in rooms if room.code == named), None)
    kind = _ROOM_KINDS.get(OrderKind(entry.facts["kind"]))
    fitting = [room.id for room in rooms if room.kind is kind]
    return fitting[0] if len(fitting) == 1 else None
