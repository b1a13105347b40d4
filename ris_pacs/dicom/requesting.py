"""We call a node: ask whether it is there (C-ECHO), send it pictures, tell it something."""

import os
import socket
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kernel.clock import utc_now
from ris_pacs.dicom import coercing, commands, pdus, secure
from ris_pacs.dicom.commands import BadCommand, Command
from ris_pacs.dicom.pdus import Accept, BadPdu, Proposed, Request
from ris_pacs.dicom.phantoms import Made
from ris_pacs.dicom.secure import NotTrusted, Trust
from ris_pacs.dicom.wire import Ended, Wire

VERIFICATION = "1.2.840.10008.1.1"
IMPLICIT, EXPLICIT = "1.2.840.10008.1.2", "1.2.840.10008.1.2.1"
_CHUNK = 131072
_MOST_CONTEXTS = 126


class NotReached(Exception):
    """The node did not answer as it should; `why` is one word, `said` more of it."""

    def __init__(self, why: str, said: str = "") -> None:
        super().__init__(why)
        self.why, self.said = why, said


_REASONS = {
    1: "refused",
    2: "no_application",
    3: "calling_unknown",
    7: "called_unknown",
}


class Association:
    """An open association that we asked for."""

    def __init__(self, wire: Wire, agreed: Accept) -> None:
        self.wire = wire
        self.contexts = {c.id: c for c in agreed.contexts if c.result == 0}
        self._number = 0

    def context(self, abstract: str, syntax: str = "") -> int | None:
        for each in self.contexts.values():
            if each.abstract == abstract and syntax in ("", each.syntax):
                return each.id
        return None

    def next_id(self) -> int:
        self._number = self._number % 65000 + 1
        return self._number

    def answer(self) -> Command:
        return self.wire.command()[1]

    def echo(self) -> int:
        context = self.context(VERIFICATION)
        if context is None:
            raise NotReached("no_context")
        values: dict[int, int | str] = {
            0x0002: VERIFICATION,
            0x0100: commands.C_ECHO,
            0x0110: self.next_id(),
            0x0800: commands.NO_DATA,
        }
        self.wire.say(context, commands.write(values))
        return self.answer().status

    def store(self, file: "Sending", *, origin: tuple[str, int] | None = None) -> int:
        """Answers the status; 0x0122 where it did not agree to the class and syntax."""
        context = self.context(file.sop_class, file.syntax)
        if context is None:
            return commands.NO_SUCH_CLASS
        send(self.wire, context, self.next_id(), file, origin)
        return self.answer().status

    def release(self) -> None:
        self.wire.send(pdus.RELEASE)
        kind = 0
        while kind != pdus.RELEASE_RP:
            kind, _ = self.wire.pdu()
            if kind == pdus.ABORT:
                return


@dataclass(frozen=True, slots=True)
class Sending:
    """A kept file, as it goes out: byte for byte as it came, but for whose it is (`over`)."""

    path: Path
    data_offset: int
    sop_class: str
    uid: str
    syntax: str
    over: Mapping[int, str] | None = None

    def chunks(self) -> Iterator[bytes]:
        if self.over:
            laid = coercing.laid_over(self.path, self.data_offset, self.syntax, self.over)
            if laid:
                yield from coercing.chunks(self.path, laid)
                return
        with self.path.open("rb", buffering=0) as file:
            os.lseek(file.fileno(), self.data_offset, os.SEEK_SET)
            while chunk := file.read(_CHUNK):
                yield chunk


def send(
    wire: Wire, context: int, number: int, file: Sending, origin: tuple[str, int] | None = None
) -> None:
    """A C-STORE-RQ with its data set, from the disk to the line."""
    values: dict[int, int | str] = {
        0x0002: file.sop_class,
        0x0100: commands.C_STORE,
        0x0110: number,
        0x0700: 0,
        0x0800: 0x0001,
        0x1000: file.uid,
    }
    if origin:
        values[0x1030], values[0x1031] = origin
    wire.stream(context, commands.write(values), file.chunks())


def store_made(line: Association, made: Made) -> int:
    """A picture that is in memory; answers the status."""
    context = line.context(made.sop_class, EXPLICIT)
    if context is None:
        return commands.NO_SUCH_CLASS
    values: dict[int, int | str] = {
        0x0002: made.sop_class,
        0x0100: commands.C_STORE,
        0x0110: line.next_id(),
        0x0700: 0,
        0x0800: 0x0001,
        0x1000: made.uid,
    }
    line.wire.say(context, commands.write(values), made.data)
    return line.answer().status


@contextmanager
def association(
    host: str,
    port: int,
    *,
    calling: str,
    called: str,
    contexts: Iterable[tuple[str, tuple[str, ...]]],
    roles: dict[str, tuple[bool, bool]] | None = None,
    seconds: float = 30.0,
    connect: float = 5.0,
    trust: Trust | None = None,
) -> Iterator[Association]:
    """In TLS where `trust` says so. Raises NotReached."""
    proposed = [
        Proposed(2 * n + 1, abstract, syntaxes)
        for n, (abstract, syntaxes) in enumerate(contexts)
        if n < _MOST_CONTEXTS
    ]
    asked = Request(called, calling, proposed, roles=roles or {})
    try:
        line = socket.create_connection((host, port), timeout=connect)
    except TimeoutError as error:
        raise NotReached("no_answer") from error
    except OSError as error:
        raise NotReached("no_connection", error.strerror or str(error)) from error
    if trust is not None:
        line = _secured(line, host, trust)
    wire, spoken = Wire(line, seconds), False
    try:
        wire.send(pdus.request(asked))
        kind, body = wire.pdu()
        spoken = True
        if kind == pdus.ASSOCIATE_RJ:
            raise NotReached(_REASONS.get(body[3], "refused"), f"{body[1]}/{body[2]}/{body[3]}")
        if kind != pdus.ASSOCIATE_AC:
            raise NotReached("not_dicom")
        agreed = pdus.read_accept(body, asked)
        wire.max_out = agreed.max_pdu or pdus.MAX_PDU
        opened = Association(wire, agreed)
        yield opened
        opened.release()
    except (BadPdu, BadCommand) as error:
        raise NotReached("not_dicom") from error
    except Ended as error:
        why = {"late": "no_answer", "tls": "tls_refused"}.get(error.how, "broken_off")
        if trust is not None and why == "broken_off" and not spoken:
            why = "tls_refused"  # TLS 1.3 learns only now that no certificate of ours was taken
        raise NotReached(why, error.how) from error
    finally:
        wire.close()


def _secured(line: socket.socket, host: str, trust: Trust) -> socket.socket:
    try:
        return secure.called(line, host, trust)
    except NotTrusted as error:
        line.close()
        raise NotReached(error.why, error.said) from error
    except TimeoutError as error:
        line.close()
        raise NotReached("no_answer") from error
    except OSError as error:
        line.close()
        raise NotReached("tls_refused", error.strerror or str(error)) from error


def echo(host: str, port: int, *, calling: str, called: str, trust: Trust | None = None) -> float:
    """Milliseconds that a C-ECHO took. Raises NotReached."""
    begun = utc_now()
    verification = [(VERIFICATION, (IMPLICIT, EXPLICIT))]
    with association(
        host,
        port,
        calling=calling,
        called=called,
        contexts=verification,
        seconds=10.0,
        trust=trust,
    ) as line:
        status = line.echo()
    if status != commands.SUCCESS:
        raise NotReached("status", f"{status:04X}")
    return (utc_now() - begun).total_seconds() * 1000
