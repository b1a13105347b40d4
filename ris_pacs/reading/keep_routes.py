"""Templates, macros, the reader's profile, screens and their checks over the API."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from fastapi.responses import Response

from kernel.access import Actor, Requires
from kernel.db import Db
from kernel.paging import After, Limit, Page
from kernel.routing import PDF, Router, pdf
from kernel.schemas import said
from kernel.text import Language
from ris_pacs.reading import displays, permissions, profiles, sheets, showing, templates
from ris_pacs.reading.desk_models import ReaderProfile, ReadingDisplay
from ris_pacs.reading.displays import DisplayText
from ris_pacs.reading.keep_schemas import (
    DisplayCheckIn,
    DisplayCheckOut,
    PatternCriterionOut,
    PatternOut,
    ReaderProfileIn,
    ReaderProfileOut,
    ReadingDisplayIn,
    ReadingDisplayOut,
    ReportMacroIn,
    ReportTemplateIn,
)
from ris_pacs.reading.schemas import (
    ReportMacroOut,
    ReportMacrosOut,
    ReportTemplateOut,
    ScreenHereOut,
)
from ris_pacs.reading.signing import screen_here, unfit
from ris_pacs.reading.templates import TemplateText

router = Router(prefix="/reading", tags=["ris_pacs.reading"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
Writer = Annotated[Actor, Depends(Requires(permissions.WRITE))]
Editor = Annotated[Actor, Depends(Requires(permissions.TEMPLATES))]
Seer = Annotated[Actor, Depends(Requires(permissions.DISPLAYS))]
Checker = Annotated[Actor, Depends(Requires(permissions.DISPLAY_QA))]


@router.get("/templates")
def report_templates(
    _: Reader, db: Db, after: After = None, limit: Limit = 50
) -> Page[ReportTemplateOut]:
    found, following = templates.page(db, after=after, limit=limit)
    return Page(items=[showing.template(each) for each in found], next=following)


def _text(given: ReportTemplateIn) -> TemplateText:
    return TemplateText(
        name=given.name,
        modality=given.modality,
        service_code=given.service_code,
        sex=given.sex,
        findings=given.findings,
        conclusion=given.conclusion,
        recommendation=given.recommendation,
        fields=[f.model_dump() for f in given.fields],
        active=given.active,
    )


@router.post("/templates", status_code=201)
def make_report_template(given: ReportTemplateIn, _: Editor, db: Db) -> ReportTemplateOut:
    return showing.template(templates.save(db, _text(given)))


@router.put("/templates/{template_id}")
def change_report_template(
    template_id: UUID, given: ReportTemplateIn, _: Editor, db: Db
) -> ReportTemplateOut:
    made = templates.save(db, _text(given), template_id=template_id, version=given.version)
    return showing.template(made)


@router.get("/macros")
def report_macros(actor: Reader, db: Db) -> ReportMacrosOut:
    """One's own and the house's."""
    return ReportMacrosOut(items=[showing.macro(each) for each in templates.macros(db, actor)])


@router.post("/macros", status_code=201)
def make_macro(given: ReportMacroIn, actor: Writer, db: Db) -> ReportMacroOut:
    made = templates.save_macro(
        db, actor, shortcut=given.shortcut, text=given.text, house=given.house
    )
    return showing.macro(made)


@router.put("/macros/{macro_id}")
def change_macro(macro_id: UUID, given: ReportMacroIn, actor: Writer, db: Db) -> ReportMacroOut:
    made = templates.save_macro(
        db,
        actor,
        shortcut=given.shortcut,
        text=given.text,
        house=given.house,
        macro_id=macro_id,
        version=given.version,
        active=given.active,
    )
    return showing.macro(made)


@router.get("/profile")
def reader_profile(actor: Reader, db: Db) -> ReaderProfileOut:
    """How I work, at whatever computer."""
    return _profile(profiles.of(db, actor))


@router.put("/profile")
def save_reader_profile(given: ReaderProfileIn, actor: Reader, db: Db) -> ReaderProfileOut:
    made = profiles.save(
        db,
        actor,
        presets=[p.model_dump() for p in given.presets],
        hanging=given.hanging,
        layout=given.layout.model_dump(),
        version=given.version,
    )
    return _profile(made)


def _profile(of: ReaderProfile) -> ReaderProfileOut:
    return ReaderProfileOut.model_validate(
        {
            "presets": of.presets or [],
            "hanging": of.hanging or {},
            "layout": {**profiles.LAYOUT, **(of.layout or {})},
            "protocols": profiles.protocols(),
            "changed_at": of.changed_at,
            "version": of.version,
        }
    )


@router.get("/screen")
def screen_at_this_computer(_: Reader, db: Db) -> ScreenHereOut:
    """Whether this computer's screen is one for diagnosis, and when it was checked."""
    return showing.screen(screen_here(db))


@router.get("/displays/pattern")
def pattern(_: Seer) -> PatternOut:
    """What to look at on the test pattern."""
    return PatternOut(
        items=[PatternCriterionOut(id=i, says=said(t)) for i, t in displays.CRITERIA.items()]
    )


@router.get("/displays")
def reading_displays(
    _: Seer, db: Db, after: After = None, limit: Limit = 50
) -> Page[ReadingDisplayOut]:
    found, following = displays.page(db, after=after, limit=limit)
    return Page(items=[_display(each) for each in found], next=following)


def _display(of: ReadingDisplay) -> ReadingDisplayOut:
    why = unfit(of)
    return ReadingDisplayOut(
        id=of.id,
        code=of.code,
        name=of.name,
        workstation=of.workstation,
        model=of.model,
        serial=of.serial,
        width=of.width,
        height=of.height,
        purpose=of.purpose,
        every_days=of.every_days,
        checked_at=of.checked_at,
        due_at=showing.due(of.checked_at, of.every_days),
        passed=of.passed,
        why=said(why) if why else None,
        active=of.active,
        version=of.version,
    )


def _given(given: ReadingDisplayIn) -> DisplayText:
    return DisplayText(**given.model_dump(exclude={"version"}))


@router.post("/displays", status_code=201)
def register_display(given: ReadingDisplayIn, _: Checker, db: Db) -> ReadingDisplayOut:
    return _display(displays.save(db, _given(given)))


@router.put("/displays/{display_id}")
def change_display(
    display_id: UUID, given: ReadingDisplayIn, _: Checker, db: Db
) -> ReadingDisplayOut:
    return _display(displays.save(db, _given(given), display_id=display_id, version=given.version))


@router.post("/displays/{display_id}/checks", status_code=201)
def check_display(
    display_id: UUID, given: DisplayCheckIn, actor: Checker, db: Db
) -> DisplayCheckOut:
    """What somebody saw on the test pattern."""
    made = displays.check(db, actor, display_id, **given.model_dump())
    return DisplayCheckOut.model_validate(made)


@router.get("/displays/{display_id}/checks")
def display_checks(
    display_id: UUID, _: Seer, db: Db, after: After = None, limit: Limit = 50
) -> Page[DisplayCheckOut]:
    """The log of a screen, the last check first."""
    found, following = displays.checks(db, display_id, after=after, limit=limit)
    return Page(items=[DisplayCheckOut.model_validate(each) for each in found], next=following)


@router.post("/displays/{display_id}/print", responses=PDF, response_class=Response)
def print_display_log(
    display_id: UUID, actor: Seer, db: Db, language: Annotated[Language, Query()] = "vi"
) -> Response:
    """The log of a screen's checks (sổ kiểm tra màn hình), as PDF."""
    return pdf(sheets.display_log(db, actor, display_id, language=language), "so-man-hinh")
