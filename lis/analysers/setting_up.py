"""Instruments and the meaning of their codes, as people set them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from kernel import live
from kernel.access import Actor
from kernel.clock import today, utc_now
from kernel.db import expect
from lis.analysers import reviewing
from lis.analysers.drivers import PROFILES
from lis.analysers.errors import (
    AnalyserAddressMissing,
    AnalyserCodeTaken,
    AnalyserPortTaken,
    BadControlPattern,
    NoSuchAnalyser,
    NoSuchAnalyserCode,
    NoSuchAnalyserProfile,
    NoSuchTestToMap,
)
from lis.analysers.filing import TOPIC
from lis.analysers.models import (
    Analyser,
    AnalyserCode,
    AnalyserLink,
    CodeState,
    Connection,
    HeldReading,
    HeldState,
)
from lis.tests import service as tests


@dataclass(frozen=True, slots=True)
class Station:
    """An instrument with the state of its line and what waits of it."""

    analyser: Analyser
    link: AnalyserLink | None
    waiting: int
    unknown: int


def get(db: Session, analyser_id: UUID, *, lock: bool = False) -> Analyser:
    found = db.get(Analyser, analyser_id, with_for_update=True if lock else None)
    if found is None:
        raise NoSuchAnalyser
    return found


def stations(db: Session, rows: Sequence[Analyser]) -> list[Station]:
    ids = [row.id for row in rows]
    links = {
        link.analyser_id: link
        for link in db.exec(select(AnalyserLink).where(col(AnalyserLink.analyser_id).in_(ids)))
    }
    waiting = _count(db, HeldReading, col(HeldReading.state) == HeldState.OPEN, ids)
    unknown = _count(db, AnalyserCode, col(AnalyserCode.state) == CodeState.UNKNOWN, ids)
    return [
        Station(row, links.get(row.id), waiting.get(row.id, 0), unknown.get(row.id, 0))
        for row in rows
    ]


def _count(db: Session, of: Any, which: Any, ids: Sequence[UUID]) -> dict[UUID, int]:
    rows = db.execute(
        select(of.analyser_id, func.count())
        .where(which, of.analyser_id.in_(ids))
        .group_by(of.analyser_id)
    )
    return {analyser: count for analyser, count in rows}  # noqa: C416 (typed, dict() is not)


def save(
    db: Session, actor: Actor, *, analyser_id: UUID | None, version: int = 1, **values: Any
) -> Analyser:
    """Set an instrument up, or change it. The gateway takes the change up within seconds."""
    if values["profile"] not in PROFILES:
        raise NoSuchAnalyserProfile(profile=values["profile"])
    _checked(values)
    _alone(db, analyser_id, values)
    if analyser_id is None:
        row = Analyser(**values)
        db.add(row)
    else:
        row = get(db, analyser_id, lock=True)
        expect(row, version)
        for name, value in values.items():
            setattr(row, name, value)
    db.flush()
    live.touch(db, TOPIC)
    return row


def _checked(values: dict[str, Any]) -> None:
    kind = values["connection"]
    if kind is Connection.TCP_SERVER and not values["port"]:
        raise AnalyserAddressMissing(needs="số cổng", needs_en="a port")
    if kind is Connection.TCP_CLIENT and not (values["address"] and values["port"]):
        raise AnalyserAddressMissing(needs="địa chỉ và số cổng", needs_en="an address and a port")
    if kind in (Connection.SERIAL, Connection.FOLDER) and not values["address"]:
        raise AnalyserAddressMissing(needs="đường dẫn", needs_en="a path")
    try:
        re.compile(values["control_pattern"])
    except re.error as error:
        raise BadControlPattern(error=str(error)) from error


def _alone(db: Session, own: UUID | None, values: dict[str, Any]) -> None:
    for other in db.exec(select(Analyser).order_by(col(Analyser.id))):
        if other.id == own:
            continue
        if other.code == values["code"]:
            raise AnalyserCodeTaken(code=other.code, name=other.name)
        listens = other.active and other.connection is Connection.TCP_SERVER
        mine = values["active"] and values["connection"] is Connection.TCP_SERVER
        if listens and mine and other.port == values["port"]:
            raise AnalyserPortTaken(port=other.port, name=other.name)


def codes(db: Session, analyser_id: UUID) -> list[AnalyserCode]:
    """The codes of an instrument; unknown ones first."""
    found = db.exec(
        select(AnalyserCode)
        .where(col(AnalyserCode.analyser_id) == analyser_id)
        .order_by(col(AnalyserCode.code))
    )
    return sorted(found, key=lambda c: (c.state is not CodeState.UNKNOWN, c.code))


def proposals(db: Session, analyser: Analyser, rows: Sequence[AnalyserCode]) -> dict[str, str]:
    """For unknown codes: the one live test of the same LOINC. A person still decides."""
    profile = PROFILES.get(analyser.profile)
    if profile is None:
        return {}
    by_loinc: dict[str, list[str]] = {}
    for test in tests.every(db, today()).values():
        if test.loinc:
            by_loinc.setdefault(test.loinc, []).append(test.code)
    found = {}
    for each in rows:
        loinc = profile.tests.get(each.code, "")
        same = by_loinc.get(loinc, [])
        if each.state is CodeState.UNKNOWN and len(same) == 1:
            found[each.code] = same[0]
    return found


def map_code(
    db: Session,
    actor: Actor,
    analyser_id: UUID,
    *,
    code: str,
    test_code: str | None,
    unit: str,
    factor: Decimal,
    ignored: bool = False,
) -> tuple[AnalyserCode, int]:
    """Say what a code means; readings that waited for it are filed. How many were."""
    get(db, analyser_id)
    if test_code is not None and test_code not in tests.profile(db, [test_code], today()):
        raise NoSuchTestToMap(test_code=test_code)
    row = db.exec(
        select(AnalyserCode)
        .where(col(AnalyserCode.analyser_id) == analyser_id, col(AnalyserCode.code) == code)
        .with_for_update()
    ).one_or_none()
    if row is None:
        row = AnalyserCode(analyser_id=analyser_id, code=code, first_at=utc_now())
        db.add(row)
    row.test_code = None if ignored else test_code
    row.unit, row.factor = unit, f"{factor:f}"
    known = CodeState.MAPPED if test_code else CodeState.UNKNOWN
    row.state = CodeState.IGNORED if ignored else known
    db.flush()
    live.touch(db, TOPIC)
    return row, reviewing.retry_code(db, actor, analyser_id, code)


def code_of(db: Session, analyser_id: UUID, code: str) -> AnalyserCode:
    row = db.exec(
        select(AnalyserCode).where(
            col(AnalyserCode.analyser_id) == analyser_id, col(AnalyserCode.code) == code
        )
    ).one_or_none()
    if row is None:
        raise NoSuchAnalyserCode
    return row
