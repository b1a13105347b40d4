"""What a DICOM file says of itself, as DICOM JSON (PS3.18 annex F), and where its frames lie.

Made once for each picture, after it is kept; a study's metadata are then only put together.
Odd elements are left out rather than the picture: modalities send many. Whose it is (OVERLAID)
is left out too: that is what the house says when it answers, not what the file said once.
"""

import base64
import io
import json
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from ris_pacs.archive import frames
from ris_pacs.archive.frame_table import BrokenPixels, FrameTable, Kind, table_of
from ris_pacs.archive.jsons import OVERLAID

Json = dict[str, Any]

BULK = "$BULK"
"""Stands before the tag path of what is too big for the text; whoever answers puts an address."""

_INLINE = 64  # bytes of binary values that stay within the text
_DEEPEST = 20
_MOST_INFLATED = 16 * 1_048_576  # of a deflated file, from its beginning
_DEFLATED, _PLAIN = b"1.2.840.10008.1.2.1.99", b"1.2.840.10008.1.2.1\0\0\0"
_PIXELS = b"\xe0\x7f\x10\x00"
_BULKY = frozenset(("OB", "OD", "OF", "OL", "OV", "OW", "UN"))
_TEXTS = frozenset(("LO", "LT", "PN", "SH", "ST", "UC", "UT"))
_WHOLE = frozenset(("LT", "ST", "UR", "UT"))
_ENDS = frozenset(b"\\\r\n\t\f")  # where escapes to another character set end
_PN_ENDS = frozenset(b"^=")
_NUMBERS = {
    "FD": "d",
    "FL": "f",
    "SL": "i",
    "SS": "h",
    "SV": "q",
    "UL": "I",
    "US": "H",
    "UV": "Q",
}


class NoDicomFile(ValueError):
    """This is no DICOM file, or none that can be read."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """`metadata` is the instance's JSON object; `frame_table` is empty where it has no pixels."""

    metadata: bytes
    frame_table: bytes  # as frames.py packs it
    frames: int | None
    broken: str  # why its frames cannot be shown, or ""


def index(file: Path | BinaryIO) -> Indexed:
    """Read a file up to its pixels. Raises NoDicomFile."""
    with _opened(file) as opened:
        dataset = read(opened)
        broken, table = "", None
        try:
            table = table_of(opened, dataset)
        except (ValueError, AttributeError, OSError, struct.error, TypeError) as error:
            broken = str(error) or "broken"
    found = {tag: value for tag, value in to_json(dataset).items() if tag not in OVERLAID}
    syntax = dataset.file_meta.TransferSyntaxUID
    found["00083002"] = {"vr": "UI", "Value": [str(syntax)]}
    if table is not None:
        vr = "OB" if syntax.is_compressed else "OW"
        found["7FE00010"] = {"vr": vr, "BulkDataURI": f"{BULK}/7FE00010"}
    return Indexed(
        metadata=text(found).encode(),
        frame_table=_packed(table) if table else b"",
        frames=table.count if table else None,
        broken=broken,
    )


def text(found: Json) -> str:
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def read(file: BinaryIO) -> Any:
    """The data set up to its pixels; the file stands there afterwards. Raises NoDicomFile."""
    from pydicom import config, dcmread
    from pydicom.uid import DeflatedExplicitVRLittleEndian

    # Modalities write what they like: it is not for us to complain of.
    config.settings.reading_validation_mode = config.IGNORE
    try:
        plain = _inflated(file)
        dataset = dcmread(plain or file, stop_before_pixels=True)
        if plain:
            dataset.file_meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
    except Exception as error:
        raise NoDicomFile(f"{type(error).__name__}: {error}"[:200]) from error
    if "TransferSyntaxUID" not in dataset.file_meta:
        raise NoDicomFile("no transfer syntax")
    return dataset


def _inflated(file: BinaryIO) -> BinaryIO | None:
    """The beginning of a deflated file as if it were plain, with its pixels or the most of them
    left out: whatever it swells to, no more than that is held. Raises NoDicomFile."""
    here = file.tell()
    head = file.read(2048)
    if _DEFLATED not in head or head[128:136] != b"DICM\x02\0\0\0":
        file.seek(here)
        return None
    begin = 144 + struct.unpack_from("<I", head, 140)[0]
    file.seek(here)
    meta = file.read(begin).replace(_DEFLATED, _PLAIN)
    made, inflating, size = io.BytesIO(), zlib.decompressobj(-zlib.MAX_WBITS), 0
    made.write(meta)
    pixels, before = False, b""
    while size < _MOST_INFLATED and (piece := inflating.unconsumed_tail or file.read(1 << 16)):
        plain = inflating.decompress(piece, 1 << 20)
        pixels, before = pixels or _PIXELS in before + plain, plain[-3:]
        size += made.write(plain)
    if size >= _MOST_INFLATED and not pixels:
        raise NoDicomFile("it inflates to more than any head of a picture")
    made.seek(0)
    return made


def frame_table(file: Path | BinaryIO) -> FrameTable | None:
    """The table alone. Raises NoDicomFile, BrokenPixels."""
    with _opened(file) as opened:
        dataset = read(opened)
        try:
            return table_of(opened, dataset)
        except (AttributeError, OSError, struct.error, TypeError) as error:
            raise BrokenPixels(str(error)) from error


@contextmanager
def _opened(file: Path | BinaryIO) -> Iterator[BinaryIO]:
    if isinstance(file, Path):
        with file.open("rb") as opened:
            yield opened
    else:
        yield file


def _packed(table: FrameTable) -> bytes:
    """Empty where frames must be worked out."""
    if table.kind is Kind.WORKED_OUT:
        return b""
    return frames.packed([table.spans(number) for number in range(1, table.count + 1)])


def to_json(dataset: Any) -> Json:
    """A data set as DICOM JSON, in UTF-8. Binary values are named by their tags."""
    return _Writing().dataset(dataset, "", 0)


class _Writing:
    def dataset(self, dataset: Any, path: str, depth: int, around: Any = None) -> Json:
        """`around`: the character sets of the data set that an item stands in."""
        own = "SpecificCharacterSet" in dataset or around is None
        charsets = _charsets(dataset) if own else around
        found: Json = {}
        for tag in sorted(dataset.keys()):
            name = f"{int(tag):08X}"
            if name[4:] == "0000" or name.startswith(("FFFE", "0002")):
                continue
            try:
                found[name] = self._element(dataset, tag, charsets, path + name, depth)
            except Exception:  # noqa: BLE001, S112 (one odd element of a modality: leave it out)
                continue
        if "00080005" in found or depth == 0:
            found["00080005"] = {"vr": "CS", "Value": ["ISO_IR 192"]}
        return found

    def _element(self, dataset: Any, tag: Any, charsets: Any, path: str, depth: int) -> Json:
        raw = dataset.get_item(tag)
        vr = str(raw.VR or _vr(tag))
        if not getattr(raw, "is_raw", False) or vr == "SQ" or " " in vr:
            raw = dataset[tag]
            vr = str(raw.VR)
            if vr == "SQ":
                return self._sequence(raw.value, path, depth, charsets)
            return self._made(vr, raw.value, path)
        value: bytes = raw.value or b""
        if vr in _BULKY:
            return self._binary(vr, value, path)
        if not value:
            return {"vr": vr}
        return {"vr": vr, "Value": _values(vr, value, raw.is_little_endian, charsets)}

    def _sequence(self, items: Any, path: str, depth: int, charsets: Any) -> Json:
        if depth >= _DEEPEST:
            return {"vr": "SQ"}
        values = [
            self.dataset(item, f"{path}/{number}/", depth + 1, charsets)
            for number, item in enumerate(items or (), 1)
        ]
        return {"vr": "SQ", "Value": values} if values else {"vr": "SQ"}

    def _binary(self, vr: str, value: bytes, path: str) -> Json:
        if not value:
            return {"vr": vr}
        if len(value) <= _INLINE:
            return {"vr": vr, "InlineBinary": base64.b64encode(value).decode()}
        return {"vr": vr, "BulkDataURI": f"{BULK}/{path}"}

    def _made(self, vr: str, value: Any, path: str) -> Json:
        """An element that pydicom has read already."""
        if isinstance(value, bytes):
            return self._binary(vr, value, path)
        if value is None or value == "":
            return {"vr": vr}
        several = not isinstance(value, str) and hasattr(value, "__iter__") and vr != "PN"
        if vr == "PN" and not isinstance(value, str) and not hasattr(value, "components"):
            several = True
        values = [_plain(vr, each) for each in (value if several else [value])]
        return {"vr": vr, "Value": values} if values else {"vr": vr}


def _charsets(dataset: Any) -> Any:
    from pydicom.charset import convert_encodings

    try:
        return convert_encodings(dataset.get("SpecificCharacterSet") or "ISO_IR 100")
    except (LookupError, TypeError, ValueError):
        return ["utf-8"]


def _vr(tag: Any) -> str:
    from pydicom.datadict import dictionary_VR

    try:
        return dictionary_VR(tag)
    except KeyError:
        return "LO" if tag.is_private_creator else "UN"


def _values(vr: str, value: bytes, little: bool, charsets: Any) -> list[Any]:
    order = "<" if little else ">"
    if vr in _NUMBERS:
        count = len(value) // struct.calcsize(_NUMBERS[vr])
        return [_finite(n) for n in struct.unpack_from(f"{order}{count}{_NUMBERS[vr]}", value)]
    if vr == "AT":
        words = struct.unpack_from(f"{order}{len(value) // 4 * 2}H", value)
        return [f"{g:04X}{e:04X}" for g, e in zip(words[::2], words[1::2], strict=True)]
    if vr in _TEXTS:
        from pydicom.charset import decode_bytes

        said = decode_bytes(value, charsets, set(_ENDS | _PN_ENDS if vr == "PN" else _ENDS))
    else:
        said = value.decode("ascii", "replace")
    said = said.replace("\0", "")
    if vr in _WHOLE:
        return [said.rstrip()]
    parts = [part.strip() for part in said.split("\\")]
    return [_plain(vr, part) if part else None for part in parts]


def _finite(number: float) -> Any:
    if isinstance(number, int) or number - number == 0:
        return number
    return "NaN" if number != number else ("inf" if number > 0 else "-inf")


def _plain(vr: str, value: Any) -> Any:
    if isinstance(value, float):
        return _finite(value)
    if isinstance(value, int):
        return int(value)
    said = str(value)
    if vr == "PN":
        names = ("Alphabetic", "Ideographic", "Phonetic")
        parts = zip(names, said.split("="), strict=False)
        return {name: part.strip() for name, part in parts if part.strip()}
    make: Callable[[str], Any] | None = {"DS": float, "IS": int}.get(vr)
    if make is None:
        return said
    try:
        return _finite(make(said))
    except ValueError:
        return said
