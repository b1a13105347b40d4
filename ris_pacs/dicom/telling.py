"""What a machine asks to do and tells of its work, on its line: worklist and performed steps."""

from typing import Any

from kernel.db import Database
from ris_pacs.dicom import commands, steps, worklist
from ris_pacs.dicom.commands import Command
from ris_pacs.dicom.nodes import RECEIVER, Caller
from ris_pacs.dicom.querying import BadQuestion
from ris_pacs.dicom.slots import StepRefused
from ris_pacs.dicom.wire import Wire

_QUESTION = 1024 * 1024
_STEP = 16 * 1024 * 1024


def say_all(wire: Wire, context: int, asked: Command, found: list[bytes]) -> None:
    """Each answer, until the station has enough. Raises Ended."""
    pending = commands.answer(asked, commands.PENDING, data=True)
    for each in found:
        if wire.waits() and wire.command()[1].field == commands.C_CANCEL:
            wire.say(context, commands.answer(asked, commands.CANCELLED))
            return
        wire.say(context, pending, each)
    wire.say(context, commands.answer(asked, commands.SUCCESS))


def tell_worklist(
    database: Database, wire: Wire, context: int, asked: Command, who: Caller, syntax: str
) -> None:
    """Modality Worklist. Raises Ended."""
    raw = wire.data(_QUESTION)
    try:
        keys = worklist.read(raw, syntax)
        with database.read(RECEIVER) as db:
            if not worklist.offered(db):
                wire.say(context, commands.answer(asked, commands.NO_SUCH_CLASS))
                return
            found = list(worklist.answers(db, who, keys, syntax))
    except BadQuestion as error:
        wire.say(context, commands.answer(asked, commands.MISMATCH, e0902=error.said))
        return
    say_all(wire, context, asked, found)


def take_step(
    database: Database, wire: Wire, context: int, asked: Command, who: Caller, syntax: str
) -> str:
    """MPPS; answers what went wrong, if anything. Raises Ended."""
    raw, uid = wire.data(_STEP), steps.uid_of(asked)
    more: dict[str, Any] = {"e1000": uid}
    status, wrong = commands.SUCCESS, ""
    try:
        with database.write(RECEIVER, "ris_pacs.dicom.step") as db:
            if not steps.offered(db):
                raise StepRefused(commands.NO_SUCH_CLASS, "")
            steps.take(db, who, asked, uid, raw, syntax)
    except StepRefused as error:
        status, wrong = error.status, f"MPPS {error.status:04X} {error.said}"
        more |= {k: v for k, v in (("e0902", error.said), ("e0903", error.error_id)) if v}
    wire.say(context, commands.answer(asked, status, **more))
    return wrong
