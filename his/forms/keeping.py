"""Versions of the facility's templates: which holds on a day, saving, withdrawing."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, func, select

from his.forms import sampling
from his.forms.errors import (
    NeverPrinted,
    NotBeforeToday,
    TemplateDoesNotSet,
    TemplateEnded,
    UnknownForm,
)
from his.forms.models import FormSample, FormTemplate
from kernel import printing, typesetting
from kernel.access import Actor
from kernel.clock import today, utc_now
from kernel.errors import NotFound
from kernel.events import assembly_of
from kernel.module import Module
from kernel.paging import page_of, small
from kernel.printing import Print
from kernel.text import Language

LANGUAGES: tuple[Language, ...] = ("vi", "en")


def forms(db: Session) -> list[tuple[Module, Print]]:
    """Every form of the modules that are on."""
    return [(module, form) for module in assembly_of(db).modules for form in module.prints]


def find(db: Session, form_id: str) -> tuple[Module, Print]:
    """Raises UnknownForm."""
    for module, form in forms(db):
        if form.id == form_id:
            return module, form
    raise UnknownForm(form=form_id)


def in_force(db: Session, form_id: str, on: date) -> FormTemplate | None:
    """The facility's template of a day; None: the product's own."""
    found = select(FormTemplate).where(
        FormTemplate.form_id == form_id,
        col(FormTemplate.valid_from) <= on,
        col(FormTemplate.withdrawn_at).is_(None),
    )
    return db.exec(found.order_by(col(FormTemplate.number).desc()).limit(1)).first()


def source_of(db: Session, form: Print, on: date) -> str | None:
    kept = in_force(db, form.id, on)
    return kept.source if kept else None


def edited(db: Session) -> dict[str, FormTemplate]:
    """Which forms have a template of the facility's own today, in one query."""
    latest = (
        select(func.max(FormTemplate.number), FormTemplate.form_id)
        .where(col(FormTemplate.valid_from) <= today(), col(FormTemplate.withdrawn_at).is_(None))
        .group_by(col(FormTemplate.form_id))
        .subquery()
    )
    number, form = latest.c
    found = select(FormTemplate).join(
        latest, (col(FormTemplate.form_id) == form) & (col(FormTemplate.number) == number)
    )
    return {each.form_id: each for each in db.exec(found)}


def versions(
    db: Session, form_id: str, *, after: str | None = None, limit: int = 50
) -> tuple[Sequence[FormTemplate], str | None]:
    """Every version of a form, the newest first."""
    return page_of(
        db,
        select(FormTemplate).where(FormTemplate.form_id == form_id),
        by=(col(FormTemplate.number),),
        types=(small,),
        after=after,
        limit=limit,
        descending=True,
    )


def sample(db: Session, form_id: str, language: Language) -> dict[str, Any]:
    """Masked data to show a form with, under the house's own letterhead: the fullest that was
    printed here, else what the product brings along. Raises UnknownForm, NeverPrinted."""
    _, form = find(db, form_id)
    kept = db.get(FormSample, form.id)
    data = kept.data if kept else sampling.shipped(form.id)
    if data is None:
        raise NeverPrinted
    head = asdict(printing.letterhead(db))
    return {**data, "letterhead": head, "print": {**data["print"], "language": language}}


def trial(source: str, data: dict[str, Any]) -> bytes:
    """The template set, in a process of its own. Raises TemplateDoesNotSet."""
    try:
        return typesetting.trial(source, data)
    except typesetting.DoesNotSet as error:
        raise TemplateDoesNotSet(line=error.line or "?", message=error.message) from error


def save(
    db: Session,
    actor: Actor,
    form_id: str,
    *,
    source: str,
    reason: str,
    valid_from: date | None = None,
) -> FormTemplate:
    """Let a template hold from a day on, once it was set in both languages. Raises
    NotBeforeToday and what `sample` and `trial` raise."""
    begins = valid_from or today()
    if begins < today():
        raise NotBeforeToday
    for language in LANGUAGES:
        trial(source, sample(db, form_id, language))
    last = db.exec(
        select(func.max(FormTemplate.number)).where(FormTemplate.form_id == form_id)
    ).one()
    kept = FormTemplate(
        form_id=form_id,
        number=(last or 0) + 1,
        source=source,
        valid_from=begins,
        reason=reason,
        saved_at=utc_now(),
        saved_by=actor.id,
        saved_by_name=actor.name,
    )
    db.add(kept)
    db.flush()
    return kept


def withdraw(db: Session, actor: Actor, template_id: UUID, *, reason: str) -> FormTemplate:
    """Take a version out of force: the one before it, or the product's own, holds again."""
    kept = db.get(FormTemplate, template_id, with_for_update=True)
    if kept is None:
        raise NotFound
    if kept.withdrawn_at:
        raise TemplateEnded
    kept.withdrawn_at, kept.withdrawn_by_name = utc_now(), actor.name
    kept.withdrawn_reason = reason
    return kept
