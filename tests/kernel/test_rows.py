"""Rows are made quickly, and are the rows that SQLModel makes."""

from datetime import UTC, datetime
from importlib import import_module
from typing import Any
from uuid import UUID

from kernel import rows
from kernel.audit import Audit
from kernel.idempotency import IdempotencyKey

_GIVEN: dict[str, Any] = {
    "actor_id": UUID(int=54),
    "key": "a form",
    "request": b"digest",
    "at": datetime(2026, 11, 22, tzinfo=UTC),
}


def test_a_row_made_quickly_is_the_row_that_sqlmodel_makes(monkeypatch: Any) -> None:
    sqlmodel: Any = import_module("sqlmodel._compat")
    rows.make_quickly()
    quick = IdempotencyKey(**_GIVEN)
    monkeypatch.setattr(sqlmodel, "sqlmodel_table_construct", rows.as_sqlmodel_does())
    slow = IdempotencyKey(**_GIVEN)
    assert quick.model_dump() == slow.model_dump()
    assert quick.model_fields_set == slow.model_fields_set
    assert quick.__dict__.keys() == slow.__dict__.keys()


def test_what_was_not_given_and_has_no_default_is_missing_as_before() -> None:
    rows.make_quickly()
    given: dict[str, Any] = {"actor_name": "An"}
    made = Audit(**given)
    assert "action" not in made.__dict__
    assert made.facts is None
