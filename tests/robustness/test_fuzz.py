"""Whatever is sent: no 500, and every answer is as the description says.

The suite sends a few requests to every operation; `HIS54_FUZZ=100` sends so many (`make fuzz`).
"""

import os
import warnings
from collections.abc import Callable
from typing import Any

import hypothesis
import pytest
import schemathesis
from schemathesis.checks import CHECKS, load_all_checks
from sqlalchemy import select
from sqlmodel import col

from app.main import create_app
from kernel.access import Actor
from kernel.db import Database
from kernel.identity.models import User

_MANY = int(os.environ.get("HIS54_FUZZ", "3"))
_CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)
# A stream never ends; a sign-in with a wrong password costs 50 ms by design.
_LEFT_OUT = ("/api/live", "/api/session", "/api/level/runs", "/api/set-up", "/metrics", "/readyz")


@pytest.fixture
def everyone(clinic: Database) -> Actor:
    with clinic.read() as db:
        who = db.execute(select(User).where(col(User.username) == "admin")).scalars().one()
    may = frozenset(p.id for p in clinic.assembly.permissions)
    return Actor(who.id, who.name, may, username=who.username, roles=frozenset({"admin"}))


def test_no_input_breaks_the_house_and_no_answer_leaves_its_description(
    clinic: Database, everyone: Actor
) -> None:
    app = create_app(clinic, lambda _: everyone)
    load_all_checks()
    checks: list[Any] = [CHECKS.get_one(name) for name in _CHECKS]
    broken: list[str] = []
    schema = schemathesis.openapi.from_asgi("/openapi.json", app)
    for found in schema.get_all_operations():
        operation: Any = found.ok()  # type: ignore[union-attr]
        if not operation.path.startswith(_LEFT_OUT):
            _try(operation, checks, broken)
    assert not broken, "\n".join(broken)


def _try(operation: Any, checks: list[Any], broken: list[str]) -> None:
    @hypothesis.settings(
        max_examples=_MANY,
        deadline=None,
        database=None,
        derandomize=_MANY < 10,
        suppress_health_check=list(hypothesis.HealthCheck),
        phases=[hypothesis.Phase.generate],
    )
    @hypothesis.given(case=operation.as_strategy())
    def send(case: Any) -> None:
        answer = case.call()
        case.validate_response(answer, checks=checks)

    said: Callable[[], None] = send
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            said()
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt | MemoryError):
            raise
        found = getattr(error, "exceptions", (error,))
        broken += [f"{operation.label}: {type(e).__name__}: {str(e)[:300]}" for e in found]
