"""What the laboratory has to do (items), the tubes, and where each tube has been."""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, false, text
from sqlmodel import Field, SQLModel

from his.orders.service import Urgency
from kernel.append_only import only_grows
from kernel.columns import Instant, Quantity, words
from kernel.db import Unaudited, Versioned
from kernel.ids import new_id
from lis.specimens.states import CustodyAct, Identified, ItemState, SpecimenState

_OPEN = text("closed_at IS NULL")
_UNSEEN = text("seen_at IS NULL")
_AHEAD = text("ahead_open")
_IN_PLACE = text("location_id IS NOT NULL")
_COLLECTED = text("collected_at IS NOT NULL")
_VERIFIED = text("verified_at IS NOT NULL")


class Item(Unaudited, SQLModel, table=True):
    """One test of one order on its way through the laboratory. Who did what stands on the
    specimen's chain of custody and on the result; these rows only say how far it is."""

    __tablename__ = "lis_item"
    __table_args__ = (
        Index(
            "ix_lis_item_work",
            "section_code",
            "state",
            "rank",
            "ordered_at",
            "id",
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index(
            "ix_lis_item_state",
            "state",
            "rank",
            "ordered_at",
            "id",
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_lis_item_order", "order_id"),
        Index("ix_lis_item_specimen", "specimen_id"),
        Index("ix_lis_item_patient", "patient_id", "ordered_at"),
        Index("ix_lis_item_encounter", "encounter_id"),
        # What is counted of a period (lis.statistics).
        Index("ix_lis_item_ordered", "ordered_at", "id"),
        Index(
            "ix_lis_item_verified",
            "verified_at",
            "id",
            sqlite_where=_VERIFIED,
            postgresql_where=_VERIFIED,
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    order_id: UUID = Field(foreign_key="his_order.id")
    patient_id: UUID = Field(foreign_key="his_patient.id")
    encounter_id: UUID = Field(foreign_key="his_encounter.id")
    site_id: UUID
    service_code: str = Field(max_length=60)
    test_code: str = Field(max_length=60)
    section_code: str = Field(max_length=20)
    urgency: Urgency = Field(sa_type=words(Urgency))
    rank: int = Field(default=2, description="0 STAT, 1 urgent, 2 routine: the order of lists.")
    planned_at: datetime | None = Field(default=None, sa_type=Instant)
    specimen_id: UUID | None = Field(default=None, foreign_key="lis_specimen.id")
    state: ItemState = Field(default=ItemState.WAITING, sa_type=words(ItemState))
    ended_why: str = Field(default="", max_length=300)
    ordered_at: datetime = Field(sa_type=Instant)
    collected_at: datetime | None = Field(default=None, sa_type=Instant)
    received_at: datetime | None = Field(default=None, sa_type=Instant)
    resulted_at: datetime | None = Field(default=None, sa_type=Instant)
    checked_at: datetime | None = Field(default=None, sa_type=Instant)
    verified_at: datetime | None = Field(default=None, sa_type=Instant)
    closed_at: datetime | None = Field(
        default=None, sa_type=Instant, description="Verified or ended: nothing is left to do."
    )
    reflex_of: UUID | None = Field(default=None, description="The item that asked for it.")
    runs: int = 0


class Specimen(Versioned, table=True):
    """A tube, a swab, a pot (mẫu bệnh phẩm): one number on one label, for one patient."""

    __tablename__ = "lis_specimen"
    __table_args__ = (
        UniqueConstraint("code"),
        Index(
            "ix_lis_specimen_state",
            "state",
            "state_at",
            "id",
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_lis_specimen_patient", "patient_id", "state_at"),
        Index("ix_lis_specimen_encounter", "encounter_id"),
        Index("ix_lis_specimen_parent", "parent_id"),
        Index(
            "ix_lis_specimen_collected",
            "collected_at",
            "id",
            sqlite_where=_COLLECTED,
            postgresql_where=_COLLECTED,
        ),
        Index(
            "ix_lis_specimen_place",
            "location_id",
            "position",
            unique=True,
            sqlite_where=_IN_PLACE,
            postgresql_where=_IN_PLACE,
        ),
        Index(
            "ix_lis_specimen_ahead",
            "state_at",
            "id",
            sqlite_where=_AHEAD,
            postgresql_where=_AHEAD,
        ),
    )
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(max_length=20)
    patient_id: UUID = Field(foreign_key="his_patient.id")
    encounter_id: UUID = Field(foreign_key="his_encounter.id")
    site_id: UUID
    specimen_type: str = Field(default="", max_length=20)
    container_code: str = Field(default="", max_length=20)
    section_code: str = Field(default="", max_length=20)
    parent_id: UUID | None = Field(default=None, foreign_key="lis_specimen.id")
    state: SpecimenState = Field(default=SpecimenState.LABELLED, sa_type=words(SpecimenState))
    state_at: datetime = Field(sa_type=Instant)
    closed_at: datetime | None = Field(default=None, sa_type=Instant)
    urgency: Urgency = Field(sa_type=words(Urgency))
    planned_at: datetime | None = Field(default=None, sa_type=Instant)
    prints: int = 0
    labelled_by_name: str = Field(default="", max_length=200)
    volume_ml: Decimal | None = Field(default=None, sa_type=Quantity)
    condition: str = Field(default="", max_length=300)
    identified: Identified | None = Field(default=None, sa_type=words(Identified))
    collected_at: datetime | None = Field(default=None, sa_type=Instant)
    collected_by: UUID | None = None
    collected_by_name: str = Field(default="", max_length=200)
    collected_where: str = Field(default="", max_length=200)
    received_at: datetime | None = Field(default=None, sa_type=Instant)
    received_by: UUID | None = None
    received_by_name: str = Field(default="", max_length=200)
    location_id: UUID | None = Field(default=None, foreign_key="lis_location.id")
    position: str = Field(default="", max_length=20)
    reason: str = Field(default="", max_length=300)
    ahead: str = Field(
        default="",
        max_length=300,
        sa_column_kwargs={"server_default": ""},
        description="Drawn before there was an order (cấp cứu): who asked for it, and why.",
    )
    ahead_open: bool = Field(
        default=False,
        sa_column_kwargs={"server_default": false()},
        description="No order has come yet.",
    )


@only_grows
class SpecimenEvent(Unaudited, SQLModel, table=True):
    """One hand-over of a specimen (chuỗi hành trình mẫu). Append-only; itself a log."""

    __tablename__ = "lis_specimen_event"
    __table_args__ = (Index("ix_lis_specimen_event", "specimen_id", "id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    specimen_id: UUID = Field(foreign_key="lis_specimen.id")
    act: CustodyAct = Field(sa_type=words(CustodyAct))
    at: datetime = Field(sa_type=Instant)
    by: UUID
    by_name: str = Field(max_length=200)
    place: str = Field(default="", max_length=200)
    note: str = Field(default="", max_length=500)


class Rejection(SQLModel, table=True):
    """A specimen that could not be used (từ chối mẫu), until whoever ordered has seen it."""

    __tablename__ = "lis_rejection"
    __table_args__ = (
        Index("ix_lis_rejection_at", "at", "id"),
        Index(
            "ix_lis_rejection_unseen",
            "orderer_id",
            "at",
            "id",
            sqlite_where=_UNSEEN,
            postgresql_where=_UNSEEN,
        ),
        Index("ix_lis_rejection_specimen", "specimen_id"),
        Index("ix_lis_rejection_patient", "patient_id"),
        Index("ix_lis_rejection_encounter", "encounter_id"),
    )
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    specimen_id: UUID = Field(foreign_key="lis_specimen.id")
    patient_id: UUID = Field(foreign_key="his_patient.id")
    encounter_id: UUID = Field(foreign_key="his_encounter.id")
    orderer_id: UUID
    orderer_name: str = Field(max_length=200)
    tests: str = Field(max_length=500)
    reason_code: str = Field(max_length=40)
    reason: str = Field(max_length=300)
    note: str = Field(default="", max_length=300)
    again: bool = Field(description="A new collection was planned.")
    at: datetime = Field(sa_type=Instant)
    by: UUID
    by_name: str = Field(max_length=200)
    seen_at: datetime | None = Field(default=None, sa_type=Instant)
    seen_by_name: str = Field(default="", max_length=200)


class Location(Versioned, table=True):
    """A place where specimens are kept (nơi lưu): a room, a fridge in it, a rack in that."""

    __tablename__ = "lis_location"
    __table_args__ = (
        UniqueConstraint("code"),
        Index("ix_lis_location_parent", "parent_id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(max_length=40)
    name: str = Field(max_length=200)
    parent_id: UUID | None = Field(default=None, foreign_key="lis_location.id")
    rows: int = Field(default=0, ge=0, le=26, description="A rack has rows and columns.")
    columns: int = Field(default=0, ge=0, le=30)
    temperature: str = Field(default="", max_length=40)
    active: bool = True


class Shipment(Versioned, table=True):
    """Specimens that go somewhere together (chuyến giao mẫu): to our laboratory, or another's."""

    __tablename__ = "lis_shipment"
    __table_args__ = (
        UniqueConstraint("code"),
        Index("ix_lis_shipment_made", "made_at", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(max_length=20)
    outside: bool = Field(description="To a reference laboratory; else a hand-over in the house.")
    to_name: str = Field(max_length=200)
    carrier: str = Field(default="", max_length=200)
    temperature: str = Field(default="", max_length=40)
    note: str = Field(default="", max_length=500)
    made_at: datetime = Field(sa_type=Instant)
    made_by: UUID
    made_by_name: str = Field(max_length=200)
    arrived_at: datetime | None = Field(default=None, sa_type=Instant)
    arrived_by_name: str = Field(default="", max_length=200)
    arrived_note: str = Field(default="", max_length=500)


class ShipmentLine(SQLModel, table=True):
    """One specimen of a shipment."""

    __tablename__ = "lis_shipment_line"
    __table_args__ = (
        UniqueConstraint("shipment_id", "specimen_id"),
        Index("ix_lis_shipment_line_specimen", "specimen_id"),
    )
    audit_subject: ClassVar = ("lis_shipment", "shipment_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    shipment_id: UUID = Field(foreign_key="lis_shipment.id")
    specimen_id: UUID = Field(foreign_key="lis_specimen.id")
