"""What the checks look at and what they say: plain values. No database, no clock."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from his.prescribing.words import Severity
from kernel.text import Text

#: Inhaled, rectal, by patch: these reach the blood as well.
_ABSORBED = {"3.03", "4.02", "5.01", "5.02", "5.03", "5.05", "5.06"}


@dataclass(frozen=True, slots=True)
class Ingredient:
    """One active ingredient of a product, in one unit of use (a tablet, a ml, a drop)."""

    name: str
    atc: str
    amount: Decimal | None = None
    unit: str = ""  # mg or IU; grams and micrograms are turned into mg


@dataclass(frozen=True, slots=True)
class Course:
    """One drug as it is to be taken, or still is (`current`: from an earlier prescription)."""

    line: str  # what the alert points at: the line's id, or the drug's code
    code: str
    name: str
    ingredients: tuple[Ingredient, ...]
    route: str
    control: str
    takes: tuple[Decimal, ...]  # how much each time, in units of use; zeros are left out
    days: int
    quantity: Decimal
    use_unit: str = ""
    unit: str = ""
    per_unit: Decimal = Decimal(1)  # units of use in one unit of dispensing
    as_needed: bool = False
    indications: tuple[str, ...] = ()  # ICD-10 beginnings; empty: nobody has said
    in_scope: bool = True
    known: bool = True  # in force on the drug list today
    current: bool = False

    @property
    def a_day(self) -> Decimal:
        return sum(self.takes, Decimal(0))

    @property
    def systemic(self) -> bool:
        """Reaches the blood: by mouth, injection, inhalation, patch; not eye, ear, skin."""
        return not self.route or self.route[:2] in {"1.", "2."} or self.route in _ABSORBED


@dataclass(frozen=True, slots=True)
class Allergy:
    """What the patient must not be given."""

    substance: str
    code: str = ""  # of list allergy_class or drug, when coded
    severe: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """The patient, as far as a check asks."""

    sex: str  # male, female, unknown
    age_days: int | None
    weight: Decimal | None = None
    egfr: Decimal | None = None
    pregnant: bool = False
    pregnant_weeks: int | None = None
    lactating: bool = False
    allergies: tuple[Allergy, ...] = ()
    allergies_asked: bool = True
    diagnoses: tuple[str, ...] = ()
    guardian: bool = False
    licensed: bool = True
    payer: str = "self_pay"
    on: date = date(2026, 1, 1)
    stock: tuple[tuple[str, Decimal], ...] = ()  # drug code, what is left
    stock_known: bool = False

    @property
    def months(self) -> int | None:
        return None if self.age_days is None else int(self.age_days / Decimal("30.4375"))

    @property
    def years(self) -> int | None:
        return None if self.age_days is None else int(self.age_days / Decimal("365.25"))


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that a check has to say about one or two drugs."""

    rule: str
    severity: Severity
    codes: tuple[str, ...]
    says: Text
    source: str = ""
    about: str = ""  # tells two findings of one rule on the same drugs apart
    final: bool = False  # a rule of law: no reason helps

    @property
    def key(self) -> str:
        return f"{self.rule}/{'+'.join(sorted(self.codes))}/{self.about}"[:200]
