"""The protocol data units of DICOM's upper layer (PS3.8, 9.3): bytes to values and back. Pure."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

ASSOCIATE_RQ, ASSOCIATE_AC, ASSOCIATE_RJ, DATA, RELEASE_RQ, RELEASE_RP, ABORT = range(1, 8)
CONTEXT = "1.2.840.10008.3.1.1.1"
IMPLEMENTATION = "2.25.54201754"
VERSION = "HIS54"
MAX_PDU = 131072
"""The longest that we take: what modalities and dcmtk take at most too."""

_ITEM = struct.Struct(">BBH")
_HEAD = struct.Struct(">BBI")
_MOST_CONTEXTS = 128

ACCEPTED, REJECTED_BY_USER, NO_REASON, NO_ABSTRACT, NO_SYNTAX = range(5)


class BadPdu(Exception):
    """What came is no PDU that can be read."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A presentation context as it is asked for."""

    id: int
    abstract: str
    syntaxes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agreed:
    """A presentation context as it was answered; `result` 0 is yes."""

    id: int
    result: int
    abstract: str
    syntax: str


@dataclass(slots=True)
class Request:
    """An A-ASSOCIATE-RQ."""

    called: str
    calling: str
    contexts: list[Proposed]
    max_pdu: int = MAX_PDU
    implementation: str = ""
    version: str = ""
    roles: dict[str, tuple[bool, bool]] = field(default_factory=dict)  # class: (SCU, SCP)


@dataclass(slots=True)
class Accept:
    """An A-ASSOCIATE-AC."""

    called: str
    calling: str
    contexts: list[Agreed]
    max_pdu: int = MAX_PDU
    roles: dict[str, tuple[bool, bool]] = field(default_factory=dict)


def _item(kind: int, body: bytes) -> bytes:
    return _ITEM.pack(kind, 0, len(body)) + body


def pdu(kind: int, body: bytes) -> bytes:
    return _HEAD.pack(kind, 0, len(body)) + body


def _title(title: str) -> bytes:
    return title.encode("ascii", "replace")[:16].ljust(16)


def _user(max_pdu: int, roles: dict[str, tuple[bool, bool]]) -> bytes:
    body = _item(0x51, struct.pack(">I", max_pdu)) + _item(0x52, IMPLEMENTATION.encode())
    for name, (scu, scp) in roles.items():
        uid = name.encode()
        body += _item(0x54, struct.pack(">H", len(uid)) + uid + bytes((scu, scp)))
    return _item(0x50, body + _item(0x55, VERSION.encode()))


def _associate(called: str, calling: str) -> bytes:
    return struct.pack(">HH", 1, 0) + _title(called) + _title(calling) + bytes(32)


def request(of: Request) -> bytes:
    body = _associate(of.called, of.calling) + _item(0x10, CONTEXT.encode())
    for each in of.contexts:
        inside = bytes((each.id, 0, 0, 0)) + _item(0x30, each.abstract.encode())
        body += _item(0x20, inside + b"".join(_item(0x40, s.encode()) for s in each.syntaxes))
    return pdu(ASSOCIATE_RQ, body + _user(of.max_pdu, of.roles))


def accept(of: Accept) -> bytes:
    body = _associate(of.called, of.calling) + _item(0x10, CONTEXT.encode())
    for each in of.contexts:
        inside = bytes((each.id, 0, each.result, 0)) + _item(0x40, each.syntax.encode())
        body += _item(0x21, inside)
    return pdu(ASSOCIATE_AC, body + _user(of.max_pdu, of.roles))


def reject(reason: int, *, source: int = 1, result: int = 1) -> bytes:
    return pdu(ASSOCIATE_RJ, bytes((0, result, source, reason)))


def abort(*, source: int = 0, reason: int = 0) -> bytes:
    return pdu(ABORT, bytes((0, 0, source, reason)))


RELEASE = pdu(RELEASE_RQ, bytes(4))
RELEASED = pdu(RELEASE_RP, bytes(4))


def _items(body: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(body):
        if at + 4 > len(body):
            raise BadPdu("item")
        kind, _, length = _ITEM.unpack_from(body, at)
        at += 4
        if at + length > len(body):
            raise BadPdu("item")
        yield kind, body[at : at + length]
        at += length


def _text(raw: bytes) -> str:
    return raw.decode("ascii", "replace").strip("\x00 ")


def read_request(body: bytes) -> Request:
    """Raises BadPdu."""
    if len(body) < 68:
        raise BadPdu("short")
    found = Request(_text(body[4:20]), _text(body[20:36]), [], 0)
    for kind, inside in _items(body[68:]):
        if kind == 0x20 and len(inside) >= 4:
            found.contexts.append(_proposed(inside))
        elif kind == 0x50:
            found.max_pdu = _read_user(inside, found.roles)
    if len(found.contexts) > _MOST_CONTEXTS:
        raise BadPdu("contexts")
    return found


def _proposed(inside: bytes) -> Proposed:
    abstract, syntaxes = "", []
    for kind, value in _items(inside[4:]):
        if kind == 0x30:
            abstract = _text(value)
        elif kind == 0x40:
            syntaxes.append(_text(value))
    return Proposed(inside[0], abstract, tuple(syntaxes))


def read_accept(body: bytes, asked: Request) -> Accept:
    """Raises BadPdu."""
    if len(body) < 68:
        raise BadPdu("short")
    found = Accept(asked.called, asked.calling, [], 0)
    names = {each.id: each.abstract for each in asked.contexts}
    for kind, inside in _items(body[68:]):
        if kind == 0x21 and len(inside) >= 4:
            syntax = next((_text(v) for k, v in _items(inside[4:]) if k == 0x40), "")
            name = names.get(inside[0], "")
            found.contexts.append(Agreed(inside[0], inside[2], name, syntax))
        elif kind == 0x50:
            found.max_pdu = _read_user(inside, found.roles)
    return found


def _read_user(inside: bytes, roles: dict[str, tuple[bool, bool]]) -> int:
    longest = 0
    for kind, value in _items(inside):
        if kind == 0x51 and len(value) == 4:
            longest = struct.unpack(">I", value)[0]
        elif kind == 0x54 and len(value) >= 4:
            length = struct.unpack_from(">H", value)[0]
            if len(value) >= length + 4:
                uid = _text(value[2 : 2 + length])
                roles[uid] = (bool(value[2 + length]), bool(value[3 + length]))
    return longest
