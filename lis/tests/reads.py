"""Small lists of the laboratory, and who may do what in which section."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from kernel.access import Actor
from lis.tests.models import Container, LabelPreset, RejectionReason, Section, SectionMember


@dataclass(frozen=True, slots=True)
class Duties:
    """Where one person works. A section without members of its own is open to every right."""

    closed: frozenset[str]  # sections that only their members work in
    enters: frozenset[str]
    verifies: frozenset[str]

    def may_enter(self, section_code: str) -> bool:
        return section_code not in self.closed or section_code in self.enters

    def may_verify(self, section_code: str) -> bool:
        return section_code not in self.closed or section_code in self.verifies


def duties(db: Session, actor: Actor) -> Duties:
    """Where somebody may enter and verify; the right itself is asked of the route."""
    closed = db.exec(select(col(Section.code)).where(col(Section.members_only))).all()
    mine: Iterable[SectionMember] = db.exec(
        select(SectionMember).where(SectionMember.user_id == actor.id)
    )
    found = list(mine)
    return Duties(
        frozenset(closed),
        frozenset(m.section_code for m in found if m.may_enter),
        frozenset(m.section_code for m in found if m.may_verify),
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
