"""Where each frame of a picture lies within its file, so that a frame is one read.

The table is made once, after the picture is kept. Three kinds:

    native        frames of one length, one after the other
    encapsulated  frames of one or more fragments, each with its place
    worked out    no frame lies there as it is asked for (deflated, frames that share
                  a byte): a codec worker must make it
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, BinaryIO

_ITEM = struct.Struct("<HHI")
_MOST_FRAMES = 1_000_000
_MOST_FRAGMENTS = 4_000_000
_PIXELS = (0x7FE00008, 0x7FE00009, 0x7FE00010)

Span = tuple[int, int]
"""Where a piece begins in the file, and how long it is."""


class Kind(IntEnum):
    NATIVE = 1
    ENCAPSULATED = 2
    WORKED_OUT = 3


class BrokenPixels(ValueError):
    """The pixel data ends before its frames do, or says of itself what cannot be."""


@dataclass(frozen=True, slots=True)
class FrameTable:
    """`spans(n)`: the pieces of frame n (from 1), which joined are the frame as it was stored."""

    kind: Kind
    count: int
    start: int = 0
    length: int = 0
    frames: tuple[tuple[Span, ...], ...] = ()

    def spans(self, number: int) -> tuple[Span, ...]:
        """Empty where the frame must be worked out. Raises IndexError."""
        if not 1 <= number <= self.count:
            raise IndexError(number)
        if self.kind is Kind.NATIVE:
            return ((self.start + (number - 1) * self.length, self.length),)
        return self.frames[number - 1] if self.frames else ()


def table_of(file: BinaryIO, dataset: Any) -> FrameTable | None:
    """The table of a file that was read up to its pixels; None where it has none.

    Raises BrokenPixels.
    """
    syntax = dataset.file_meta.TransferSyntaxUID
    count = _frames(dataset)
    if syntax.is_deflated:
        return FrameTable(Kind.WORKED_OUT, count) if _pixels(dataset) else None
    if _tag(file, little=syntax.is_little_endian) not in _PIXELS:
        return None
    if _length(file, syntax) == 0xFFFFFFFF:
        return _encapsulated(file, dataset, count)
    bits = _pixel_bits(dataset) * _pixels(dataset)
    if bits % 8 and count > 1:
        return FrameTable(Kind.WORKED_OUT, count)
    start, each = file.tell(), (bits + 7) // 8
    if each == 0:
        raise BrokenPixels("the pixels have no size")
    if file.seek(0, 2) < start + each * count:
        raise BrokenPixels("the file ends before its last frame")
    return FrameTable(Kind.NATIVE, count, start, each)


def _frames(dataset: Any) -> int:
    try:
        count = int(dataset.get("NumberOfFrames") or 1)
    except (TypeError, ValueError):
        count = 1
    if not 1 <= count <= _MOST_FRAMES:
        raise BrokenPixels(f"{count} frames")
    return count


def _pixels(dataset: Any) -> int:
    return int(dataset.get("Rows") or 0) * int(dataset.get("Columns") or 0)


def _pixel_bits(dataset: Any) -> int:
    """Bits of a pixel; YBR 4:2:2 keeps two colours for two pixels."""
    bits = int(dataset.get("BitsAllocated") or 0)
    if str(dataset.get("PhotometricInterpretation") or "") == "YBR_FULL_422":
        return bits * 2
    return bits * int(dataset.get("SamplesPerPixel") or 1)


def _tag(file: BinaryIO, *, little: bool) -> int:
    head = file.read(4)
    if len(head) < 4:
        return 0
    group, element = struct.unpack("<HH" if little else ">HH", head)
    return (int(group) << 16) | int(element)


def _length(file: BinaryIO, syntax: Any) -> int:
    if not syntax.is_implicit_VR:
        file.read(4)  # the VR and two reserved bytes
    found = file.read(4)
    if len(found) < 4:
        raise BrokenPixels("the file ends before its pixels")
    return int.from_bytes(found, "little" if syntax.is_little_endian else "big")


def _encapsulated(file: BinaryIO, dataset: Any, count: int) -> FrameTable:
    table, fragments = _fragments(file)
    if not fragments:
        raise BrokenPixels("no fragment")
    offsets = _offsets(dataset, table, count, fragments)
    if offsets is None:
        offsets = _guessed(file, fragments, count)
    first = fragments[0][0]
    ends = [*(first + offset for offset in offsets[1:]), 1 << 62]
    frames: list[tuple[Span, ...]] = []
    at = 0
    for number, end in enumerate(ends, 1):
        spans = []
        while at < len(fragments) and fragments[at][0] < end:
            spans.append(fragments[at])
            at += 1
        if not spans:
            raise BrokenPixels(f"frame {number} has no data")
        frames.append(tuple(spans))
    return FrameTable(Kind.ENCAPSULATED, count, frames=tuple(frames))


def _fragments(file: BinaryIO) -> tuple[bytes, list[Span]]:
    """The basic offset table, and each fragment's place."""
    table: bytes | None = None
    found: list[Span] = []
    here = file.tell()
    end = file.seek(0, 2)
    file.seek(here)
    while len(found) < _MOST_FRAGMENTS:
        head = file.read(8)
        if len(head) < 8:
            break  # some devices leave the delimiter out
        group, element, length = _ITEM.unpack(head)
        if (group, element) == (0xFFFE, 0xE0DD):
            break
        if (group, element) != (0xFFFE, 0xE000):
            raise BrokenPixels("something else lies between the fragments")
        at = file.tell()
        if at + length > end:
            raise BrokenPixels("the file ends within a fragment")
        if table is None:
            table = file.read(length)
        else:
            found.append((at, length))
            file.seek(length, 1)
    return table or b"", found


def _offsets(
    dataset: Any, table: bytes, count: int, fragments: Sequence[Span]
) -> Sequence[int] | None:
    """Where each frame begins, if the file says so and it is so."""
    extended = dataset.get("ExtendedOffsetTable")
    if isinstance(extended, bytes) and len(extended) == 8 * count:
        offsets: Sequence[int] = struct.unpack(f"<{count}Q", extended)
    elif len(table) == 4 * count:
        offsets = struct.unpack(f"<{count}I", table)
    else:
        return None
    first = fragments[0][0]
    begins = {at - first for at, _ in fragments}
    sound = offsets[0] == 0 and sorted(set(offsets)) == list(offsets)
    return offsets if sound and begins.issuperset(offsets) else None


def _guessed(file: BinaryIO, fragments: Sequence[Span], count: int) -> Sequence[int]:
    """Without a table: a fragment a frame, or one frame, or where a new image's mark stands."""
    first = fragments[0][0]
    if count == 1:
        return (0,)
    if len(fragments) == count:
        return [at - first for at, _ in fragments]
    begins = []
    for at, length in fragments:
        file.seek(at)
        if file.read(min(4, length)).startswith((b"\xff\xd8", b"\xff\x4f\xff\x51")):
            begins.append(at - first)
    if len(begins) != count or begins[0]:
        raise BrokenPixels(f"{count} frames in {len(fragments)} fragments")
    return begins
