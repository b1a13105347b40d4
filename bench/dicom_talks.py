"""Whole DICOM talks as bytes, sound and spoilt, and what is answered to them."""

import socket
import zlib
from random import Random

from ris_pacs.dicom import commands, pdus, phantoms
from ris_pacs.dicom.pdus import Proposed, Request
from ris_pacs.dicom.phantoms import Made

_DEFLATED = "1.2.840.10008.1.2.1.99"
_PIXELS = b"\xe0\x7f\x10\x00"


def talk(made: Made, syntax: str = phantoms.EXPLICIT) -> bytes:
    """A whole association with one picture, as its bytes."""
    asked = Request("HIS54", "CT1", [Proposed(1, made.sop_class, (syntax,))], roles={})
    command = commands.write(
        {
            0x0002: made.sop_class,
            0x0100: commands.C_STORE,
            0x0110: 1,
            0x0700: 0,
            0x0800: 1,
            0x1000: made.uid,
        }
    )

    def piece(kind: int, raw: bytes) -> bytes:
        body = (len(raw) + 2).to_bytes(4, "big") + bytes((1, kind)) + raw
        return pdus.pdu(pdus.DATA, body)

    parts = [made.data[at : at + 65536] for at in range(0, len(made.data), 65536)]
    data = b"".join(piece(0 if part is not parts[-1] else 2, part) for part in parts)
    return pdus.request(asked) + piece(3, command) + data + pdus.RELEASE


def mutated(made: Made, n: int, chance: Random) -> bytes:
    """Every third time what the association says, the whole talk, the data set alone."""
    if n % 3 == 2:
        data = _changed(made.data, n, chance, 0, len(made.data))
        return talk(Made(made.sop_class, made.uid, data))
    whole = talk(made)
    return _changed(whole, n, chance, 0, 300 if n % 3 == 0 else len(whole))


def _changed(whole: bytes, n: int, chance: Random, low: int, high: int) -> bytes:
    raw = bytearray(whole)
    for _ in range(1 + n % 7):
        at = chance.randrange(low, high)
        raw[at : at + chance.randrange(4)] = chance.randbytes(chance.randrange(5))
    return bytes(raw[: chance.randrange(len(raw))] if n % 5 == 0 else raw)


def bomb(made: Made, n: int) -> bytes:
    """Deflated zeros, 100 MB and more when they are whole; every second one behind a sound head."""
    squeeze, many = zlib.compressobj(9, wbits=-15), 100 + n % 100
    head = made.data.split(_PIXELS, 1)[0] + _PIXELS + b"OW\0\0" + (many << 20).to_bytes(4, "little")
    data = squeeze.compress(head) if n % 1000 == 999 else b""
    data += b"".join(squeeze.compress(bytes(1 << 20)) for _ in range(many)) + squeeze.flush()
    return talk(Made(made.sop_class, made.uid, data), _DEFLATED)


def spoken(port: int, raw: bytes) -> str:
    """What became of it: the last PDU that came back."""
    told = b""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
            line.sendall(raw)
            line.shutdown(socket.SHUT_WR)
            while piece := line.recv(65536):
                told += piece
    except TimeoutError:
        return "nobody answered in five seconds"
    except OSError:
        pass  # ended while it was still being told
    return _last(told)


def _last(told: bytes) -> str:
    """ "refused", "ended", or the status of the last answer to a picture."""
    found, at = "closed", 0
    while at + 6 <= len(told):
        kind, length = told[at], int.from_bytes(told[at + 2 : at + 6], "big")
        if kind == pdus.ASSOCIATE_RJ:
            found = "association refused"
        elif kind == pdus.ABORT:
            found = "aborted"
        elif kind == pdus.DATA:
            found = f"status {commands.read(told[at + 12 : at + 6 + length]).status:04X}"
        at += 6 + length
    return found
