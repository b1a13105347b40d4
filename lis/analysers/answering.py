"""What a tube is for, in the words of the instrument that asks (host query).

No name and no birth date goes out: an instrument needs the tube's number and its tests.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from kernel.hl7.message import Message
from kernel.hl7.writing import answer as acknowledgement
from kernel.hl7.writing import head, segment, written
from kernel.ids import new_id
from lis.analysers import astm
from lis.analysers.drivers import Asking
from lis.analysers.filing import Kept
from lis.analysers.instruments import Instrument
from lis.analysers.matching import tube_of
from lis.analysers.models import AnalyserCode, CodeState, MessageState, digest, sealed
from lis.specimens import service as specimens
from lis.specimens.service import ItemState, Specimen, SpecimenState

_GONE = (SpecimenState.LABELLED, SpecimenState.REJECTED, SpecimenState.CANCELLED)
_TO_RUN = (ItemState.COLLECTED, ItemState.RECEIVED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an instrument is to do with a tube; nothing: it is not ours, or all is done."""

    tube: str  # as the instrument asked
    codes: tuple[str, ...]
    urgent: bool = False


def wanted(db: Session, instrument: Instrument, tubes: Sequence[str]) -> list[Wanted]:
    """What waits on each tube and is done by this instrument, in its own codes."""
    if not instrument.two_way:
        return [Wanted(tube, ()) for tube in tubes]
    numbers = [tube_of(tube) for tube in tubes]
    named = db.exec(select(Specimen).where(col(Specimen.code).in_(numbers)))
    ours = {each.code: each for each in named if each.state not in _GONE}
    mapped: dict[str, list[str]] = {}
    for code, test in db.exec(
        select(col(AnalyserCode.code), col(AnalyserCode.test_code))
        .where(
            col(AnalyserCode.analyser_id) == instrument.id,
            col(AnalyserCode.state) == CodeState.MAPPED,
        )
        .order_by(col(AnalyserCode.code))
    ):
        mapped.setdefault(test or "", []).append(code)
    found = []
    for tube in tubes:
        specimen = ours.get(tube_of(tube))
        items = specimens.items_of_specimen(db, specimen.id) if specimen else []
        to_run = [i for i in items if i.state in _TO_RUN]
        codes = [code for i in to_run for code in mapped.get(i.test_code, ())]
        urgent = any(i.rank == 0 for i in to_run)
        found.append(Wanted(tube, tuple(dict.fromkeys(codes)), urgent))
    return found


def answers(
    instrument: Instrument, asked: bytes, found: Sequence[Wanted], at: datetime
) -> list[bytes]:
    """The messages that go out, the first one as the answer to the question."""
    match instrument.profile.asking:
        case Asking.ASTM:
            return [_astm(instrument, found, at)]
        case Asking.LAW:
            return _law(Message(asked), found, at)
        case Asking.ORM:
            return [_orr(Message(asked), found, at)]
        case Asking.NONE:
            return []


def _astm(instrument: Instrument, found: Sequence[Wanted], at: datetime) -> bytes:
    profile = instrument.profile
    lines = [f"H|\\^&|||HIS54|||||{astm.escaped(instrument.code)}||P|LIS2-A2|{astm.stamp(at)}"]
    for n, each in enumerate(found, 1):
        tube = profile.order_specimen.format(specimen=astm.escaped(each.tube))
        codes = "\\".join(profile.order_code.format(code=astm.escaped(c)) for c in each.codes)
        order = ["O", "1", tube, "", codes, "S" if each.urgent else "R", *[""] * 5]
        order += ["N" if each.codes else "C", *[""] * 13, "Q" if each.codes else "Y"]
        lines += [f"P|{n}", astm.record(*order)]
    lines.append("L|1|N" if any(each.codes for each in found) else "L|1|I")
    return astm.written(lines)


def _law(asked: Message, found: Sequence[Wanted], at: datetime) -> list[bytes]:
    """IHE LAW: LAB-27 answers the query, LAB-28 brings the work or says that there is none."""
    tag = asked.first("QPD").get(2) or asked.control_id
    query = asked.first("QPD")
    response = written(
        head(["RSP", "K11", "RSP_K11"], _control(), at, receiver=asked.head.get(3)),
        segment("MSA", "AA", asked.control_id),
        segment("QAK", tag, "OK"),
        segment("QPD", [query.get(1), query.get(1, 2), query.get(1, 3)], tag, query.get(3)),
    )
    return [response, *(_oml(asked, each, at) for each in found)]


def _oml(asked: Message, each: Wanted, at: datetime) -> bytes:
    lines = [
        head(
            ["OML", "O33", "OML_O33"],
            _control(),
            at,
            receiver=asked.head.get(3),
            profile=["LAB-28", "IHE"],
        ),
        segment("SPM", "1", each.tube, "", "", "", "", "", "", "", "", ["P", "", "HL70369"]),
        segment("SAC", "", "", each.tube),
    ]
    if not each.codes:
        lines.append(segment("ORC", "DC", "", "", "", "", "", "", "", _plain(at)))
    for n, code in enumerate(each.codes, 1):
        work = f"{each.tube}-{n}"
        lines += [
            segment("ORC", "NW", work, "", "", "", "", "", "", _plain(at)),
            segment("TQ1", "1", "", "", "", "", "", "", "", "S" if each.urgent else "R"),
            segment("OBR", str(n), work, "", code),
        ]
    return written(*lines)


def _orr(asked: Message, found: Sequence[Wanted], at: datetime) -> bytes:
    [each] = found or [Wanted("", ())]
    if not each.codes:
        return acknowledgement(asked, _control(), at, "AR", "204 Unknown key identifier")
    lines = [
        head(["ORR", "O02"], _control(), at, receiver=asked.head.get(3), version=asked.version),
        segment("MSA", "AA", asked.control_id),
        segment("PID", "1"),
    ]
    for n, code in enumerate(each.codes, 1):
        lines += [
            segment("ORC", "AF", each.tube, each.tube),
            segment("OBR", str(n), each.tube, each.tube, ["", "", "", code]),
        ]
    return written(*lines)


def _control() -> str:
    return new_id().hex[-20:]


def _plain(at: datetime) -> str:
    return astm.stamp(at)


def row(instrument: Instrument, raw: bytes, at: datetime, to: Kept) -> dict[str, Any]:
    """What went out, as it is kept."""
    heard = to.heard
    message_id = new_id()
    return {
        "id": message_id,
        "analyser_id": instrument.id,
        "at": at,
        "outgoing": True,
        "kind": "order",
        "control_id": "",
        "specimen_code": heard.asked[0] if heard and heard.asked else "",
        "digest": digest(raw),
        "size": len(raw),
        "raw": sealed(message_id, raw),
        "state": MessageState.SENT,
        "why": "",
        "readings": 0,
        "filed": 0,
        "answers": to.id,
        "peer": to.incoming.peer[:100],
    }
