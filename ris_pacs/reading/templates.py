"""Structured templates and macros: what is usual is written already, by exam and sex."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session, col, select

from his.catalogs import service as catalogs
from kernel.access import Actor, demand
from kernel.db import expect
from kernel.paging import page_of
from ris_pacs.reading.desk_models import ReportMacro, ReportTemplate
from ris_pacs.reading.errors import NoSuchReportTemplate, ShortcutTaken
from ris_pacs.reading.models import (
    Reading,
)
from ris_pacs.reading.permissions import TEMPLATES

_MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateText:
    """What a template says; `fields` are {key, label, kind, unit, choices, normal, low, high}."""

    name: str
    modality: str = ""
    service_code: str = ""
    sex: str = ""
    findings: str
    conclusion: str = ""
    recommendation: str = ""
    fields: Sequence[dict[str, Any]] = ()
    active: bool = True


def fitting(db: Session, of: Reading, sex: str, modality: str = "") -> list[ReportTemplate]:
    """Those for this exam and this patient: of the service first, of his sex first."""
    asked = select(ReportTemplate).where(
        col(ReportTemplate.active),
        col(ReportTemplate.service_code).in_(("", of.service_code)),
        col(ReportTemplate.sex).in_(("", sex)),
    )
    kind = of.modality or modality
    if kind:
        asked = asked.where(
            or_(
                col(ReportTemplate.modality).in_(("", kind)),
                col(ReportTemplate.service_code) == of.service_code,
            )
        )
    found = db.exec(asked.order_by(col(ReportTemplate.name)).limit(_MOST)).all()
    return sorted(found, key=lambda t: (not t.service_code, not t.modality, not t.sex, t.name))


def page(db: Session, *, after: str | None, limit: int) -> tuple[list[ReportTemplate], str | None]:
    by = (col(ReportTemplate.name), col(ReportTemplate.id))
    return page_of(db, select(ReportTemplate), by=by, types=(str, UUID), after=after, limit=limit)


def save(
    db: Session, given: TemplateText, *, template_id: UUID | None = None, version: int = 0
) -> ReportTemplate:
    """Make one or change one. Raises NoSuchReportTemplate, ChangedMeanwhile, NotInCatalogue."""
    if given.service_code and given.active:
        catalogs.demand_code(db, "service", given.service_code)
    if template_id is None:
        found = ReportTemplate(name=given.name, findings=given.findings)
        db.add(found)
    else:
        held = db.get(ReportTemplate, template_id, with_for_update=True)
        if held is None:
            raise NoSuchReportTemplate
        expect(held, version)
        found = held
    found.name, found.modality, found.sex = given.name, given.modality, given.sex
    found.service_code, found.active = given.service_code, given.active
    found.findings, found.conclusion = given.findings, given.conclusion
    found.recommendation, found.fields = given.recommendation, [dict(f) for f in given.fields]
    db.flush()
    return found


def macros(db: Session, actor: Actor) -> list[ReportMacro]:
    """One's own and the house's, by shortcut; one's own wins where both have it."""
    asked = select(ReportMacro).where(
        col(ReportMacro.active), col(ReportMacro.owner_key).in_(("", str(actor.id)))
    )
    found = db.exec(asked.order_by(col(ReportMacro.shortcut), col(ReportMacro.id)).limit(500))
    best: dict[str, ReportMacro] = {}
    for each in found:
        if each.owner_id or each.shortcut not in best:
            best[each.shortcut] = each
    return list(best.values())


def save_macro(
    db: Session,
    actor: Actor,
    *,
    shortcut: str,
    text: str,
    house: bool = False,
    macro_id: UUID | None = None,
    version: int = 0,
    active: bool = True,
) -> ReportMacro:
    """One's own; the house's where he may. Raises ShortcutTaken, NoSuchReportTemplate."""
    if house:
        demand(actor, TEMPLATES)
    key = "" if house else str(actor.id)
    taken = db.exec(
        select(ReportMacro).where(ReportMacro.owner_key == key, ReportMacro.shortcut == shortcut)
    ).one_or_none()
    if taken is not None and taken.id != macro_id:
        if taken.active:
            raise ShortcutTaken(shortcut=shortcut)
        macro_id, version = taken.id, taken.version  # it was put away: it comes back
    if macro_id is None:
        made = ReportMacro(
            owner_id=None if house else actor.id, owner_key=key, shortcut=shortcut, text=text
        )
        db.add(made)
        db.flush()
        return made
    found = db.get(ReportMacro, macro_id, with_for_update=True)
    if found is None or found.owner_key != key:
        raise NoSuchReportTemplate
    expect(found, version)
    found.shortcut, found.text, found.active = shortcut, text, active
    db.flush()
    return found
