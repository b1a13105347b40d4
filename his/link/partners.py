"""The other systems: set up, and how it goes with each."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, func, select

from his.admin import service as admin
from his.link.errors import (
    NoSuchPartner,
    PartnerCodeTaken,
    PartnerNameTaken,
    PartnerNeedsPort,
)
from his.link.models import LinkMessage, LinkMessageState, Partner, PartnerKind, PartnerLine
from his.link.settings import LATE
from his.link.taking import TOPIC
from kernel import live
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.db import expect
from kernel.text import Text

_SAMPLE = 200  # the last acknowledged messages, for the times


def get(db: Session, partner_id: UUID, *, lock: bool = False) -> Partner:
    found = db.get(Partner, partner_id, with_for_update=True if lock else None)
    if found is None:
        raise NoSuchPartner
    return found


def active(db: Session, kind: PartnerKind) -> list[Partner]:
    """The systems of a kind that are on."""
    asked = select(Partner).where(col(Partner.active), Partner.kind == kind)
    return list(db.exec(asked.order_by(col(Partner.name), col(Partner.id)).limit(200)))


def save(
    db: Session,
    actor: Actor,
    *,
    partner_id: UUID | None,
    version: int | None = None,
    **values: Any,
) -> Partner:
    """Set a system up, or change it.

    Raises PartnerCodeTaken, PartnerNameTaken, PartnerNeedsPort, NoSuchPartner, NotFound.
    """
    if bool(values["host"]) != bool(values["port"]):
        raise PartnerNeedsPort
    if values.get("room_id"):
        admin.room(db, values["room_id"])
    for other in db.exec(select(Partner).where(col(Partner.id) != partner_id)):
        if other.code == values["code"]:
            raise PartnerCodeTaken(code=other.code, name=other.name)
        same = (other.application, other.facility) == (values["application"], values["facility"])
        if same and other.active and values["active"]:
            raise PartnerNameTaken(name=other.name, application=other.application)
    if partner_id is None:
        row = Partner(**values)
        db.add(row)
    else:
        row = get(db, partner_id, lock=True)
        expect(row, version or 0)
        for name, value in values.items():
            setattr(row, name, value)
    db.flush()
    live.touch(db, TOPIC)
    return row


@dataclass(frozen=True, slots=True)
class Standing:
    """A partner, its line, and the figures of its messages."""

    partner: Partner
    line: PartnerLine | None
    waiting: int
    oldest: datetime | None
    review: int
    failed: int
    median: int | None  # milliseconds from the event to the acknowledgement, of the last 200
    slowest: int | None  # the 95th of a hundred


def standings(db: Session, partners: Sequence[Partner]) -> list[Standing]:
    ids = [p.id for p in partners]
    if not ids:
        return []
    open_ = (LinkMessageState.WAITING, LinkMessageState.REVIEW, LinkMessageState.FAILED)
    counted: dict[tuple[UUID | None, LinkMessageState], tuple[int, datetime | None]] = {}
    for partner_id, state, n, since in db.exec(
        select(
            col(LinkMessage.partner_id),
            col(LinkMessage.state),
            func.count(),
            func.min(col(LinkMessage.at)),
        )
        .where(col(LinkMessage.state).in_(open_), col(LinkMessage.partner_id).in_(ids))
        .group_by(col(LinkMessage.partner_id), col(LinkMessage.state))
    ):
        counted[partner_id, state] = (n, since)
    lines = db.exec(select(PartnerLine).where(col(PartnerLine.partner_id).in_(ids)))
    line_of = {line.partner_id: line for line in lines}
    found = []
    nothing: tuple[int, datetime | None] = (0, None)
    for each in partners:
        waiting, oldest = counted.get((each.id, LinkMessageState.WAITING), nothing)
        times = _times(db, each.id)
        found.append(
            Standing(
                partner=each,
                line=line_of.get(each.id),
                waiting=waiting,
                oldest=oldest,
                review=counted.get((each.id, LinkMessageState.REVIEW), nothing)[0],
                failed=counted.get((each.id, LinkMessageState.FAILED), nothing)[0],
                median=int(statistics.median(times)) if times else None,
                slowest=times[min(len(times) - 1, len(times) * 95 // 100)] if times else None,
            )
        )
    return found


def _times(db: Session, partner_id: UUID) -> list[int]:
    """Of the last messages that were acknowledged, how long it took: sorted."""
    rows = db.exec(
        select(col(LinkMessage.millis))
        .where(LinkMessage.partner_id == partner_id, col(LinkMessage.millis).is_not(None))
        .order_by(col(LinkMessage.id).desc())
        .limit(_SAMPLE)
    )
    return sorted(n for n in rows if n is not None)


def late(db: Session) -> Text | None:
    """The job: says which system has not taken our messages for too long, or is silent."""
    now = utc_now()
    most = timedelta(minutes=int(admin.parameter(db, LATE.id)))
    partners = db.exec(select(Partner).where(col(Partner.active)).order_by(col(Partner.name)))
    names = []
    for each in standings(db, partners.all()):
        last = each.line.last_in_at if each.line else None
        quiet = timedelta(minutes=each.partner.quiet_minutes)
        silent = bool(quiet) and last is not None and now - last > quiet
        if silent or (each.oldest is not None and now - each.oldest > most):
            names.append(each.partner.name)
    if not names:
        return None
    live.touch(db, TOPIC)
    said = ", ".join(names)[:600]
    return Text(f"Liên thông bị tắc hoặc im lặng: {said}.", f"Stuck or silent links: {said}.")
