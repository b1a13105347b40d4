"""What the insurance says on a patient's banner and asks at the check-in."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlmodel import Session

from his.encounters import service as encounters
from his.encounters.service import Encounter, Payer
from his.insurance import covering
from his.insurance.models import CoverageState
from his.insurance.schemas import CoverIn
from his.patients.slots import BannerItem
from kernel.access import Actor
from kernel.text import Text


def state_of_card(db: Session, actor: Actor, patient_id: UUID) -> list[BannerItem]:
    """Whether the card of today's insured visit may be used."""
    items: list[BannerItem] = []
    for line in encounters.open_today(db, actor, patient_id):
        if line.encounter.payer is not Payer.BHYT:
            continue
        found = covering.coverage(db, line.encounter.id)
        to = f"/insurance/visits/{line.encounter.id}"
        if found is None or not covering.cards_of(db, line.encounter.id):
            items.append(
                BannerItem("warning", Text("BHYT: chưa có thẻ", "Insured: no card yet"), to)
            )
        elif found.state is CoverageState.NOT_USABLE:
            says = Text("BHYT: {says}", "Insurance: {says}").put(
                says=found.check_says or found.check_code
            )
            items.append(BannerItem("danger", says, to))
        elif found.state is CoverageState.UNCHECKED:
            items.append(
                BannerItem("info", Text("BHYT: thẻ chưa tra", "Insurance: card not checked"), to)
            )
        else:
            quote = covering.quoted(db, line.encounter.id)
            rates = "/".join(f"{p.rate.normalize():f}%" for p in quote.periods) if quote else ""
            says = Text("BHYT {rates} · mã {route}", "Insured {rates} · route {route}").put(
                rates=rates, route=found.route
            )
            items.append(BannerItem("info", says, to))
    return items


def at_check_in(db: Session, actor: Actor, encounter: Encounter, given: Any) -> None:
    """The card and route that the desk entered with the visit."""
    assert isinstance(given, CoverIn)
    if encounter.payer is not Payer.BHYT:
        return
    said = given.given()
    if not said.cards:  # the patient's own card, by the route that the desk named
        own = covering.usual(db, encounter)
        said = replace(
            said,
            cards=own.cards,
            route=said.route or own.route,
            area=said.area or own.area,
            five_years=said.five_years or own.five_years,
        )
    covering.put_down(db, actor, encounter, said)
