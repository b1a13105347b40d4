"""Keeping the laboratory's small lists: sections and their people, containers, reasons, labels."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlmodel import Session, col, select

from his.admin import service as admin
from kernel.access import Actor
from kernel.db import expect
from kernel.errors import NotFound
from kernel.identity import users
from kernel.identity.models import User
from lis.tests.errors import CodeIsTaken, NoSuchSection
from lis.tests.models import (
    Container,
    LabelPreset,
    RejectionReason,
    Section,
    SectionMember,
)
from lis.tests.stamping import renew_stamp

Kept = TypeVar("Kept", Section, Container, RejectionReason, LabelPreset)
_WORKERS = ("lab", "lab_doctor")


def keep(
    db: Session, kind: type[Kept], *, id_: UUID | None, version: int, said: Mapping[str, Any]
) -> Kept:
    """Make an entry or change one; nothing is deleted, it ends (`active`).

    Raises CodeIsTaken, NotFound, ChangedMeanwhile.
    """
    taken = db.exec(select(col(kind.id)).where(kind.code == said["code"])).first()
    if taken is not None and taken != id_:
        raise CodeIsTaken(code=said["code"])
    if kind is Section:
        _stands(db, said.get("room_id"), said.get("department_id"))
    if id_ is None:
        found = kind(**said)
        db.add(found)
    else:
        held = db.get(kind, id_, with_for_update=True)
        if held is None:
            raise NotFound
        expect(held, version)
        if held.code != said["code"]:  # results and specimens carry it
            raise CodeIsTaken(code=held.code)
        found = held
        for name, value in said.items():
            setattr(found, name, value)
    db.flush()
    renew_stamp(db)
    return found


def _stands(db: Session, room_id: UUID | None, department_id: UUID | None) -> None:
    """Raises NotFound where the room or the department is not there."""
    if room_id is not None:
        admin.room(db, room_id)
    if department_id is not None and department_id not in {d.id for d in admin.departments(db)}:
        raise NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """What somebody may do in a section, and from when to when."""

    enters: bool = False
    verifies: bool = False
    trainee: bool = False
    since: date | None = None
    until: date | None = None


def set_members(
    db: Session, actor: Actor, section_code: str, wanted: Mapping[UUID, Duty]
) -> list[SectionMember]:
    """Who enters and who verifies in a section; whoever is left out no more works there.

    Raises NoSuchSection, NotFound.
    """
    if db.exec(select(col(Section.id)).where(Section.code == section_code)).first() is None:
        raise NoSuchSection(code=section_code)
    there = {
        each.user_id: each
        for each in db.exec(
            select(SectionMember)
            .where(SectionMember.section_code == section_code)
            .with_for_update()
        )
    }
    for user_id in there.keys() - wanted.keys():  # kept, without anything to do: the audit tells
        gone = there[user_id]
        gone.may_enter = gone.may_verify = gone.trainee = False
    for user_id, duty in wanted.items():
        person = users.user(db, user_id)
        held = there.get(user_id)
        if held is None:
            held = SectionMember(section_code=section_code, user_id=user_id, user_name=person.name)
            db.add(held)
        held.user_name, held.may_enter = person.name, duty.enters
        held.may_verify = duty.verifies and not duty.trainee
        held.trainee, held.valid_from, held.valid_to = duty.trainee, duty.since, duty.until
    db.flush()
    renew_stamp(db)
    return [m for m in members_of(db, section_code) if m.may_enter or m.may_verify]


def members_of(db: Session, section_code: str) -> list[SectionMember]:
    asked = select(SectionMember).where(SectionMember.section_code == section_code)
    return list(db.exec(asked.order_by(col(SectionMember.user_name), col(SectionMember.id))))


def workers(db: Session) -> list[tuple[User, list[str]]]:
    """Everybody who may work in the laboratory by his roles, by name."""
    ids = {
        user_id for role in _WORKERS for user_id in db.execute(users.having_role(role)).scalars()
    }
    if not ids:
        return []
    asked = select(User).where(col(User.id).in_(ids)).order_by(col(User.name), col(User.id))
    roles = users.all_roles(db, ids)
    return [(each, sorted(roles.get(each.id, ()))) for each in db.exec(asked.limit(500))]
