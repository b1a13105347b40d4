"""What the laboratory itself knows of a test; its name, LOINC and unit are the shared list's."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, Column, Index, UniqueConstraint, false, text
from sqlmodel import Field, SQLModel

from kernel.clock import utc_now
from kernel.columns import Instant, Quantity, words
from kernel.db import Unaudited, Versioned
from kernel.ids import new_id


class TestKind(StrEnum):
    """What an answer looks like."""

    __test__ = False  # (no test of pytest's)

    NUMBER = "number"
    CODED = "coded"  # one of its choices
    TEXT = "text"
    TITRE = "titre"  # 1/80
    CULTURE = "culture"  # organisms, and what they resist
    PICTURE = "picture"


class TestState(StrEnum):
    """The life of a test, see states.py."""

    __test__ = False

    DRAFT = "draft"
    VALIDATED = "validated"
    LIVE = "live"
    ENDED = "ended"


class Alone(StrEnum):
    """Whether one person may enter and verify the same result in a section."""

    HOUSE = ""  # as the facility's parameter says
    NEVER = "never"
    NIGHT = "night"  # on night duty, with a reason; somebody looks at it afterwards
    REASON = "reason"  # a laboratory of one


class Signing(StrEnum):
    """What is asked of whoever verifies, at the moment in which he signs."""

    NONE = ""
    PASSWORD = "password"  # noqa: S105 (a way, no secret)
    PIN = "pin"


class Stamp(Unaudited, SQLModel, table=True):
    """One row: every change of the catalogue renews it; what was read can be kept by it."""

    __tablename__ = "lis_stamp"

    id: str = Field(primary_key=True, max_length=20)
    stamp: UUID = Field(default_factory=new_id)


class Section(Versioned, table=True):
    """A part of the laboratory (nhóm, bộ phận xét nghiệm)."""

    __tablename__ = "lis_section"
    __table_args__ = (UniqueConstraint("code"),)
    audit_subject: ClassVar = ("lis_section", "code")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(max_length=20)
    name: str = Field(max_length=200)
    name_en: str = Field(default="", max_length=200)
    department_id: UUID | None = Field(default=None, foreign_key="his_department.id")
    room_id: UUID | None = Field(default=None, foreign_key="his_room.id")
    place: int = Field(default=0, description="Where it stands on paper.")
    members_only: bool = Field(
        default=False,
        description="Only its members work in it.",
    )
    alone: Alone = Field(
        default=Alone.HOUSE, sa_type=words(Alone), sa_column_kwargs={"server_default": ""}
    )
    signing: Signing = Field(
        default=Signing.NONE, sa_type=words(Signing), sa_column_kwargs={"server_default": ""}
    )
    signing_minutes: int | None = Field(
        default=None, description="How long one signature is good for; nothing: each time."
    )
    night_from: int | None = Field(default=None, description="The hour; nothing: 21.")
    night_to: int | None = Field(default=None, description="The hour; nothing: 6.")
    active: bool = True


class SectionMember(Versioned, table=True):
    """Who works in a section: who enters there, who verifies (phân công)."""

    __tablename__ = "lis_section_member"
    __table_args__ = (
        UniqueConstraint("section_code", "user_id"),
        Index("ix_lis_section_member_user", "user_id"),
    )
    audit_subject: ClassVar = ("lis_section", "section_code")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    section_code: str = Field(max_length=20)
    user_id: UUID
    user_name: str = Field(max_length=200)
    may_enter: bool = False
    may_verify: bool = False
    trainee: bool = Field(
        default=False,
        sa_column_kwargs={"server_default": false()},
        description="Enters; somebody else checks it before it is verified.",
    )
    valid_from: date | None = Field(default=None, description="The first day.")
    valid_to: date | None = Field(default=None, description="The last day.")


class Container(Versioned, table=True):
    """A tube or a jar (ống, lọ đựng mẫu)."""

    __tablename__ = "lis_container"
    __table_args__ = (UniqueConstraint("code"),)
    audit_subject: ClassVar = ("lis_container", "code")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(max_length=20)
    name: str = Field(max_length=200)
    name_en: str = Field(default="", max_length=200)
    cap_colour: str = Field(default="", max_length=40)
    colour: str = Field(default="", max_length=7, description="As on a screen, #rrggbb.")
    volume_ml: Decimal | None = Field(default=None, sa_type=Quantity)
    additive: str = Field(default="", max_length=100)
    draw_order: int = Field(default=50, description="Which tube is drawn first (CLSI GP41).")
    label: str = Field(default="", max_length=20, description="Preset of the label.")
    active: bool = True


class LabelPreset(Versioned, table=True):
    """How a label looks (mẫu tem): its size, its code, what stands on it."""

    __tablename__ = "lis_label_preset"
    __table_args__ = (UniqueConstraint("code"),)
    audit_subject: ClassVar = ("lis_label", "code")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(max_length=20)
    name: str = Field(max_length=200)
    name_en: str = Field(default="", max_length=200)
    width_mm: int = 50
    height_mm: int = 25
    symbol: str = Field(default="code128", max_length=20)
    fields: Any = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    active: bool = True


class RejectionReason(Versioned, table=True):
    """Why a specimen is not taken (lý do từ chối mẫu)."""

    __tablename__ = "lis_rejection_reason"
    __table_args__ = (UniqueConstraint("code"),)
    audit_subject: ClassVar = ("lis_rejection_reason", "code")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(max_length=20)
    name: str = Field(max_length=200)
    name_en: str = Field(default="", max_length=200)
    recollect: bool = Field(default=True, description="A new collection is planned by itself.")
    active: bool = True


class LabTest(Versioned, table=True):
    """How the laboratory does a test of the shared list `lab_test` (chỉ số xét nghiệm)."""

    __tablename__ = "lis_test"
    __table_args__ = (
        UniqueConstraint("code"),
        Index("ix_lis_test_section", "section_code", "code"),
    )
    audit_subject: ClassVar = ("lis_test", "code")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(max_length=60)
    section_code: str = Field(max_length=20)
    kind: TestKind = Field(default=TestKind.NUMBER, sa_type=words(TestKind))
    decimals: int | None = None
    display_unit: str = Field(default="", max_length=40, description="Empty: that of the list.")
    choices: Any = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    method: str = Field(default="", max_length=200)
    specimen_type: str = Field(default="", max_length=20, description="Of list `specimen`.")
    container_code: str = Field(default="", max_length=20)
    volume_ml: Decimal | None = Field(default=None, sa_type=Quantity)
    minutes: int = Field(default=120, description="From receipt to the verified result.")
    stat_minutes: int = Field(default=60, description="The same when it is urgent.")
    stable_hours: int | None = Field(default=None, description="How long the specimen is good.")
    min_repeat_hours: int | None = None
    formula: str = Field(default="", max_length=40, description="Of calculations.py.")
    reflex: Any = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    autoverify: Any = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    second_verification: bool = Field(default=False, description="Two people verify it.")
    preparation: str = Field(default="", max_length=500, description="Of the patient, the tube.")
    state: TestState = Field(default=TestState.DRAFT, sa_type=words(TestState))
    made_by: UUID
    validated_by: UUID | None = None
    validated_by_name: str = Field(default="", max_length=200)
    validated_at: datetime | None = Field(default=None, sa_type=Instant)
    approved_by: UUID | None = None
    approved_by_name: str = Field(default="", max_length=200)
    approved_at: datetime | None = Field(default=None, sa_type=Instant)


_STANDS = text("withdrawn_at IS NULL")


class ReferenceRange(Versioned, table=True):
    """One row of limits from a first to a last day (khoảng tham chiếu).

    Never changed once it holds: a change ends it the day before and begins another; what was
    reported keeps its own copy. A row that never held can be withdrawn.
    """

    __tablename__ = "lis_range"
    __table_args__ = (
        Index(
            "ix_lis_range_test",
            "test_code",
            "valid_from",
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
    )
    audit_subject: ClassVar = ("lis_test", "test_code")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    test_code: str = Field(max_length=60)
    sex: str = Field(default="", max_length=1)
    from_days: int = 0
    to_days: int | None = None
    pregnant: bool | None = None
    low: Decimal | None = Field(default=None, sa_type=Quantity)
    high: Decimal | None = Field(default=None, sa_type=Quantity)
    critical_low: Decimal | None = Field(default=None, sa_type=Quantity)
    critical_high: Decimal | None = Field(default=None, sa_type=Quantity)
    absurd_low: Decimal | None = Field(default=None, sa_type=Quantity)
    absurd_high: Decimal | None = Field(default=None, sa_type=Quantity)
    delta_percent: Decimal | None = Field(default=None, sa_type=Quantity)
    delta_abs: Decimal | None = Field(default=None, sa_type=Quantity)
    delta_hours: int | None = None
    text: str = Field(default="", max_length=300, description="In words, instead of the limits.")
    source: str = Field(default="", max_length=300)
    valid_from: date
    valid_to: date | None = Field(default=None, description="The last day in force.")
    reason: str = Field(default="", max_length=300)
    made_at: datetime = Field(default_factory=utc_now, sa_type=Instant)
    made_by: UUID
    made_by_name: str = Field(max_length=200)
    approved_by: UUID | None = None
    approved_by_name: str = Field(default="", max_length=200)
    approved_at: datetime | None = Field(default=None, sa_type=Instant)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Instant)
    withdrawn_by_name: str = Field(default="", max_length=200)
