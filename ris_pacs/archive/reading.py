"""The head of a data set, read without a library: what the index needs of each instance.

The receive path reads thousands of these a second; pydicom (0.25 ms each) reads whole ones
afterwards. Pure: bytes in, values out. What cannot be read is `Unreadable`, never a crash.
"""

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

IMPLICIT = "1.2.840.10008.1.2"
EXPLICIT = "1.2.840.10008.1.2.1"
DEFLATED = "1.2.840.10008.1.2.1.99"
BIG_ENDIAN = "1.2.840.10008.1.2.2"

_LONG = frozenset(b"OB OW OF OD OL OV SQ UN UC UR UT SV UV".split())
_UNDEFINED = 0xFFFFFFFF
_LAST = 0x00280103  # nothing behind it is asked for
_ITEM, _ITEM_END, _SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
_DEEPEST = 16
_LONGEST = 4096  # of a value that is kept
FIRST, _MOST = 32 * 1024, 16 * 1024 * 1024

# DICOM's names of character sets -> Python's, as far as one byte or UTF-8 goes; others by pydicom.
_CODECS = {
    "": "ascii",
    "ISO_IR 6": "ascii",
    "ISO_IR 100": "iso8859-1",
    "ISO_IR 101": "iso8859-2",
    "ISO_IR 109": "iso8859-3",
    "ISO_IR 110": "iso8859-4",
    "ISO_IR 126": "iso8859-7",
    "ISO_IR 127": "iso8859-6",
    "ISO_IR 138": "iso8859-8",
    "ISO_IR 144": "iso8859-5",
    "ISO_IR 148": "iso8859-9",
    "ISO_IR 166": "tis-620",
    "ISO_IR 192": "utf-8",
    "GB18030": "gb18030",
    "GBK": "gbk",
}
CHARSETS = tuple(name for name in _CODECS if name)


class Unreadable(Exception):
    """These bytes are no data set."""


class _More(Exception):
    """The bytes end before the head does."""


@dataclass(frozen=True, slots=True)
class Head:
    """Values of the head by tag, as bytes; texts come decoded and without padding."""

    values: dict[int, bytes]
    big: bool = False
    _codec: list[str] = field(default_factory=list)

    def text(self, tag: int) -> str:
        raw = self.values.get(tag)
        if not raw:
            return ""
        return decoded(raw, self.charset).replace("\x00", "").strip()

    def number(self, tag: int) -> int | None:
        """Of an IS, as text."""
        try:
            found = int(float(self.text(tag).split("\\")[0]))
        except (ValueError, OverflowError):
            return None
        return found if abs(found) < 2**31 else None

    def short(self, tag: int) -> int | None:
        """Of a US, as two bytes."""
        raw = self.values.get(tag, b"")
        return int.from_bytes(raw[:2], "big" if self.big else "little") if len(raw) >= 2 else None

    @property
    def charset(self) -> str:
        return self.values.get(0x00080005, b"").decode("ascii", "replace").strip("\x00 ")


def decoded(raw: bytes, charset: str) -> str:
    """Text as the declared character set has it. UTF-8 that nobody declared is read as such:
    no other set gives valid UTF-8 by chance."""
    codec = _CODECS.get(charset)
    try:
        if codec:
            return raw.decode(codec)
        from pydicom.charset import convert_encodings, decode_bytes

        return decode_bytes(raw, convert_encodings(charset.split("\\")), {0x5C, 0x5E, 0x3D})
    except (UnicodeDecodeError, LookupError, ValueError):
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            return raw.decode("iso8859-1")


def head(read: Callable[[int, int], bytes], transfer_syntax: str) -> Head:
    """`read(offset, length)` gives bytes of the data set. Raises Unreadable."""
    size = FIRST
    if transfer_syntax == DEFLATED:
        try:  # whatever it swells to
            data = zlib.decompressobj(-zlib.MAX_WBITS).decompress(read(0, _MOST // 2), _MOST)
        except zlib.error as error:
            raise Unreadable("deflate") from error
        return _walked(data, transfer_syntax, whole=True)
    while True:
        data = read(0, size)
        whole = len(data) < size
        try:
            return _walked(data, transfer_syntax, whole=whole)
        except _More:
            if whole or size >= _MOST:
                raise Unreadable("cut off") from None
            size = min(size * 8, _MOST)


def _walked(data: bytes, transfer_syntax: str, *, whole: bool) -> Head:
    big = transfer_syntax == BIG_ENDIAN
    kept: dict[int, bytes] = {}
    walker = _Walker(data, explicit=transfer_syntax != IMPLICIT, big=big)
    walker.walk(0, kept, depth=0)
    if not kept:
        raise Unreadable("empty")
    return Head(kept, big)


class _Walker:
    def __init__(self, data: bytes, *, explicit: bool, big: bool) -> None:
        self._data = data
        self._explicit = explicit
        end = ">" if big else "<"
        self._tag = struct.Struct(end + "HH").unpack_from
        self._long = struct.Struct(end + "I").unpack_from
        self._short = struct.Struct(end + "H").unpack_from

    def walk(self, at: int, kept: dict[int, bytes] | None, depth: int) -> int:
        """From `at` to the end of the head (or, deeper, of the item); answers where it ended."""
        if depth > _DEEPEST:
            raise Unreadable("too deep")
        data, explicit = self._data, self._explicit
        end = len(data)
        before = 0
        while at < end:
            if at + 8 > end:
                raise _More
            group, element = self._tag(data, at)
            tag = group << 16 | element
            if tag == _ITEM_END:
                return at + 8
            if depth == 0:
                if tag > _LAST:
                    return at
                if tag < before:
                    raise Unreadable("tags out of order")
                before = tag
            kind = data[at + 4 : at + 6]
            if explicit:
                if kind in _LONG:
                    if at + 12 > end:
                        raise _More
                    length = self._long(data, at + 8)[0]
                    at += 12
                elif kind.isalpha() and kind.isupper():
                    length = self._short(data, at + 6)[0]
                    at += 8
                else:
                    raise Unreadable("no value representation")
            else:
                length = self._long(data, at + 4)[0]
                at += 8
            if length == _UNDEFINED:
                at = self._sequence(at, depth + 1, explicit=explicit and kind != b"UN")
            elif at + length > end:
                raise _More
            else:
                if kept is not None and length <= _LONGEST and (not explicit or kind != b"SQ"):
                    kept[tag] = data[at : at + length]
                at += length
        if depth:
            raise _More
        return at

    def _sequence(self, at: int, depth: int, *, explicit: bool) -> int:
        """Past a sequence (or fragments) of undefined length."""
        before, self._explicit = self._explicit, explicit
        try:
            while True:
                if at + 8 > len(self._data):
                    raise _More
                group, element = self._tag(self._data, at)
                tag, length = group << 16 | element, self._long(self._data, at + 4)[0]
                at += 8
                if tag == _SEQUENCE_END:
                    return at
                if tag != _ITEM:
                    raise Unreadable("no item")
                if length == _UNDEFINED:
                    at = self.walk(at, None, depth)
                else:
                    at += length
        finally:
            self._explicit = before
