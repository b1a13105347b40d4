"""The disk is full: the desk is told so, and nothing is saved in half."""

from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event, func, select, text
from sqlmodel import col

from app.main import create_app
from bench.tasks import form_of, newcomer
from his.patients.models import Patient, PatientIdentifier
from kernel.access import Actor
from kernel.audit import Audit
from kernel.db import Database


def test_a_full_disk_is_a_clear_503_and_saves_nothing_in_half(clinic: Database) -> None:
    if not clinic.is_sqlite:
        pytest.skip("PostgreSQL is tried below")
    actor = Actor(uuid4(), "Ánh", frozenset(p.id for p in clinic.assembly.permissions))
    chance = Random(54)  # noqa: S311

    @event.listens_for(clinic.writer, "connect")
    def full(connection: Any, _: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 20}")

    clinic.writer.dispose()
    before = _counts(clinic)
    saved = 0
    with TestClient(create_app(clinic, lambda _: actor), raise_server_exceptions=False) as desk:
        for _ in range(400):
            answer = desk.post("/api/patients", json=form_of(newcomer(chance)))
            if answer.status_code == 503:
                break
            saved += answer.status_code == 201
    assert answer.status_code == 503, answer.text
    assert answer.json()["error"] == "OutOfService"
    after = _counts(clinic)
    assert [b - a for a, b in zip(before, after, strict=True)] == [saved, saved, saved]


def test_postgresql_without_room_is_a_clear_503_until_there_is_room_again(
    database: Database,
) -> None:
    """The file of one table gives way to /dev/full, on which the kernel lets nobody write."""
    if database.is_sqlite:
        pytest.skip("SQLite is told above how much room it has")
    actor = Actor(uuid4(), "Ánh", frozenset(p.id for p in database.assembly.permissions))
    form = form_of(newcomer(Random(54)))  # noqa: S311
    form |= {"nationality": None, "ethnic_group": None}  # (no list is loaded here)
    with database.read() as db:
        folder = db.execute(text("SHOW data_directory")).scalar_one()
        name = db.execute(text("SELECT pg_relation_filepath('his_patient_identifier')"))
        file = Path(folder, name.scalar_one())
    with TestClient(create_app(database, lambda _: actor), raise_server_exceptions=False) as desk:
        aside = file.rename(file.with_name(f"{file.name}.aside"))
        file.symlink_to("/dev/full")
        database.engine.dispose()  # (a connection keeps the files that it has opened)
        try:
            answer = desk.post("/api/patients", json=form)
            assert answer.status_code == 503, answer.text
            assert answer.json()["error"] == "OutOfService"
            assert _counts(database)[::2] == [0, 0]
        finally:
            database.engine.dispose()
            aside.rename(file)
        assert desk.post("/api/patients", json=form).status_code == 201
    assert _counts(database)[0] == 1


def _counts(clinic: Database) -> list[int]:
    """Patients, their documents, and audited writes about patients."""
    written = select(func.count()).where(
        col(Audit.action) == "write", col(Audit.subject_kind) == "patient"
    )
    asked = [select(func.count(col(Patient.id))), select(func.count(col(PatientIdentifier.id)))]
    with clinic.read() as db:
        return [int(db.execute(each).scalar_one()) for each in (*asked, written)]
