from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, Column, Date, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from kernel.clock import utc_now
from kernel.columns import Amount, Encrypted, Instant, words
from kernel.db import Versioned
from kernel.ids import new_id
from kernel.settled import Settled

_SECRET: Any = Encrypted  # `Field(sa_type=)` is typed for classes only
ZERO = Decimal("0.00")


class CoverageState(StrEnum):
    """What is known of the cards of a visit."""

    UNCHECKED = "unchecked"  # to be asked of the gateway, or the gateway is down
    USABLE = "usable"
    NOT_USABLE = "not_usable"


class Coverage(Versioned, table=True):
    """Who pays for a visit, and by which route (quyền lợi BHYT của lượt khám). One a visit."""

    __tablename__ = "his_coverage"
    __table_args__ = (Index("ix_his_coverage_state", "state", "encounter_id"),)
    audit_subject: ClassVar = ("patient", "patient_id")

    encounter_id: UUID = Field(primary_key=True, foreign_key="his_encounter.id")
    patient_id: UUID = Field(foreign_key="his_patient.id", index=True)
    route: str = Field(max_length=4, description="MA_DOITUONG_KCB, list `visit_eligibility`.")
    kind: str = Field(default="01", max_length=2, description="MA_LOAI_KCB, list `visit_kind`.")
    from_facility: str = Field(default="", max_length=5, description="MA_NOI_DI.")
    referral: str = Field(default="", max_length=50, description="GIAY_CHUYEN_TUYEN.")
    accident: str = Field(default="", max_length=1, description="MA_TAI_NAN, list `accident`.")
    area: str = Field(default="", max_length=2, description="MA_KHUVUC: K1, K2, K3.")
    five_years: date | None = Field(default=None, sa_type=Date, description="NAM_NAM_LIEN_TUC.")
    exempt_from: date | None = Field(default=None, sa_type=Date, description="NGAY_MIEN_CCT.")
    paper_owed: bool = Field(default=False, description="Emergency: the card comes later.")
    state: CoverageState = Field(default=CoverageState.UNCHECKED, sa_type=words(CoverageState))
    check_code: str = Field(default="", max_length=10, description="Of the last card check.")
    check_says: str = Field(default="", max_length=500)
    checked_at: datetime | None = Field(default=None, sa_type=Instant)
    checked_by_name: str = Field(default="", max_length=200)
    set_at: datetime = Field(default_factory=utc_now, sa_type=Instant)
    set_by: UUID
    set_by_name: str = Field(max_length=200)


class CoverageCard(SQLModel, table=True):
    """One card of a visit (thẻ BHYT); a visit may have several, one after the other."""

    __tablename__ = "his_coverage_card"
    __table_args__ = (
        Index("ix_his_coverage_card_encounter", "encounter_id", "position"),
        Index("ix_his_coverage_card_blind", "blind"),
    )
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    encounter_id: UUID = Field(foreign_key="his_encounter.id")
    patient_id: UUID = Field(foreign_key="his_patient.id", index=True)
    position: int
    number: str = Field(sa_type=_SECRET("his_coverage_card.number"))
    blind: bytes
    tail: str = Field(max_length=4)
    level: int = Field(description="Level of benefit, 1 to 5; of a short number as somebody said.")
    facility: str = Field(default="", max_length=5, description="MA_DKBD.")
    since: date | None = Field(default=None, sa_type=Date, description="GT_THE_TU.")
    until: date | None = Field(default=None, sa_type=Date, description="GT_THE_DEN.")
    ended_at: datetime | None = Field(default=None, sa_type=Instant)


class CardCheck(SQLModel, table=True):
    """One question to the gateway about a card, and its answer (tra cứu thẻ)."""

    __tablename__ = "his_card_check"
    __table_args__ = (
        Index("ix_his_card_check_patient", "patient_id", "asked_at", "id"),
        Index("ix_his_card_check_encounter", "encounter_id", "asked_at"),
        Index("ix_his_card_check_asked", "asked_at", "id"),
    )
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    patient_id: UUID = Field(foreign_key="his_patient.id")
    encounter_id: UUID | None = Field(default=None, foreign_key="his_encounter.id")
    number: str = Field(sa_type=_SECRET("his_card_check.number"))
    tail: str = Field(max_length=4)
    asked_at: datetime = Field(default_factory=utc_now, sa_type=Instant)
    asked_by: UUID
    asked_by_name: str = Field(max_length=200)
    answered_at: datetime | None = Field(default=None, sa_type=Instant)
    code: str = Field(default="", max_length=10)
    says: str = Field(default="", max_length=500)
    # JSON of the rest: validity, first-care facility, new card, 5-year date, history.
    facts: str | None = Field(default=None, sa_type=_SECRET("his_card_check.facts"))


class DossierState(StrEnum):
    """The life of a dossier, see dossiers.py."""

    TO_MEND = "to_mend"  # rules are broken: it stays here
    READY = "ready"
    QUEUED = "queued"  # on its way, or waiting for the gateway
    ACCEPTED = "accepted"  # the gateway took it (200)
    REFUSED = "refused"  # the gateway, or later the agency, said no
    REPLACED = "replaced"  # a newer version took its place


class InsuranceDossier(Versioned, table=True):
    """One file for the insurance agency, made from a visit (hồ sơ giám định).

    A changed visit makes a new row with the next number; what was sent stays as it was. Its sums
    are those of its XML1.
    """

    __tablename__ = "his_insurance_dossier"
    __table_args__ = (
        UniqueConstraint("encounter_id", "number"),
        Index("ix_his_insurance_dossier_list", "state", "left_at", "id"),
        Index("ix_his_insurance_dossier_month", "month", "state", "left_at", "id"),
        Index("ix_his_insurance_dossier_left", "left_at", "id"),
    )
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    encounter_id: UUID = Field(foreign_key="his_encounter.id")
    patient_id: UUID = Field(foreign_key="his_patient.id", index=True)
    site_id: UUID
    number: int = Field(description="1, 2, ... of one visit.")
    code: str = Field(max_length=100, description="MA_LK.")
    edition: str = Field(max_length=10, description="Whose tables: 4750, 3176, 1931.")
    state: DossierState = Field(sa_type=words(DossierState))
    month: str = Field(max_length=7, description="Settled in: 2026-08.")
    left_at: datetime = Field(sa_type=Instant)
    card_tail: str = Field(default="", max_length=4)
    gross: Decimal = Field(default=ZERO, sa_type=Amount, description="T_TONGCHI_BV.")
    insured: Decimal = Field(default=ZERO, sa_type=Amount, description="T_TONGCHI_BH.")
    insurer: Decimal = Field(default=ZERO, sa_type=Amount, description="T_BHTT.")
    copay: Decimal = Field(default=ZERO, sa_type=Amount, description="T_BNCCT.")
    own: Decimal = Field(default=ZERO, sa_type=Amount, description="T_BNTT.")
    other: Decimal = Field(default=ZERO, sa_type=Amount, description="T_NGUONKHAC.")
    errors: int = 0
    warnings: int = 0
    problems: Any = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    digest: str = Field(max_length=64, description="SHA-256 of the tables.")
    tables: str = Field(sa_type=_SECRET("his_insurance_dossier.tables"))
    file: str | None = Field(default=None, sa_type=_SECRET("his_insurance_dossier.file"))
    file_digest: str = Field(default="", max_length=64, description="SHA-256 of the file sent.")
    signed: bool = False
    made_at: datetime = Field(default_factory=utc_now, sa_type=Instant)
    made_by_name: str = Field(max_length=200)
    queued_at: datetime | None = Field(default=None, sa_type=Instant)
    answered_at: datetime | None = Field(default=None, sa_type=Instant)
    receipt: str = Field(default="", max_length=100, description="maGiaoDich.")
    answer_code: str = Field(default="", max_length=20)
    answer_says: str = Field(default="", max_length=1000)


class DossierEvent(SQLModel, table=True):
    """One thing that happened to a dossier: by whom, when (nhật ký hồ sơ)."""

    __tablename__ = "his_insurance_event"
    __table_args__ = (Index("ix_his_insurance_event", "dossier_id", "id"),)
    audited: ClassVar[bool] = False  # itself a log

    id: UUID = Field(default_factory=new_id, primary_key=True)
    dossier_id: UUID = Field(foreign_key="his_insurance_dossier.id")
    at: datetime = Field(default_factory=utc_now, sa_type=Instant)
    what: str = Field(max_length=20, description="made, queued, accepted, refused, replaced ...")
    code: str = Field(default="", max_length=20)
    says: str = Field(default="", max_length=1000)
    by_name: str = Field(max_length=200)


class Gateway(Versioned, Settled, table=True):
    """How the facility reaches the insurance agency's gateway (cấu hình cổng). One row."""

    __tablename__ = "his_insurance_gateway"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    only: int = Field(default=1, unique=True)
    address: str = Field(max_length=300)
    username: str = Field(default="", max_length=100)
    password: str | None = Field(default=None, sa_type=_SECRET("his_insurance_gateway.password"))
    md5_upper: bool = Field(default=True, description="MD5 of the password in capitals.")
    staff_name: str = Field(default="", max_length=200, description="hoTenCb: who looks cards up.")
    staff_cccd: str | None = Field(
        default=None, sa_type=_SECRET("his_insurance_gateway.staff_cccd")
    )
    head: str = Field(default="", max_length=40, description="MA_TTDV.")
    sign: bool = Field(default=False, description="Sign files with the certificate.")
    certificate: str | None = Field(
        default=None, sa_type=_SECRET("his_insurance_gateway.certificate")
    )
    passphrase: str | None = Field(
        default=None, sa_type=_SECRET("his_insurance_gateway.passphrase")
    )
    certificate_names: str = Field(default="", max_length=300)
    certificate_until: date | None = Field(default=None, sa_type=Date)
