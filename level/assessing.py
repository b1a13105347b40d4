"""The assessment: what the evidence adds up to here, today, in one profile and reading."""

import importlib.metadata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Literal

from sqlalchemy import select
from sqlmodel import Session, col

from his.admin import service as admin
from kernel.assembly import Assembly, dependants
from kernel.clock import today, utc_now
from kernel.events import assembly_of
from kernel.module import Attested, Checked, Verdict
from kernel.text import Text
from level import attesting, settings, showing
from level.asked import Checklist, checklists
from level.calculus import Demand, Outcome, Shown, judge
from level.catalogue import PROFILES, Catalogue, Profile, circular_54
from level.errors import ModuleStaysOn, NoModuleOfThisName, NoSuchReading
from level.models import Run, StoredFinding, Waiver
from level.proof import this_source
from level.running import RUNS
from level.showing import Piece, pieces

STALE = timedelta(days=7)
"""A demonstration or question that was last answered longer ago says nothing about today."""

NEVER_RUN = Text(
    'Chưa chạy trên phiên bản này tại đây. Bấm "Chứng minh ngay".',
    'Not run on this version here yet. Press "Prove it".',
)
LONG_AGO = Text(
    'Lần chạy cuối đã quá 7 ngày. Bấm "Chứng minh ngay".',
    'Last run more than 7 days ago. Press "Prove it".',
)


@dataclass(frozen=True)
class Gathered:
    """Everything that was shown here, whatever the profile."""

    shown: tuple[Shown, ...]
    waived: Mapping[str, Waiver]
    last: Run | None
    at: datetime
    assembly: Assembly


@dataclass(frozen=True)
class Assessment:
    catalogue: Catalogue
    outcome: Outcome
    gathered: Gathered

    @property
    def version(self) -> str:
        return version()


@dataclass(frozen=True, slots=True)
class Fallen:
    """What a what-if takes away (or gives): an item, with its verdict before and after."""

    id: str
    figure: str
    before: Verdict
    after: Verdict
    because: tuple[str, ...]  # the modules whose evidence is gone


@dataclass(frozen=True)
class WhatIf:
    off: tuple[str, ...]
    along: tuple[str, ...]  # dependants that go off with them
    before: Assessment
    after: Assessment
    changed: tuple[Fallen, ...]
    demands: tuple[Fallen, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is missing for a level, and whose it is to do."""

    id: str
    who: Literal["software", "facility"]
    says: Text


@cache
def version() -> str:
    """The release, and the source that really runs."""
    try:
        release = importlib.metadata.version("his54")
    except importlib.metadata.PackageNotFoundError:
        release = "0"
    return f"{release}+{this_source()[:12] or 'unknown'}"


def chosen_profile(db: Session, profile: str | None = None) -> Profile:
    """The profile asked for, else the facility's. Raises NoSuchReading."""
    wanted = profile or str(admin.parameter(db, settings.PROFILE.id))
    for known in PROFILES:
        if wanted == known:
            return known
    raise NoSuchReading(reading=wanted)


def chosen_reading(db: Session) -> dict[str, str]:
    """How the facility reads what contradicts itself."""
    return {s: str(admin.parameter(db, p.id)) for s, p in settings.READINGS.items()}


def gather(db: Session, assembly: Assembly | None = None) -> Gathered:
    """Read the proof, the signatures and what was last run."""
    assembly = assembly or assembly_of(db)
    last, ran = _last_run(db)
    day, now = today(), utc_now()
    signed = attesting.in_force(db, day)
    proven = showing.proven_here()
    shown = []
    for piece in pieces(assembly):
        match piece.evidence:
            case Checked(node):
                shown.append(showing.checked(piece, node, proven))
            case Attested(what):
                shown.append(showing.attested(piece, what, signed, day))
            case _:
                shown.append(_recalled(piece, ran.get(piece.key), now))
    return Gathered(tuple(shown), attesting.waived(db, day), last, now, assembly)


def _recalled(piece: Piece, found: StoredFinding | None, now: datetime) -> Shown:
    if found is None:
        return piece.shown(Verdict.NOT_REVIEWED, NEVER_RUN)
    if found.at < now - STALE:
        return piece.shown(Verdict.NOT_REVIEWED, LONG_AGO, found.at)
    says = Text(found.says_vi, found.says_en)
    return piece.shown(found.verdict, says, found.at, found.milliseconds / 1000)


def _last_run(db: Session) -> tuple[Run | None, dict[tuple[str, str, str, str], StoredFinding]]:
    """The last whole run of this very source, with what was proved by itself since."""
    mine = (col(Run.source) == this_source(), col(Run.finished_at).is_not(None))
    last = db.execute(
        select(Run).where(col(Run.scope) == "", *mine).order_by(col(Run.id).desc()).limit(1)
    ).scalar_one_or_none()
    query = select(StoredFinding).join(Run, col(Run.id) == col(StoredFinding.run_id))
    query = query.where(*mine, col(StoredFinding.kind).in_(RUNS))
    if last:
        query = query.where(col(Run.id) >= last.id)
    found = db.execute(query.order_by(col(StoredFinding.id))).scalars()
    return last, {(f.module, f.claim, f.kind, f.piece): f for f in found}


def assess(
    db: Session, *, profile: str | None = None, reading: Mapping[str, str] | None = None
) -> Assessment:
    """The level as the evidence has it now. Raises NoSuchReading."""
    return judged(gather(db), catalogue(db, profile, reading))


def catalogue(
    db: Session, profile: str | None = None, reading: Mapping[str, str] | None = None
) -> Catalogue:
    chosen = chosen_reading(db) | dict(reading or {})
    try:
        return circular_54(chosen_profile(db, profile), chosen)
    except ValueError as error:
        raise NoSuchReading(reading=str(error).rpartition(" ")[2]) from error


def judged(
    gathered: Gathered,
    catalogue: Catalogue,
    *,
    without: Collection[str] = (),
    forced: Mapping[str, bool] | None = None,
) -> Assessment:
    shown = (s for s in gathered.shown if s.module not in without)
    outcome = judge(catalogue.rules, shown, waived=set(gathered.waived), forced=forced)
    return Assessment(catalogue, outcome, gathered)


def judged_checklist(gathered: Gathered, checklist: Checklist) -> Outcome:
    return judge(checklist.rules, gathered.shown, waived=set(gathered.waived))


def all_checklists() -> tuple[Checklist, ...]:
    return checklists()


def what_if(
    db: Session,
    *,
    off: Collection[str] = (),
    forced: Mapping[str, bool] | None = None,
    profile: str | None = None,
) -> WhatIf:
    """The level with modules off or criteria taken as met or not met.

    What a module shows goes with it, and with whatever cannot stand without it. Raises
    NoModuleOfThisName, ModuleStaysOn.
    """
    built = assembly_of(db)
    gone = _off(built, off)
    gathered = gather(db)
    told = catalogue(db, profile)
    before = judged(gathered, told)
    after = judged(gathered, told, without=gone, forced=forced)
    on = {m.id for m in built.modules}
    ordered = tuple(m.id for m in built.modules if m.id in gone)
    return WhatIf(
        off=tuple(m for m in ordered if m in off),
        along=tuple(m for m in ordered if m not in off),
        before=before,
        after=after,
        changed=tuple(_changes(before.outcome, after.outcome, gone & on)),
        demands=tuple(_demand_changes(before.outcome, after.outcome)),
    )


def _off(built: Assembly, off: Collection[str]) -> frozenset[str]:
    installed = built.installed or built.modules
    by_id = {m.id: m for m in installed}
    for each in off:
        if each not in by_id:
            raise NoModuleOfThisName(module=each)
    gone = dependants(installed, off)
    for module in installed:
        if module.id in gone and not module.can_be_off:
            raise ModuleStaysOn(module=module.title, module_id=module.id)
    return gone


def _changes(before: Outcome, after: Outcome, gone: Collection[str]) -> Iterable[Fallen]:
    for id_, was in before.judgements.items():
        now = after.judgements[id_]
        for figure in ("able", "reached"):
            old, new = getattr(was.three, figure), getattr(now.three, figure)
            if old is not new:
                because = tuple(m for m in was.claimed_by if m in gone)
                yield Fallen(id_, figure, old, new, because)


def _demand_changes(before: Outcome, after: Outcome) -> Iterable[Fallen]:
    for was, now in zip(before.demands, after.demands, strict=True):
        for figure in ("able", "reached"):
            old, new = getattr(was.three, figure), getattr(now.three, figure)
            if old is not new:
                yield Fallen(was.demand.id, figure, old, new, ())


def missing(assessment: Assessment, figure: str = "reached") -> tuple[int | None, list[Missing]]:
    """The next level, and the shortest list of what is missing for it.

    Of the software: what it cannot show. Of the facility: what the software can, but nobody
    has signed, switched on or used here.
    """
    outcome = assessment.outcome
    levels = sorted({d.demand.level for d in outcome.demands})
    following = next((n for n in levels if n > outcome.level(figure)), None)
    if following is None:
        return None, []
    asked = [d.demand for d in outcome.demands if d.demand.level == following]
    return following, list(_missing(assessment, asked, figure))


def _missing(assessment: Assessment, demands: Sequence[Demand], figure: str) -> Iterable[Missing]:
    seen = set()
    for item in (i for d in demands for i in d.items):
        judgement = assessment.outcome.judgements[item]
        if item in seen or judgement.three.passes(figure):
            continue
        seen.add(item)
        able = judgement.three.passes("able")
        yield Missing(item, "facility" if able else "software", why(assessment, item))


UNCLAIMED = Text("Chưa phân hệ nào đáp ứng.", "No module meets it yet.")
UNCLAIMED_PARTS = Text("Chưa phân hệ nào đáp ứng: {parts}.", "No module meets yet: {parts}.")
CLAIMANTS_MISSING = Text("Còn thiếu phân hệ: {modules}.", "Still needs the modules: {modules}.")
WHAT_IF = Text("Giả định.", "Assumed.")


def why(assessment: Assessment, item: str) -> Text:
    """The one sentence that says why an item is not met."""
    judgement = assessment.outcome.judgements[item]
    if not judgement.shown:
        return UNCLAIMED
    for verdict in (Verdict.ERROR, Verdict.NOT_MET, Verdict.NOT_REVIEWED):
        for each in judgement.shown:
            if each.verdict is verdict:
                return each.says
    if judgement.missing:
        return CLAIMANTS_MISSING.put(modules=", ".join(judgement.missing))
    if judgement.unclaimed:
        return UNCLAIMED_PARTS.put(parts=", ".join(judgement.unclaimed))
    return WHAT_IF
