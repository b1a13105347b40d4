"""A structured object's content (PS3.3 C.17) as its DICOM JSON tells it. Pure.

Whoever wrote it (the house, OHIF, a machine): only what is there is read, nothing is required.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
KEY_OBJECT = "1.2.840.10008.5.1.4.1.1.88.59"
COMPREHENSIVE = "1.2.840.10008.5.1.4.1.1.88.33"
COMPREHENSIVE_3D = "1.2.840.10008.5.1.4.1.1.88.34"
ENHANCED = "1.2.840.10008.5.1.4.1.1.88.22"
REPORTS = (COMPREHENSIVE, COMPREHENSIVE_3D, ENHANCED)
PRESENTATION = "1.2.840.10008.5.1.4.1.1.11.1"
DERIVED = frozenset((KEY_OBJECT, *REPORTS, PRESENTATION))


@dataclass(frozen=True, slots=True)
class Pointed:
    """One picture that an object points at."""

    sop_class: str
    uid: str
    frame: int = 1


def values(of: Json, tag: str) -> list[Any]:
    found = (of.get(tag) or {}).get("Value")
    return found if isinstance(found, list) else []


def first(of: Json, tag: str) -> Any:
    found = values(of, tag)
    return found[0] if found else None


def word(of: Json, tag: str) -> str:
    """A text; of a person's name the alphabetic form with blanks."""
    found = first(of, tag)
    if isinstance(found, dict):
        found = str(found.get("Alphabetic", "")).replace("^", " ")
    return "" if found is None else " ".join(str(found).split())


def items(of: Json, tag: str) -> list[Json]:
    return [each for each in values(of, tag) if isinstance(each, dict)]


def code(of: Json, tag: str = "0040A043") -> str:
    """The code value of a coded name (by default of the item's own concept)."""
    found = items(of, tag)
    return word(found[0], "00080100") if found else ""


def meaning(of: Json, tag: str) -> str:
    found = items(of, tag)
    return word(found[0], "00080104") if found else ""


def children(of: Json) -> list[Json]:
    return items(of, "0040A730")


def kind(of: Json) -> str:
    return word(of, "0040A040")


def every(of: Json, deep: int = 16) -> Iterator[Json]:
    """The item and all below it."""
    yield of
    if deep:
        for each in children(of):
            yield from every(each, deep - 1)


def observer(of: Json) -> str:
    """Who made it: the person's name of its observer (TID 1002)."""
    for each in every(of, 2):
        if kind(each) == "PNAME" and code(each) == "121008":
            return word(each, "0040A123")
    return word(of, "00700084")  # Content Creator's Name


def pointed(of: Json) -> list[Pointed]:
    """The pictures of an IMAGE item; one for each frame that it names."""
    found = []
    for each in items(of, "00081199"):
        uid, sop_class = word(each, "00081155"), word(each, "00081150")
        frames = [int(f) for f in values(each, "00081160") if str(f).isdigit()] or [1]
        if uid:
            found += [Pointed(sop_class, uid, frame) for frame in frames[:1000]]
    return found
