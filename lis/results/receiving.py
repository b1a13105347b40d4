"""Results from analysers and files: many tubes in a few statements, never by guess.

A reading belongs to the tube whose number it names and to a test that is asked of that tube;
whatever does not fit is answered with the reason and kept by whoever received it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from kernel.access import Actor
from kernel.clock import utc_now
from kernel.events import publish
from kernel.text import Text
from lis.results import autoverifying, deriving
from lis.results.events import LabResultsEntered
from lis.results.judging import judge
from lis.results.keeping import Known, Work, keep, known
from lis.results.models import LabResult, ResultSource, ResultState
from lis.specimens import service as specimens
from lis.specimens.service import Item, ItemState, Specimen, SpecimenState
from lis.tests.service import CannotConvert, TestKind, TestProfile, convert, figure

_FINE = Decimal("0.000001")
_CLOCKS_MAY_DIFFER = timedelta(minutes=10)
_USABLE = (
    SpecimenState.COLLECTED,
    SpecimenState.SENT,
    SpecimenState.RECEIVED,
    SpecimenState.STORED,
)
_WORKED = (ItemState.COLLECTED, ItemState.RECEIVED, ItemState.RESULTED, ItemState.CHECKED)


class OutcomeKind(StrEnum):
    """What became of a reading."""

    FILED = "filed"
    ALREADY = "already"  # the same value of the same run: nothing changed
    UNKNOWN_SPECIMEN = "unknown_specimen"
    NOT_ASKED = "not_asked"
    WRONG_STATE = "wrong_state"
    VERIFIED = "verified"  # another value stands and is signed
    REFUSED = "refused"  # impossible, not a number, not a choice, an unknown unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One value as an analyser said it, its code already that of the test.

    `unit` is converted to the test's own; empty: it is the test's own.
    """

    test_code: str
    value: str
    unit: str = ""
    flags: tuple[str, ...] = ()
    at: datetime | None = None
    dilution: Decimal | None = None
    comment: str = ""
    lot: Mapping[str, Any] | None = None
    detail: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The readings of one tube in one message."""

    analyser: str
    specimen_code: str
    readings: Sequence[Reading]
    message_id: UUID | None = None
    source: ResultSource = ResultSource.ANALYSER


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a reading, in words for the review list."""

    reading: Reading
    kind: OutcomeKind
    says: Text
    result_id: UUID | None = None


_SAYS = {
    OutcomeKind.FILED: Text("Đã ghi kết quả.", "Filed."),
    OutcomeKind.ALREADY: Text("Đã nhận trước đó.", "Received before."),
    OutcomeKind.UNKNOWN_SPECIMEN: Text("Không có mẫu mang số này.", "No tube has this number."),
    OutcomeKind.NOT_ASKED: Text(
        "Mẫu này không được yêu cầu xét nghiệm đó.", "This test is not asked of this tube."
    ),
    OutcomeKind.WRONG_STATE: Text(
        "Mẫu hoặc xét nghiệm không ở trạng thái đo được.",
        "The tube or its test is not to be measured now.",
    ),
    OutcomeKind.VERIFIED: Text(
        "Kết quả khác đã được duyệt; muốn đổi thì đính chính.",
        "Another value is verified; it is changed by a correction.",
    ),
}


def receive(
    db: Session,
    actor: Actor,
    *,
    analyser: str,
    specimen_code: str,
    readings: Sequence[Reading],
    message_id: UUID | None = None,
) -> list[Outcome]:
    """The readings of one tube; see receive_many."""
    delivery = Delivery(
        analyser=analyser, specimen_code=specimen_code, readings=readings, message_id=message_id
    )
    [answer] = receive_many(db, actor, [delivery])
    return answer


def receive_many(db: Session, actor: Actor, deliveries: Sequence[Delivery]) -> list[list[Outcome]]:
    """File what fits, for each delivery one outcome a reading; the statements are the same few
    for one message and for fifty. What passes its rules verifies itself and goes out."""
    tubes = _tubes(db, [d.specimen_code for d in deliveries])
    items = _items(db, list(tubes.values()))
    about = known(db, actor, [i for found in items.values() for i in found])
    answers: list[list[Outcome | None]] = [[None] * len(d.readings) for d in deliveries]
    rounds: list[list[tuple[int, int, Work]]] = []
    runs: dict[UUID, list[Work]] = {}
    for n, delivery in enumerate(deliveries):
        tube = tubes.get(delivery.specimen_code)
        for m, reading in enumerate(delivery.readings):
            found = _fit(about, tube, items.get(tube.id, []) if tube else [], delivery, reading)
            if isinstance(found, Work) and reading.at and _twin(runs, found):
                found = _no(reading, OutcomeKind.ALREADY)
            if isinstance(found, Outcome):
                answers[n][m] = found
            else:
                _into(rounds, runs, n, m, found)
    filed: list[LabResult] = []
    for chosen in rounds:
        made = keep(db, actor, [work for _, _, work in chosen], about)
        for (n, m, _), row in zip(chosen, made, strict=True):
            says = _SAYS[OutcomeKind.FILED]
            answers[n][m] = Outcome(deliveries[n].readings[m], OutcomeKind.FILED, says, row.id)
        filed += made
    if filed:
        last = [r for r in filed if r.state is ResultState.ENTERED]
        last += deriving.follow(db, actor, last, about, utc_now())
        publish(db, LabResultsEntered(result_ids=tuple(r.id for r in last), actor=actor))
        autoverifying.consider(db, last, about)
    return [[each for each in answer if each is not None] for answer in answers]


def _tubes(db: Session, codes: Sequence[str]) -> dict[str, Specimen]:
    """The tubes of these labels, by what was said; a misread number finds none."""
    read = {code: specimens.read_number(code) for code in codes}
    wanted = {number for number in read.values() if number}
    if not wanted:
        return {}
    asked = select(Specimen).where(col(Specimen.code).in_(wanted))
    found = {tube.code: tube for tube in db.exec(asked)}
    return {code: found[number] for code, number in read.items() if number in found}


def _items(db: Session, tubes: Sequence[Specimen]) -> dict[UUID, list[Item]]:
    """What is asked of each tube; of an aliquot also what is asked of the tube it came from."""
    ids = {t.id for t in tubes} | {t.parent_id for t in tubes if t.parent_id}
    if not ids:
        return {}
    asked = select(Item).where(col(Item.specimen_id).in_(ids)).order_by(col(Item.id))
    locked = asked.with_for_update().execution_options(populate_existing=True)
    by_tube: dict[UUID | None, list[Item]] = {}
    for each in db.exec(locked):
        by_tube.setdefault(each.specimen_id, []).append(each)
    return {
        t.id: [*by_tube.get(t.id, ()), *(by_tube.get(t.parent_id, ()) if t.parent_id else ())]
        for t in tubes
    }


def _twin(runs: Mapping[UUID, list[Work]], work: Work) -> bool:
    """The same run was sent twice in one go."""
    mine = (work.judged.value, work.at, work.analyser)
    return any((w.judged.value, w.at, w.analyser) == mine for w in runs.get(work.item.id, ()))


def _into(
    rounds: list[list[tuple[int, int, Work]]],
    runs: dict[UUID, list[Work]],
    n: int,
    m: int,
    work: Work,
) -> None:
    """Two values of one test in one go are two runs, one after the other."""
    before = runs.setdefault(work.item.id, [])
    if len(before) == len(rounds):
        rounds.append([])
    rounds[len(before)].append((n, m, work))
    before.append(work)


def _fit(
    about: Known,
    tube: Specimen | None,
    items: Iterable[Item],
    delivery: Delivery,
    reading: Reading,
) -> Outcome | Work:
    if tube is None:
        return _no(reading, OutcomeKind.UNKNOWN_SPECIMEN)
    if tube.state not in _USABLE:
        return _no(reading, OutcomeKind.WRONG_STATE)
    asked = [i for i in items if i.test_code == reading.test_code and i.id in about.items]
    if not asked:
        return _no(reading, OutcomeKind.NOT_ASKED)
    item = next((i for i in asked if i.state in _WORKED), asked[-1])
    profile = about.profiles[item.test_code]
    now = utc_now()
    at = min(reading.at or now, now)  # an analyser's clock may run ahead, the truth does not
    said, fault = _in_our_unit(profile, reading)
    if fault:
        return Outcome(reading, OutcomeKind.REFUSED, fault)
    judged = judge(
        profile,
        said,
        about.person(item, at),
        before=about.before(item),
        at=at,
        detail=reading.detail,
        measured=True,
    )
    for run in about.runs.get(item.id, ()):
        same = run.value == judged.value and run.analyser == delivery.analyser
        again = delivery.message_id is not None and run.message_id == delivery.message_id
        if same and (again or (reading.at is not None and run.measured_at == at)):
            return Outcome(reading, OutcomeKind.ALREADY, _SAYS[OutcomeKind.ALREADY], run.id)
    held = about.standing.get(item.id)
    if held is not None and (held.state is ResultState.VERIFIED or held.reason):
        return _no(reading, OutcomeKind.VERIFIED)
    late = item.collected_at is not None and at < item.collected_at - _CLOCKS_MAY_DIFFER
    if item.state not in _WORKED or late:
        return _no(reading, OutcomeKind.WRONG_STATE)
    if judged.fault:
        return Outcome(reading, OutcomeKind.REFUSED, judged.fault.detail)
    return Work(
        item=item,
        profile=profile,
        judged=judged,
        source=delivery.source,
        at=at,
        comment=reading.comment,
        dilution=reading.dilution,
        analyser=delivery.analyser,
        message_id=delivery.message_id,
        lot=reading.lot,
        flags=reading.flags,
    )


def _no(reading: Reading, kind: OutcomeKind) -> Outcome:
    return Outcome(reading, kind, _SAYS[kind])


def _in_our_unit(profile: TestProfile, reading: Reading) -> tuple[str, Text | None]:
    """The value in the test's unit; the text says that the unit is none that we know for it."""
    unit = reading.unit.strip().replace("^", "*")
    ours = profile.unit or profile.ucum
    said = figure(reading.value)
    if profile.kind is not TestKind.NUMBER or unit in ("", ours) or not ours or said is None:
        return reading.value, None
    try:
        number = convert(said.number, unit, ours, test=profile.code).quantize(_FINE)
    except (CannotConvert, InvalidOperation):
        return reading.value, Text(
            f"Đơn vị {unit} không phải của {profile.name} ({ours}). Hãy sửa bảng ánh xạ.",
            f"Unit {unit} is not that of {profile.name} ({ours}). Mend the mapping.",
        )
    return f"{said.sign}{number:f}", None
