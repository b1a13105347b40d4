"""Templates and phrases: found, and looked after by those who may."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session, col, select

from his.outpatient.errors import NotYourTemplate
from his.outpatient.template_models import ExamTemplate, Phrase, Specialty
from kernel.access import Actor
from kernel.db import expect
from kernel.errors import NotFound

_MOST = 500


def templates(
    db: Session, actor: Actor, *, icd: Sequence[str] = (), ended: bool = False
) -> list[ExamTemplate]:
    """The facility's and one's own, those that the diagnoses call for first."""
    asked = select(ExamTemplate).where(
        or_(col(ExamTemplate.owner_id).is_(None), col(ExamTemplate.owner_id) == actor.id)
    )
    if not ended:
        asked = asked.where(col(ExamTemplate.active))
    ordered = asked.order_by(col(ExamTemplate.name), col(ExamTemplate.id)).limit(_MOST)
    return sorted(db.exec(ordered), key=lambda each: not calls_for(each.icd, icd))


def calls_for(prefixes: Sequence[str], icd: Sequence[str]) -> bool:
    """One of these diagnoses begins with one of the template's prefixes."""
    return any(code.startswith(prefix) for code in icd for prefix in prefixes)


def save_template(
    db: Session,
    actor: Actor,
    *,
    template_id: UUID | None = None,
    version: int = 0,
    own: bool,
    name: str,
    specialty: Specialty,
    texts: dict[str, str],
    sections: Sequence[dict[str, str]],
    icd: Sequence[str] = (),
    active: bool = True,
) -> ExamTemplate:
    """Make or change a template. Raises NotYourTemplate, ChangedMeanwhile."""
    if template_id is None:
        found = ExamTemplate(
            name=name,
            specialty=specialty,
            owner_id=actor.id if own else None,
            texts={},
            sections=[],
            icd=[],
        )
        db.add(found)
    else:
        found = _held(db, actor, ExamTemplate, template_id, version)
    found.name, found.specialty, found.active = name, specialty, active
    found.texts, found.sections, found.icd = texts, list(sections), list(icd)
    db.flush()
    return found


def phrases(db: Session, actor: Actor, *, ended: bool = False) -> list[Phrase]:
    """The facility's and one's own; one's own come last, so that they win."""
    asked = select(Phrase).where(
        or_(col(Phrase.owner_id).is_(None), col(Phrase.owner_id) == actor.id)
    )
    if not ended:
        asked = asked.where(col(Phrase.active))
    found = db.exec(asked.order_by(col(Phrase.word), col(Phrase.id)).limit(_MOST))
    return sorted(found, key=lambda each: each.owner_id is not None)


def save_phrase(
    db: Session,
    actor: Actor,
    *,
    phrase_id: UUID | None = None,
    version: int = 0,
    own: bool,
    word: str,
    text: str,
    active: bool = True,
) -> Phrase:
    if phrase_id is None:
        found = Phrase(word=word, text=text, owner_id=actor.id if own else None)
        db.add(found)
    else:
        found = _held(db, actor, Phrase, phrase_id, version)
    found.word, found.text, found.active = word, text, active
    db.flush()
    return found


def _held(db: Session, actor: Actor, kind: type[Any], id_: UUID, version: int) -> Any:
    found = db.get(kind, id_, with_for_update=True)
    if found is None:
        raise NotFound
    if found.owner_id not in (None, actor.id):
        raise NotYourTemplate
    expect(found, version)
    return found
