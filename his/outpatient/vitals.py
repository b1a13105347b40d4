"""Vital signs: what is measured, in which units, and what cannot be. Pure.

Values are kept in one unit (UCUM) under one LOINC code; other units are converted on entry.
Outside `possible` a value is refused, outside `usual` it is asked about once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from kernel.text import Text

D = Decimal


@dataclass(frozen=True, slots=True)
class Measure:
    """One vital sign. `units` maps each accepted unit to (factor, offset) into `unit`."""

    id: str
    loinc: str
    title: Text
    unit: str
    shown_unit: str
    possible: tuple[Decimal, Decimal]
    usual: tuple[Decimal, Decimal]
    places: int = 0
    units: Mapping[str, tuple[Decimal, Decimal]] | None = None

    def convert(self, value: Decimal, unit: str) -> Decimal:
        """The value in our unit, rounded to what is shown. Raises KeyError for another unit."""
        if unit and unit != self.unit:
            factor, offset = (self.units or {})[unit]
            value = value * factor + offset
        return value.quantize(D(1).scaleb(-self.places))


PULSE = Measure(
    "pulse", "8867-4", Text("Mạch", "Pulse"), "/min", "lần/phút", (D(20), D(300)), (D(50), D(120))
)
TEMPERATURE = Measure(
    "temperature",
    "8310-5",
    Text("Nhiệt độ", "Temperature"),
    "Cel",
    "°C",
    (D(30), D(43)),
    (D(35), D("39.5")),
    1,
    {"[degF]": (D(5) / D(9), D(-160) / D(9))},
)
SYSTOLIC = Measure(
    "systolic",
    "8480-6",
    Text("Huyết áp tâm thu", "Systolic pressure"),
    "mm[Hg]",
    "mmHg",
    (D(30), D(300)),
    (D(90), D(160)),
    0,
    {"kPa": (D("7.50062"), D(0))},
)
DIASTOLIC = Measure(
    "diastolic",
    "8462-4",
    Text("Huyết áp tâm trương", "Diastolic pressure"),
    "mm[Hg]",
    "mmHg",
    (D(10), D(200)),
    (D(50), D(100)),
    0,
    {"kPa": (D("7.50062"), D(0))},
)
RESPIRATION = Measure(
    "respiration",
    "9279-1",
    Text("Nhịp thở", "Respiratory rate"),
    "/min",
    "lần/phút",
    (D(3), D(80)),
    (D(12), D(28)),
)
SPO2 = Measure("spo2", "59408-5", Text("SpO₂", "SpO₂"), "%", "%", (D(40), D(100)), (D(92), D(100)))
WEIGHT = Measure(
    "weight",
    "29463-7",
    Text("Cân nặng", "Weight"),
    "kg",
    "kg",
    (D("0.3"), D(400)),
    (D(2), D(150)),
    1,
    {"g": (D("0.001"), D(0)), "[lb_av]": (D("0.45359237"), D(0))},
)
HEIGHT = Measure(
    "height",
    "8302-2",
    Text("Chiều cao", "Height"),
    "cm",
    "cm",
    (D(20), D(250)),
    (D(45), D(200)),
    1,
    {"m": (D(100), D(0)), "[in_i]": (D("2.54"), D(0))},
)
PAIN = Measure(
    "pain", "72514-3", Text("Mức đau", "Pain score"), "{score}", "/10", (D(0), D(10)), (D(0), D(6))
)
BMI = Measure(
    "bmi", "39156-5", Text("BMI", "BMI"), "kg/m2", "kg/m²", (D(5), D(150)), (D(16), D(35)), 1
)

MEASURES = (PULSE, TEMPERATURE, SYSTOLIC, DIASTOLIC, RESPIRATION, SPO2, WEIGHT, HEIGHT, PAIN)
BY_ID = {m.id: m for m in MEASURES}
BY_LOINC = {m.loinc: m for m in (*MEASURES, BMI)}


class Trouble(StrEnum):
    """Why a value is not simply taken."""

    IMPOSSIBLE = "impossible"
    UNUSUAL = "unusual"
    UNKNOWN_UNIT = "unknown_unit"
    PRESSURES_SWAPPED = "pressures_swapped"


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is wrong or odd about one value, said to whoever typed it."""

    id: str
    trouble: Trouble
    says: Text


@dataclass(frozen=True, slots=True)
class Reading:
    """One value as it was typed; an empty unit is the measure's own."""

    value: Decimal
    unit: str = ""


def check(readings: Mapping[str, Reading]) -> tuple[dict[str, Decimal], list[Doubt]]:
    """Convert and judge what was typed, by measure id. Adds the BMI where both halves are there.

    Answers (values in our units, doubts). Impossible values stay out of the first.
    """
    values: dict[str, Decimal] = {}
    doubts: list[Doubt] = []
    for id_, reading in readings.items():
        measure = BY_ID[id_]
        try:
            value = measure.convert(reading.value, reading.unit)
        except KeyError:
            doubts.append(
                Doubt(
                    id_,
                    Trouble.UNKNOWN_UNIT,
                    Text(
                        f"{measure.title.vi}: không nhận đơn vị {reading.unit}.",
                        f"{measure.title.en}: the unit {reading.unit} is not taken.",
                    ),
                )
            )
            continue
        if not _within(value, measure.possible):
            doubts.append(_impossible(measure, reading))
            continue
        if not _within(value, measure.usual):
            doubts.append(
                Doubt(
                    id_,
                    Trouble.UNUSUAL,
                    Text(
                        f"{measure.title.vi} {value} {measure.shown_unit} là bất thường. "
                        "Hãy đo lại nếu nghi ngờ.",
                        f"{measure.title.en} {value} {measure.unit} is unusual. "
                        "Measure again if in doubt.",
                    ),
                )
            )
        values[id_] = value
    high, low = values.get("systolic"), values.get("diastolic")
    if high is not None and low is not None and low >= high:
        doubts.append(
            Doubt(
                "diastolic",
                Trouble.PRESSURES_SWAPPED,
                Text(
                    "Huyết áp tâm trương phải thấp hơn tâm thu. Có thể đã nhập ngược.",
                    "Diastolic pressure must be below systolic. Were they swapped?",
                ),
            )
        )
        del values["systolic"], values["diastolic"]
    return values, doubts


def bmi(weight: Decimal | None, height: Decimal | None) -> Decimal | None:
    """kg/m², one decimal."""
    if weight is None or height is None or height <= 0:
        return None
    return (weight / (height / 100) ** 2).quantize(D("0.1"))


def flag(measure: Measure, value: Decimal) -> str:
    """HL7 table 0078: H above the usual, L below it, else nothing."""
    least, most = measure.usual
    return "L" if value < least else "H" if value > most else ""


def _within(value: Decimal, span: tuple[Decimal, Decimal]) -> bool:
    return span[0] <= value <= span[1]


def _impossible(measure: Measure, reading: Reading) -> Doubt:
    """Names the unit that was probably meant, where there is one."""
    for unit in measure.units or {}:
        if not reading.unit and _within(measure.convert(reading.value, unit), measure.possible):
            return Doubt(
                measure.id,
                Trouble.IMPOSSIBLE,
                Text(
                    f"{measure.title.vi} {reading.value} {measure.shown_unit} không thể có. "
                    f"Có phải đơn vị là {unit}?",
                    f"{measure.title.en} {reading.value} {measure.unit} is impossible. "
                    f"Was it {unit}?",
                ),
            )
    least, most = measure.possible
    return Doubt(
        measure.id,
        Trouble.IMPOSSIBLE,
        Text(
            f"{measure.title.vi} phải từ {least} đến {most} {measure.shown_unit}.",
            f"{measure.title.en} must be between {least} and {most} {measure.unit}.",
        ),
    )
