"""DICOM JSON (PS3.18 F) of the head of a data set, written once and joined as text later. Pure."""

import json
from typing import Any

from ris_pacs.archive.reading import Head

NAME, PATIENT_ID, ISSUER, BIRTH, SEX, ACCESSION = (
    0x00100010,
    0x00100020,
    0x00100021,
    0x00100030,
    0x00100040,
    0x00080050,
)
OVERLAID = ("00100010", "00100020", "00100021", "00100030", "00100040", "00080050")
"""What the house may know better than the machine: never in the stored text."""

STUDY = (
    (0x00080020, "DA"),
    (0x00080030, "TM"),
    (0x00080090, "PN"),
    (0x00081030, "LO"),
    (0x0020000D, "UI"),
    (0x00200010, "SH"),
)
SERIES = (
    (0x00080021, "DA"),
    (0x00080031, "TM"),
    (0x00080060, "CS"),
    (0x00080070, "LO"),
    (0x00081010, "SH"),
    (0x0008103E, "LO"),
    (0x00180015, "CS"),
    (0x0020000E, "UI"),
    (0x00200011, "IS"),
    (0x00400244, "DA"),
    (0x00400245, "TM"),
)


def element(vr: str, value: str | int | None) -> dict[str, Any]:
    if value is None or value == "":
        return {"vr": vr}
    if vr == "PN":
        names = ("Alphabetic", "Ideographic", "Phonetic")
        parts = dict(zip(names, str(value).split("="), strict=False))
        return {"vr": vr, "Value": [{k: v for k, v in parts.items() if v}]}
    return {"vr": vr, "Value": [value]}


def of_study(head: Head) -> str:
    return _of(head, STUDY)


def of_series(head: Head) -> str:
    return _of(head, SERIES)


def _of(head: Head, tags: tuple[tuple[int, str], ...]) -> str:
    found = {}
    for tag, vr in tags:
        value: str | int | None = head.number(tag) if vr == "IS" else head.text(tag)
        if value not in (None, ""):
            found[f"{tag:08X}"] = element(vr, value)
    return compact(found)


def patient(
    *, name: str, code: str, issuer: str, birth: str, sex: str, accession: str
) -> dict[str, Any]:
    """Whose it is, as every answer about the study says it."""
    made = {
        "00080050": element("SH", accession),
        "00100010": element("PN", name),
        "00100020": element("LO", code),
        "00100030": element("DA", birth.replace("-", "")),
        "00100040": element("CS", sex),
    }
    if issuer:
        made["00100021"] = element("LO", issuer)
    return made


def compact(found: dict[str, Any]) -> str:
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def joined(*objects: str) -> str:
    """Several JSON objects as one, without reading them."""
    inside = [each[1:-1] for each in objects if len(each) > 2]
    return "{" + ",".join(inside) + "}"
