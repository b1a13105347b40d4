"""Who goes ahead of whom, and why (đối tượng ưu tiên). No database, no clock.

Law 15/2023/QH15 on examination and treatment, article 3(2): emergencies, children under 6,
pregnant women, people with (especially) severe disabilities, people of 75 and more, people of
merit. Besides them the house's own two: who comes back from tests, and who has an appointment.
"""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum

from kernel.text import Text


class PriorityClass(StrEnum):
    EMERGENCY = "emergency"
    REFERRED_BACK = "referred_back"
    CHILD_UNDER_6 = "child_under_6"
    PREGNANT = "pregnant"
    SEVERE_DISABILITY = "severe_disability"
    AGED_75 = "aged_75"
    MERIT = "merit"
    APPOINTMENT = "appointment"
    ORDINARY = "ordinary"


class Lane(IntEnum):
    """The three queues inside a queue."""

    EMERGENCY = 0
    PRIORITY = 1
    ORDINARY = 2


@dataclass(frozen=True, slots=True)
class Standing:
    """A person's class, and the sentence that says why he goes ahead ("" when he does not)."""

    cls: PriorityClass
    why: Text

    @property
    def lane(self) -> Lane:
        return lane_of(self.cls)


WHY: dict[PriorityClass, Text] = {
    PriorityClass.EMERGENCY: Text("Cấp cứu", "Emergency"),
    PriorityClass.REFERRED_BACK: Text("Quay lại sau khi làm dịch vụ", "Back from tests"),
    PriorityClass.CHILD_UNDER_6: Text("Trẻ em dưới 6 tuổi", "Child under 6"),
    PriorityClass.PREGNANT: Text("Phụ nữ có thai", "Pregnant"),
    PriorityClass.SEVERE_DISABILITY: Text("Người khuyết tật nặng", "Severe disability"),
    PriorityClass.AGED_75: Text("Người từ đủ 75 tuổi", "Aged 75 or more"),
    PriorityClass.MERIT: Text("Người có công với cách mạng", "Person of merit"),
    PriorityClass.APPOINTMENT: Text("Có hẹn trước", "Has an appointment"),
    PriorityClass.ORDINARY: Text("", ""),
}


@dataclass(frozen=True, slots=True)
class Rules:
    """What the house may set, each from a day on: the law's ages, and its own two classes."""

    child_under: int = 6
    aged_from: int = 75
    back_ahead: bool = True
    appointment_ahead: bool = True


BY_LAW = Rules()

# The order in which reasons are looked for: the first that fits is the one shown.
LANES: dict[PriorityClass, Lane] = {
    PriorityClass.EMERGENCY: Lane.EMERGENCY,
    PriorityClass.REFERRED_BACK: Lane.PRIORITY,
    PriorityClass.PREGNANT: Lane.PRIORITY,
    PriorityClass.SEVERE_DISABILITY: Lane.PRIORITY,
    PriorityClass.MERIT: Lane.PRIORITY,
    PriorityClass.CHILD_UNDER_6: Lane.PRIORITY,
    PriorityClass.AGED_75: Lane.PRIORITY,
    PriorityClass.APPOINTMENT: Lane.PRIORITY,
    PriorityClass.ORDINARY: Lane.ORDINARY,
}


def lane_of(cls: PriorityClass, rules: Rules = BY_LAW) -> Lane:
    if cls is PriorityClass.REFERRED_BACK and not rules.back_ahead:
        return Lane.ORDINARY
    if cls is PriorityClass.APPOINTMENT and not rules.appointment_ahead:
        return Lane.ORDINARY
    return LANES[cls]


def standing_of(cls: PriorityClass) -> Standing:
    return Standing(cls, WHY[cls])


def classify(
    *,
    declared: PriorityClass,
    birth: str | None,
    on: date,
    back: bool = False,
    rules: Rules = BY_LAW,
) -> Standing:
    """The class of a person: what the desk declared, what his age gives, whether he comes back.

    The law's classes go before the house's own, so that the reason shown is the strongest.
    `birth` may be partial ("1951"): the doubt is the patient's benefit.
    """
    if declared is PriorityClass.EMERGENCY:
        return standing_of(declared)
    if back:
        return standing_of(PriorityClass.REFERRED_BACK)
    if declared not in (PriorityClass.ORDINARY, PriorityClass.APPOINTMENT):
        return standing_of(declared)
    if birth and least_age(birth, on) < rules.child_under:
        return standing_of(PriorityClass.CHILD_UNDER_6)
    if birth and greatest_age(birth, on) >= rules.aged_from:
        return standing_of(PriorityClass.AGED_75)
    return standing_of(declared)


def least_age(birth: str, on: date) -> int:
    """Completed years if he was born on the last day that the birth date allows."""
    year, month, day = _parts(birth)
    return _years((year, month or 12, day or 31), on)


def greatest_age(birth: str, on: date) -> int:
    """Completed years if he was born on the first day that the birth date allows."""
    year, month, day = _parts(birth)
    return _years((year, month or 1, day or 1), on)


def _parts(birth: str) -> tuple[int, int, int]:
    year, month, day = (*(int(p) for p in birth.split("-")), 0, 0)[:3]
    return year, month, day


def _years(born: tuple[int, int, int], on: date) -> int:
    year, month, day = born
    return on.year - year - ((on.month, on.day) < (month, day))
