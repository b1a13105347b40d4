"""Small lists of the laboratory, and who may do what in which section."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from kernel.access import Actor
from kernel.clock import today
from lis.tests.models import (
    Alone,
    Container,
    LabelPreset,
    RejectionReason,
    Section,
    SectionMember,
    Signing,
)

NIGHT = (21, 6)


@dataclass(frozen=True, slots=True)
class Duties:
    """Where one person works. A section without members of its own is open to every right."""

    closed: frozenset[str]  # sections that only their members work in
    enters: frozenset[str]
    verifies: frozenset[str]
    learns: frozenset[str] = field(default=frozenset())  # enters there as a trainee

    def may_enter(self, section_code: str) -> bool:
        return section_code not in self.closed or section_code in self.enters

    def may_verify(self, section_code: str) -> bool:
        if section_code in self.learns:
            return False
        return section_code not in self.closed or section_code in self.verifies

    def may_check(self, section_code: str) -> bool:
        """The technical check is work as entering is; a trainee's own eye is not enough."""
        return section_code not in self.learns and self.may_enter(section_code)


def duties(db: Session, actor: Actor) -> Duties:
    """Where somebody may enter and verify; the right itself is asked of the route."""
    closed = db.exec(select(col(Section.code)).where(col(Section.members_only))).all()
    mine: Iterable[SectionMember] = db.exec(
        select(SectionMember).where(SectionMember.user_id == actor.id)
    )
    now = today()
    found = [m for m in mine if holds_on(m, now)]
    return Duties(
        frozenset(closed),
        frozenset(m.section_code for m in found if m.may_enter),
        frozenset(m.section_code for m in found if m.may_verify),
        frozenset(m.section_code for m in found if m.trainee),
    )


def holds_on(member: SectionMember, day: date) -> bool:
    """Whether somebody works in the section on a day."""
    begun = member.valid_from is None or member.valid_from <= day
    return begun and (member.valid_to is None or day <= member.valid_to)


@dataclass(frozen=True, slots=True)
class Policy:
    """How results are signed in a section."""

    alone: Alone = Alone.HOUSE
    signing: Signing = Signing.NONE
    signing_minutes: int = 0
    night_from: int = NIGHT[0]
    night_to: int = NIGHT[1]

    def at_night(self, hour: int) -> bool:
        if self.night_from <= self.night_to:
            return self.night_from <= hour < self.night_to
        return hour >= self.night_from or hour < self.night_to


def policies(db: Session, codes: Collection[str]) -> dict[str, Policy]:
    """How results are signed in each of these sections; one statement."""
    asked = select(Section).where(col(Section.code).in_(set(codes)))
    kept = {each.code: policy_of(each) for each in db.exec(asked)} if codes else {}
    return {code: kept.get(code, Policy()) for code in codes}


def policy_of(section: Section) -> Policy:
    return Policy(
        section.alone,
        section.signing,
        section.signing_minutes or 0,
        NIGHT[0] if section.night_from is None else section.night_from,
        NIGHT[1] if section.night_to is None else section.night_to,
    )


def may_enter(db: Session, actor: Actor, section_code: str) -> bool:
    """For one section; ask `duties` once for several."""
    return duties(db, actor).may_enter(section_code)


def may_verify(db: Session, actor: Actor, section_code: str) -> bool:
    """For one section; ask `duties` once for several."""
    return duties(db, actor).may_verify(section_code)


def members(db: Session, section_code: str | None = None) -> list[SectionMember]:
    asked = select(SectionMember).order_by(
        col(SectionMember.section_code), col(SectionMember.user_name), col(SectionMember.id)
    )
    if section_code is not None:
        asked = asked.where(SectionMember.section_code == section_code)
    return list(db.exec(asked.limit(2000)))


def sections(db: Session, *, ended: bool = False) -> list[Section]:
    """The sections in the order of the paper; with `ended` those too that are no more."""
    asked = select(Section).order_by(col(Section.place), col(Section.code))
    if not ended:
        asked = asked.where(col(Section.active))
    return list(db.exec(asked.limit(500)))


def section_of(db: Session, code: str) -> Section | None:
    return db.exec(select(Section).where(Section.code == code)).first()


def containers(db: Session, *, ended: bool = False) -> list[Container]:
    """The containers in the order in which they are drawn."""
    asked = select(Container).order_by(col(Container.draw_order), col(Container.code))
    if not ended:
        asked = asked.where(col(Container.active))
    return list(db.exec(asked.limit(500)))


def containers_by_code(db: Session) -> Mapping[str, Container]:
    return {each.code: each for each in containers(db, ended=True)}


def reasons(db: Session, *, ended: bool = False) -> list[RejectionReason]:
    asked = select(RejectionReason).order_by(col(RejectionReason.code))
    if not ended:
        asked = asked.where(col(RejectionReason.active))
    return list(db.exec(asked.limit(500)))


def labels(db: Session, *, ended: bool = False) -> list[LabelPreset]:
    asked = select(LabelPreset).order_by(col(LabelPreset.code))
    if not ended:
        asked = asked.where(col(LabelPreset.active))
    return list(db.exec(asked.limit(500)))


def rooms_of(found: Iterable[Section]) -> dict[str, UUID | None]:
    return {each.code: each.room_id for each in found}
