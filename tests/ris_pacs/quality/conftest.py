from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from his.patients import service as patients
from his.patients.service import Patient
from kernel.access import Actor
from kernel.db import Database
from ris_pacs.archive import service as archive
from ris_pacs.quality import permissions
from tests.conftest import SignIn
from tests.ris_pacs import pictures

Person = Callable[..., Patient]


@pytest.fixture
def proposer(sign_in: SignIn) -> TestClient:
    return sign_in(
        permissions.READ, permissions.PROPOSE, permissions.PACK, archive.READ, name="KTV. Hoa"
    )


@pytest.fixture
def second(sign_in: SignIn) -> TestClient:
    return sign_in(*permissions.ALL, archive.READ, archive.UNMATCHED, name="BS. Hình")


@pytest.fixture
def person(database: Database, actor: Actor) -> Person:
    def person(name: str = "Nguyễn Văn An") -> Patient:
        with database.write(actor) as db:
            made = patients.register(
                db, actor, name=name, birth="1980-05-17", sex=patients.Sex.MALE
            )
            db.flush()
            db.refresh(made)
            db.expunge(made)
        return made

    return person


@pytest.fixture
def sent(database: Database) -> Callable[..., UUID]:
    """Pictures as a machine sends them for a patient; the study's id."""

    def sent(patient: Patient, *files: Any) -> UUID:
        for each in files:
            if each.PatientID == "BN1":
                each.PatientID = patient.code
                each.PatientName = archive.patient_name(patient.name)
        pictures.sent(database, *files)
        with database.read() as db:
            asked = select(archive.ImagingStudy.id)
            uid = files[0].StudyInstanceUID
            return db.exec(asked.where(archive.ImagingStudy.uid == uid)).one()

    return sent
