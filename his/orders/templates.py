"""Usual descriptions for imaging, function tests and procedures (mẫu kết quả)."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from his.catalogs import service as catalogs
from his.orders.models import Order, OrderKind
from his.orders.result_models import ResultTemplate
from his.orders.sets import named_like
from kernel.db import expect
from kernel.errors import NotFound
from kernel.paging import page_of


def fitting(db: Session, order: Order) -> Sequence[ResultTemplate]:
    """Templates for an order: of its service first, then of its kind."""
    asked = select(ResultTemplate).where(
        col(ResultTemplate.active),
        ResultTemplate.kind == order.kind,
        col(ResultTemplate.service_code).in_(("", order.service_code)),
    )
    ordered = asked.order_by(col(ResultTemplate.service_code).desc(), col(ResultTemplate.name))
    return db.exec(ordered.limit(100)).all()


def page(
    db: Session,
    *,
    q: str = "",
    kind: OrderKind | None = None,
    ended: bool | None = None,
    after: str | None = None,
    limit: int = 50,
) -> tuple[list[ResultTemplate], str | None]:
    """The facility's templates; `q` is in the name, `ended` says which (None: all)."""
    query = select(ResultTemplate)
    if ended is not None:
        query = query.where(col(ResultTemplate.active) == (not ended))
    if kind is not None:
        query = query.where(col(ResultTemplate.kind) == kind)
    return page_of(
        db,
        named_like(db, query, ResultTemplate, q),
        by=(col(ResultTemplate.name), col(ResultTemplate.id)),
        types=(str, UUID),
        after=after,
        limit=limit,
    )


def save(
    db: Session,
    *,
    template_id: UUID | None = None,
    version: int = 0,
    name: str,
    kind: OrderKind,
    service_code: str = "",
    text: str,
    conclusion: str = "",
    active: bool = True,
) -> ResultTemplate:
    """Make a template or change one. Raises NotInCatalogue, ChangedMeanwhile."""
    if service_code and active:
        service_code = catalogs.demand_code(db, "service", service_code)
    if template_id is None:
        found = ResultTemplate(name=name, kind=kind, text=text)
        db.add(found)
    else:
        held = db.get(ResultTemplate, template_id, with_for_update=True)
        if held is None:
            raise NotFound
        expect(held, version)
        found = held
    found.name, found.kind, found.service_code = name, kind, service_code
    found.text, found.conclusion, found.active = text, conclusion, active
    db.flush()
    return found
