from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from his.orders.permissions import READ as READ_ORDERS
from his.patients import service as patients
from his.patients.service import Patient
from kernel.access import Actor
from kernel.db import Database
from ris_pacs.archive import service as archive
from ris_pacs.delivery import permissions
from tests.conftest import SignIn
from tests.ris_pacs import pictures

BIRTH = "17/05/1980"


@pytest.fixture
def clerk(sign_in: SignIn) -> TestClient:
    return sign_in(*permissions.ALL, archive.READ, READ_ORDERS, name="KTV. Hoa")


@pytest.fixture
def person(database: Database, actor: Actor) -> Callable[[str], Patient]:
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
def study_of(database: Database) -> Callable[..., UUID]:
    """A study of a patient, as a machine sends it; its id."""

    def study_of(patient: Patient, **more: Any) -> UUID:
        said = {
            "PatientName": archive.patient_name(patient.name),
            "PatientID": patient.code,
            "PatientBirthDate": "19800517",
        }
        files = pictures.study(3, **{**said, **more})
        pictures.sent(database, *files)
        uid = files[0].StudyInstanceUID
        with database.read() as db:
            asked = select(archive.ImagingStudy.id).where(archive.ImagingStudy.uid == uid)
            return db.exec(asked).one()

    return study_of


@pytest.fixture
def wanted(study_of: Callable[..., UUID]) -> Callable[..., dict[str, Any]]:
    """What a clerk fills in for a patient and his study."""

    def wanted(patient: Patient, **more: Any) -> dict[str, Any]:
        studies = more.pop("studies", None) or [str(study_of(patient))]
        return {
            "patient_id": str(patient.id),
            "studies": studies,
            "form": "zip",
            "purpose": "patient",
            "recipient": patient.name,
            "code": patient.code,
            "birth": BIRTH,
            **more,
        }

    return wanted
