"""The alarm that a dangerous result raises, until somebody answers it (báo động nguy hiểm)."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from kernel.columns import Instant
from kernel.ids import new_id

_STANDING = text("acknowledged_at IS NULL AND ended_at IS NULL")


class CriticalAlarm(SQLModel, table=True):
    """A result with critical values has gone out: who must know, and what he did.

    It stands until somebody acknowledges it, or a newer result says something else.
    """

    __tablename__ = "his_critical_alarm"
    __table_args__ = (
        Index(
            "ix_his_critical_alarm_standing",
            "at",
            "id",
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
        Index("ix_his_critical_alarm_at", "at", "id"),
        Index("ix_his_critical_alarm_order", "order_id", "at"),
    )
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    order_id: UUID = Field(foreign_key="his_order.id")
    report_id: UUID = Field(foreign_key="his_order_report.id", index=True)
    patient_id: UUID = Field(foreign_key="his_patient.id", index=True)
    encounter_id: UUID = Field(foreign_key="his_encounter.id", index=True)
    room_id: UUID = Field(foreign_key="his_room.id", index=True, description="Of the visit.")
    doctor_id: UUID = Field(description="Who ordered.")
    doctor_name: str = Field(max_length=200)
    says: str = Field(max_length=1000, description="The critical values, as they stood.")
    at: datetime = Field(sa_type=Instant)
    escalated_at: datetime | None = Field(default=None, sa_type=Instant)
    called_at: datetime | None = Field(default=None, sa_type=Instant)
    called_by_name: str = Field(default="", max_length=200)
    called_note: str = Field(default="", max_length=500, description="Whom, and read back.")
    acknowledged_at: datetime | None = Field(default=None, sa_type=Instant)
    acknowledged_by: UUID | None = None
    acknowledged_by_name: str = Field(default="", max_length=200)
    acknowledged_note: str = Field(default="", max_length=500, description="What was done.")
    ended_at: datetime | None = Field(
        default=None, sa_type=Instant, description="A newer result says something else."
    )

    @property
    def waits(self) -> bool:
        """Nobody has answered it, and it still holds."""
        return self.acknowledged_at is None and self.ended_at is None
