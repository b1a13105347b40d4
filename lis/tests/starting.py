"""What the laboratory begins with for a test of the shared list, until somebody sets it up."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from kernel.access import SYSTEM
from lis.tests.models import LabTest, TestKind, TestState
from lis.tests.ranges import ADULT_DAYS, Range
from lis.tests.reading import band, number
from lis.tests.units import CannotConvert
from lis.tests.units import factor as of_units

#: The list's word for the specimen: its code of list `specimen`, and the container.
SPECIMENS: Mapping[str, tuple[str, str]] = {
    "blood": ("BLD", "EDTA"),
    "serum": ("SER", "SERUM"),
    "plasma-citrate": ("PPP", "CITRAT"),
    "plasma-EDTA": ("PLAS", "EDTA"),
    "plasma-fluoride": ("PLAS", "FLUOR"),
    "arterial blood": ("BLDA", "KHIMAU"),
    "urine": ("UR", "NTIEU"),
    "stool": ("STL", "PHAN"),
    "sputum": ("SPT", "DOM"),
    "CSF": ("CSF", "VOKHUAN"),
    "blood culture": ("BC", "CAYMAU"),
    "nasopharyngeal swab": ("NPH", "VTM"),
    "throat swab": ("THRT", "TAMBONG"),
    "wound swab": ("WND", "TAMBONG"),
    "various": ("", "VOKHUAN"),
}
_KINDS = {
    "{presence}": TestKind.CODED,
    "{type}": TestKind.CODED,
    "{organism}": TestKind.CULTURE,
    "{finding}": TestKind.TEXT,
}
_PRESENCE = (
    {"value": "Âm tính", "value_en": "Negative"},
    {"value": "Dương tính", "value_en": "Positive", "abnormal": True},
    {"value": "Nghi ngờ", "value_en": "Indeterminate", "abnormal": True},
)


def test(code: str, facts: Mapping[str, Any]) -> LabTest:
    """A test as the list tells it; live, because it is asked for, and approved by nobody."""
    ucum = str(facts.get("ucum") or "")
    specimen, container = SPECIMENS.get(str(facts.get("specimen") or ""), ("", ""))
    kind = _KINDS.get(ucum, TestKind.NUMBER if ucum else TestKind.TEXT)
    return LabTest(
        code=code,
        section_code=str(facts.get("section") or ""),
        kind=kind,
        choices=[dict(each) for each in _PRESENCE] if ucum == "{presence}" else [],
        specimen_type=specimen,
        container_code=container,
        state=TestState.LIVE,
        made_by=SYSTEM.id,
    )


def ranges(facts: Mapping[str, Any]) -> Iterator[Range]:
    """Limits as the list tells them: of adults, of men and women, by age; critical for all.

    A child without a range of its own has the critical limits alone: nobody is judged by what
    is usual for others.
    """
    source = str(facts.get("reference_source") or "")
    critical: dict[str, Any] = {
        f"critical_{side}": number(facts.get(f"critical_{side}")) for side in _SIDES
    }
    adult: dict[str, Any] = {"from_days": ADULT_DAYS, "source": source, **critical}
    both = _sides(facts, "")
    for sex, end in (("M", "_m"), ("F", "_f")):
        sides = _sides(facts, end)
        if any(sides.values()):
            yield Range(sex=sex, **adult, **sides)
    if any(v is not None for v in both.values()):
        yield Range(**adult, **both)
    banded = False
    for told in facts.get("ranges_by_age") or ():
        found = band(told)
        if found is not None:
            banded = True
            yield Range(**found, **_beyond(critical, found), source=source)
    if any(v is not None for v in critical.values()):
        none_said = not any(v is not None for v in both.values())
        to = None if none_said and not _by_sex(facts) else ADULT_DAYS
        if not (banded and _whole_childhood(facts)):
            yield Range(to_days=to, source=source, **critical)


_SIDES = ("low", "high")


def _beyond(critical: Mapping[str, Any], band_: Mapping[str, Any]) -> dict[str, Any]:
    """The general critical limits where they lie outside what is usual at that age.

    A newborn's haematocrit of 0.62 is usual and no alarm, though it is critical in an adult.
    """
    low, high = critical["critical_low"], critical["critical_high"]
    if low is not None and band_["low"] is not None and low >= band_["low"]:
        low = None
    if high is not None and band_["high"] is not None and high <= band_["high"]:
        high = None
    return {"critical_low": low, "critical_high": high}


def _by_sex(facts: Mapping[str, Any]) -> bool:
    return any(facts.get(f"ref_{side}_{sex}") for side in _SIDES for sex in "mf")


def _whole_childhood(facts: Mapping[str, Any]) -> bool:
    """One band without sex lasts all childhood: two rows of the same width would quarrel."""
    found = [band(told) for told in facts.get("ranges_by_age") or ()]
    return any(
        b and not b["sex"] and b["from_days"] == 0 and b["to_days"] == ADULT_DAYS for b in found
    )


def _sides(facts: Mapping[str, Any], end: str) -> dict[str, Any]:
    return {side: number(facts.get(f"ref_{side}{end}")) for side in _SIDES}


def factor(code: str, ucum: str, unit: str) -> Decimal:
    """From the list's unit to the one that people read; 1 where nothing is to be converted."""
    if not unit or unit == ucum:
        return Decimal(1)
    try:
        return of_units(ucum, unit, code)
    except CannotConvert:
        return Decimal(1)
