"""The facility as the administrator describes it: where things are, and what is set."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from kernel.clock import utc_now
from kernel.columns import Instant, words
from kernel.db import Versioned
from kernel.ids import new_id
from kernel.settled import Settled


class FacilityClass(StrEnum):
    """What kind of house it is (loại hình cơ sở, Law 15/2023/QH15, Art. 48)."""

    HOSPITAL = "hospital"
    GENERAL_CLINIC = "general_clinic"
    SPECIALIST_CLINIC = "specialist_clinic"
    HEALTH_STATION = "health_station"


class Facility(Versioned, Settled, table=True):
    """The one legal facility of this installation (cơ sở khám bệnh, chữa bệnh)."""

    __tablename__ = "his_facility"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    # One row: `only` is always 1 and unique, so that two set-ups at once leave one facility.
    only: int = Field(default=1, unique=True)
    code: str = Field(max_length=5, description="MA_CSKCB, 5 characters.")
    name: str = Field(max_length=200)
    name_en: str = Field(default="", max_length=200)
    authority: str = Field(default="", max_length=200, description="Cơ quan chủ quản.")
    address: str = Field(default="", max_length=300)
    phone: str = Field(default="", max_length=40)
    class_: FacilityClass = Field(
        default=FacilityClass.GENERAL_CLINIC, sa_type=words(FacilityClass)
    )
    demo: bool = Field(default=False, description="Practice data: every page says so.")


class Site(Versioned, Settled, table=True):
    """A place where the facility works (cơ sở 1, cơ sở 2)."""

    __tablename__ = "his_site"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(max_length=20, unique=True)
    name: str = Field(max_length=200)
    address: str = Field(default="", max_length=300)
    active: bool = True


class Department(Versioned, Settled, table=True):
    """A department (khoa, phòng). `official` is its code on claims (QĐ 3176, MA_KHOA)."""

    __tablename__ = "his_department"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    site_id: UUID = Field(foreign_key="his_site.id", index=True)
    code: str = Field(max_length=20, unique=True)
    official: str = Field(default="", max_length=20)
    name: str = Field(max_length=200)
    name_en: str = Field(default="", max_length=200)
    active: bool = True


class RoomKind(StrEnum):
    """What happens in a room."""

    RECEPTION = "reception"
    EXAM = "exam"
    LAB = "lab"
    IMAGING = "imaging"
    PROCEDURE = "procedure"
    CASHIER = "cashier"
    PHARMACY = "pharmacy"


class Room(Versioned, Settled, table=True):
    """A room or counter where patients are seen (phòng, bàn, quầy)."""

    __tablename__ = "his_room"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    site_id: UUID = Field(foreign_key="his_site.id", index=True)
    department_id: UUID = Field(foreign_key="his_department.id", index=True)
    code: str = Field(max_length=20, unique=True)
    name: str = Field(max_length=200)
    name_en: str = Field(default="", max_length=200)
    kind: RoomKind = Field(sa_type=words(RoomKind))
    active: bool = True


class Workstation(Versioned, table=True):
    """A computer where people work (máy trạm). `code` is what it sends as its name."""

    __tablename__ = "his_workstation"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(max_length=60, unique=True)
    name: str = Field(max_length=200)
    room_id: UUID | None = Field(default=None, foreign_key="his_room.id", index=True)
    active: bool = True


class PrinterPaper(StrEnum):
    """What lies in a printer."""

    A4 = "a4"
    A5 = "a5"
    K80 = "k80"
    LABEL = "label"
    WRISTBAND = "wristband"


class Printer(Versioned, table=True):
    """A printer, by the name under which workstations or the print server know it."""

    __tablename__ = "his_printer"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(max_length=60, unique=True)
    name: str = Field(max_length=200)
    address: str = Field(default="", max_length=200, description="Queue name or ipp:// address.")
    paper: PrinterPaper = Field(default=PrinterPaper.A4, sa_type=words(PrinterPaper))
    active: bool = True


class PrintRoute(Versioned, table=True):
    """Which printer a form comes out of, at a workstation or everywhere (hướng in).

    `form` is a print's id, or "" for every form.
    """

    __tablename__ = "his_print_route"
    __table_args__ = (Index("ix_his_print_route_form", "form", "workstation_id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    form: str = Field(max_length=120)
    workstation_id: UUID | None = Field(default=None, foreign_key="his_workstation.id", index=True)
    printer_id: UUID = Field(foreign_key="his_printer.id", index=True)
    active: bool = True


class Staff(Versioned, Settled, table=True):
    """What a user is in the house (nhân viên): title, licence to practise, place of work.

    `licence` is the number of the practising licence (giấy phép hành nghề, MACCHN on claims).
    """

    __tablename__ = "his_staff"
    audit_subject: ClassVar = ("user", "user_id")

    user_id: UUID = Field(foreign_key="kernel_user.id", primary_key=True)
    title: str = Field(default="", max_length=120, description="BSCKI, ĐD, DS ...")
    licence: str = Field(default="", max_length=40)
    licence_on: date | None = None
    department_id: UUID | None = Field(default=None, foreign_key="his_department.id", index=True)
    room_id: UUID | None = Field(default=None, foreign_key="his_room.id")
    phone: str = Field(default="", max_length=40, description="His work phone.")
    departments_only: bool = Field(
        default=False, description="Sees only what belongs to his own department."
    )


class ParameterValue(Settled, table=True):
    """What a parameter was set to: from when, where, why and by whom (giá trị tham số).

    Never changed: a new value is a new row, and undoing one marks it, so that the value
    before it holds again.
    """

    __tablename__ = "his_parameter_value"
    __table_args__ = (Index("ix_his_parameter_value_parameter", "parameter", "valid_from", "id"),)
    audit_subject: ClassVar = ("parameter", "parameter")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    parameter: str = Field(max_length=120)
    room_id: UUID | None = Field(default=None, foreign_key="his_room.id")
    value: Any = Field(sa_column=Column(JSON, nullable=False))
    valid_from: datetime = Field(sa_type=Instant)
    reason: str = Field(max_length=500)
    set_at: datetime = Field(default_factory=utc_now, sa_type=Instant)
    set_by: UUID
    set_by_name: str = Field(max_length=200)
    undone_at: datetime | None = Field(default=None, sa_type=Instant)
    undone_by_name: str = Field(default="", max_length=200)
    undone_reason: str = Field(default="", max_length=500)


class ModuleSwitch(SQLModel, table=True):
    """A module that has been switched off or on here; one row a switch (công tắc phân hệ)."""

    __tablename__ = "his_module_switch"
    __table_args__ = (UniqueConstraint("module", "number"),)
    audit_subject: ClassVar = ("module", "module")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    module: str = Field(max_length=60)
    number: int = Field(description="Counts the switches of this module.")
    off: bool
    reason: str = Field(max_length=500)
    at: datetime = Field(default_factory=utc_now, sa_type=Instant)
    by_name: str = Field(max_length=200)
