"""DICOM JSON as the Native DICOM Model (PS3.19, annex A.1): `application/dicom+xml`. Pure.

For clients that read XML only. Made of the JSON when it is asked for: nobody keeps it ready.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape, quoteattr

XML = "application/dicom+xml"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MODEL = '<NativeDicomModel xmlns="http://dicom.nema.org/PS3.19/models/NativeDICOM">'
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_PARTS = ("FamilyName", "GivenName", "MiddleName", "NamePrefix", "NameSuffix")
_GROUPS = ("Alphabetic", "Ideographic", "Phonetic")
Json = Mapping[str, Any]


def models(body: bytes) -> list[bytes]:
    """Each object of a JSON text (one, or a list of them) as a document."""
    # Numbers stay as they are written: a decimal string is no float.
    found = json.loads(body, parse_float=str, parse_int=str) if body else []
    return [model(each) for each in (found if isinstance(found, list) else [found])]


def model(of: Json) -> bytes:
    return "".join((_HEAD, _MODEL, *_attributes(of), "</NativeDicomModel>")).encode()


def _attributes(of: Json) -> Iterator[str]:
    for tag, said in of.items():
        group, element = tag[:4], tag[4:]
        if int(group, 16) % 2 == 0:
            word = _keyword(tag)
            called = f"tag={quoteattr(tag)}" + (f" keyword={quoteattr(word)}" if word else "")
        elif element <= "00FF":  # says whose a private block is
            called = f"tag={quoteattr(tag)}"
        else:
            # The block's number is a matter of each file: it is left out, its owner named.
            creator = of.get(f"{group}00{element[:2]}", {}).get("Value", [""])[0]
            called = f'tag="{group}00{element[2:]}" privateCreator={_quoted(creator)}'
        yield f"<DicomAttribute {called} vr={quoteattr(said['vr'])}>"
        yield from _content(said)
        yield "</DicomAttribute>"


def _content(said: Json) -> Iterator[str]:
    if "BulkDataURI" in said:
        yield f"<BulkData uri={_quoted(said['BulkDataURI'])}/>"
    elif "InlineBinary" in said:
        yield f"<InlineBinary>{_text(said['InlineBinary'])}</InlineBinary>"
    for number, value in enumerate(said.get("Value", ()), 1):
        if said["vr"] == "SQ":
            yield f'<Item number="{number}">'
            yield from _attributes(value or {})
            yield "</Item>"
        elif said["vr"] == "PN":
            yield from _name(number, value or {})
        elif value is not None:
            yield f'<Value number="{number}">{_text(value)}</Value>'


def _name(number: int, of: Mapping[str, str]) -> Iterator[str]:
    yield f'<PersonName number="{number}">'
    for group in _GROUPS:
        if said := of.get(group):
            yield f"<{group}>"
            for part, word in zip(_PARTS, said.split("^"), strict=False):
                if word:
                    yield f"<{part}>{_text(word)}</{part}>"
            yield f"</{group}>"
    yield "</PersonName>"


def _text(value: object) -> str:
    return escape(_NO_XML.sub("", str(value)))


def _quoted(value: object) -> str:
    return quoteattr(_NO_XML.sub("", str(value)))


@lru_cache(maxsize=8192)
def _keyword(tag: str) -> str:
    from pydicom.datadict import keyword_for_tag

    return keyword_for_tag(int(tag, 16))
