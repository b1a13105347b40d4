"""Command sets (PS3.7): always implicit little endian, so a few lines write and read them. Pure."""

import struct
from dataclasses import dataclass

C_STORE, C_GET, C_FIND, C_MOVE, C_ECHO = 0x0001, 0x0010, 0x0020, 0x0021, 0x0030
N_EVENT_REPORT, N_ACTION, C_CANCEL = 0x0100, 0x0130, 0x0FFF
RESPONSE = 0x8000
NO_DATA = 0x0101

SUCCESS, PENDING, CANCELLED = 0x0000, 0xFF00, 0xFE00
OUT_OF_RESOURCES, CANNOT_UNDERSTAND, DUPLICATE = 0xA700, 0xC000, 0x0111
MISMATCH, NO_SUCH_CLASS, NOT_AUTHORIZED, UNRECOGNIZED = 0xA900, 0x0122, 0x0124, 0x0211
UNKNOWN_DESTINATION, SOME_FAILED, PROCESSING = 0xA801, 0xB000, 0x0110

_TEXT = {0x0002, 0x0003, 0x1000, 0x1001}  # UIDs
_TITLES = {0x0600, 0x0902, 0x1030}
_HEAD = struct.Struct("<HHI")


class BadCommand(Exception):
    """No command set."""


@dataclass(slots=True)
class Command:
    """The elements of group 0000, by element number."""

    values: dict[int, bytes]

    def number(self, element: int, otherwise: int = 0) -> int:
        raw = self.values.get(element, b"")
        return int.from_bytes(raw[:2], "little") if len(raw) >= 2 else otherwise

    def text(self, element: int) -> str:
        return self.values.get(element, b"").decode("ascii", "replace").strip("\x00 ")

    @property
    def field(self) -> int:
        return self.number(0x0100)

    @property
    def id(self) -> int:
        return self.number(0x0110)

    @property
    def has_data(self) -> bool:
        return self.number(0x0800, NO_DATA) != NO_DATA

    @property
    def status(self) -> int:
        return self.number(0x0900, PROCESSING)


def read(raw: bytes) -> Command:
    """Raises BadCommand."""
    values, at = {}, 0
    while at < len(raw):
        if at + 8 > len(raw):
            raise BadCommand
        group, element, length = _HEAD.unpack_from(raw, at)
        at += 8
        if group != 0 or at + length > len(raw):
            raise BadCommand
        values[element] = raw[at : at + length]
        at += length
    if 0x0100 not in values:
        raise BadCommand
    return Command(values)


def write(values: dict[int, int | str]) -> bytes:
    body = b""
    for element in sorted(values):
        value = values[element]
        if isinstance(value, int):
            raw = struct.pack("<H", value)
        else:
            raw = value.encode("ascii", "replace")[:64]
            if len(raw) % 2:
                raw += b"\x00" if element in _TEXT else b" "
        body += _HEAD.pack(0, element, len(raw)) + raw
    return _HEAD.pack(0, 0, 4) + struct.pack("<I", len(body)) + body


def answer(to: Command, status: int, *, data: bool = False, **more: int | str) -> bytes:
    """The response to a command. `more`: e1021=3 (an element and its value)."""
    values: dict[int, int | str] = {
        0x0100: to.field | RESPONSE,
        0x0120: to.id,
        0x0800: 0x0001 if data else NO_DATA,
        0x0900: status,
    }
    for element in (0x0002, 0x1000):
        if to.text(element):
            values[element] = to.text(element)
    if to.text(0x0003):
        values[0x0002] = to.text(0x0003)
    if to.text(0x1001):
        values[0x1000] = to.text(0x1001)
    for name, value in more.items():
        values[int(name[1:], 16)] = value
    return write(values)
