"""Results from analysers and files: many tubes in a few statements, never by guess.

A reading belongs to the tube whose number it names and to a test that is asked of that tube;
whatever does not fit is answered with the reason and kept by whoever received it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from uuid import UUID

from sqlmodel import Session, col, select

from kernel import bulk
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.events import publish
from kernel.prepared import Prepared, among
from kernel.text import Text
from lis.results import autoverifying, deriving
from lis.results.events import LabResultsEntered
from lis.results.judging import judge
from lis.results.keeping import Known, Work, drafts, known, resulted
from lis.results.lots import bind
from lis.results.models import LabResult, ResultState
from lis.results.readings import SAYS, Delivery, Outcome, OutcomeKind, Reading, nothing_of
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
    every = {i.id: i for found in items.values() for same in found.values() for i in same}
    about = known(db, actor, list(every.values()))
    answers: list[list[Outcome | None]] = [[None] * len(d.readings) for d in deliveries]
    rounds: list[list[tuple[int, int, Work]]] = []
    runs: dict[UUID, list[Work]] = {}
    filed: list[LabResult] = []
    for n, delivery in enumerate(deliveries):
        tube = tubes.get(delivery.specimen_code)
        for m, reading in enumerate(delivery.readings):
            asked = items[tube.id].get(reading.test_code, ()) if tube else ()
            found = _fit(about, tube, asked, delivery, reading)
            if isinstance(found, Work) and reading.at and _twin(runs, found):
                found = nothing_of(reading, OutcomeKind.ALREADY)
            if isinstance(found, Outcome):
                answers[n][m] = found
            else:
                _into(rounds, runs, n, m, found)
    for chosen in rounds:
        made = drafts(actor, [work for _, _, work in chosen], about)
        for (n, m, _), row in zip(chosen, made, strict=True):
            says = SAYS[OutcomeKind.FILED]
            answers[n][m] = Outcome(deliveries[n].readings[m], OutcomeKind.FILED, says, row.id)
        filed += made
    if filed:
        _keep(db, actor, filed, [work for chosen in rounds for _, _, work in chosen], about)
    return [[each for each in answer if each is not None] for answer in answers]


def _keep(
    db: Session, actor: Actor, filed: Sequence[LabResult], works: Sequence[Work], about: Known
) -> None:
    """Write each row once, as it is after its rules were asked; then what follows from it."""
    last = [r for r in filed if r.state is ResultState.ENTERED]
    passed = autoverifying.decide(db, last, about)
    bind(db, filed)
    bulk.put_in(db, LabResult, filed)
    resulted(db, actor, works)
    more = deriving.follow(db, actor, last, about, utc_now())
    publish(db, LabResultsEntered(result_ids=tuple(r.id for r in [*last, *more]), actor=actor))
    passed += autoverifying.decide(db, more, about, passed)
    db.flush()
    autoverifying.go_out(db, passed, about)


_TUBES = Prepared(
    select(
        col(Specimen.id), col(Specimen.code), col(Specimen.state), col(Specimen.parent_id)
    ).where(among(col(Specimen.code), "codes"))
)
_ITEMS = bulk.Fetched(
    Item,
    select(Item)
    .where(among(col(Item.specimen_id), "tubes"))
    .order_by(col(Item.id))
    .with_for_update(),
)


def _tubes(db: Session, codes: Sequence[str]) -> dict[str, Specimen]:
    """The tubes of these labels, by what was said; a misread number finds none."""
    read = {code: specimens.read_number(code) for code in codes}
    wanted = {number for number in read.values() if number}
    if not wanted:
        return {}
    found = {tube.code: tube for tube in _TUBES.all(db, codes=wanted)}
    return {code: found[number] for code, number in read.items() if number in found}


def _items(db: Session, tubes: Sequence[Specimen]) -> dict[UUID, dict[str, list[Item]]]:
    """What is asked of each tube, by test; of an aliquot also what is asked of the tube it came
    from."""
    ids = {t.id for t in tubes} | {t.parent_id for t in tubes if t.parent_id}
    if not ids:
        return {}
    by_tube: dict[UUID | None, list[Item]] = {}
    for each in _ITEMS.all(db, tubes=ids):
        by_tube.setdefault(each.specimen_id, []).append(each)
    found: dict[UUID, dict[str, list[Item]]] = {}
    for t in tubes:
        mine = found[t.id] = {}
        for each in (
            *by_tube.get(t.id, ()),
            *(by_tube.get(t.parent_id, ()) if t.parent_id else ()),
        ):
            mine.setdefault(each.test_code, []).append(each)
    return found


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
        return nothing_of(reading, OutcomeKind.UNKNOWN_SPECIMEN)
    away = delivery.source == "reference_lab" and tube.state is SpecimenState.SHIPPED
    if tube.state not in _USABLE and not away:
        return nothing_of(reading, OutcomeKind.WRONG_STATE)
    asked = [i for i in items if i.id in about.items]
    if not asked:
        return nothing_of(reading, OutcomeKind.NOT_ASKED)
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
            return Outcome(reading, OutcomeKind.ALREADY, SAYS[OutcomeKind.ALREADY], run.id)
    held = about.standing.get(item.id)
    if held is not None and (held.state is ResultState.VERIFIED or held.reason):
        return nothing_of(reading, OutcomeKind.VERIFIED)
    late = item.collected_at is not None and at < item.collected_at - _CLOCKS_MAY_DIFFER
    if item.state not in _WORKED or late:
        return nothing_of(reading, OutcomeKind.WRONG_STATE)
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
