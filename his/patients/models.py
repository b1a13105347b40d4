from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, Column, Date, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from his.patients.cards import Sex
from kernel.clock import utc_now
from kernel.columns import Encrypted, Instant, PartialDate, words
from kernel.db import Versioned
from kernel.ids import new_id

_SECRET: Any = Encrypted  # `Field(sa_type=)` is typed for classes only


class Origin(StrEnum):
    """How somebody came to be registered."""

    SCAN = "scan"
    HAND = "hand"
    NEWBORN = "newborn"
    UNKNOWN = "unknown"
    IMPORTED = "imported"


class Patient(Versioned, table=True):
    """A person who is or was cared for here (người bệnh).

    Name and codes are kept in clear for the search; telephone, street and documents are
    encrypted, found by blind index. A merged record stays and names its survivor.
    """

    __tablename__ = "his_patient"
    __table_args__ = (
        UniqueConstraint("code"),
        UniqueConstraint("number"),
        # With what the question before a registration reads, so that it reads only the index.
        Index("ix_his_patient_name", "name_sound", "birth", "id"),
        Index("ix_his_patient_birth", "birth", "name_sound", "id"),
        Index("ix_his_patient_phone", "phone_blind"),
        Index("ix_his_patient_phone_last4", "phone_last4"),
        Index(
            "ix_his_patient_mother",
            "newborn_of",
            sqlite_where=text("newborn_of IS NOT NULL"),
            postgresql_where=text("newborn_of IS NOT NULL"),
        ),
    )
    audit_subject: ClassVar = ("patient", "id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    number: int = Field(description="Running number; the search index goes by it.")
    code: str = Field(max_length=20)
    name: str = Field(max_length=200)
    name_search: str = Field(max_length=220, description="Without diacritics, words only.")
    name_sound: str = Field(max_length=220, description="As it sounds: near names share it.")
    birth: str | None = Field(default=None, sa_type=PartialDate)
    birth_year: int | None = None
    birth_time: str | None = Field(default=None, max_length=5, description="Of a newborn: HH:MM.")
    sex: Sex = Field(sa_type=words(Sex))
    nationality: str | None = Field(default=None, max_length=10, description="List `country`.")
    ethnic_group: str | None = Field(default=None, max_length=10)
    occupation: str | None = Field(default=None, max_length=10)
    workplace: str = Field(default="", max_length=200)
    street: str | None = Field(default=None, sa_type=_SECRET("his_patient.street"))
    commune: str | None = Field(default=None, max_length=10, description="List `commune`.")
    province: str | None = Field(default=None, max_length=10, description="List `province`.")
    phone: str | None = Field(default=None, sa_type=_SECRET("his_patient.phone"))
    phone_blind: bytes | None = None
    phone_last4: bytes | None = None
    photo_id: UUID | None = None
    unknown: bool = Field(default=False, description="Nobody knows yet who this is.")
    newborn_of: UUID | None = Field(default=None, foreign_key="his_patient.id")
    birth_order: int | None = Field(default=None, description="Of several born together.")
    deceased_at: datetime | None = Field(default=None, sa_type=Instant)
    merged_into: UUID | None = Field(default=None, foreign_key="his_patient.id")
    origin: Origin = Field(sa_type=words(Origin))
    registered_at: datetime = Field(default_factory=utc_now, sa_type=Instant)
    registered_by: UUID


class Ending(SQLModel):
    """Nothing is deleted: a row ends, with who, when and why."""

    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_by: UUID | None = None
    ended_by_name: str = Field(default="", max_length=200)
    ended_reason: str = Field(default="", max_length=500)


class Recorded(SQLModel):
    """Who wrote a row, and when."""

    recorded_at: datetime = Field(default_factory=utc_now, sa_type=Instant)
    recorded_by: UUID
    recorded_by_name: str = Field(max_length=200)


class IdentifierKind(StrEnum):
    """A document or number by which somebody is known elsewhere (HL7 table 0203)."""

    CCCD = "cccd"
    CMND = "cmnd"
    PASSPORT = "passport"
    BHYT = "bhyt"
    BIRTH_CERTIFICATE = "birth_certificate"
    OLD_CODE = "old_code"
    OTHER = "other"


class PatientIdentifier(Versioned, Recorded, Ending, table=True):
    """One document of a patient: identity card, insurance card, passport ... (giấy tờ).

    Not unique: the register has shared and mistyped numbers; the same one on two patients is
    warned of and shown on the list of duplicates. The last group of fields is a BHYT card's.
    """

    __tablename__ = "his_patient_identifier"
    __table_args__ = (
        Index("ix_his_patient_identifier_patient", "patient_id"),
        Index("ix_his_patient_identifier_blind", "blind"),
        Index("ix_his_patient_identifier_last4", "last4"),
    )
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    patient_id: UUID = Field(foreign_key="his_patient.id")
    kind: IdentifierKind = Field(sa_type=words(IdentifierKind))
    value: str = Field(sa_type=_SECRET("his_patient_identifier.value"))
    blind: bytes
    last4: bytes | None = None
    issuer: str = Field(default="", max_length=200)
    issued_on: date | None = Field(default=None, sa_type=Date)
    valid_from: date | None = Field(default=None, sa_type=Date)
    valid_to: date | None = Field(default=None, sa_type=Date)
    facility: str | None = Field(default=None, max_length=5, description="MA_DKBD.")
    area: str | None = Field(default=None, max_length=2, description="MA_KHUVUC: K1, K2, K3.")
    five_years_on: date | None = Field(default=None, sa_type=Date, description="Đủ 5 năm liên tục.")


class Relation(StrEnum):
    """What somebody is to the patient (HL7 table 0063, as far as forms ask)."""

    MOTHER = "mother"
    FATHER = "father"
    SPOUSE = "spouse"
    CHILD = "child"
    SIBLING = "sibling"
    GUARDIAN = "guardian"
    OTHER = "other"


class PatientContact(Versioned, Recorded, Ending, table=True):
    """A relative, guardian or companion (thân nhân, người giám hộ)."""

    __tablename__ = "his_patient_contact"
    __table_args__ = (
        Index("ix_his_patient_contact_patient", "patient_id"),
        Index("ix_his_patient_contact_person", "person_id"),
        Index("ix_his_patient_contact_phone", "phone_blind"),
    )
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    patient_id: UUID = Field(foreign_key="his_patient.id")
    person_id: UUID | None = Field(
        default=None, foreign_key="his_patient.id", description="When a patient here as well."
    )
    name: str = Field(max_length=200)
    relation: Relation = Field(sa_type=words(Relation))
    guardian: bool = Field(default=False, description="Decides and signs for the patient.")
    phone: str | None = Field(default=None, sa_type=_SECRET("his_patient_contact.phone"))
    phone_blind: bytes | None = None
    cccd: str | None = Field(default=None, sa_type=_SECRET("his_patient_contact.cccd"))
    address: str | None = Field(default=None, sa_type=_SECRET("his_patient_contact.address"))


class AllergyKind(StrEnum):
    """FHIR allergy-intolerance-category, with contrast media apart."""

    DRUG = "drug"
    CONTRAST = "contrast"
    FOOD = "food"
    ENVIRONMENT = "environment"
    OTHER = "other"


class Severity(StrEnum):
    """How bad the reaction was (TT 51/2017/TT-BYT grades anaphylaxis)."""

    UNKNOWN = "unknown"
    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"


class Certainty(StrEnum):
    SUSPECTED = "suspected"
    CONFIRMED = "confirmed"


class Allergy(Versioned, Recorded, Ending, table=True):
    """What a patient must not be given (dị ứng): substance, reaction, how bad, how sure."""

    __tablename__ = "his_allergy"
    __table_args__ = (Index("ix_his_allergy_patient", "patient_id"),)
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    patient_id: UUID = Field(foreign_key="his_patient.id")
    kind: AllergyKind = Field(sa_type=words(AllergyKind))
    substance: str = Field(max_length=200)
    code: str | None = Field(
        default=None, max_length=60, description="List `allergy_class` or `drug`, when coded."
    )
    reaction: str = Field(default="", max_length=500)
    severity: Severity = Field(sa_type=words(Severity))
    certainty: Certainty = Field(sa_type=words(Certainty))
    noticed: str | None = Field(default=None, sa_type=PartialDate)


class NoAllergies(Recorded, Ending, table=True):
    """Somebody asked, and there are none known (không ghi nhận dị ứng).

    Silence is not this: a patient without allergies and without this row was never asked.
    """

    __tablename__ = "his_no_allergies"
    __table_args__ = (Index("ix_his_no_allergies_patient", "patient_id"),)
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    patient_id: UUID = Field(foreign_key="his_patient.id")


class HistoryKind(StrEnum):
    """What the record form asks for under "tiền sử" (TT 32/2023/TT-BYT, Appendix XXIX)."""

    PAST = "past"
    SURGICAL = "surgical"
    FAMILY = "family"
    SOCIAL = "social"
    OBSTETRIC = "obstetric"
    IMMUNISATION = "immunisation"


class PatientHistory(Versioned, Recorded, Ending, table=True):
    """What was before (tiền sử): an illness, an operation, what runs in the family, a habit."""

    __tablename__ = "his_patient_history"
    __table_args__ = (Index("ix_his_patient_history_patient", "patient_id"),)
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    patient_id: UUID = Field(foreign_key="his_patient.id")
    kind: HistoryKind = Field(sa_type=words(HistoryKind))
    note: str = Field(max_length=4000)
    code: str | None = Field(default=None, max_length=20, description="ICD-10, when coded.")
    since: str | None = Field(default=None, sa_type=PartialDate)


class CardKind(StrEnum):
    CARD = "card"
    WRISTBAND = "wristband"


class CardState(StrEnum):
    """The life of a card. A lost, blocked or replaced one opens nothing."""

    ACTIVE = "active"
    LOST = "lost"
    BLOCKED = "blocked"
    REPLACED = "replaced"


class PatientCard(Versioned, Recorded, table=True):
    """A card or wristband of ours (thẻ khám bệnh, vòng tay): a random token, nothing else."""

    __tablename__ = "his_patient_card"
    __table_args__ = (
        Index("ix_his_patient_card_patient", "patient_id"),
        UniqueConstraint("blind"),
    )
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    patient_id: UUID = Field(foreign_key="his_patient.id")
    kind: CardKind = Field(sa_type=words(CardKind))
    token: str = Field(sa_type=_SECRET("his_patient_card.token"))
    blind: bytes
    state: CardState = Field(default=CardState.ACTIVE, sa_type=words(CardState))
    state_at: datetime = Field(default_factory=utc_now, sa_type=Instant)
    state_reason: str = Field(default="", max_length=500)


class PairState(StrEnum):
    SUSPECTED = "suspected"
    NOT_SAME = "not_same"
    MERGED = "merged"


class PatientPair(Versioned, table=True):
    """Two records that may be one person, and what somebody decided (nghi trùng).

    `first_id` < `second_id`, so that a pair is one row.
    """

    __tablename__ = "his_patient_pair"
    __table_args__ = (
        UniqueConstraint("first_id", "second_id"),
        Index("ix_his_patient_pair_list", "state", "score", "id"),
        Index("ix_his_patient_pair_second", "second_id"),
    )
    audit_subject: ClassVar = ("patient", "first_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    first_id: UUID = Field(foreign_key="his_patient.id")
    second_id: UUID = Field(foreign_key="his_patient.id")
    score: int
    reasons: list[str] = Field(sa_column=Column(JSON, nullable=False))
    state: PairState = Field(sa_type=words(PairState))
    found_at: datetime = Field(default_factory=utc_now, sa_type=Instant)
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
    decided_by: UUID | None = None
    decided_by_name: str = Field(default="", max_length=200)
    note: str = Field(default="", max_length=500)


class PatientMerge(Versioned, table=True):
    """One merge (gộp hồ sơ): what was moved and filled, so that it can be taken back exactly."""

    __tablename__ = "his_patient_merge"
    __table_args__ = (
        Index("ix_his_patient_merge_kept", "kept_id", "merged_at"),
        Index("ix_his_patient_merge_gone", "gone_id", "merged_at"),
    )
    audit_subject: ClassVar = ("patient", "kept_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    kept_id: UUID = Field(foreign_key="his_patient.id")
    gone_id: UUID = Field(foreign_key="his_patient.id")
    reason: str = Field(max_length=500)
    merged_at: datetime = Field(default_factory=utc_now, sa_type=Instant)
    merged_by: UUID
    merged_by_name: str = Field(max_length=200)
    # {"his_order.patient_id": ["<row id>", ...]}: what was re-pointed.
    moved: dict[str, list[str]] = Field(sa_column=Column(JSON, nullable=False))
    # JSON {"kept": {...}, "gone": {...}, "filled": {...}} of both records as they were.
    snapshot: str = Field(sa_type=_SECRET("his_patient_merge.snapshot"))
    unmerged_at: datetime | None = Field(default=None, sa_type=Instant)
    unmerged_by: UUID | None = None
    unmerged_by_name: str = Field(default="", max_length=200)
    unmerge_reason: str = Field(default="", max_length=500)
