"""Who covers a visit: cards, route, and the rate that follows (quyền lợi BHYT)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from his.admin import service as admin
from his.billing import service as billing
from his.catalogs import service as catalogs
from his.encounters import service as encounters
from his.encounters.service import Encounter, Payer
from his.insurance.errors import CardOfTheWrongShape, CardsOverlap, NotInsured
from his.insurance.models import Coverage, CoverageCard, CoverageState
from his.patients import service as patients
from his.pricing import service as pricing
from his.pricing.slots import Coverage as Quoted
from his.pricing.slots import CoveragePeriod
from kernel import live
from kernel.access import Actor
from kernel.clock import LOCAL, utc_now
from kernel.columns import blind
from kernel.db import expect
from kernel.once import once
from kernel.text import Text

NOTHING = Decimal("0.00")
_USUAL_LEVEL = 4  # 80 %: what most people have, until the card says otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenCard:
    """A card as the desk enters it. `level` only where the number does not tell it."""

    number: str
    facility: str = ""
    since: date | None = None
    until: date | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the desk says of a visit's coverage; route "" lets the card decide."""

    cards: Sequence[GivenCard] = ()
    route: str = ""
    kind: str = "01"
    from_facility: str = ""
    referral: str = ""
    accident: str = ""
    area: str = ""
    five_years: date | None = None
    exempt_from: date | None = None
    paper_owed: bool = False


def coverage(db: Session, encounter_id: UUID) -> Coverage | None:
    name = ("his.insurance.coverage", encounter_id)
    return once(db, name, lambda: db.get(Coverage, encounter_id), Coverage)


def cards_of(db: Session, encounter_id: UUID) -> list[CoverageCard]:
    """The cards that count for a visit, in their order."""
    name, visit = ("his.insurance.cards", encounter_id), {"visit": encounter_id}
    return list(once(db, name, lambda: db.execute(_CARDS, visit).scalars().all(), CoverageCard))


_CARDS = (
    select(CoverageCard)
    .where(
        col(CoverageCard.encounter_id) == bindparam("visit"), col(CoverageCard.ended_at).is_(None)
    )
    .order_by(col(CoverageCard.position))
)


def day_of(encounter: Encounter) -> date:
    return encounter.opened_at.astimezone(LOCAL).date()


def cover(
    db: Session,
    actor: Actor,
    encounter_id: UUID,
    given: Given,
    *,
    version: int | None = None,
) -> Coverage:
    """Say who covers a visit; its bill is worked out anew.

    Raises NotInsured, CardOfTheWrongShape, CardsOverlap, NotInCatalogue, ChangedMeanwhile.
    """
    encounter = encounters.locked(db, actor, encounter_id)
    if encounter.payer is not Payer.BHYT:
        raise NotInsured
    return put_down(db, actor, encounter, given, version=version)


def put_down(
    db: Session, actor: Actor, encounter: Encounter, given: Given, *, version: int | None = None
) -> Coverage:
    """The same for a visit that is fetched and locked already."""
    cards = _read(given.cards)
    on = day_of(encounter)
    route = given.route or _route(db, cards)
    catalogs.demand(db, "visit_eligibility", route, on=on)
    catalogs.demand(db, "visit_kind", given.kind, on=on)
    changed = _keep_cards(db, encounter, cards)
    found = db.get(Coverage, encounter.id, with_for_update=True)
    if found is None:
        found = Coverage(
            encounter_id=encounter.id,
            patient_id=encounter.patient_id,
            route=route,
            set_by=actor.id,
            set_by_name=actor.name,
        )
        db.add(found)
    elif version is not None:
        expect(found, version)
    if changed:
        found.state, found.check_code, found.check_says = CoverageState.UNCHECKED, "", ""
        found.checked_at = None
    found.route, found.kind = route, given.kind
    found.from_facility, found.referral = given.from_facility, given.referral
    found.accident, found.area = given.accident, given.area
    found.five_years, found.exempt_from = given.five_years, given.exempt_from
    found.paper_owed = given.paper_owed
    found.set_at, found.set_by, found.set_by_name = utc_now(), actor.id, actor.name
    db.flush()
    billing.requote(db, encounter.id, actor=actor)
    live.touch(db, "insurance")
    return found


def usual(db: Session, encounter: Encounter) -> Given:
    """What follows from the patient's own card, where nobody said more."""
    card = patients.insurance_card(patients.documents(db, encounter.patient_id))
    if card is None:
        return Given(paper_owed=True, route="2" if encounter.priority == "emergency" else "")
    emergency = encounter.priority == encounters.Priority.EMERGENCY
    return Given(
        cards=(
            GivenCard(
                number=card.value,
                facility=card.facility or "",
                since=card.valid_from,
                until=card.valid_to,
            ),
        ),
        route="2" if emergency else "",
        area=card.area or "",
        five_years=card.five_years_on,
    )


def quoted(db: Session, encounter_id: UUID) -> Quoted | None:
    """The coverage as prices and shares need it (slot of his.pricing)."""
    encounter = encounters.by_id(db, encounter_id)
    if encounter.payer is not Payer.BHYT:
        return None
    found = coverage(db, encounter_id)
    if found is None:
        return None
    return worked_out(db, found, cards_of(db, encounter_id), day_of(encounter))


def worked_out(db: Session, found: Coverage, cards: Sequence[CoverageCard], on: date) -> Quoted:
    """MUC_HUONG of each card, with its reason, by the law of the day of the visit."""
    try:
        law = pricing.law_on(db, route=found.route, on=on)
    except pricing.RuleMissing:
        return Quoted(payer=pricing.BHYT, route=found.route)
    exempt = found.exempt_from is not None and found.exempt_from <= on
    periods, threshold = [], NOTHING
    for place, card in enumerate(cards):
        benefit = pricing.benefit(level=card.level, route=found.route, law=law, exempt=exempt)
        # The first card counts from the beginning, the last one to the end of the visit.
        since = card.since if place else None
        until = card.until if place + 1 < len(cards) else _last_day(card, on)
        periods.append(CoveragePeriod(since, until, benefit.rate, card.tail, benefit.reason))
        threshold = max(threshold, benefit.threshold)
    return Quoted(
        payer=pricing.BHYT,
        route=found.route,
        periods=tuple(periods),
        threshold=threshold,
        supply_cap=law.supply_cap,
    )


def _last_day(card: CoverageCard, on: date) -> date | None:
    """A card that ends during the visit pays 15 days more (NĐ 188/2025, art. 50)."""
    if card.until is None:
        return None
    return card.until + timedelta(days=15) if card.until >= on else card.until


def reasons(quote: Quoted) -> list[Text]:
    return [period.reason for period in quote.periods]


def _route(db: Session, cards: Sequence[dict[str, Any]]) -> str:
    house = admin.facility_if_any(db)
    home = bool(house and cards and cards[0]["facility"] == house.code)
    which = "route_home" if home else "route_elsewhere"
    return str(admin.parameter(db, f"his.insurance.{which}"))


def _read(given: Sequence[GivenCard]) -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = []
    for card in given:
        number = patients.insurance_number(card.number)
        if number is None:
            raise CardOfTheWrongShape
        read.append(
            {
                "number": number.value,
                "level": number.level or card.level or _USUAL_LEVEL,
                "facility": card.facility.upper(),
                "since": card.since,
                "until": card.until,
            }
        )
    for earlier, later in pairwise(read):
        ends, begins = earlier["until"], later["since"]
        if ends is None or begins is None or begins <= ends:
            raise CardsOverlap
    return read


def _keep_cards(db: Session, encounter: Encounter, cards: Sequence[dict[str, Any]]) -> bool:
    """Put the cards down; those that are no longer named end. Whether anything changed."""
    standing = cards_of(db, encounter.id)
    names = ("number", "level", "facility", "since", "until")
    if [{n: getattr(c, n) for n in names} for c in standing] == list(cards):
        return False
    for old in standing:
        old.ended_at = utc_now()
    for place, card in enumerate(cards):
        db.add(
            CoverageCard(
                encounter_id=encounter.id,
                patient_id=encounter.patient_id,
                position=place,
                blind=blind("bhyt", card["number"][-10:]),
                tail=card["number"][-4:],
                **card,
            )
        )
    return True
