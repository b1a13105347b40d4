"""From what an instrument said to results of tubes: by its mapping, never by guess."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from kernel.access import Actor
from kernel.clock import utc_now
from kernel.ids import new_id
from kernel.prepared import Prepared, among
from kernel.text import Text
from lis.analysers.hearing import Reported
from lis.analysers.instruments import Instrument
from lis.analysers.models import AnalyserCode, CodeState, HeldState, HeldWhy, MessageState
from lis.results import service as results
from lis.results.service import Delivery, Outcome, OutcomeKind, Reading
from lis.specimens import service as specimens
from lis.tests import slots
from lis.tests.service import figure
from lis.tests.slots import ControlMeasured

if TYPE_CHECKING:
    from lis.analysers.filing import Kept

_DONE = (OutcomeKind.FILED, OutcomeKind.ALREADY)
SAYS = {
    HeldWhy.UNKNOWN_CODE: Text(
        "Mã của máy chưa được ánh xạ.", "Nobody has said what this code means."
    ),
    HeldWhy.NO_SPECIMEN: Text("Máy không gửi số mẫu.", "The analyser named no tube."),
    HeldWhy.OTHER_UNIT: Text(
        "Đơn vị khác với ánh xạ.", "The unit differs from the one that was mapped."
    ),
    HeldWhy.CONTROL: Text("Mẫu nội kiểm.", "A quality control."),
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one code of one instrument means here."""

    state: CodeState
    test_code: str | None
    unit: str
    factor: Decimal


Meanings = Mapping[tuple[UUID, str], Meaning]


_CODES = Prepared(
    select(
        col(AnalyserCode.analyser_id),
        col(AnalyserCode.code),
        col(AnalyserCode.state),
        col(AnalyserCode.test_code),
        col(AnalyserCode.unit),
        col(AnalyserCode.factor),
    ).where(among(col(AnalyserCode.analyser_id), "analysers"))
)


def meanings(db: Session, analyser_ids: set[UUID]) -> Meanings:
    rows = _CODES.all(db, analysers=analyser_ids)
    return {(a, c): Meaning(s, t, u, _factor(f)) for a, c, s, t, u, f in rows}


_factor = lru_cache(maxsize=1024)(Decimal)  # nearly all are 1


def match(db: Session, actor: Actor, messages: Sequence["Kept"]) -> list[dict[str, Any]]:
    """File what matches; set each message's state; answer the rows of what waits."""
    known = meanings(db, {m.incoming.instrument.id for m in messages})
    held: list[dict[str, Any]] = []
    strange: dict[tuple[UUID, str], Reported] = {}
    deliveries: list[Delivery] = []
    origin: list[tuple[Kept, list[Reported]]] = []
    waiting: dict[UUID, int] = {}
    controls: dict[tuple[UUID, str], tuple[Kept, list[Reported]]] = {}
    for m in messages:
        assert m.heard is not None
        tubes: dict[str, list[tuple[Reported, Reading]]] = {}
        for each in m.heard.readings:
            if each.remark:
                continue
            found = judge(m.incoming.instrument, known, each)
            if found is None:
                continue
            if found is HeldWhy.CONTROL:
                controls.setdefault((m.id, each.specimen), (m, []))[1].append(each)
                continue
            if isinstance(found, Reading):
                tubes.setdefault(tube_of(each.specimen), []).append((each, found))
                continue
            if found is HeldWhy.UNKNOWN_CODE:
                strange.setdefault((m.incoming.instrument.id, each.code), each)
            waiting[m.id] = waiting.get(m.id, 0) + 1
            held.append(row(m, each, found, SAYS[found]))
        for tube, pairs in tubes.items():
            deliveries.append(
                Delivery(
                    analyser=m.incoming.instrument.code,
                    specimen_code=tube,
                    readings=[r for _, r in pairs],
                    message_id=m.id,
                )
            )
            origin.append((m, [e for e, _ in pairs]))
    for (_, sample), (m, said) in controls.items():
        for each in _not_taken(db, actor, known, m, sample, said):
            waiting[m.id] = waiting.get(m.id, 0) + 1
            held.append(row(m, each, HeldWhy.CONTROL, SAYS[HeldWhy.CONTROL]))
    outcomes = results.receive_many(db, actor, deliveries) if deliveries else []
    for (m, said), found_ in zip(origin, outcomes, strict=True):
        for each, outcome in zip(said, found_, strict=True):
            if outcome.kind in _DONE:
                m.filed += 1
            else:
                waiting[m.id] = waiting.get(m.id, 0) + 1
                held.append(_of_outcome(m, each, outcome))
    if strange:
        _meet(db, strange)
    for m in messages:
        m.state = MessageState.REVIEW if waiting.get(m.id) else MessageState.FILED
    return held


def _not_taken(
    db: Session,
    actor: Actor,
    known: Meanings,
    m: "Kept",
    sample: str,
    said: Sequence[Reported],
) -> list[Reported]:
    """A control goes to whoever keeps the quality; what he does not take waits."""
    machine = m.incoming.instrument
    values: dict[str, str] = {}
    tests: dict[int, str] = {}
    for n, each in enumerate(said):
        means = known.get((machine.id, each.code))
        if means and means.state is CodeState.MAPPED and means.test_code:
            values[means.test_code] = converted(each.value, means.factor)
            tests[n] = means.test_code
    if not values:
        return list(said)
    at = next((each.at for each in said if each.at), None) or m.incoming.at
    measured = ControlMeasured(
        analyser=machine.code,
        sample=sample,
        values=values,
        at=min(at, m.incoming.at),
        message_id=m.id,
    )
    taken = slots.taken(db, actor, measured)
    m.filed += sum(tests.get(n) in taken for n in range(len(said)))
    return [each for n, each in enumerate(said) if tests.get(n) not in taken]


@lru_cache(maxsize=4096)  # each value names its tube
def tube_of(code: str) -> str:
    """The number on our label where it is one, else what the instrument said."""
    return specimens.read_number(code) or code


def judge(instrument: Instrument, known: Meanings, each: Reported) -> Reading | HeldWhy | None:
    """The reading in our words, why it waits, or None where it is of no interest here."""
    if each.control or (each.specimen and instrument.is_control(each.specimen)):
        return HeldWhy.CONTROL
    means = known.get((instrument.id, each.code))
    if means is None or means.state is CodeState.UNKNOWN or not each.code:
        return HeldWhy.UNKNOWN_CODE
    if means.state is CodeState.IGNORED or means.test_code is None:
        return None
    if not each.specimen:
        return HeldWhy.NO_SPECIMEN
    if each.unit and means.unit and each.unit != means.unit:
        return HeldWhy.OTHER_UNIT
    return Reading(
        test_code=means.test_code,
        value=converted(each.value, means.factor),
        unit="" if means.unit or means.factor != 1 else each.unit,  # else the mapping says it
        flags=each.flags,
        at=each.at,
    )


def converted(value: str, factor: Decimal) -> str:
    """The value times the factor; texts, and signs before a number, stay."""
    if factor == 1:
        return value
    said = figure(value)
    if said is None:
        return value
    try:
        return f"{said.sign}{said.number * factor:f}"
    except InvalidOperation:
        return value


def row(m: "Kept", each: Reported, why: HeldWhy, says: Text) -> dict[str, Any]:
    return {
        "id": new_id(),
        "version": 1,
        "message_id": m.id,
        "analyser_id": m.incoming.instrument.id,
        "specimen_code": each.specimen,
        "code": each.code,
        "name": each.name,
        "value": each.value,
        "unit": each.unit,
        "flags": " ".join(each.flags)[:60],
        "measured_at": each.at,
        "test_code": None,
        "why": why,
        "says_vi": says.vi[:300],
        "says_en": says.en[:300],
        "state": HeldState.OPEN,
        "at": m.incoming.at,
        "solved_at": None,
        "solved_by_name": "",
        "solved_why": "",
    }


def _of_outcome(m: "Kept", each: Reported, outcome: Outcome) -> dict[str, Any]:
    made = row(m, each, HeldWhy(outcome.kind.value), outcome.says)
    return {**made, "test_code": outcome.reading.test_code}


def _meet(db: Session, strange: Mapping[tuple[UUID, str], Reported]) -> None:
    """Put codes that nobody has seen into the box of unknown codes."""
    dialect = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
    rows = [
        {
            "id": new_id(),
            "version": 1,
            "analyser_id": analyser_id,
            "code": code,
            "name": each.name,
            "unit": each.unit,
            "test_code": None,
            "factor": "1",
            "state": CodeState.UNKNOWN,
            "sample": each.value[:60],
            "first_at": utc_now(),
        }
        for (analyser_id, code), each in sorted(strange.items())
        if code
    ]
    if rows:
        db.execute(dialect.insert(AnalyserCode).on_conflict_do_nothing(), rows)
