"""Runs of the evidence: every night, after a change, and when somebody asks."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from kernel import live
from kernel.access import SYSTEM, Actor
from kernel.clock import utc_now
from kernel.db import Database
from kernel.errors import NotFound
from kernel.module import Finding
from kernel.paging import page_of
from kernel.text import Text
from level import assessing, attesting
from level.calculus import FIGURES, Shown
from level.catalogue import PROFILES, Profile, circular_54, known_ids
from level.errors import EvidenceRunning, NoSuchCriterion
from level.models import Run, StoredFinding, Trigger
from level.proof import this_source
from level.running import RUNS, run
from level.showing import Piece, pieces

TOPIC = "level"
_LONGEST = timedelta(minutes=10)


def run_all(
    database: Database,
    trigger: Trigger = Trigger.ASKED,
    actor: Actor = SYSTEM,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> Run:
    """Run all evidence of the modules that are on, and keep the outcome.

    Each demonstration has a short transaction of its own, so that nobody waits for the whole.
    Raises EvidenceRunning.
    """
    return _run(database, "", pieces(database.assembly), trigger, actor, progress)


def prove(database: Database, criterion: str, actor: Actor = SYSTEM) -> Run:
    """Run the evidence of one criterion, clause or checklist item. Raises NoSuchCriterion."""
    id_ = known(criterion)
    return _run(database, id_, _of(database, id_), Trigger.ASKED, actor, None)


def known(criterion: str) -> str:
    """`33` and `TT54/33` are the same. Raises NoSuchCriterion."""
    id_ = criterion if "/" in criterion else f"TT54/{criterion}"
    if id_ not in known_ids():
        raise NoSuchCriterion(criterion=criterion)
    return id_


def _of(database: Database, id_: str) -> list[Piece]:
    item = next((i for i in circular_54("2017").rules.items if i.id == id_), None)
    wanted = {id_, *(item.parts if item else ())}
    return [p for p in pieces(database.assembly) if p.claim in wanted]


def _run(
    database: Database,
    scope: str,
    todo: Sequence[Piece],
    trigger: Trigger,
    actor: Actor,
    progress: Callable[[int, int], None] | None,
) -> Run:
    run_id = _begin(database, scope, trigger, actor)
    ran: dict[tuple[str, str, str, str], Shown] = {}
    runnable = [p for p in todo if p.kind in RUNS]
    for done, piece in enumerate(runnable):
        ran[piece.key] = run(database, piece)
        if progress:
            progress(done + 1, len(runnable))
    return _finish(database, run_id, todo, ran)


def _begin(database: Database, scope: str, trigger: Trigger, actor: Actor) -> UUID:
    with database.write(actor, "level.run") as db:
        now = utc_now()
        busy = select(Run).where(
            col(Run.scope) == scope,
            col(Run.finished_at).is_(None),
            col(Run.started_at) > now - _LONGEST,
        )
        if db.execute(busy.limit(1)).first():
            raise EvidenceRunning
        made = Run(
            scope=scope,
            trigger=trigger,
            asked_by=actor.id if trigger is Trigger.ASKED else None,
            asked_by_name=actor.name if trigger is Trigger.ASKED else "",
            source=this_source(),
            version=assessing.version(),
            modules=[m.id for m in database.assembly.modules],
            started_at=now,
        )
        db.add(made)
        db.flush()
        return made.id


def _finish(
    database: Database,
    run_id: UUID,
    todo: Sequence[Piece],
    ran: dict[tuple[str, str, str, str], Shown],
) -> Run:
    """Keep what was shown; read again what is only read (proof, signatures)."""
    with database.write(SYSTEM, "level.run") as db:
        found = get(db, run_id)
        gathered = assessing.gather(db, database.assembly)
        all_pieces = pieces(database.assembly)
        read = {p.key: s for p, s in zip(all_pieces, gathered.shown, strict=True)}
        now = utc_now()
        for piece in todo:
            shown = ran.get(piece.key) or read[piece.key]
            db.add(_stored(run_id, piece, shown, now))
        if not found.scope:
            latest = [ran.get(p.key) or read[p.key] for p in all_pieces]
            found.figures = _figures(db, gathered, latest)
        found.finished_at = now
        found.milliseconds = round((now - found.started_at).total_seconds() * 1000)
        live.touch(db, TOPIC)
        return found


def _stored(run_id: UUID, piece: Piece, shown: Shown, now: Any) -> StoredFinding:
    return StoredFinding(
        run_id=run_id,
        module=piece.module,
        claim=piece.claim,
        kind=piece.kind,
        piece=piece.name,
        verdict=shown.verdict,
        says_vi=shown.says.vi[:1000],
        says_en=shown.says.en[:1000],
        milliseconds=round(shown.seconds * 1000),
        at=shown.at or now,
    )


def _figures(
    db: Session, gathered: assessing.Gathered, latest: Sequence[Shown]
) -> dict[Profile, dict[str, int]]:
    now = assessing.Gathered(
        tuple(latest), gathered.waived, gathered.last, gathered.at, gathered.assembly
    )
    found = {}
    for profile in PROFILES:
        told = assessing.judged(now, assessing.catalogue(db, profile))
        met = sum(
            told.outcome.judgements[c.id].three.passes("reached") for c in told.catalogue.criteria
        )
        found[profile] = {f: told.outcome.level(f) for f in FIGURES} | {
            "met": met,
            "criteria": len(told.catalogue.criteria),
        }
    return found


def due(database: Database) -> bool:
    """Whether this source, with these modules, has not been run here yet."""
    with database.read() as db:
        last = db.execute(
            select(Run)
            .where(col(Run.scope) == "", col(Run.finished_at).is_not(None))
            .order_by(col(Run.id).desc())
            .limit(1)
        ).scalar_one_or_none()
    on = [m.id for m in database.assembly.modules]
    return last is None or last.source != this_source() or last.modules != on


def nightly(database: Database) -> Text | None:
    return _told(run_all(database, Trigger.NIGHTLY))


def when_changed(database: Database) -> Text | None:
    """After a start on a new version, or a switch of modules: the figures are true at once."""
    if not due(database):
        return None
    try:
        return _told(run_all(database, Trigger.CHANGED))
    except EvidenceRunning:
        return None


def remind(db: Session) -> Text | None:
    return attesting.remind(db)


def _told(done: Run) -> Text:
    says = Text("Đã chạy minh chứng trong {seconds} s.", "Ran the evidence in {seconds} s.")
    return says.put(seconds=f"{done.milliseconds / 1000:.1f}")


def get(db: Session, run_id: UUID) -> Run:
    found = db.get(Run, run_id)
    if found is None:
        raise NotFound
    return found


def runs(
    db: Session, *, scope: str | None = "", after: str | None = None, limit: int = 50
) -> tuple[list[Run], str | None]:
    """The newest first; whole runs, unless a criterion's own (or all: None) are asked for."""
    query = select(Run)
    if scope is not None:
        query = query.where(col(Run.scope) == scope)
    by = [col(Run.id)]
    return page_of(db, query, by=by, types=[UUID], after=after, limit=limit, descending=True)


def findings_of(
    db: Session, run_id: UUID, *, after: str | None = None, limit: int = 50
) -> tuple[list[StoredFinding], str | None]:
    get(db, run_id)
    query = select(StoredFinding).where(col(StoredFinding.run_id) == run_id)
    by = [col(StoredFinding.id)]
    return page_of(db, query, by=by, types=[UUID], after=after, limit=limit)


def history_of(db: Session, claims: Sequence[str], *, limit: int = 30) -> list[StoredFinding]:
    """What was last found of a criterion and its parts, the newest first."""
    query = select(StoredFinding).where(col(StoredFinding.claim).in_(claims))
    return list(db.execute(query.order_by(col(StoredFinding.id).desc()).limit(limit)).scalars())


def prove_now(database: Database, criteria: Sequence[str]) -> Iterator[tuple[str, Finding]]:
    """For the command line: run what is named (all when nothing is), and tell each finding."""
    ran = [prove(database, c) for c in criteria] if criteria else [run_all(database)]
    for each in ran:
        with database.read(SYSTEM) as db:
            query = select(StoredFinding).where(col(StoredFinding.run_id) == each.id)
            for f in db.execute(query.order_by(col(StoredFinding.id))).scalars():
                yield f.claim, Finding(f.verdict, Text(f.says_vi, f.says_en))
