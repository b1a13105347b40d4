"""An association that was accepted: what is asked on it, one command after the other."""

import time
from typing import Any, Protocol

from kernel.db import Database
from ris_pacs.dicom import (
    asking,
    commands,
    committing,
    querying,
    retrieving,
    services,
    steps,
    telling,
    worklist,
)
from ris_pacs.dicom.commands import Command
from ris_pacs.dicom.nodes import RECEIVER, Caller
from ris_pacs.dicom.pdus import Agreed, BadPdu
from ris_pacs.dicom.querying import BadQuestion
from ris_pacs.dicom.storing import Storing
from ris_pacs.dicom.wire import Wire

_QUESTION = 1024 * 1024
_COMMITMENT = 16 * 1024 * 1024


class House(Protocol):
    """What a line needs of whoever listens."""

    database: Database
    storing: Storing
    last_at: float

    def full(self) -> bool: ...
    def commitment_asked(self) -> None: ...


class Line:
    """An association that was accepted."""

    def __init__(
        self, listener: House, wire: Wire, who: Caller, agreed: dict[int, Agreed], ours: str
    ) -> None:
        self._listener, self._wire, self._agreed, self._ours = listener, wire, agreed, ours
        self.who = who
        self.stored = 0
        self.error = ""
        self.did: set[str] = set()

    def one(self) -> None:
        """The next command. Raises Ended, BadPdu, BadCommand."""
        context, asked = self._wire.command()
        over = self._agreed.get(context)
        if over is None:
            raise BadPdu("context")
        match asked.field:
            case commands.C_STORE if services.is_storage(over.abstract) and asked.has_data:
                self._store(context, over, asked)
            case commands.C_ECHO:
                self.did.add("echo")
                self._wire.say(context, commands.answer(asked, commands.SUCCESS))
            case commands.C_FIND if over.abstract == worklist.SOP_CLASS and asked.has_data:
                args = (self._wire, context, asked, self.who, over.syntax)
                self.did.add("worklist")
                telling.tell_worklist(self._listener.database, *args)
            case steps.N_CREATE | steps.N_SET if (
                over.abstract == steps.SOP_CLASS and asked.has_data
            ):
                args = (self._wire, context, asked, self.who, over.syntax)
                self.did.add("step")
                self.error = telling.take_step(self._listener.database, *args) or self.error
            case commands.C_FIND | commands.C_MOVE | commands.C_GET if asked.has_data:
                self._retrieve(context, over, asked)
            case commands.N_ACTION if (
                over.abstract == services.COMMITMENT and asked.has_data and self.who.may_commit
            ):
                self._commit(context, over, asked)
            case commands.N_EVENT_REPORT if over.abstract == services.COMMITMENT and asked.has_data:
                self._told(context, over, asked)
            case commands.C_CANCEL:
                pass  # what it cancels has ended
            case _:
                if asked.has_data:
                    self._wire.data(_COMMITMENT)
                self._wire.say(context, commands.answer(asked, commands.UNRECOGNIZED))

    def _store(self, context: int, over: Agreed, asked: Command) -> None:
        listener = self._listener
        full = listener.full()
        status = listener.storing.receive(
            self._wire, asked, over.syntax, self.who.ae_title, full=full
        )
        said: dict[str, Any] = {}
        if status == commands.SUCCESS:
            self.stored += 1
        else:
            self.error = f"C-STORE {status:04X}"
            said = {"e0902": "The store is full" if full else "Not kept, see the system's list"}
        listener.last_at = time.monotonic()
        self._wire.say(context, commands.answer(asked, status, **said))

    def _retrieve(self, context: int, over: Agreed, asked: Command) -> None:
        wire, database = self._wire, self._listener.database
        raw = wire.data(_QUESTION)
        kinds: dict[int, dict[str, str]] = {
            commands.C_FIND: services.FIND,
            commands.C_MOVE: services.MOVE,
            commands.C_GET: services.GET,
        }
        if over.abstract not in kinds[asked.field]:
            wire.say(context, commands.answer(asked, commands.NO_SUCH_CLASS))
            return
        try:
            question = querying.read(raw, over.syntax)
            if asked.field == commands.C_FIND:
                self._find(context, over, asked, question)
            elif asked.field == commands.C_MOVE:
                retrieving.move(database, wire, context, asked, question, self.who.ae_title)
            else:
                retrieving.get(database, wire, context, asked, question, self._agreed)
        except BadQuestion as error:
            wire.say(context, commands.answer(asked, commands.MISMATCH, e0902=error.said))

    def _find(
        self, context: int, over: Agreed, asked: Command, question: querying.Question
    ) -> None:
        with self._listener.database.read(RECEIVER) as db:
            found = [
                querying.encoded(question, told, over.syntax, self._ours)
                for told in querying.answers(db, question)
            ]
        telling.say_all(self._wire, context, asked, found)

    def _told(self, context: int, over: Agreed, asked: Command) -> None:
        """What we asked it after sending: whether all is safe there."""
        raw, known = self._wire.data(_COMMITMENT), False
        if self.who.we_ask:
            with self._listener.database.write(RECEIVER, "ris_pacs.dicom.commit") as db:
                known = asking.heard(db, self.who.id, raw, over.syntax)
        status = commands.SUCCESS if known else commands.PROCESSING
        self._wire.say(context, commands.answer(asked, status))

    def _commit(self, context: int, over: Agreed, asked: Command) -> None:
        raw = self._wire.data(_COMMITMENT)
        try:
            transaction, wanted = committing.read(raw, over.syntax)
        except Exception:  # noqa: BLE001 (pydicom raises whatever it met)
            self._wire.say(context, commands.answer(asked, commands.PROCESSING))
            return
        with self._listener.database.write(RECEIVER, "ris_pacs.dicom.commit") as db:
            committing.ask(db, self.who.id, transaction, wanted)
        self.did.add("commit")
        self._wire.say(context, commands.answer(asked, commands.SUCCESS, e1008=1))
        self._listener.commitment_asked()
