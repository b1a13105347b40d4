"""The built front end, served by the application itself."""

from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app import frontend


def test_a_new_build_is_served_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page of an older build would ask for files that are gone."""
    monkeypatch.setattr(frontend, "DIST", tmp_path)
    app = FastAPI()
    frontend.install(app)
    with TestClient(app) as browser:
        assert "not built" in browser.get("/").text
        (tmp_path / "index.html").write_text("<p>first __NONCE__")
        assert browser.get("/visits").text == "<p>first "
        (tmp_path / "index.html").unlink()
        (tmp_path / "index.html").write_text("<p>second")
        assert browser.get("/visits").text == "<p>second"
