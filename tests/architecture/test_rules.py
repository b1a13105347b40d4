"""Rules that hold for every module, the next one included."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from sqlalchemy import Float, Numeric
from sqlmodel import SQLModel

from app.main import create_app
from app.modules import INSTALLED
from kernel import assembly
from kernel.access import Requires, signed_in
from kernel.assembly import BrokenAssembly
from kernel.db import Database
from kernel.errors import Refusal
from kernel.module import Checked, Module
from tests.conftest import SignIn

ROOT = Path(__file__).parents[2]

#: Open to everyone: signing in, the public report, boards, health. Each is named here.
PUBLIC = re.compile(
    r"/api/session$|/login.*|/logout|/board.*|/level(/.*)?$|/healthz|/readyz|/metrics|/set-up.*"
    r"|/api/set-up.*|/hen.*|/kiosk.*|/q/.*|/kq/.*|/hoi-chan/.*|/hooks/bank/.*"
    r"|/ohif(/.*)?|/\{path:path\}"
)
#: Open to everyone who is signed in; the route itself asks what the person may see.
SIGNED_IN = re.compile(r"/api/(search|assembly|live|session/.*)$")


@pytest.fixture(scope="module")
def unopened(tmp_path_factory: pytest.TempPathFactory) -> Database:
    """What is assembled is the same on every database; nothing here asks one."""
    return Database(f"sqlite:///{tmp_path_factory.mktemp('rules') / 'none.db'}")


@pytest.fixture(scope="module")
def assembled(unopened: Database) -> FastAPI:
    return create_app(unopened, lambda _: None)


def routes(app: FastAPI) -> Iterator[tuple[RouteContext, list[Requires], bool]]:
    for route in iter_route_contexts(app.routes):
        if isinstance(route.original_route, APIRoute):
            calls = [d.call for d in route.dependant.dependencies]
            gates = [c for c in calls if isinstance(c, Requires)]
            yield route, gates, signed_in in calls


def test_every_route_asks_for_one_permission(assembled: FastAPI) -> None:
    seen = 0
    for route, gates, person in routes(assembled):
        seen += 1
        path = str(route.path)
        if SIGNED_IN.search(path):
            assert person or gates, path
        elif not PUBLIC.fullmatch(path):
            assert len(gates) == 1, path
    assert seen > 20


def test_every_permission_is_declared_by_the_module_that_asks_for_it(assembled: FastAPI) -> None:
    declared = {p.id: m.id for m in INSTALLED for p in m.permissions}
    for route, gates, _ in routes(assembled):
        for gate in gates:
            assert declared.get(gate.permission.id) in (route.tags or []), route.path


def test_every_door_is_locked(app: FastAPI, sign_in: SignIn) -> None:
    """Without the permission the answer is 403, whatever the body: nothing is even parsed."""
    stranger = sign_in()
    for route, gates, _ in routes(app):
        if not gates:
            continue
        path = re.sub(r"\{\w+\}", str(uuid4()), str(route.path))
        for method in route.methods or ():
            assert stranger.request(method, path).status_code == 403, f"{method} {route.path}"


def test_nobody_gets_in_without_signing_in(app: FastAPI, clients: Any) -> None:
    nobody = clients()
    for route, gates, person in routes(app):
        if not gates and not person:
            continue
        path = re.sub(r"\{\w+\}", str(uuid4()), str(route.path))
        for method in route.methods or ():
            assert nobody.request(method, path).status_code == 401, f"{method} {route.path}"


def test_tables_belong_to_a_module() -> None:
    wings = {m.id.split(".")[0] for m in INSTALLED}
    prefixes = ("kernel_", *(wing.removesuffix("_pacs") + "_" for wing in wings))
    for table in SQLModel.metadata.tables:
        assert table.startswith(prefixes), table


def test_every_table_has_an_owner_whose_code_declares_it() -> None:
    roots = ("kernel.", *(m.id + "." for m in INSTALLED))
    for mapper in SQLModel._sa_registry.mappers:
        assert mapper.class_.__module__.startswith(roots), mapper.class_


def test_money_never_is_a_float() -> None:
    for table in SQLModel.metadata.tables.values():
        for column in table.columns:
            assert not isinstance(column.type, Float), f"{table.name}.{column.name}"
            assert not isinstance(column.type, Numeric), f"{table.name}.{column.name}: scale it"


def test_no_route_takes_or_gives_a_table(assembled: FastAPI) -> None:
    tables = {m.class_ for m in SQLModel._sa_registry.mappers}
    for route, _, _ in routes(assembled):
        original = route.original_route
        assert isinstance(original, APIRoute)
        assert original.response_model not in tables, route.path
        for body in original.dependant.body_params:
            assert body.field_info.annotation not in tables, route.path


def test_output_fields_have_no_defaults(assembled: FastAPI) -> None:
    """Every field of an answer is always there, so the front end never guesses."""
    for name, schema in assembled.openapi()["components"]["schemas"].items():
        if name.endswith("Out"):
            assert set(schema.get("properties", {})) == set(schema.get("required", [])), name


def test_every_list_is_paged(assembled: FastAPI) -> None:
    """`{"items", "next"}`; and a list that can go on takes `after` and `limit`."""
    for path, operations in assembled.openapi()["paths"].items():
        if "get" not in operations or not path.startswith("/api"):
            continue
        answer = operations["get"]["responses"]["200"].get("content", {})
        schema = answer.get("application/json", {}).get("schema", {})
        assert schema.get("type") != "array", f"{path} answers a bare list"
        asked = {p["name"] for p in operations["get"].get("parameters", [])}
        if "after" in asked:
            assert "limit" in asked, path
            assert "Page" in schema.get("$ref", ""), path


def test_instants_have_their_zone() -> None:
    for mapper in SQLModel._sa_registry.mappers:
        for attribute in mapper.column_attrs:
            column = attribute.columns[0]
            if column.type.python_type is datetime:
                assert type(column.type).__name__ == "Instant", f"{mapper.class_}.{attribute.key}"


@pytest.mark.parametrize("module", INSTALLED, ids=lambda m: m.id)
def test_what_a_claim_points_to_exists(module: Module) -> None:
    for claim in module.claims:
        assert claim.evidence, f"{module.id} claims {claim.criterion} with no evidence"
        for evidence in claim.evidence:
            if isinstance(evidence, Checked):
                assert (ROOT / evidence.node.split("::")[0]).exists(), evidence.node


@pytest.mark.parametrize("module", [m for m in INSTALLED if m.can_be_off], ids=lambda m: m.id)
def test_the_system_starts_without(module: Module, unopened: Database) -> None:
    off = assembly.dependants(INSTALLED, {module.id})
    app = create_app(unopened, lambda _: None, off=off)
    assert app.openapi()["paths"]
    assert not [r.path for r, _, _ in routes(app) if off & set(r.tags or [])]


@pytest.mark.parametrize("module", [m for m in INSTALLED if not m.can_be_off], ids=lambda m: m.id)
def test_a_needed_module_cannot_be_off(module: Module) -> None:
    with pytest.raises(BrokenAssembly):
        assembly.build(INSTALLED, off={module.id})


def refusals(of: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    for each in of.__subclasses__():
        if each.__module__.split(".")[0] != "tests":
            yield each
            yield from refusals(each)


def test_every_refusal_speaks_both_languages_and_is_documented() -> None:
    documented = (ROOT / "docs" / "error-codes.md").read_text()
    seen: dict[str, type[Refusal]] = {}
    for each in refusals():
        if "says" not in vars(each):
            continue
        assert each.says.vi.strip(), each
        assert each.says.en.strip(), each
        assert each.says.vi != each.says.en, each
        assert each.__doc__, f"{each} has no docstring"
        assert f"`{each.__name__}`" in documented, f"{each.__name__}: run `his54 docs`"
        assert seen.setdefault(each.__name__, each) is each, f"two refusals named {each.__name__}"


def test_every_title_speaks_both_languages() -> None:
    for module in INSTALLED:
        titled: tuple[Any, ...] = (
            module,
            *module.permissions,
            *module.settings,
            *module.jobs,
            *module.senders,
            *module.prints,
            *module.searches,
        )
        for each in titled:
            assert each.title.vi.strip(), each
            assert each.title.en.strip(), each


def test_nobody_but_the_database_commits() -> None:
    """ARCHITECTURE 4: one request is one transaction."""
    wings = ("his", "lis", "ris_pacs", "level")
    for file in (f for wing in wings for f in ROOT.glob(f"{wing}/**/*.py")):
        source = file.read_text()
        assert "db.commit(" not in source, file
        assert "session.commit(" not in source, file


def test_no_table_is_joined_by_a_relationship() -> None:
    for mapper in SQLModel._sa_registry.mappers:
        assert not mapper.relationships, mapper.class_
