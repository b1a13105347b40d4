"""Forms: the list, one with its versions, a preview while somebody writes."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Request, Response

from his.forms import keeping, permissions
from his.forms.models import FormTemplate
from his.forms.schemas import (
    EndTemplateIn,
    PreviewIn,
    PrintFormLine,
    PrintFormOut,
    PrintFormsOut,
    TemplateIn,
    TemplateOut,
)
from kernel.access import Actor, Requires
from kernel.clock import today
from kernel.db import Database, Db
from kernel.module import Module
from kernel.paging import After, Limit, Page
from kernel.printing import Print
from kernel.routing import PDF, Router
from kernel.schemas import said

router = Router(prefix="/forms", tags=["his.forms"])

Editor = Annotated[Actor, Depends(Requires(permissions.EDIT))]
FormId = Annotated[str, Path(max_length=80, pattern=r"^[a-z][a-z0-9_.]+$")]


@router.get("")
def forms(actor: Editor, db: Db) -> PrintFormsOut:
    """Every form of the house, and which have a template of the facility's own."""
    own = keeping.edited(db)
    return PrintFormsOut(
        forms=[_line(module, form, own.get(form.id)) for module, form in keeping.forms(db)]
    )


@router.get("/{form_id}")
def form(form_id: FormId, actor: Editor, db: Db) -> PrintFormOut:
    """A form with the template in force and the product's own."""
    module, known = keeping.find(db, form_id)
    own = keeping.in_force(db, form_id, today())
    shipped = known.template.read_text()
    return PrintFormOut(
        **_line(module, known, own).model_dump(),
        source=own.source if own else shipped,
        shipped=shipped,
    )


@router.get("/{form_id}/versions")
def versions(
    form_id: FormId, actor: Editor, db: Db, after: After = None, limit: Limit = 50
) -> Page[TemplateOut]:
    """The facility's versions of a form, the newest first."""
    keeping.find(db, form_id)
    found, following = keeping.versions(db, form_id, after=after, limit=limit)
    return Page(items=[TemplateOut.model_validate(each) for each in found], next=following)


@router.post("/{form_id}/preview", responses=PDF, response_class=Response)
def preview(form_id: FormId, tried: PreviewIn, actor: Editor, request: Request) -> Response:
    """The template as it would be set, with masked data. Nothing is written meanwhile."""
    database: Database = request.app.state.database
    with database.read(actor) as db:
        data = keeping.sample(db, form_id, actor.language)
    made = keeping.trial(tried.source, data)
    return Response(made, media_type="application/pdf")


@router.post("/{form_id}/versions", status_code=201)
def save(form_id: FormId, told: TemplateIn, actor: Editor, db: Db) -> TemplateOut:
    """Let a template hold from a day on."""
    kept = keeping.save(
        db,
        actor,
        form_id,
        source=told.source,
        reason=told.reason,
        valid_from=told.valid_from,
    )
    return TemplateOut.model_validate(kept)


@router.post("/versions/{template_id}/withdrawal")
def withdraw(template_id: UUID, told: EndTemplateIn, actor: Editor, db: Db) -> TemplateOut:
    """Take a version out of force; the one before it holds again."""
    kept = keeping.withdraw(db, actor, template_id, reason=told.reason)
    return TemplateOut.model_validate(kept)


def _line(module: Module, form: Print, own: FormTemplate | None) -> PrintFormLine:
    return PrintFormLine(
        id=form.id,
        title=said(form.title),
        module=said(module.title),
        version=own.number if own else None,
        since=own.valid_from if own else None,
    )
