"""One visit as the insurance agency wants to see it (hồ sơ đề nghị thanh toán BHYT). Pure.

A frozen value without database: collecting.py makes it from a visit, tabulating.py turns it
into the rows of the tables. Clocks are Vietnamese and naive here, as on the forms; money is what
his.pricing.shares worked out. Practitioners are named by their licence to practise.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from his.pricing.service import Share

ZERO, HUNDRED = Decimal("0.00"), Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facility:
    code: str
    head: str = ""  # MA_TTDV: licence of whoever signs for the house


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    code: str
    name: str
    birth: str  # "1980", "1980-05" or "1980-05-17"
    birth_time: str = ""
    sex: str = "3"  # GIOI_TINH
    identity: str = ""
    blood: str = ""
    nationality: str = "000"
    ethnic_group: str = "01"
    occupation: str = "00000"
    address: str = ""
    province: str = ""
    commune: str = ""
    phone: str = ""
    workplace: str = ""
    father: str = ""
    mother: str = ""
    guardian: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    number: str
    facility: str  # MA_DKBD
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """The visit itself. `kind` is MA_LOAI_KCB, `route` MA_DOITUONG_KCB."""

    number: str  # MA_LK
    kind: str = "01"
    route: str
    arrived: datetime
    admitted: datetime | None = None
    left: datetime
    reason: str
    reason_admitted: str = ""
    first_diagnosis: str
    diagnosis: str
    icd: str
    icd_others: tuple[str, ...] = ()
    traditional: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()  # ICD-9-CM
    from_facility: str = ""
    to_facility: str = ""
    referral: str = ""  # GIAY_CHUYEN_TUYEN
    accident: str = ""
    medicine_days: int = 0
    service_days: int = 0
    treatment: str = ""
    outcome: str  # KET_QUA_DTRI
    discharge: str = "1"  # MA_LOAI_RV
    advice: str = ""
    paid: datetime | None = None
    settled: tuple[int, int]  # NAM_QT, THANG_QT
    department: str
    doctor: str
    doctor_name: str = ""
    area: str = ""
    weight: Decimal | None = None
    exempt_from: date | None = None
    five_years: date | None = None
    revisit: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Others:
    """What other sources give to one line (T_NGUONKHAC_*)."""

    state: Decimal = ZERO
    foreign: Decimal = ZERO
    domestic: Decimal = ZERO
    rest: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        return self.state + self.foreign + self.domestic + self.rest


@dataclass(frozen=True, slots=True, kw_only=True)
class Billed:
    """What every line of money has."""

    group: int  # MA_NHOM
    quantity: Decimal
    unit_price: Decimal
    rate_bh: Decimal = HUNDRED
    scope: str = "1"  # PHAM_VI
    money: Share
    others: Others = Others()
    department: str
    doctor: str
    ordered: datetime
    performed: datetime | None = None
    method: str = "1"  # MA_PTTT
    unit: str
    tender: str = ""
    relapse: bool = False  # VET_THUONG_TP


@dataclass(frozen=True, slots=True, kw_only=True)
class Drug(Billed):
    code: str
    name: str
    strength: str
    route: str
    form: str = ""
    dose: str = ""
    usage: str = ""
    registration: str = ""
    preparation: str = ""
    from_facility: str = ""
    service_code: str = ""
    source: str = "1"  # NGUON_CTRA


@dataclass(frozen=True, slots=True, kw_only=True)
class Service(Billed):
    """A service, or a supply when `supply` is given. `unit_price_bh` is DON_GIA_BH."""

    code: str = ""
    name: str = ""
    supply: str = ""
    supply_name: str = ""
    package: str = ""
    unit_price_bh: Decimal = ZERO
    rate_dv: Decimal = HUNDRED
    ceiling: Decimal | None = None
    performer: str = ""
    resulted: datetime | None = None
    icd: str = ""
    icd9: tuple[str, ...] = ()
    bed: str = ""
    machine: str = ""
    anaesthesia: str = ""
    model: str = ""
    reused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One line of XML4."""

    service: str
    code: str = ""
    name: str
    value: str = ""
    unit: str = ""
    description: str = ""
    conclusion: str = ""
    at: datetime | None
    reader: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One line of XML5."""

    text: str
    at: datetime
    by: str
    stage: str = ""
    consultation: str = ""
    surgery: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SickLeave:
    """XML11."""

    number: str
    serial: str
    record: str = ""
    workplace: str
    social_number: str
    diagnosis: str
    treatment: str
    since: date
    until: date
    on: date
    doctor: str
    termination: bool = False
    termination_why: str = ""
    weeks: int | None = None
    form: str = "CT07"

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """XML13."""

    record: str
    number: str
    paper: str
    to: str
    signs: str
    course: str
    results: str
    treatment: str = ""
    condition: str
    reason: str  # MA_LYDO_CT
    plan: str
    vehicle: str
    escort: str = ""
    escort_title: str = ""
    doctor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisit:
    """XML14."""

    number: str
    on: date
    made: date
    doctor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Discharge:
    """XML7, for day treatment and stays."""

    record: str
    diagnosis: str
    treatment: str
    note: str = ""
    on: date
    doctor: str
    doctor_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """XML8."""

    course: str
    results: str
    treatment: str
    note: str = ""
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """Everything of one visit."""

    facility: Facility
    person: Person
    cards: tuple[Card, ...]
    stay: Stay
    drugs: tuple[Drug, ...] = ()
    services: tuple[Service, ...] = ()
    results: tuple[Result, ...] = ()
    course: tuple[Course, ...] = ()
    leave: SickLeave | None = None
    transfer: Transfer | None = None
    revisit: Revisit | None = None
    discharge: Discharge | None = None
    summary: Summary | None = None
