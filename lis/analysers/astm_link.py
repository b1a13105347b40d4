"""ASTM E1381 (LIS01-A2): how an instrument's bytes become whole messages and back.

The receiver is a pure machine: bytes in, events out, so that every torn or lying line can be
tried without a line. The frame that holds a message's last record is acknowledged only by him
who has kept the message (`Whole`): what was not acknowledged is sent again.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

STX, ETX, EOT, ENQ, ACK, NAK, ETB = b"\x02", b"\x03", b"\x04", b"\x05", b"\x06", b"\x15", b"\x17"
CR, LF = b"\r", b"\n"
MOST = 8 * 1024 * 1024  # bytes of a message
MOST_FRAME = 256 * 1024  # 247 by the standard; instruments send whole messages in one
FRAME_TEXT = 240
TRIES = 6
REPLY_SECONDS = 15.0  # the sender waits so long for an answer
FRAME_SECONDS = 30.0  # the receiver waits so long for the next frame
BACK_OFF_SECONDS = 20.0  # of the host after both wanted to send

_FRAME = re.compile(rb"\x02([0-7])(.*?)([\x03\x17])([0-9A-Fa-f]{2})", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Say:
    """Send this byte now."""

    byte: bytes


@dataclass(frozen=True, slots=True)
class Whole:
    """A message is complete: keep it, then say ACK; NAK when it could not be kept."""

    raw: bytes


@dataclass(frozen=True, slots=True)
class Torn:
    """A transmission ended or restarted within a message; its sender begins anew."""

    raw: bytes
    why: str


Event = Say | Whole | Torn


def checksum(body: bytes) -> bytes:
    """Of frame number, text and ETX/ETB: two hexadecimal digits."""
    return f"{sum(body) & 0xFF:02X}".encode()


def frame(number: int, text: bytes, *, last: bool = True) -> bytes:
    body = str(number % 8).encode() + text + (ETX if last else ETB)
    return STX + body + checksum(body) + CR + LF


def frames(records: bytes, *, size: int = FRAME_TEXT) -> list[bytes]:
    """A message in frames: each record begins one, a long one is cut."""
    found: list[bytes] = []
    for record in (r + CR for r in records.split(CR) if r):
        pieces = [record[i : i + size] for i in range(0, len(record), size)]
        for piece in pieces:
            found.append(frame(len(found) + 1, piece, last=piece is pieces[-1]))
    return found


def text_of(raw: bytes) -> bytes:
    """The records of a message that was kept as frames; one without frames as it is."""
    if STX not in raw:
        return raw
    return b"".join(text for _, text, _, _ in _FRAME.findall(raw))


class Receiver:
    """One instrument's line, as its bytes come in."""

    def __init__(self) -> None:
        self.receiving = False
        self._held = bytearray()  # the frame that is not whole yet
        self._raw = bytearray()  # accepted frames of the message that is not whole yet
        self._text = bytearray()
        self._last = 0
        self._any = False  # was a frame of this transmission accepted?
        self._refused = False

    @property
    def amid(self) -> bool:
        """Is a message begun?"""
        return bool(self._raw or self._held)

    def refuse(self) -> None:
        """The message just given could not be kept: the frame counts as not received."""
        self._refused = True

    def give_up(self, why: str = "the line was lost") -> Torn | None:
        """The line is quiet for too long, or gone."""
        torn = Torn(bytes(self._raw + self._held), why) if self.amid else None
        self._reset()
        self.receiving = False
        return torn

    def feed(self, data: bytes) -> Iterator[Event]:
        for value in data:
            byte = bytes((value,))
            if self._held:
                yield from self._in_frame(byte)
            elif byte == ENQ:
                if torn := self.give_up("the sender began anew"):
                    yield torn
                self.receiving = True
                yield Say(ACK)
            elif byte == EOT:
                if torn := self.give_up("the transmission ended before the message did"):
                    yield torn
            elif self.receiving and byte == STX:
                self._held += byte
            # CR and LF after a checksum, and noise between frames, are dropped

    def _in_frame(self, byte: bytes) -> Iterator[Event]:
        held = self._held
        if byte in (ENQ, EOT) and held[-1:] not in (ETX, ETB) and held[-2:-1] not in (ETX, ETB):
            held.clear()
            yield from self.feed(byte)
            return
        held += byte
        if len(held) > MOST_FRAME or len(self._raw) > MOST:
            if torn := self.give_up("too large"):
                yield torn
            yield Say(NAK)
        elif held[-3:-2] in (ETX, ETB):
            whole = bytes(held)
            held.clear()
            yield from self._framed(whole)

    def _framed(self, whole: bytes) -> Iterator[Event]:
        body, sum_ = whole[1:-2], whole[-2:]
        number = body[0] - 48
        if checksum(body) != sum_.upper() or not 0 <= number <= 7:
            yield Say(NAK)
            return
        if self._any and number == self._last:
            yield Say(ACK)  # our ACK was lost: it came again
            return
        if number != (self._last + 1) % 8:
            yield Say(NAK)
            return
        text = body[1:-1]
        ends = body[-1:] == ETX and _ends(bytes(self._text[-400:]) + text)
        if not ends:
            self._accept(number, whole, text)
            yield Say(ACK)
            return
        self._refused = False
        yield Whole(bytes(self._raw) + whole + CR + LF)
        if self._refused:
            yield Say(NAK)
            return
        self._raw.clear()
        self._text.clear()
        self._last, self._any = number, True
        yield Say(ACK)

    def _accept(self, number: int, whole: bytes, text: bytes) -> None:
        self._raw += whole + CR + LF
        self._text += text
        self._last, self._any = number, True

    def _reset(self) -> None:
        self._held.clear()
        self._raw.clear()
        self._text.clear()
        self._last, self._any = 0, False


def _ends(text: bytes) -> bool:
    """Does it close with a terminator record (L)?"""
    last = text.rstrip(b"\r\n").rsplit(CR, 1)[-1].lstrip(b"\n")
    return last[:1] == b"L" and not last[1:2].isalnum()
