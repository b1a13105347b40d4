"""Parameters: what the facility decides, from when, where, and why (tham số hệ thống)."""

from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from his.admin.errors import AlreadyUndone, NoSuchParameter, NotInThePast, ValueRefused
from his.admin.facility import room
from his.admin.models import ParameterValue
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.errors import NotFound
from kernel.events import assembly_of
from kernel.module import Module, Parameter
from kernel.once import once
from kernel.prepared import Prepared
from kernel.settled import kept

Value: TypeAlias = bool | int | str


def parameter(db: Session, parameter_id: str, *, room_id: UUID | None = None) -> Value:
    """The value in force now: the room's own, else the facility's, else the default."""
    _, asked = _known(db, parameter_id)
    all_ = once(db, "his.admin.parameters", lambda: in_force(db), ParameterValue, steady=True)
    held = all_.get(parameter_id, {})
    return held.get(room_id, held.get(None, asked.default))


_SET: Any = (
    col(ParameterValue.parameter),
    col(ParameterValue.room_id),
    col(ParameterValue.value),
    col(ParameterValue.valid_from),
)
_STANDING = Prepared(
    select(*_SET)
    .where(col(ParameterValue.undone_at).is_(None))
    .order_by(col(ParameterValue.valid_from), col(ParameterValue.id))
)


def in_force(db: Session) -> dict[str, dict[UUID | None, Value]]:
    """What holds now, of every parameter: by room, None for the whole facility."""
    found: dict[str, dict[UUID | None, Value]] = {}
    now = utc_now()
    for row in kept(db, "his.admin.standing", lambda: _STANDING.all(db), ParameterValue):
        if row.valid_from <= now:
            found.setdefault(row.parameter, {})[row.room_id] = row.value
    return found


def set_parameter(
    db: Session,
    actor: Actor,
    parameter_id: str,
    *,
    value: Value,
    reason: str,
    room_id: UUID | None = None,
    valid_from: datetime | None = None,
) -> ParameterValue:
    """Let a value take effect now or later. Raises ValueRefused, NotInThePast."""
    _, asked = _known(db, parameter_id)
    fit(asked, value)
    if room_id is not None:
        room(db, room_id)
    now = utc_now()
    if valid_from is not None and valid_from < now:
        raise NotInThePast
    made = ParameterValue(
        parameter=parameter_id,
        room_id=room_id,
        value=value,
        valid_from=valid_from or now,
        reason=reason,
        set_at=now,
        set_by=actor.id,
        set_by_name=actor.name,
    )
    db.add(made)
    db.flush()
    return made


def undo(db: Session, actor: Actor, value_id: UUID, *, reason: str) -> ParameterValue:
    """Take a value back: the one before it holds again."""
    found = db.get(ParameterValue, value_id, with_for_update=True)
    if found is None:
        raise NotFound
    if found.undone_at is not None:
        raise AlreadyUndone
    found.undone_at = utc_now()
    found.undone_by_name = actor.name
    found.undone_reason = reason
    db.flush()
    return found


def fit(asked: Parameter, value: object) -> None:
    """Refuse a value of another kind or outside the limits."""
    wanted = _wanted(asked)
    if type(value) is not type(asked.default):
        raise ValueRefused(wanted=wanted)
    if asked.choices and value not in asked.choices:
        raise ValueRefused(wanted=wanted)
    if isinstance(value, int) and not isinstance(value, bool):
        low, high = asked.least, asked.most
        if (low is not None and value < low) or (high is not None and value > high):
            raise ValueRefused(wanted=wanted)
    if isinstance(value, str) and len(value) > 1000:
        raise ValueRefused(wanted=wanted)


def _wanted(asked: Parameter) -> str:
    if asked.choices:
        return " / ".join(asked.choices)
    match asked.default:
        case bool():
            return "true / false"
        case int():
            low = "" if asked.least is None else asked.least
            high = "" if asked.most is None else asked.most
            return f"{low} … {high} {asked.unit}".strip() if asked.least or asked.most else "0-9"
        case _:
            return "text (<= 1000)"


def _known(db: Session, parameter_id: str) -> tuple[Module, Parameter]:
    for module in assembly_of(db).installed or assembly_of(db).modules:
        for each in module.settings:
            if each.id == parameter_id:
                return module, each
    raise NoSuchParameter(parameter=parameter_id)
