"""What the server does before its first page, and what it leaves until somebody asks for it."""

import subprocess
import sys

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.main import create_app
from app.modules import INSTALLED
from kernel.db import Database
from kernel.routing import Route, Router

# Each is imported where it is used: a sheet, a print, a signature, a picture.
HEAVY = {
    "openpyxl": "sheets",
    "numpy": "pictures",
    "pydicom": "pictures",
    "pynetdicom": "pictures",
    "PIL": "pictures",
    "typst": "prints",
    "barcode": "prints",
    "segno": "prints",
    "signxml": "signatures",
    "hypothesis": "tests",
    "schemathesis": "tests",
    "pytest": "tests",
}


def test_no_heavy_library_is_imported_before_it_is_used() -> None:
    look = f"import sys, app.serving, app.main; print(*sorted({set(HEAVY)!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", look], check=True, capture_output=True, text=True)
    assert done.stdout.split() == [], "import it in the function that uses it"


@pytest.fixture
def assembled(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """With a module of one route, which nobody has asked for yet."""
    return create_app(Database(f"sqlite:///{tmp_path_factory.mktemp('start') / 'none.db'}"))


def test_routes_of_modules_are_worked_out_when_they_are_asked_for(assembled: FastAPI) -> None:
    own = [route for route in assembled.routes if isinstance(route, Route)]
    assert len(own) > 20 * len(INSTALLED)
    router = Router(prefix="/here", tags=["his.somewhere"])

    @router.get("/{place}")
    def found(place: int, least: int = 0) -> list[int]:
        return [place, least]

    [route] = [each.under("/api", []) for each in router.routes if isinstance(each, Route)]
    assert not vars(route).keys() & {"dependant", "app"}
    assert (route.path, route.methods, route.name) == ("/api/here/{place}", {"GET"}, "found")
    assert not vars(route).keys() & {"dependant", "app"}
    assert {each.name for each in route.dependant.query_params} == {"least"}
    assert "app" in vars(route)


def test_what_no_module_answers_goes_the_common_way(assembled: FastAPI) -> None:
    with TestClient(assembled) as client:
        assert client.get("/openapi.json").json()["openapi"].startswith("3.")
        assert client.delete("/api/patients").status_code == 405
        assert client.get("/api/no-such-thing").status_code == 404
