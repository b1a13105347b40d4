"""Check-up packages by contract, and the lists of persons for whom they were taken."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from his.encounters.service import Payer
from kernel.columns import Instant, words
from kernel.db import Versioned
from kernel.ids import new_id


class CheckPackage(Versioned, table=True):
    """What a contract asks for each person (gói xét nghiệm theo hợp đồng)."""

    __tablename__ = "lis_package"
    __table_args__ = (UniqueConstraint("code"), Index("ix_lis_package_name", "name", "id"))
    audit_subject: ClassVar = ("lis_package", "code")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(max_length=40)
    name: str = Field(max_length=200)
    customer: str = Field(default="", max_length=200, description="The company, the campaign.")
    contract_no: str = Field(default="", max_length=100)
    services: Any = Field(sa_column=Column(JSON, nullable=False), description="Codes, in order.")
    room_id: UUID = Field(foreign_key="his_room.id", description="Where its visits are opened.")
    payer: Payer = Field(default=Payer.SERVICE, sa_type=words(Payer))
    valid_from: date
    valid_to: date | None = None
    note: str = Field(default="", max_length=500)
    active: bool = True


class Campaign(SQLModel, table=True):
    """One list of persons that was taken in (đợt lấy mẫu), as its package stood then."""

    __tablename__ = "lis_campaign"
    __table_args__ = (UniqueConstraint("code"), Index("ix_lis_campaign_made", "made_at", "id"))
    audit_subject: ClassVar = ("lis_campaign", "code")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(max_length=20)
    package_id: UUID = Field(foreign_key="lis_package.id")
    name: str = Field(max_length=200)
    customer: str = Field(default="", max_length=200)
    contract_no: str = Field(default="", max_length=100)
    services: Any = Field(sa_column=Column(JSON, nullable=False))
    place: str = Field(default="", max_length=200, description="Where they are drawn.")
    made_at: datetime = Field(sa_type=Instant)
    made_by: UUID
    made_by_name: str = Field(max_length=200)
    persons: int = 0
    new_patients: int = 0
    orders: int = 0
    tubes: int = 0


class CampaignPerson(SQLModel, table=True):
    """One row of the list: who he is here, and his visit."""

    __tablename__ = "lis_campaign_person"
    __table_args__ = (
        UniqueConstraint("campaign_id", "line"),
        Index("ix_lis_campaign_person_patient", "patient_id"),
        Index("ix_lis_campaign_person_encounter", "encounter_id"),
    )
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    campaign_id: UUID = Field(foreign_key="lis_campaign.id")
    line: int
    unit: str = Field(default="", max_length=200, description="His department in the company.")
    staff_code: str = Field(default="", max_length=60)
    patient_id: UUID = Field(foreign_key="his_patient.id")
    encounter_id: UUID = Field(foreign_key="his_encounter.id")
    known: bool = Field(description="He had a record; else he got one.")
