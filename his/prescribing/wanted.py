"""What a doctor enters: lines and heading, and how a dose reads. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from his.prescribing.checks.doses import plain
from his.prescribing.models import PrescriptionLine

_SLOTS = (("morning", "sáng"), ("noon", "trưa"), ("afternoon", "chiều"), ("evening", "tối"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A line as the doctor entered it. `quantity` None: as many as the days need."""

    drug_code: str
    morning: Decimal = Decimal(0)
    noon: Decimal = Decimal(0)
    afternoon: Decimal = Decimal(0)
    evening: Decimal = Decimal(0)
    as_needed: bool = False
    days: int = 5
    quantity: Decimal | None = None
    instruction: str = ""

    @property
    def takes(self) -> tuple[Decimal, ...]:
        return (self.morning, self.noon, self.afternoon, self.evening)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What stands above and below the lines."""

    weight: Decimal | None = None
    guardian: str = ""
    pregnant: bool = False
    pregnant_weeks: int | None = None
    lactating: bool = False
    advice: str = ""
    follow_up: date | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)  # alert key -> why all the same


def dose_text(wanted: Wanted, unit: str) -> str:
    """ "Sáng 1 viên, tối 1 viên": as printed, and as the claim has it (LIEU_DUNG)."""
    parts = [
        f"{title} {plain(amount)} {unit}"
        for (_, title), amount in zip(_SLOTS, wanted.takes, strict=True)
        if amount
    ]
    text = ", ".join(parts)
    if wanted.as_needed:
        text = f"Khi cần: {text}" if text else "Khi cần"
    return (text[:1].upper() + text[1:])[:300]


def as_wanted(line: PrescriptionLine) -> Wanted:
    return Wanted(
        drug_code=line.drug_code,
        morning=line.morning,
        noon=line.noon,
        afternoon=line.afternoon,
        evening=line.evening,
        as_needed=line.as_needed,
        days=line.days,
        quantity=line.quantity,
        instruction=line.instruction,
    )


def shown(birth: str | None) -> str:
    """A birth date as forms write it: 17/03/1950, 03/1950, 1950."""
    return "/".join(reversed(birth.split("-"))) if birth else ""
