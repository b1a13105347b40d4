"""What leaves the house on a disc or by a link, and what comes in on other houses' discs."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Index
from sqlmodel import Field, SQLModel

from kernel.append_only import only_grows
from kernel.columns import Instant, words
from kernel.db import Unaudited, Versioned
from kernel.ids import new_id


class DeliveryForm(StrEnum):
    """On what pictures leave."""

    ZIP = "zip"
    ISO = "iso"
    LINK = "link"


class DeliveryPurpose(StrEnum):
    """For whom."""

    PATIENT = "patient"
    DOCTOR = "doctor"
    TEACHING = "teaching"  # never with a name


class DeliveryState(StrEnum):
    """How far it is."""

    ASKED = "asked"
    MADE = "made"
    HANDED = "handed"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class DeliveryAct(StrEnum):
    """What was done about it."""

    ASKED = "asked"
    MADE = "made"
    FAILED = "failed"
    FETCHED = "fetched"
    HANDED = "handed"
    NEW_PIN = "new_pin"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    CORRECTED = "corrected"  # its pictures were, after it had been handed out


class DiscState(StrEnum):
    """What became of a disc of another house."""

    QUARANTINED = "quarantined"
    TAKEN = "taken"
    REFUSED = "refused"


class Delivery(Versioned, table=True):
    """Pictures of one patient that were handed out (trao đĩa, đường dẫn xem ảnh)."""

    __tablename__ = "ris_delivery"
    __table_args__ = (
        Index("ix_ris_delivery_state", "state", "id"),
        Index("ix_ris_delivery_patient", "patient_id", "id"),
        Index("ix_ris_delivery_expires", "expires_at", "id"),
    )
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    patient_id: UUID = Field(foreign_key="his_patient.id")
    form: DeliveryForm = Field(sa_type=words(DeliveryForm))
    purpose: DeliveryPurpose = Field(sa_type=words(DeliveryPurpose))
    anonymised: bool = False
    boxes: list[Any] = Field(
        default_factory=list, sa_type=JSON, description="Parts of pictures to black out, 0..1."
    )
    recipient: str = Field(max_length=200)
    confirmed: str = Field(max_length=60, description="Which two identifiers were compared.")
    consent: bool = Field(default=False, description="The patient agreed (teaching, doctor).")
    note: str = Field(default="", max_length=500)
    state: DeliveryState = Field(sa_type=words(DeliveryState))
    asked_by: UUID
    asked_by_name: str = Field(max_length=200)
    asked_at: datetime = Field(sa_type=Instant)
    made_at: datetime | None = Field(default=None, sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant)
    handed_at: datetime | None = Field(default=None, sa_type=Instant)
    handed_to: str = Field(default="", max_length=200)
    pictures: int = 0
    left_out: int = Field(default=0, description="Objects that could not, or may not, go along.")
    size: int = Field(default=0, sa_type=BigInteger)
    sha256: str = Field(default="", max_length=64)
    failure: str = Field(default="", max_length=300)
    pin_round: int = Field(default=1, description="The PIN is made of it and a key of the ring.")


class DeliveredStudy(Unaudited, SQLModel, table=True):
    """A study that goes along."""

    __tablename__ = "ris_delivered_study"

    delivery_id: UUID = Field(foreign_key="ris_delivery.id", primary_key=True)
    study_id: UUID = Field(foreign_key="ris_study.id", primary_key=True, index=True)


@only_grows
class DeliveryEvent(Unaudited, SQLModel, table=True):
    """Who did what about it (append-only). Who opened a link stands with the link."""

    __tablename__ = "ris_delivery_event"
    __table_args__ = (Index("ix_ris_delivery_event", "delivery_id", "id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    delivery_id: UUID = Field(foreign_key="ris_delivery.id")
    act: DeliveryAct = Field(sa_type=words(DeliveryAct))
    note: str = Field(default="", max_length=500)
    by_name: str = Field(max_length=200)
    at: datetime = Field(sa_type=Instant)


class OutsideDisc(Versioned, table=True):
    """A disc or file of another house, in quarantine until a person says whose it is."""

    __tablename__ = "ris_outside_disc"
    __table_args__ = (
        Index("ix_ris_outside_disc_state", "state", "id"),
        Index("ix_ris_outside_disc_patient", "patient_id"),
    )
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    came_from: str = Field(max_length=200)
    file_name: str = Field(max_length=200)
    size: int = Field(sa_type=BigInteger)
    sha256: str = Field(max_length=64)
    studies: list[Any] = Field(
        default_factory=list, sa_type=JSON, description="What it says of itself, by study."
    )
    ignored: int = Field(default=0, description="Files on it that are no pictures.")
    state: DiscState = Field(sa_type=words(DiscState))
    brought_by_name: str = Field(max_length=200)
    brought_at: datetime = Field(sa_type=Instant)
    patient_id: UUID | None = Field(default=None, foreign_key="his_patient.id")
    confirmed: str = Field(default="", max_length=60)
    taken: int = 0
    decided_by_name: str = Field(default="", max_length=200)
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
    reason: str = Field(default="", max_length=500)
