"""One line to a DICOM node: PDUs and messages over a socket, from either side.

Blocking, a thread each. Nagle is off and acknowledgements are quick: with the defaults of many
machines each picture would wait 40 ms for nothing.
"""

import os
import socket
import ssl
import struct
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from ris_pacs.dicom import commands, pdus
from ris_pacs.dicom.commands import Command
from ris_pacs.dicom.pdus import BadPdu

_BUFFER = 4 * pdus.MAX_PDU
_HEAD = struct.Struct(">BBI")
_PDV = struct.Struct(">IBB")
_MOST_COMMAND = 64 * 1024
_AT_ONCE = 1024  # what writev takes
_QUICKACK = getattr(socket, "TCP_QUICKACK", None)


class NotWritten(Exception):
    """What came could not be written to the disk."""


class Ended(Exception):
    """The line is at its end; `how` is released, aborted, closed, late or tls."""

    def __init__(self, how: str) -> None:
        super().__init__(how)
        self.how = how


@dataclass(slots=True)
class Pdv:
    """A piece of a message; `data` is only good until the next one is read."""

    context: int
    is_command: bool
    is_last: bool
    data: memoryview


class Wire:
    """The socket with a buffer before it."""

    def __init__(self, line: socket.socket, seconds: float = 30.0) -> None:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.settimeout(seconds)
        self.line = line
        self.max_out = 16384
        self._buffer = bytearray(_BUFFER)
        self._view = memoryview(self._buffer)
        self._from = self._to = 0
        self._pdu_left = 0
        self._held: list[memoryview] = []  # pieces of a data set that go to `_into` together
        self._into = -1
        self._last = False  # the last piece of the data set has come

    def close(self) -> None:
        with suppress(OSError):
            self.line.shutdown(socket.SHUT_RDWR)
        self.line.close()

    # Reading

    def _need(self, many: int) -> None:
        """At least so many bytes stand in the buffer from `_from`. Raises Ended."""
        while self._to - self._from < many:
            if self._held:
                self._spill()
            if self._from and self._from + many > _BUFFER:
                left = self._to - self._from
                self._buffer[:left] = self._buffer[self._from : self._to]
                self._from, self._to = 0, left
            try:
                if _QUICKACK is not None:
                    self.line.setsockopt(socket.IPPROTO_TCP, _QUICKACK, 1)
                got = self.line.recv_into(self._view[self._to :])
            except TimeoutError as error:
                raise Ended("late") from error
            except ssl.SSLError as error:  # who does not like our certificate says so now
                said = "ALERT" in (error.reason or "")
                raise Ended("tls" if said else "closed") from error
            except OSError as error:
                raise Ended("closed") from error
            if not got:
                raise Ended("closed")
            self._to += got

    def _take(self, many: int) -> memoryview:
        self._need(many)
        found = self._view[self._from : self._from + many]
        self._from += many
        if self._from == self._to:
            self._from = self._to = 0
        return found

    def pdu(self) -> tuple[int, bytes]:
        """A whole PDU that carries no data. Raises Ended, BadPdu."""
        kind, _, length = _HEAD.unpack(self._take(6))
        if length > pdus.MAX_PDU:
            raise BadPdu("long")
        return kind, bytes(self._take(length))

    def pdv(self) -> Pdv:
        """The next piece. A release is answered. Raises Ended, BadPdu."""
        while not self._pdu_left:
            kind, _, length = _HEAD.unpack(self._take(6))
            if kind == pdus.DATA:
                if length > pdus.MAX_PDU + 6:
                    raise BadPdu("long")
                self._pdu_left = length
                continue
            if length > pdus.MAX_PDU:
                raise BadPdu("long")
            self._take(length)
            if kind == pdus.RELEASE_RQ:
                with suppress(OSError):
                    self.line.sendall(pdus.RELEASED)
                raise Ended("released")
            if kind in (pdus.ABORT, pdus.RELEASE_RP):
                raise Ended("aborted" if kind == pdus.ABORT else "released")
            raise BadPdu("unexpected")
        if self._pdu_left < 6:
            raise BadPdu("pdv")
        length, context, control = _PDV.unpack(self._take(6))
        if length < 2 or length + 4 > self._pdu_left:
            raise BadPdu("pdv")
        self._pdu_left -= length + 4
        data = self._take(length - 2)
        return Pdv(context, bool(control & 1), bool(control & 2), data)

    def command(self) -> tuple[int, Command]:
        """A whole command with its presentation context. Raises Ended, BadPdu, BadCommand."""
        raw = b""
        while True:
            piece = self.pdv()
            if not piece.is_command:
                raise BadPdu("data before a command")
            raw += piece.data
            if len(raw) > _MOST_COMMAND:
                raise BadPdu("long command")
            if piece.is_last:
                self._last = False
                return piece.context, commands.read(raw)

    def data(self, most: int) -> bytes:
        """The data set after a command, when it is small. Raises Ended, BadPdu."""
        parts, size = [], 0
        while True:
            piece = self.pdv()
            size += len(piece.data)
            if piece.is_command or size > most:
                raise BadPdu("data")
            parts.append(bytes(piece.data))
            if piece.is_last:
                return b"".join(parts)

    def pour(self, into: int, first: int) -> tuple[int, bytes]:
        """The data set after a command goes to an open file as it comes, with no more memory than
        the buffer; answers its length and its first bytes. Raises Ended, BadPdu, NotWritten (then
        what is left has to be read: `drain`)."""
        size, begun = 0, b""
        self._into, self._held = into, []
        try:
            while True:
                piece = self.pdv()
                if piece.is_command:
                    raise BadPdu("command within data")
                if len(begun) < first:
                    begun += piece.data[: first - len(begun)]
                size += len(piece.data)
                self._last = piece.is_last
                self._held.append(piece.data)
                if piece.is_last:
                    self._spill()
                    return size, begun
        finally:
            self._into, self._held = -1, []

    def _spill(self) -> None:
        left, self._held = [v for v in self._held if len(v)], []
        while left:
            try:
                wrote = os.writev(self._into, left[:_AT_ONCE])
            except OSError as error:
                raise NotWritten from error
            while left and wrote >= len(left[0]):
                wrote -= len(left.pop(0))
            if wrote:
                left[0] = left[0][wrote:]

    def drain(self) -> None:
        """Read what is left of a data set."""
        while not self._last:
            self._last = self.pdv().is_last

    def waits(self) -> bool:
        """Whether something has come that was not read yet."""
        if self._to > self._from:
            return True
        self.line.settimeout(0)
        try:
            got = self.line.recv_into(self._view)
            self._from, self._to = 0, got
        except (BlockingIOError, TimeoutError, ssl.SSLWantReadError):
            return False
        except OSError as error:
            raise Ended("closed") from error
        finally:
            self.line.settimeout(30.0)
        if not got:
            raise Ended("closed")
        return True

    # Writing

    def send(self, raw: bytes) -> None:
        try:
            self.line.sendall(raw)
        except TimeoutError as error:
            raise Ended("late") from error
        except OSError as error:
            raise Ended("closed") from error

    def say(self, context: int, command: bytes, data: bytes | None = None) -> None:
        """A command, with a data set in memory behind it. Raises Ended."""
        pieces = [*self._cut(context, 1, [command])]
        if data is not None:
            pieces += self._cut(context, 0, [data])
        self.send(b"".join(pieces))

    def stream(self, context: int, command: bytes, data: Iterable[bytes]) -> None:
        """A command and a data set that is read as it goes. Raises Ended."""
        self.send(b"".join(self._cut(context, 1, [command])))
        for piece in self._cut(context, 0, data):
            self.send(piece)

    def _cut(self, context: int, kind: int, data: Iterable[bytes]) -> Iterable[bytes]:
        most = max(1024, min(self.max_out, pdus.MAX_PDU)) - 6
        before: bytes | memoryview | None = None
        for chunk in data:
            view = memoryview(chunk)
            for at in range(0, len(view), most):
                if before is not None:
                    yield _piece(context, kind, before)
                before = view[at : at + most]
        yield _piece(context, kind | 2, b"" if before is None else before)


def _piece(context: int, control: int, data: bytes | memoryview) -> bytes:
    length = len(data) + 2
    return _HEAD.pack(pdus.DATA, 0, length + 4) + _PDV.pack(length, context, control) + data
