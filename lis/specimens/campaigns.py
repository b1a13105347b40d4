"""Many persons at once (khám theo đợt): a list of names and a package become visits, orders,
tubes and labels, after a trial that says who is known, who is new, and what is wrong."""

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from his.catalogs import service as catalogs
from his.encounters import service as encounters
from his.orders import service as orders
from his.patients import service as patients
from kernel import clock, counters, live
from kernel.access import Actor
from kernel.clock import today, utc_now
from kernel.errors import NotFound
from kernel.text import Text
from lis.specimens import campaign_file, drawing, packages
from lis.specimens.campaign_file import PersonRow
from lis.specimens.campaign_models import Campaign, CampaignPerson, CheckPackage
from lis.specimens.errors import CampaignHasErrors, CampaignMovedOn
from lis.specimens.items import TOPIC
from lis.specimens.models import Item, Specimen

NEW = "new"
_SURE = 90
_AGAINST = {"other_sex", "maybe_twin", "maybe_parent", "other_cccd"}
_NAMED = {"same_name", "near_name"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody with a record who may be this person."""

    patient_id: UUID
    code: str
    name: str
    birth: str | None
    score: int


@dataclass(frozen=True, slots=True)
class Tried:
    """One row of the list after the trial: `patient_id` where it is sure who he is."""

    row: PersonRow
    patient_id: UUID | None = None
    candidates: tuple[Candidate, ...] = ()
    wrong: Text | None = None
    decided: bool = True

    @property
    def open(self) -> bool:
        """Something is still to be done before it can be taken."""
        return self.wrong is not None or not self.decided


@dataclass(slots=True)
class CampaignTrial:
    """What a list would do. `plan`: the digest of it."""

    package: CheckPackage
    rows: list[Tried] = field(default_factory=list)

    @property
    def plan(self) -> str:
        said = [self.package.id, self.package.version, self.package.services]
        said += [(t.row, t.patient_id, t.candidates, t.wrong, t.decided) for t in self.rows]
        return hashlib.sha256(repr(said).encode()).hexdigest()

    @property
    def left(self) -> int:
        return sum(each.open for each in self.rows)


def attempt(
    db: Session,
    actor: Actor,
    package_id: UUID,
    *,
    content: bytes,
    decisions: Mapping[int, str] | None = None,
) -> CampaignTrial:
    """Read a list and look for its persons; nothing is kept. `decisions`: by line, the patient
    that was chosen of the candidates, or "new".

    Raises NotFound, PackageNotInForce, CampaignFileUnreadable.
    """
    package = packages.in_force(db, package_id)
    trial = CampaignTrial(package)
    said = decisions or {}
    taken = _taken_today(db, package)
    seen: Counter[object] = Counter()
    for row in campaign_file.rows_of(content):
        tried = _judged(db, actor, row, said.get(row.line, ""))
        twin = tried.patient_id or row.cccd or (row.given.name.casefold(), row.given.birth)
        if row.wrong is None and seen[twin]:
            again = Text("Trùng với một dòng phía trên.", "The same as a row above.")
            tried = Tried(row, wrong=again)
        elif tried.patient_id in taken:
            again = Text("Hôm nay đã có trong đợt của gói này.", "Taken with this package today.")
            tried = Tried(row, tried.patient_id, wrong=again)
        seen[twin] += 1
        trial.rows.append(tried)
    return trial


def _judged(db: Session, actor: Actor, row: PersonRow, decision: str) -> Tried:
    if row.wrong:
        return Tried(row, wrong=row.wrong)
    likely = [s for s in patients.similar(db, actor, row.given, row.documents) if s.likely]
    candidates = tuple(
        Candidate(s.patient.id, s.patient.code, s.patient.name, s.patient.birth, s.score)
        for s in likely
    )
    if not likely:
        return Tried(row)
    if decision == NEW:
        return Tried(row, candidates=candidates)
    chosen = next((c for c in candidates if str(c.patient_id) == decision), None)
    if chosen:
        return Tried(row, chosen.patient_id, candidates)
    first = likely[0]
    reasons = set(first.reasons)
    sure = first.score >= _SURE and reasons & _NAMED and not reasons & _AGAINST
    if sure and (len(likely) == 1 or likely[1].score < _SURE):
        return Tried(row, first.patient.id, candidates)
    return Tried(row, candidates=candidates, decided=False)


def _taken_today(db: Session, package: CheckPackage) -> set[UUID]:
    start, _ = clock.day_bounds(today())
    asked = (
        select(CampaignPerson.patient_id)
        .join(Campaign, col(Campaign.id) == col(CampaignPerson.campaign_id))
        .where(Campaign.package_id == package.id, col(Campaign.made_at) >= start)
    )
    return set(db.exec(asked))


def take(
    db: Session,
    actor: Actor,
    package_id: UUID,
    *,
    content: bytes,
    plan: str,
    decisions: Mapping[int, str] | None = None,
    place: str = "",
) -> Campaign:
    """Take a tried list in, whole: records, visits, orders and numbered tubes.

    Raises CampaignHasErrors, CampaignMovedOn, and what registering and ordering raise.
    """
    trial = attempt(db, actor, package_id, content=content, decisions=decisions)
    if trial.plan != plan:
        raise CampaignMovedOn
    if trial.left or not trial.rows:
        raise CampaignHasErrors(count=trial.left)
    package = trial.package
    made = Campaign(
        code=_code(db),
        package_id=package.id,
        name=package.name,
        customer=package.customer,
        contract_no=package.contract_no,
        services=list(package.services),
        place=place,
        made_at=utc_now(),
        made_by=actor.id,
        made_by_name=actor.name,
    )
    db.add(made)
    db.flush()
    for tried in trial.rows:
        _take_one(db, actor, made, package, tried)
    db.flush()
    live.touch(db, TOPIC)
    return made


def _code(db: Session) -> str:
    day = today()
    return f"DM{day:%y%m%d}-{counters.take_quick(db, f'lis.campaign/{day:%y%m%d}'):02d}"


def _take_one(
    db: Session, actor: Actor, made: Campaign, package: CheckPackage, tried: Tried
) -> None:
    row = tried.row
    known = tried.patient_id
    if known is None:
        known = patients.register(
            db,
            actor,
            given=row.given,
            documents=row.documents,
            not_same_as=[c.patient_id for c in tried.candidates],
        ).id
        made.new_patients += 1
    visit = encounters.open(
        db,
        actor,
        patient_id=known,
        room_id=package.room_id,
        payer=package.payer,
        reason=package.name,
        again=True,
        beyond_quota=True,
    )
    placed = [
        orders.place(
            db,
            actor,
            encounter_id=visit.id,
            service_code=code,
            indication=package.name,
            note=f"{made.code} {made.customer}".strip(),
        ).id
        for code in package.services
    ]
    waiting = {i.id for i in drawing.waiting_of(db, visit.patient_id) if i.encounter_id == visit.id}
    drawn = drawing.label(db, actor, visit.patient_id, item_ids=waiting) if waiting else []
    made.persons += 1
    made.orders += len(placed)
    made.tubes += len(drawn)
    db.add(
        CampaignPerson(
            campaign_id=made.id,
            line=row.line,
            unit=row.unit,
            staff_code=row.staff_code,
            patient_id=visit.patient_id,
            encounter_id=visit.id,
            known=tried.patient_id is not None,
        )
    )


def get(db: Session, campaign_id: UUID) -> Campaign:
    found = db.get(Campaign, campaign_id)
    if found is None:
        raise NotFound
    return found


def persons(db: Session, campaign_id: UUID) -> list[CampaignPerson]:
    """The rows of a campaign in the order of its list."""
    asked = select(CampaignPerson).where(CampaignPerson.campaign_id == campaign_id)
    return list(db.exec(asked.order_by(col(CampaignPerson.line)).limit(campaign_file.MOST)))


def tubes(db: Session, found: Sequence[CampaignPerson]) -> dict[UUID, list[Specimen]]:
    """The tubes of these visits, by visit, in the order of their numbers; one statement."""
    held: dict[UUID, list[Specimen]] = {}
    visits = [p.encounter_id for p in found]
    if visits:
        asked = select(Specimen).where(col(Specimen.encounter_id).in_(visits))
        for tube in db.exec(asked.order_by(col(Specimen.code))):
            held.setdefault(tube.encounter_id, []).append(tube)
    return held


def open_items(db: Session, visits: Collection[UUID]) -> dict[UUID, int]:
    """How many tests still wait for the needle, by visit."""
    if not visits:
        return {}
    asked = select(Item.encounter_id).where(
        col(Item.encounter_id).in_(visits), Item.state == "waiting"
    )
    return Counter(db.exec(asked))


def service_names(db: Session, codes: Collection[str]) -> dict[str, str]:
    found: Mapping[str, Any] = catalogs.entries(db, "service", list(codes))
    return {code: found[code].name if code in found else code for code in codes}
