"""Who may work and who may verify in a section, where the laboratory named its people."""

from collections.abc import Collection

from sqlmodel import Session

from kernel.access import Actor
from lis.results.errors import NotInSection
from lis.tests import service as tests


def demand_worker(db: Session, actor: Actor, sections: Collection[str]) -> None:
    """Raises NotInSection unless the actor may enter in each of these sections."""
    mine = tests.duties(db, actor)
    for code in sorted(set(sections)):
        if not mine.may_enter(code):
            raise NotInSection(section=code)


def demand_verifier(db: Session, actor: Actor, sections: Collection[str]) -> None:
    """Raises NotInSection unless the actor may verify in each of these sections."""
    mine = tests.duties(db, actor)
    for code in sorted(set(sections)):
        if not mine.may_verify(code):
            raise NotInSection(section=code)
