"""A picture painted in runs of cells: bytes and nothing else, without a library. Pure."""

import struct
from math import sqrt

Cells = dict[int, tuple[str, str | int | float | bytes]]
_LONG = ("OB", "OW", "UN", "UT", "SQ")


class Canvas:
    """A picture of two-byte (or one-byte) cells, painted in runs."""

    def __init__(self, width: int, height: int, value: int, size: int = 2) -> None:
        self.width, self.height, self._size = width, height, size
        self._rows = [bytearray(self._cell(value) * width) for _ in range(height)]

    def _cell(self, value: int) -> bytes:
        return value.to_bytes(self._size, "little", signed=value < 0)

    def run(self, y: int, left: float, right: float, value: int) -> None:
        first, last = max(0, round(left)), min(self.width, round(right))
        if 0 <= y < self.height and last > first:
            self._rows[y][first * self._size : last * self._size] = self._cell(value) * (
                last - first
            )

    def oval(self, x: float, y: float, wide: float, high: float, value: int) -> None:
        for row in range(max(0, int(y - high)), min(self.height, int(y + high) + 1)):
            off = (row + 0.5 - y) / high
            if abs(off) < 1:
                half = wide * sqrt(1 - off * off)
                self.run(row, x - half, x + half, value)

    def bar(self, x: float, y: float, wide: float, high: float, value: int) -> None:
        for row in range(round(y), round(y + high)):
            self.run(row, x, x + wide, value)

    def raw(self) -> bytes:
        return b"".join(self._rows)


def element(tag: int, vr: str, value: str | int | float | bytes) -> bytes:
    """In explicit little endian."""
    if isinstance(value, bytes):
        raw = value
    elif vr == "US":
        raw = struct.pack("<H", value)
    elif vr == "SS":
        raw = struct.pack("<h", value)
    else:
        raw = str(value).encode()
    raw += (b"\x00" if vr in ("UI", "OB", "OW") else b" ") * (len(raw) % 2)
    head = struct.pack("<HH", tag >> 16, tag & 0xFFFF) + vr.encode()
    if vr in _LONG:
        return head + b"\x00\x00" + struct.pack("<I", len(raw)) + raw
    return head + struct.pack("<H", len(raw)) + raw


def frame(size: int, wide: int, bits: int, stored: int, *, signed: bool) -> Cells:
    """How the cells of a frame are to be read."""
    return {
        0x00280010: ("US", size),
        0x00280011: ("US", wide),
        0x00280100: ("US", bits),
        0x00280101: ("US", stored),
        0x00280102: ("US", stored - 1),
        0x00280103: ("US", int(signed)),
    }
