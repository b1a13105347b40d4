"""C-MOVE and C-GET: what a station asks for goes out as it came, with the house's names over it."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from kernel import audit, logs
from kernel.db import Database
from ris_pacs.archive import service as archive
from ris_pacs.dicom import commands, nodes, outgoing, querying
from ris_pacs.dicom.commands import Command
from ris_pacs.dicom.pdus import Agreed
from ris_pacs.dicom.plain import CannotDecode, Plain
from ris_pacs.dicom.querying import BadQuestion, Question
from ris_pacs.dicom.requesting import (
    EXPLICIT,
    IMPLICIT,
    Association,
    NotReached,
    Sending,
    association,
    send,
)
from ris_pacs.dicom.wire import Wire

_MOST = 20_000
_TELL_EVERY = 10


def chosen(database: Database, of: Question) -> list[Sending]:
    """The files that an identifier names. Raises BadQuestion."""
    needed = {"PATIENT": 0x00100020, "STUDY": 0x0020000D, "SERIES": 0x0020000E, "IMAGE": 0x00080018}
    if not of.values(needed[of.level]):
        raise BadQuestion(f"The {of.level.lower()}'s id is missing")
    with database.read(nodes.RECEIVER) as db:
        if of.level in ("PATIENT", "STUDY") or of.value(0x0020000D):
            studies = archive.studies(db, querying.viewer(), querying.wanted(of), limit=500)
        else:
            raise BadQuestion("StudyInstanceUID is missing")
        people = {s.patient_id for s in studies if s.patient_id}
        audit.read_list(db, "patient", people, "C-MOVE, C-GET")
        store, found, overlays = archive.store(db), list[Sending](), archive.overlays(db, studies)
        for study in studies:
            over = outgoing.over(study, overlays[study.id])
            uids = {s.id: s.uid for s in archive.series(db, study)}
            for row in archive.instances(db, study):
                series, names = of.values(0x0020000E), of.values(0x00080018)
                if of.level in ("SERIES", "IMAGE") and series and uids[row.series_id] not in series:
                    continue
                if of.level == "IMAGE" and row.uid not in names:
                    continue
                found.append(outgoing.sending(store, row, over))
    return found[:_MOST]


class Tally:
    """How many went, and how many did not."""

    def __init__(self, wire: Wire, context: int, asked: Command, of: int) -> None:
        self._wire, self._context, self._asked = wire, context, asked
        self.left, self.done, self.failed, self.warned = of, 0, 0, 0

    def count(self, status: int) -> None:
        self.left -= 1
        if status == commands.SUCCESS:
            self.done += 1
        elif status & 0xF000 == 0xB000:
            self.warned += 1
        else:
            self.failed += 1
        if self.left and self.left % _TELL_EVERY == 0:
            self.say(commands.PENDING)

    def say(self, status: int) -> None:
        counts: dict[str, Any] = {"e1021": self.done, "e1022": self.failed, "e1023": self.warned}
        if status in (commands.PENDING, commands.CANCELLED):
            counts["e1020"] = self.left
        self._wire.say(self._context, commands.answer(self._asked, status, **counts))

    def end(self, *, cancelled: bool = False) -> None:
        if cancelled:
            self.say(commands.CANCELLED)
        else:
            self.say(commands.SOME_FAILED if self.failed or self.warned else commands.SUCCESS)


def cancelled(wire: Wire) -> bool:
    """Whether the station has had enough meanwhile."""
    return wire.waits() and wire.command()[1].field == commands.C_CANCEL


def move(
    database: Database, wire: Wire, context: int, asked: Command, of: Question, who: str
) -> None:
    """To another node that is known and receives."""
    title = asked.text(0x0600)
    with database.read() as db:
        node, ours = nodes.named(db, title), nodes.our_title(db)
    if node is None or not (node.active and node.receives and node.port):
        say = "Move destination unknown, or it does not receive"
        wire.say(context, commands.answer(asked, commands.UNKNOWN_DESTINATION, e0902=say))
        return
    files = chosen(database, of)
    tally = Tally(wire, context, asked, len(files))
    stopped = False
    if files:
        try:
            with (
                association(
                    node.host,
                    int(node.port or 0),
                    calling=ours,
                    called=node.ae_title,
                    contexts=contexts(files),
                    trust=nodes.trust(node),
                ) as there,
                Plain() as plain,
            ):
                stopped = _all(there, files, tally, wire, (who, asked.id), plain)
        except NotReached as error:
            logs.log.warning("move_not_reached", node=title, why=error.why)
            tally.failed += tally.left
            tally.left = 0
    tally.end(cancelled=stopped)


def contexts(files: Sequence[Sending]) -> list[tuple[str, tuple[str, ...]]]:
    """A presentation context for each pair of class and transfer syntax; behind them a plain one
    for each class, for nodes that take nothing else."""
    asked = [(c, (s,)) for c, s in dict.fromkeys((f.sop_class, f.syntax) for f in files)]
    plain: list[tuple[str, tuple[str, ...]]] = []
    for sop_class in dict.fromkeys(c for c, _ in asked):
        left = tuple(s for s in (EXPLICIT, IMPLICIT) if (sop_class, (s,)) not in asked)
        plain += [(sop_class, left)] if left else []
    return [*asked, *plain]


def _all(
    there: Association,
    files: Sequence[Sending],
    tally: Tally,
    wire: Wire,
    origin: tuple[str, int],
    plain: Plain,
) -> bool:
    for each in files:
        if cancelled(wire):
            return True
        tally.count(_sent(lambda each=each: plain.store(there, each, origin)))  # type: ignore[misc]
    return False


def _sent(by: Callable[[], int]) -> int:
    try:
        return by()
    except OSError as error:
        logs.log.error("picture_not_sent", **logs.error_facts(error))
        return commands.OUT_OF_RESOURCES


def get(
    database: Database,
    wire: Wire,
    context: int,
    asked: Command,
    of: Question,
    agreed: dict[int, Agreed],
) -> None:
    """Over the same line, whose other side takes the part of a store meanwhile."""
    files = chosen(database, of)
    tally = Tally(wire, context, asked, len(files))
    by_kind = {(each.abstract, each.syntax): each.id for each in agreed.values()}
    number = 0
    with Plain() as plain:
        for each in files:
            number = number % 65000 + 1
            status = _given(wire, by_kind, number, each, plain)
            if status is None:
                tally.end(cancelled=True)
                with suppress(Exception):
                    wire.command()
                return
            tally.count(status)
    tally.end()


def _given(
    wire: Wire, by_kind: dict[tuple[str, str], int], number: int, file: Sending, plain: Plain
) -> int | None:
    """As it lies, or plain where only that was agreed; the status, None when the station has had
    enough."""
    over = by_kind.get((file.sop_class, file.syntax))
    if over is not None:
        send(wire, over, number, file)
        return _taken(wire)
    for to in (EXPLICIT, IMPLICIT):
        over = by_kind.get((file.sop_class, to))
        if over is None:
            continue
        try:
            with plain.made(file, to) as made:
                send(wire, over, number, made)
        except CannotDecode as error:
            logs.log.warning("picture_not_plain", why=str(error))
            return commands.CANNOT_UNDERSTAND
        return _taken(wire)
    return commands.NO_SUCH_CLASS


def _taken(wire: Wire) -> int | None:
    while True:
        _, told = wire.command()
        if told.field == commands.C_CANCEL:
            return None
        if told.field == commands.C_STORE | commands.RESPONSE:
            return told.status
