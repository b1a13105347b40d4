"""Reagents, suppliers, and how much of each a test uses."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from kernel import live
from kernel.access import Actor
from kernel.clock import today, utc_now
from kernel.db import expect
from kernel.errors import NotFound
from kernel.paging import page_of
from lis.reagents import now
from lis.reagents.errors import NormTestUnknown, ReagentCodeTaken
from lis.reagents.models import Reagent, ReagentNorm, Supplier
from lis.tests import service as tests


def reagent(db: Session, reagent_id: UUID, *, lock: bool = False) -> Reagent:
    found = db.get(Reagent, reagent_id, with_for_update=lock or None)
    if found is None:
        raise NotFound
    return found


def reagents(db: Session, *, after: str | None, limit: int) -> tuple[list[Reagent], str | None]:
    """By name."""
    by = (col(Reagent.name), col(Reagent.id))
    return page_of(db, select(Reagent), by=by, types=(str, UUID), after=after, limit=limit)


def of_code(db: Session, code: str) -> Reagent | None:
    return db.execute(select(Reagent).where(col(Reagent.code) == code)).scalar_one_or_none()


def add_reagent(db: Session, actor: Actor, *, code: str, name: str, **told: Any) -> Reagent:
    """Raises ReagentCodeTaken."""
    if taken := of_code(db, code):
        raise ReagentCodeTaken(code=code, name=taken.name)
    made = Reagent(code=code, name=name, **told)
    db.add(made)
    now.changed(db)
    return made


def change_reagent(
    db: Session, actor: Actor, reagent_id: UUID, *, version: int, **told: Any
) -> Reagent:
    """Raises ReagentCodeTaken."""
    found = reagent(db, reagent_id, lock=True)
    expect(found, version)
    code = told.get("code", found.code)
    if code != found.code and (taken := of_code(db, code)):
        raise ReagentCodeTaken(code=code, name=taken.name)
    for name, value in told.items():
        setattr(found, name, value)
    now.changed(db)
    return found


def suppliers(db: Session, *, after: str | None, limit: int) -> tuple[list[Supplier], str | None]:
    by = (col(Supplier.code),)
    return page_of(db, select(Supplier), by=by, types=(str,), after=after, limit=limit)


def add_supplier(db: Session, actor: Actor, *, code: str, name: str, phone: str = "") -> Supplier:
    """Raises ReagentCodeTaken."""
    asked = select(Supplier).where(col(Supplier.code) == code)
    if taken := db.execute(asked).scalar_one_or_none():
        raise ReagentCodeTaken(code=code, name=taken.name)
    made = Supplier(code=code, name=name, phone=phone)
    db.add(made)
    db.flush()
    live.touch(db, now.TOPIC)
    return made


def norms(
    db: Session, reagent_ids: Collection[UUID], *, past: bool = False
) -> dict[UUID, list[ReagentNorm]]:
    """By reagent: those in force; `past`: the ended ones too."""
    asked = select(ReagentNorm).where(col(ReagentNorm.reagent_id).in_(reagent_ids))
    if not past:
        asked = asked.where(col(ReagentNorm.valid_to).is_(None))
    order = (col(ReagentNorm.test_code), col(ReagentNorm.valid_from), col(ReagentNorm.id))
    found: dict[UUID, list[ReagentNorm]] = {each: [] for each in reagent_ids}
    for norm in db.execute(asked.order_by(*order)).scalars():
        found[norm.reagent_id].append(norm)
    return found


def set_norm(
    db: Session,
    actor: Actor,
    reagent_id: UUID,
    *,
    test_code: str,
    per_test: Decimal | None,
    extra_percent: Decimal = Decimal(0),
    reason: str = "",
    at: datetime | None = None,
) -> ReagentNorm | None:
    """From now on a test uses so much of it; None: it uses it no more. What was counted before
    keeps its norm. Raises NormTestUnknown."""
    reagent(db, reagent_id, lock=True)
    known_test(db, test_code)
    since = at or utc_now()
    for old in norms(db, {reagent_id})[reagent_id]:
        if old.test_code == test_code:
            old.valid_to = since
    db.flush()
    made = None
    if per_test is not None:
        made = ReagentNorm(
            reagent_id=reagent_id,
            test_code=test_code,
            per_test=per_test,
            extra_percent=extra_percent,
            valid_from=since,
            reason=reason,
            by=actor.id,
            by_name=actor.name,
        )
        db.add(made)
    now.changed(db)
    return made


def known_test(db: Session, code: str) -> str:
    """Its name. Raises NormTestUnknown."""
    known = tests.profile(db, [code], today()).get(code)
    if known is None:
        raise NormTestUnknown(test=code)
    return known.name
