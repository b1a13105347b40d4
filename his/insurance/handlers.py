"""What the insurance does when something happens to a visit."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import exists, select
from sqlmodel import Session, col

from his.admin import service as admin
from his.catalogs.service import NotInCatalogue
from his.encounters import service as encounters
from his.encounters.events import EncounterChanged, EncounterOpened
from his.encounters.service import Encounter, EncounterState, Payer
from his.encounters.slots import Missing
from his.insurance import asking, covering, dossiers
from his.insurance.collecting import Collector
from his.insurance.errors import CardOfTheWrongShape, CardsOverlap
from his.insurance.layouts import layout_on
from his.insurance.models import Coverage, InsuranceDossier
from his.insurance.rules.rule import Mend, RuleSeverity
from his.insurance.senders import CHECK_IN
from his.insurance.setting_up import head_of_house
from his.insurance.tabulating import check_in
from his.insurance.xmlfiles import check_in_xml
from his.pricing.events import ChargeArose
from kernel import clock, outbox
from kernel.access import SYSTEM, Actor
from kernel.db import Database
from kernel.text import Text

_OF_THE_DOCTOR = (Mend.EXAM, Mend.PAPERS)
_AT_ONCE = 50
_LOOKED_BACK = timedelta(days=7)


def cover_by_card(db: Session, event: EncounterOpened | EncounterChanged) -> None:
    """An insured visit nobody said more of: the patient's own card counts, and is checked."""
    encounter = encounters.by_id(db, event.encounter_id)
    if encounter.payer is not Payer.BHYT:
        return
    if covering.coverage(db, encounter.id) is None:
        given = covering.usual(db, encounter)
        try:
            covering.put_down(db, event.actor, encounter, given)
        except (NotInCatalogue, CardOfTheWrongShape, CardsOverlap):
            return  # the desk is asked for it; the visit does not wait
    _check(db, event.actor, encounter)


def _check(db: Session, actor: Actor, encounter: Encounter) -> None:
    """Ask the gateway about the visit's card, where there is a gateway and a card."""
    if gateway_is_set_up(db) and covering.cards_of(db, encounter.id):
        asking.ask(db, actor, encounter.patient_id, encounter_id=encounter.id)


def gateway_is_set_up(db: Session) -> bool:
    return head_of_house(db) is not None


def missing(db: Session, encounter: Encounter) -> Sequence[Missing]:
    """What the doctor can still mend before an insured visit ends."""
    if encounter.payer is not Payer.BHYT:
        return []
    if not admin.parameter(db, "his.insurance.check_before_closing"):
        return []
    seen = dossiers.examine(db, encounter)
    if seen is None:
        return []
    return [
        Missing(problem.says, "insurance")
        for problem in seen.problems
        if problem.mend in _OF_THE_DOCTOR and problem.severity is RuleSeverity.ERROR
    ]


def make_dossiers(database: Database) -> Text | None:
    """Make the dossiers of insured visits that have ended (a job, every minute).

    Each in a short transaction of its own: whoever wants to work at one of these visits, its
    bill for instance, does not wait for all of them. Visits that ended while the module was off
    are made up for in the same way, once it is on again.
    """
    made = 0
    with database.read() as db:
        waiting = _without_dossier(db, _since(db))
    for encounter_id in waiting:
        with database.write(SYSTEM, "his.insurance.dossiers") as db:
            made += _make_missing(db, encounter_id)
    if not made:
        return None
    return Text(f"Đã lập {made} hồ sơ BHYT.", f"{made} insurance dossiers made.")


def _since(db: Session) -> datetime:
    """From when on visits are looked at: a week, or all the time that the module was off."""
    usual = clock.utc_now() - _LOOKED_BACK
    away = admin.last_absence(db, "his.insurance")
    if away is None or away[1] is None or away[1] < usual:
        return usual
    return min(usual, away[0] - _LOOKED_BACK)


def _without_dossier(db: Session, since: datetime) -> Sequence[UUID]:
    asked = _ENDED.where(col(Encounter.opened_at) >= since).order_by(col(Encounter.opened_at))
    return [found.id for found in db.execute(asked.limit(_AT_ONCE)).scalars()]


def _make_missing(db: Session, encounter_id: UUID) -> bool:
    """A visit at which somebody works just now waits for the next round."""
    asked = _ENDED.where(col(Encounter.id) == encounter_id)
    held = asked.with_for_update(of=Encounter, skip_locked=True)
    encounter = db.execute(held).scalars().first()
    if encounter is None:
        return False
    dossiers.put_together(db, encounter, by=SYSTEM.name)
    return True


_ENDED = (
    select(Encounter)
    .join(Coverage, col(Coverage.encounter_id) == col(Encounter.id))
    .where(
        col(Encounter.state) == EncounterState.CLOSED,
        col(Encounter.payer) == Payer.BHYT,
        ~exists().where(col(InsuranceDossier.encounter_id) == col(Encounter.id)),
    )
)


def first_cost(db: Session, event: ChargeArose) -> None:
    """The first cost of an insured visit: the gateway hears that the patient is here (XML0)."""
    encounter = encounters.by_id(db, event.encounter_id)
    if event.more_follow or encounter.payer is not Payer.BHYT:
        return
    key = str(encounter.id)
    if outbox.by_key(db, CHECK_IN, key) or not gateway_is_set_up(db):
        return
    if not admin.parameter(db, "his.insurance.send_check_in"):
        return
    dossier = Collector(db, encounter).on_arrival()
    of = layout_on(clock.today())
    row = check_in(dossier, of) if dossier else None
    if row is not None:
        content = {"edition": of.id, "file": check_in_xml(row, of).decode()}
        outbox.put(db, CHECK_IN, key, content, ("patient", event.patient_id))
