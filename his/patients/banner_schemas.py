"""The banner above every page of a patient, and the timeline."""

from datetime import date, datetime
from uuid import UUID

from his.patients.background import AllergyStatus
from his.patients.cards import Sex, Validity
from his.patients.models import (
    Certainty,
    Severity,
)
from his.patients.slots import Tone
from kernel.schemas import Output, Words


class BannerAllergy(Output):
    substance: str
    reaction: str
    severity: Severity
    certainty: Certainty


class BannerInsurance(Output):
    """`number` is masked but for its last four without the permission."""

    number: str
    pays: int | None
    valid_from: date | None
    valid_to: date | None
    validity: Validity
    facility: str | None


class BannerItemOut(Output):
    tone: Tone
    says: Words
    to: str | None


class BannerOut(Output):
    id: UUID
    code: str
    name: str
    birth: str | None
    age: Words
    sex: Sex
    photo: bool
    unknown: bool
    deceased_at: datetime | None
    allergy_status: AllergyStatus
    allergies: list[BannerAllergy]
    insurance: BannerInsurance | None
    items: list[BannerItemOut]


class TimelineItemOut(Output):
    at: datetime
    part: str
    part_title: Words
    title: Words
    detail: str
    to: str
