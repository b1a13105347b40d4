"""Results of another laboratory (ORU^R01), by the number under which they were ordered.

Each value goes to the test of that number, if the patient is the same and the code names the
test; anything else waits for a person. Nothing of it goes out before our physician verifies it.
"""

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from sqlmodel import Session, select

from his.link import service as link
from his.link.service import Partner, PartnerKind
from his.link.slots import Answer, MessageTaker, Outcome, Received
from his.patients import service as patients
from kernel import live
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.errors import Refusal
from kernel.text import Text
from lis.link import coding
from lis.link.models import SendOut, SendOutState
from lis.link.reading import ResultSaid, ValueSaid
from lis.link.reading import results as read_results
from lis.results import service as results
from lis.results.service import Delivery, LabResult, OutcomeKind, Reading, ResultSource, ResultState

_FINE = (OutcomeKind.FILED, OutcomeKind.ALREADY)
_WAITING = (ResultState.ENTERED, ResultState.CHECKED)
_FINAL, _GONE, _NOT_YET = ("F", "C", "U", ""), ("D", "W", "X"), ("P", "R", "I", "O", "S", "N")
_EMPTY = Text("Tin không có kết quả nào.", "The message holds no result.")
_DONE = Text("Đã nhận {n} kết quả.", "{n} results taken.")
_NO_ORDER = Text("Không gửi đi chỉ định số {number}.", "Nothing was ordered as {number}.")
_NOT_HIS = Text(
    "Chỉ định {number} là của {code}, tin nói về {said}.",
    "Order {number} is that of {code}, the message is about {said}.",
)
_OTHER_TEST = Text(
    "{number}: chưa biết mã {code} là xét nghiệm nào.", "{number}: code {code} names no test."
)
_NOT_FILED = Text("{test}: {why}", "{test}: {why}")
_OTHER_UNIT = Text(
    "{test}: đính chính bằng đơn vị khác ({unit}). Hãy đính chính bằng tay.",
    "{test}: corrected in another unit ({unit}). Correct it by hand.",
)
_CANNOT = Text("{test}: nơi làm không làm được.", "{test}: it cannot be done there.")
_THEIRS = Text("Tham chiếu nơi làm: {range}", "Their range: {range}")


@dataclass(slots=True)
class Done:
    """What became of the values of a message."""

    filed: int = 0
    trouble: list[Text] = field(default_factory=list)


def take(db: Session, actor: Actor, received: Received) -> Answer:
    """The results of one message."""
    said = read_results(received.message)
    if not said:
        return Answer(Outcome.REFUSED, "AE", _EMPTY, "100")
    who = link.said(received.message.first("PID"))
    done, patient_id = Done(), None
    for each in said:
        row = _ordered(db, received.partner, each.placer)
        if row is None:
            done.trouble.append(_NO_ORDER.put(number=each.placer or "?"))
            continue
        patient_id = patient_id or row.patient_id
        if (why := _not_his(db, actor, row, who)) is not None:
            done.trouble.append(why)
            continue
        _values(db, actor, received, row, each, done)
    live.touch(db, coding.TOPIC)
    says = _DONE.put(n=done.filed)
    if done.trouble:
        says = Text(
            " ".join([says.vi, *(t.vi for t in done.trouble)]),
            " ".join([says.en, *(t.en for t in done.trouble)]),
        )
    return Answer(
        Outcome.REVIEW if done.trouble else Outcome.DONE,
        says=says,
        about=said[0].placer,
        patient_id=patient_id,
    )


def _ordered(db: Session, partner: Partner, placer: str) -> SendOut | None:
    return db.exec(
        select(SendOut)
        .where(SendOut.partner_id == partner.id, SendOut.placer == placer)
        .with_for_update()
    ).one_or_none()


def _not_his(db: Session, actor: Actor, row: SendOut, who: link.Said) -> Text | None:
    """The message names somebody else: another code of ours, or another name and birth."""
    ours = patients.get(db, actor, row.patient_id)
    codes = [number for number, authority, _ in who.ids if authority == link.OURS]
    named = link.record(db, codes[0]) if codes else ours  # (an old code keeps its old name)
    other = named is None or patients.get(db, actor, named.id).id != ours.id
    agrees = link.agreement(named, who) if named is not None else -1
    if other or agrees < (0 if codes else 1):
        said = f"{who.label} {who.name} {who.birth or ''}".strip()
        return _NOT_HIS.put(number=row.placer, code=ours.code, said=said)
    return None


def _values(
    db: Session, actor: Actor, received: Received, row: SendOut, said: ResultSaid, done: Done
) -> None:
    row.filler = said.filler or row.filler
    for value in said.values:
        status = value.status or said.status
        if status in _NOT_YET:
            continue
        if not coding.names_test(db, received.partner, value.code, row.test_code):
            coding.unknown_test(db, received.partner, value.code)
            shown = value.code.code or value.code.other
            done.trouble.append(_OTHER_TEST.put(number=row.placer, code=shown))
        elif status in _GONE:
            _take_back(db, actor, received, row, status, value, done)
        elif value.value and status in _FINAL:
            _file(db, actor, received, row, value, corrected=status == "C", done=done)
    db.flush()


def _file(
    db: Session,
    actor: Actor,
    received: Received,
    row: SendOut,
    value: ValueSaid,
    *,
    corrected: bool,
    done: Done,
) -> None:
    partner = received.partner
    shown = f"{value.reference} {value.flag}".strip()
    comment = "; ".join([*value.notes, *([_THEIRS.put(range=shown).vi] if shown else [])])[:1000]
    reading = Reading(
        test_code=row.test_code,
        value=value.value,
        unit=value.unit,
        flags=(),
        at=value.at,
        comment=comment,
    )
    delivery = Delivery(
        analyser=partner.code,
        specimen_code=row.specimen_code,
        readings=[reading],
        message_id=received.id,
        source=ResultSource.REFERENCE_LAB,
    )
    [[outcome]] = results.receive_many(db, actor, [delivery])
    says = outcome.says
    if outcome.kind in _FINE:
        done.filed += outcome.kind is OutcomeKind.FILED
        row.state, row.resulted_at = SendOutState.RESULTED, utc_now()
    elif outcome.kind is OutcomeKind.VERIFIED and corrected:
        _correct(db, actor, received, row, value, comment, done)
    else:
        done.trouble.append(_NOT_FILED.put(test=row.test_code, why=says))


def _correct(
    db: Session,
    actor: Actor,
    received: Received,
    row: SendOut,
    value: ValueSaid,
    comment: str,
    done: Done,
) -> None:
    """The old result is out: the new one waits beside it until a physician verifies it."""
    runs = results.runs_of(db, [row.item_id]).get(row.item_id, [])
    standing = results.holding(runs)
    if standing is None:
        return
    if _same(standing, value.value):  # said before
        return
    if value.unit and value.unit.replace("^", "*") != standing.unit:
        done.trouble.append(_OTHER_UNIT.put(test=row.test_code, unit=value.unit))
        return
    reason = f"{received.partner.name}: " + ("; ".join(value.notes) or "đính chính")
    try:
        with db.begin_nested():
            results.correct(
                db,
                actor,
                standing.id,
                value=value.value,
                reason=reason[:500],
                comment=comment,
            )
    except Refusal as error:
        done.trouble.append(_NOT_FILED.put(test=row.test_code, why=error.detail))
    else:
        done.filed += 1


def _same(standing: LabResult, said: str) -> bool:
    try:
        return standing.number == Decimal(said) and standing.value[:1].isdigit()
    except InvalidOperation:
        return standing.value == said


def _take_back(
    db: Session,
    actor: Actor,
    received: Received,
    row: SendOut,
    status: str,
    value: ValueSaid,
    done: Done,
) -> None:
    """It said something that was wrong: at once nobody sees it as a result any more."""
    runs = results.runs_of(db, [row.item_id]).get(row.item_id, [])
    standing = results.holding(runs)
    reason = f"{received.partner.name} ({status}): " + ("; ".join(value.notes) or "thu hồi")
    if standing is None:
        if status == "X":
            row.state, row.said = SendOutState.REFUSED, reason[:300]
            done.trouble.append(_CANNOT.put(test=row.test_code))
        return
    try:
        with db.begin_nested():
            if standing.state in _WAITING:
                results.repeat(db, actor, [standing.id], reason=reason[:500])
            else:
                results.withdraw(db, actor, standing.id, reason=reason[:500])
    except Refusal as error:
        done.trouble.append(_NOT_FILED.put(test=row.test_code, why=error.detail))
        return
    row.state, row.said = SendOutState.ACCEPTED, reason[:300]
    done.filed += 1
    if status == "X":
        row.state = SendOutState.REFUSED
        done.trouble.append(_CANNOT.put(test=row.test_code))


TAKER = MessageTaker(
    "lis.link.results",
    "ORU^R01",
    (PartnerKind.LABORATORY,),
    Text("Kết quả của phòng xét nghiệm khác", "Results of another laboratory"),
    take,
)
