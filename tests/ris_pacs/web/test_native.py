"""application/dicom+xml (PS3.19, annex A.1), beside what dcmtk writes of the same files."""

import json
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient

from ris_pacs.web import native
from tests.ris_pacs import pictures
from tests.ris_pacs.web.stow import body, sample
from tests.ris_pacs.web.test_pictures import identified, parts, place

XML = "application/dicom+xml"
LIST = {"Accept": f'multipart/related; type="{XML}"'}
# What the house says in the file's place, the character set, and what is bulk data.
_OURS = {"00080005", "00080050", "00081190", "00083002", "7FE00010"}
_OURS |= {f"001000{n}" for n in ("10", "20", "21", "30", "40")}
_NUMBERS = {"DS", "IS", "FL", "FD", "US", "SS", "UL", "SL"}


def read(document: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(document)  # noqa: S314 (ours, and dcmtk's)


def told(of: Any) -> dict[tuple[str, str], Any]:
    """A model's attributes by tag and owner: their kind, and values or items."""
    found = {}
    for each in of:
        assert _word(each) == "DicomAttribute"
        tag, vr = each.get("tag"), each.get("vr")
        if tag not in _OURS and vr not in ("OB", "OW", "UN"):
            found[tag, each.get("privateCreator") or ""] = vr, [_value(c, vr) for c in each]
    return found


def _value(of: Any, vr: str) -> Any:
    if _word(of) == "Item":
        return told(of)
    if _word(of) == "PersonName":
        return [(_word(part), _said(part)) for part in of.iter()]
    return float(f"{float(_said(of)):.6g}") if vr in _NUMBERS and _said(of) else _said(of)


def _word(of: Any) -> str:
    word: str = of.tag.rpartition("}")[2]
    return word


def _said(of: Any) -> str:
    return (of.text or "").strip()


@pytest.mark.parametrize("name", ["CT_small.dcm", "MR_small.dcm", "rtplan.dcm", "reportsi.dcm"])
def test_metadata_as_xml_say_what_dcmtk_says(name: str, reader: TestClient, tmp_path: Path) -> None:
    raw = identified(sample(name))
    (tmp_path / name).write_bytes(raw)
    theirs = subprocess.run(
        ["/usr/bin/dcm2xml", "-q", "--native-format", "+Eb", tmp_path / name],
        check=True,
        capture_output=True,
    ).stdout
    answer = reader.get(f"{place(reader, raw)}/metadata", headers=LIST)
    assert answer.headers["content-type"].startswith(f'multipart/related; type="{XML}"; boundary=')
    (given,) = parts(answer)
    ours, other = told(read(given)), told(read(theirs))
    assert {key: ours.get(key) for key in other} == other
    assert len(other) > 20


def test_lists_and_receipts_are_xml_for_whoever_takes_only_that(reader: TestClient) -> None:
    made = pictures.study(2, PatientName="Nguyễn^Thị & Bình")
    content, headers = body(*(pictures.part10(each) for each in made))
    receipt = reader.post("/dicom-web/studies", content=content, headers={**headers, "Accept": XML})
    assert receipt.headers["content-type"] == XML
    kept = told(read(receipt.content))
    assert len(kept["00081199", ""][1]) == 2
    for address, many in (("studies", 1), ("series", 1), ("instances", 2)):
        found = parts(reader.get(f"/dicom-web/{address}", headers=LIST))
        assert len(found) == many
        assert "<GivenName>Thị &amp; Bình</GivenName>" in found[0].decode()
    assert reader.get("/dicom-web/studies?PatientID=nobody", headers=LIST).status_code == 204
    both = {"Accept": f'application/dicom+json, multipart/related; type="{XML}"'}
    assert reader.get("/dicom-web/studies", headers=both).json()


def test_what_xml_cannot_hold_is_left_out_and_the_rest_is_escaped() -> None:
    said = {"00081030": {"vr": "LO", "Value": ['a\x01<b> & "c"', None, "d"]}}
    made = native.model(said)
    (attribute,) = read(made)
    assert attribute.get("keyword") == "StudyDescription"
    assert [(each.get("number"), each.text) for each in attribute] == [
        ("1", 'a<b> & "c"'),
        ("3", "d"),
    ]
    assert native.models(json.dumps([said, said]).encode()) == [made, made]
