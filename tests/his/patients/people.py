"""Forms and people for tests of patients."""

from typing import Any
from uuid import UUID

from sqlmodel import Session

from his.patients import service as patients
from his.patients.service import Document, IdentifierKind, Patient, Sex
from kernel.access import Actor


def form(**changes: Any) -> dict[str, Any]:
    """What the desk posts for somebody nobody knows yet."""
    return {
        "name": "Nguyễn Văn An",
        "birth": "1985-03-17",
        "sex": "male",
        "phone": "0912345678",
        "street": "Số 5 Lê Lợi",
        "documents": [{"kind": "cccd", "value": "001085012345"}],
        **changes,
    }


def cccd(value: str) -> Document:
    return Document(kind=IdentifierKind.CCCD, value=value)


def bhyt(value: str, **card: Any) -> Document:
    return Document(kind=IdentifierKind.BHYT, value=value, **card)


def somebody(
    db: Session,
    actor: Actor,
    name: str = "Nguyễn Văn An",
    birth: str | None = "1985-03-17",
    sex: Sex = Sex.MALE,
    *documents: Document,
    not_same_as: tuple[UUID, ...] = (),
    **fields: Any,
) -> Patient:
    return patients.register(
        db,
        actor,
        name=name,
        birth=birth,
        sex=sex,
        documents=documents,
        not_same_as=not_same_as,
        **fields,
    )
