"""The price lists as people read them: what holds on a day, what held before, who decided."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from his.pricing.errors import PriceInUse
from his.pricing.models import PayerClass, Price, PriceKind, PriceList
from kernel import live
from kernel.access import Actor
from kernel.clock import today, utc_now
from kernel.columns import unaccented
from kernel.errors import NotFound
from kernel.paging import page_of


def current(
    db: Session,
    *,
    payer: PayerClass,
    on: date,
    kind: PriceKind | None = None,
    code: str | None = None,
) -> list[Price]:
    """The prices of a class that hold on a day, by kind and code."""
    query = _holding(payer, on)
    if kind:
        query = query.where(col(Price.kind) == kind)
    if code:
        query = query.where(col(Price.code) == code)
    return list(db.execute(query.order_by(col(Price.kind), col(Price.code))).scalars())


def page(
    db: Session,
    *,
    payer: PayerClass,
    on: date,
    kind: PriceKind | None = None,
    text: str = "",
    after: str | None = None,
    limit: int = 50,
) -> tuple[list[Price], str | None]:
    """The same, a page at a time; `text` is part of a code or a name."""
    query = _holding(payer, on)
    if kind:
        query = query.where(col(Price.kind) == kind)
    if text:
        query = query.where(
            col(Price.code).icontains(text, autoescape=True)
            | col(Price.name).icontains(text, autoescape=True)
            | col(Price.name).icontains(unaccented(text), autoescape=True)
        )
    return page_of(
        db,
        query,
        by=[col(Price.kind), col(Price.code)],  # of each there is one
        types=[PriceKind, str],
        after=after,
        limit=limit,
    )


def _holding(payer: PayerClass, on: date) -> Any:
    later: Any = aliased(Price)
    overtaken = (
        select(later.id)
        .where(
            later.payer == payer,
            later.kind == col(Price.kind),
            later.code == col(Price.code),
            later.valid_from <= on,
            later.valid_from > col(Price.valid_from),
            later.withdrawn_at.is_(None),
        )
        .exists()
    )
    return select(Price).where(
        col(Price.payer) == payer,
        col(Price.valid_from) <= on,
        col(Price.withdrawn_at).is_(None),
        col(Price.ended).is_(False),
        ~overtaken,
    )


def history(
    db: Session, *, kind: PriceKind, code: str, after: str | None = None, limit: int = 50
) -> tuple[list[tuple[Price, PriceList]], str | None]:
    """Every price that a thing ever had, for every class, the newest first."""
    query = select(Price).where(col(Price.kind) == kind, col(Price.code) == code)
    found, following = page_of(
        db, query, by=[col(Price.id)], types=[UUID], after=after, limit=limit, descending=True
    )
    asked = select(PriceList).where(col(PriceList.id).in_({p.list_id for p in found}))
    lists = {each.id: each for each in db.execute(asked).scalars()}
    return [(price, lists[price.list_id]) for price in found], following


def lists(
    db: Session, *, after: str | None = None, limit: int = 50
) -> tuple[list[PriceList], str | None]:
    """The decisions that brought prices in, the latest first."""
    return page_of(
        db,
        select(PriceList),
        by=[col(PriceList.valid_from), col(PriceList.id)],
        types=[date.fromisoformat, UUID],
        after=after,
        limit=limit,
        descending=True,
    )


def withdraw(db: Session, actor: Actor, price_id: UUID, *, reason: str) -> Price:
    """Take back a price that has not begun. Raises PriceInUse."""
    price = db.get(Price, price_id, with_for_update=True)
    if price is None or price.withdrawn_at is not None:
        raise NotFound
    if price.valid_from <= today():
        raise PriceInUse
    price.withdrawn_at = utc_now()
    price.withdrawn_by_name, price.withdrawn_reason = actor.name, reason
    db.flush()
    live.touch(db, "prices")
    return price
