from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from sqlmodel import Session, col, select

from kernel import audit
from kernel.access import Actor, Requires
from kernel.clock import utc_now
from kernel.db import Db
from kernel.paging import After, Limit, Page, page_of
from kernel.routing import Router
from kernel.schemas import Words, said
from lis.analysers import permissions, reading_back, reviewing, setting_up
from lis.analysers.drivers import ALL, PROFILES
from lis.analysers.errors import NoSuchAnalyserMessage
from lis.analysers.models import (
    Analyser,
    AnalyserCode,
    HeldReading,
    HeldState,
    LabMessage,
    MessageState,
    opened,
)
from lis.analysers.schemas import (
    AnalyserChangeIn,
    AnalyserCodeIn,
    AnalyserCodeMappedOut,
    AnalyserCodeOut,
    AnalyserCodesOut,
    AnalyserIn,
    AnalyserLinkOut,
    AnalyserMessageOut,
    AnalyserMessageWholeOut,
    AnalyserOut,
    AnalyserProfileOut,
    AnalyserProfilesOut,
    HeldDismissIn,
    HeldGiveIn,
    HeldReadingOut,
    HeldRetriedOut,
    HeldRetryIn,
    MessageLineOut,
    MessagePartOut,
)
from lis.analysers.setting_up import Station

router = Router(prefix="/lab/analysers", tags=["lis.analysers"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
SetsUp = Annotated[Actor, Depends(Requires(permissions.SET_UP))]
Maps = Annotated[Actor, Depends(Requires(permissions.MAP))]
ReadsRaw = Annotated[Actor, Depends(Requires(permissions.RAW))]
Reviews = Annotated[Actor, Depends(Requires(permissions.REVIEW))]


@router.get("")
def analysers(actor: Reader, db: Db, after: After = None, limit: Limit = 50) -> Page[AnalyserOut]:
    """The instruments with the state of their lines and what waits."""
    rows, following = page_of(
        db,
        select(Analyser),
        by=(col(Analyser.name), col(Analyser.id)),
        types=(str, UUID),
        after=after,
        limit=limit,
    )
    return Page(items=[_station(s) for s in setting_up.stations(db, rows)], next=following)


@router.post("", status_code=201)
def add(wanted: AnalyserIn, actor: SetsUp, db: Db) -> AnalyserOut:
    """Set an instrument up; the gateway opens its line within seconds."""
    made = setting_up.save(db, actor, analyser_id=None, **wanted.model_dump())
    return _station(setting_up.stations(db, [made])[0])


@router.get("/profiles")
def profiles(actor: Reader, db: Db) -> AnalyserProfilesOut:
    """The instruments whose messages we read, and what that rests on."""
    found = [
        AnalyserProfileOut(
            id=p.id,
            maker=p.maker,
            title=p.title,
            protocol=p.protocol,
            asking=p.asking,
            verified=p.verified,
            source=p.source,
            note=said(p.note),
        )
        for p in ALL
    ]
    return AnalyserProfilesOut(profiles=found)


@router.get("/messages")
def messages(
    actor: ReadsRaw,
    db: Db,
    analyser_id: UUID | None = None,
    state: MessageState | None = None,
    specimen: Annotated[str, Query(max_length=60)] = "",
    after: After = None,
    limit: Limit = 50,
) -> Page[AnalyserMessageOut]:
    """What came over the lines and went out, newest first; contents are read one by one."""
    query = select(LabMessage)
    if analyser_id:
        query = query.where(col(LabMessage.analyser_id) == analyser_id)
    if state:
        query = query.where(col(LabMessage.state) == state)
    if specimen.strip():
        query = query.where(col(LabMessage.specimen_code) == specimen.strip())
    rows, following = page_of(
        db,
        query,
        by=(col(LabMessage.id),),
        types=(UUID,),
        after=after,
        limit=limit,
        descending=True,
    )
    names = _names(db, {r.analyser_id for r in rows})
    return Page(items=[_message(r, names) for r in rows], next=following)


@router.get("/messages/{message_id}")
def message(message_id: UUID, actor: ReadsRaw, db: Db) -> AnalyserMessageWholeOut:
    """One message: its bytes, each field explained, and what of it was held back."""
    return _whole(db, message_id)


@router.post("/messages/{message_id}/replay")
def replay(message_id: UUID, actor: Reviews, db: Db) -> AnalyserMessageWholeOut:
    """Read it anew by today's profile and mapping."""
    reviewing.replay(db, actor, message_id)
    return _whole(db, message_id)


@router.get("/held")
def held(
    actor: Reviews,
    db: Db,
    analyser_id: UUID | None = None,
    state: HeldState | None = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[HeldReadingOut]:
    """Readings that matched nothing, oldest first."""
    query = select(HeldReading)
    if state:
        query = query.where(col(HeldReading.state) == state)
    if analyser_id:
        query = query.where(col(HeldReading.analyser_id) == analyser_id)
    rows, following = page_of(
        db,
        query,
        by=(col(HeldReading.at), col(HeldReading.id)),
        types=(datetime.fromisoformat, UUID),
        after=after,
        limit=limit,
    )
    names = _names(db, {r.analyser_id for r in rows})
    audit.read_list(db, "lis_message", {r.message_id for r in rows})
    return Page(items=[_held(r, names) for r in rows], next=following)


@router.post("/held/give")
def give(wanted: HeldGiveIn, actor: Reviews, db: Db) -> list[HeldReadingOut]:
    """Say whose tube it was, having it before you."""
    rows = reviewing.give(
        db, actor, wanted.ids, specimen_code=wanted.specimen_code, reason=wanted.reason
    )
    names = _names(db, {r.analyser_id for r in rows})
    return [_held(r, names) for r in rows]


@router.post("/held/dismiss")
def dismiss(wanted: HeldDismissIn, actor: Reviews, db: Db) -> list[HeldReadingOut]:
    """Nobody's result: a control, a test run."""
    rows = reviewing.dismiss(db, actor, wanted.ids, reason=wanted.reason)
    names = _names(db, {r.analyser_id for r in rows})
    return [_held(r, names) for r in rows]


@router.post("/held/retry")
def retry(wanted: HeldRetryIn, actor: Reviews, db: Db) -> HeldRetriedOut:
    """Try again as it was sent: the tube has come meanwhile."""
    rows = reviewing.held(db, wanted.ids)
    filed = reviewing.retry(db, actor, rows)
    waiting = sum(r.state is HeldState.OPEN for r in rows)
    return HeldRetriedOut(filed=filed, waiting=waiting)


@router.get("/{analyser_id}")
def analyser(analyser_id: UUID, actor: Reader, db: Db) -> AnalyserOut:
    """One instrument."""
    row = setting_up.get(db, analyser_id)
    return _station(setting_up.stations(db, [row])[0])


@router.put("/{analyser_id}")
def change(analyser_id: UUID, wanted: AnalyserChangeIn, actor: SetsUp, db: Db) -> AnalyserOut:
    """Change it; its line is opened anew within seconds."""
    values = wanted.model_dump(exclude={"version"})
    row = setting_up.save(db, actor, analyser_id=analyser_id, version=wanted.version, **values)
    return _station(setting_up.stations(db, [row])[0])


@router.get("/{analyser_id}/codes")
def codes(analyser_id: UUID, actor: Reader, db: Db) -> AnalyserCodesOut:
    """What its codes mean here; those that nobody has said stand first."""
    row = setting_up.get(db, analyser_id)
    found = setting_up.codes(db, analyser_id)
    proposed = setting_up.proposals(db, row, found)
    return AnalyserCodesOut(codes=[_code(c, proposed.get(c.code)) for c in found])


@router.put("/{analyser_id}/codes")
def map_code(
    analyser_id: UUID, wanted: AnalyserCodeIn, actor: Maps, db: Db
) -> AnalyserCodeMappedOut:
    """Say what a code means; readings that waited for it are filed at once."""
    row, filed = setting_up.map_code(db, actor, analyser_id, **wanted.model_dump())
    return AnalyserCodeMappedOut(code=_code(row, None), filed=filed)


def _station(of: Station) -> AnalyserOut:
    row, link = of.analyser, of.link
    profile = PROFILES.get(row.profile)
    since = link.last_in_at or link.since if link else None
    quiet = bool(
        row.active
        and row.quiet_minutes
        and since
        and utc_now() - since > timedelta(minutes=row.quiet_minutes)
    )
    return AnalyserOut(
        **row.model_dump(),
        profile_title=f"{profile.maker} {profile.title}" if profile else row.profile,
        verified=bool(profile and profile.verified),
        link=AnalyserLinkOut.model_validate(link) if link else None,
        quiet=quiet,
        waiting=of.waiting,
        unknown_codes=of.unknown,
    )


def _code(row: AnalyserCode, proposed: str | None) -> AnalyserCodeOut:
    return AnalyserCodeOut(**row.model_dump(), proposed=proposed)


def _names(db: Session, ids: set[UUID]) -> dict[UUID, str]:
    rows = db.exec(select(col(Analyser.id), col(Analyser.name)).where(col(Analyser.id).in_(ids)))
    return dict(rows.all())


def _message(row: LabMessage, names: dict[UUID, str]) -> AnalyserMessageOut:
    return AnalyserMessageOut(
        **row.model_dump(exclude={"raw", "digest", "answers"}),
        analyser=names.get(row.analyser_id, ""),
    )


def _held(row: HeldReading, names: dict[UUID, str]) -> HeldReadingOut:
    return HeldReadingOut(
        **row.model_dump(exclude={"says_vi", "says_en", "version"}),
        says=Words(vi=row.says_vi, en=row.says_en),
        analyser=names.get(row.analyser_id, ""),
    )


def _whole(db: Session, message_id: UUID) -> AnalyserMessageWholeOut:
    row = db.get(LabMessage, message_id)
    if row is None:
        raise NoSuchAnalyserMessage
    raw = opened(row)
    names = _names(db, {row.analyser_id})
    waiting = db.exec(
        select(HeldReading)
        .where(col(HeldReading.message_id) == message_id)
        .order_by(col(HeldReading.id))
        .limit(500)
    )
    audit.read(db, ("lis_message", row.id), "raw message")
    return AnalyserMessageWholeOut(
        message=_message(row, names),
        lines=[
            MessageLineOut(
                name=line.name,
                title=said(line.title),
                raw=line.raw,
                parts=[
                    MessagePartOut(place=p.place, title=said(p.title), value=p.value)
                    for p in line.parts
                ],
            )
            for line in reading_back.explained(raw)
        ],
        raw=reading_back.printable(raw),
        held=[_held(r, names) for r in waiting],
    )
