"""The house's names laid over a data set as it goes out; the file stays byte for byte as it came.
Big endian and deflated ones go out as they are.
"""

import io
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kernel.columns import unaccented

IMPLICIT = "1.2.840.10008.1.2"
_PLAIN = {"1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1.99"}
_UTF8 = "ISO_IR 192"
_KEYWORDS = {
    0x00080050: "AccessionNumber",
    0x00100010: "PatientName",
    0x00100020: "PatientID",
    0x00100030: "PatientBirthDate",
    0x00100040: "PatientSex",
}
_CODECS = {"ISO_IR 100": "iso8859-1", "ISO_IR 6": "ascii"}
_CHUNK = 131072


@dataclass(frozen=True, slots=True)
class Laid:
    """The new beginning of a data set, and where in the file the rest of it stands."""

    begin: bytes
    rest: int


def wanted(overlay: Mapping[str, Any]) -> dict[int, str]:
    """An archive's overlay as texts by tag."""
    told = {}
    for tag, element in overlay.items():
        value = (element.get("Value") or [""])[0]
        told[int(tag, 16)] = str(value["Alphabetic"] if isinstance(value, dict) else value)
    return {tag: text for tag, text in told.items() if tag in _KEYWORDS}


def laid_over(path: Path, offset: int, syntax: str, values: Mapping[int, str]) -> Laid | None:
    """None: it says so already, or it cannot be read."""
    if syntax in _PLAIN or not values:
        return None
    from pydicom.filereader import read_dataset

    implicit = syntax == IMPLICIT
    try:
        with path.open("rb") as file:
            file.seek(offset)
            head = read_dataset(
                file,
                implicit,
                is_little_endian=True,
                stop_when=lambda tag, *_: tag >= 0x00110000,
            )
            rest = file.tell()
            begin = _coerced(head, values, implicit=implicit)
    except Exception:  # noqa: BLE001 (pydicom raises whatever it met: it goes as it came)
        return None
    return None if begin is None else Laid(begin, rest)


def _coerced(head: Any, values: Mapping[int, str], *, implicit: bool) -> bytes | None:
    charset = str(head.get("SpecificCharacterSet") or "")
    if charset in ("", "ISO_IR 6", _UTF8):
        charset = _UTF8
    changed = {}
    for tag, text in values.items():
        keyword = _KEYWORDS[tag]
        said = str(head.get(keyword) or "")
        fits = _fitting(text, charset)
        if fits and fits != said:
            changed[keyword] = (said, fits)
    if not changed:
        return None
    for keyword, (_, text) in changed.items():
        setattr(head, keyword, text)
    if charset == _UTF8:
        head.SpecificCharacterSet = _UTF8
    return _written(head, implicit=implicit)


def _fitting(text: str, charset: str) -> str:
    if charset == _UTF8:
        return text
    with suppress(UnicodeEncodeError):
        text.encode(_CODECS.get(charset, "ascii"))
        return text
    return unaccented(text).upper()


def _written(head: Any, *, implicit: bool) -> bytes:
    from pydicom.filebase import DicomBytesIO
    from pydicom.filewriter import write_dataset

    to = DicomBytesIO()
    to.is_implicit_VR, to.is_little_endian = implicit, True
    write_dataset(to, head)
    return to.getvalue()


def chunks(path: Path, laid: Laid) -> Iterator[bytes]:
    """The data set as it goes out."""
    yield laid.begin
    with path.open("rb", buffering=0) as file:
        file.seek(laid.rest, io.SEEK_SET)
        while chunk := file.read(_CHUNK):
            yield chunk
