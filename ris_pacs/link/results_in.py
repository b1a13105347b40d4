"""What another imaging system says (ORU^R01): the report on what we ordered there, with its
pictures, and whose a study is (F: his; W: not his).

A result is taken for the order and the patient of its number; an older one than we hold changes
nothing; what is not certain waits for a person.
"""

from dataclasses import dataclass, field
from io import BytesIO
from uuid import UUID

from sqlmodel import Session, select

from his.link import service as link
from his.link.service import Holds, Needs, Part, Partner, PartnerKind, Profile
from his.link.slots import Answer, MessageTaker, Outcome, Received
from his.orders import service as orders
from his.orders.service import Order
from his.patients import service as patients
from kernel import live
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.errors import Refusal
from kernel.text import Text
from ris_pacs.archive import service as archive
from ris_pacs.archive.service import ImagingStudy
from ris_pacs.link.coding import TOPIC
from ris_pacs.link.models import ExamRequest, RequestState
from ris_pacs.link.saying import FileSaid, ReportSaid, reports
from ris_pacs.reading import service as reading
from ris_pacs.reading.service import VersionKind, Written

_MEDIA = {
    "jpeg": ("image/jpeg", "jpg"),
    "jpg": ("image/jpeg", "jpg"),
    "png": ("image/png", "png"),
    "pdf": ("application/pdf", "pdf"),
}
_EMPTY = Text("Tin không có kết quả nào.", "The message holds no result.")
_DONE = Text("Đã nhận kết quả {number}.", "Result {number} was taken.")
_NO_ORDER = Text("Không gửi đi chỉ định số {number}.", "Nothing was ordered as {number}.")
_NOT_HIS = Text(
    "Chỉ định {number} là của {code}, tin nói về {said}.",
    "Order {number} is that of {code}, the message is about {said}.",
)
_OLD = Text("{number}: cũ hơn kết quả đang có.", "{number}: older than the result we hold.")
_BROKEN = Text("Tệp kèm hỏng ở {where}.", "The file at {where} cannot be read.")
_NO_TEXT = Text("{number}: chưa có mô tả.", "{number}: it holds no findings yet.")
_WHY_NOT = Text("{number}: {why}", "{number}: {why}")
_STUDY = Text("Đã ghi ca chụp {uid}.", "Study {uid} was noted.")
_NOT = Text(
    "Hệ thống kia nói ca chụp {uid} không phải của {code}. Hãy xem và quyết định.",
    "The other system says that study {uid} is not that of {code}. Look and decide.",
)
_HIS = Text(
    "Hệ thống kia nói ca chụp {uid} là của {code}. Hãy xem và quyết định.",
    "The other system says that study {uid} is that of {code}. Look and decide.",
)


def take(db: Session, actor: Actor, received: Received) -> Answer:
    """The results of one message."""
    said = reports(received.message)
    if not said:
        return Answer(Outcome.REFUSED, "AE", _EMPTY, "100")
    broken = [place for each in said for place in each.broken]
    if broken:
        says = _BROKEN.put(where=", ".join(broken))
        faults = [link.Fault(place, link.Weight.ERROR, "102", says) for place in broken]
        return Answer(Outcome.REFUSED, "AE", says, "102", faults=faults)
    done = _Done()
    for each in said:
        if each.studies and not each.text:
            _studies(db, actor, received, each, done)
        else:
            _one(db, actor, received, each, done)
    live.touch(db, TOPIC)
    told = [*done.good, *done.trouble]
    return Answer(
        Outcome.REVIEW if done.trouble else Outcome.DONE,
        says=Text(" ".join(t.vi for t in told), " ".join(t.en for t in told)),
        about=said[0].placer or (said[0].studies[0][0] if said[0].studies else ""),
        patient_id=done.patient_id,
    )


@dataclass(slots=True)
class _Done:
    """What became of the parts of a message."""

    good: list[Text] = field(default_factory=list)
    trouble: list[Text] = field(default_factory=list)
    patient_id: UUID | None = None


def _one(db: Session, actor: Actor, received: Received, said: ReportSaid, done: _Done) -> None:
    row = _ordered(db, received.partner, said)
    if row is None:
        done.trouble.append(_NO_ORDER.put(number=said.placer or "?"))
        return
    done.patient_id = row.patient_id
    who = link.said(received.message.first("PID"))
    wrong = _not_his(db, actor, row, who)
    if wrong is None and row.result_of and said.at and said.at < row.result_of:
        done.good.append(_OLD.put(number=row.placer))  # late: what we hold is newer
        return
    if wrong is None and not said.text:
        wrong = _NO_TEXT.put(number=row.placer)
    if wrong is not None:
        done.trouble.append(wrong)
        return
    try:
        with db.begin_nested():
            _report(db, actor, received.partner, row, said)
    except Refusal as error:
        why = error.detail
        vi = _WHY_NOT.vi.format(number=row.placer, why=why.vi)
        done.trouble.append(Text(vi, _WHY_NOT.en.format(number=row.placer, why=why.en)))
        return
    done.good.append(_DONE.put(number=row.placer))


def _ordered(db: Session, partner: Partner, said: ReportSaid) -> ExamRequest | None:
    return db.exec(
        select(ExamRequest)
        .where(ExamRequest.partner_id == partner.id, ExamRequest.placer == said.placer)
        .with_for_update()
    ).one_or_none()


def _not_his(db: Session, actor: Actor, row: ExamRequest, who: link.Said) -> Text | None:
    """The message names somebody else: another code of ours, or another name and birth."""
    ours = patients.get(db, actor, row.patient_id)
    codes = [number for number, authority, _ in who.ids if authority == link.OURS]
    named = link.record(db, codes[0]) if codes else ours  # (an old code keeps its old name)
    other = named is None or patients.get(db, actor, named.id).id != ours.id
    agrees = link.agreement(named, who) if named is not None else -1
    if other or agrees < (0 if codes else 1):
        shown = f"{who.label} {who.name} {who.birth or ''}".strip()
        return _NOT_HIS.put(number=row.placer, code=ours.code, said=shown)
    return None


def _report(
    db: Session, actor: Actor, partner: Partner, row: ExamRequest, said: ReportSaid
) -> None:
    """Their signed report becomes a version of ours, signed by their reader's name."""
    order = orders.get(db, actor, row.order_id)
    found = reading.of_order(db, order.id) or reading.open_by_hand(db, actor, order.id)
    name = f"{said.reader} ({partner.name})" if said.reader else partner.name
    written = Written(
        findings=said.findings or said.impression,
        conclusion=said.impression or said.findings.splitlines()[-1][:2000],
    )
    preliminary = said.status in ("P", "R", "A")
    reading.from_outside(
        db,
        Actor(actor.id, name[:200], username=actor.username),
        found.id,
        written,
        reader_name=name[:200],
        kind=VersionKind.PRELIMINARY if preliminary else VersionKind.FINAL,
        reason=f"{partner.name}: đính chính" if said.status == "C" else "",
    )
    for n, each in enumerate(said.files, 1):
        _attach(db, actor, order, each, n)
    row.filler, row.result_of = said.filler or row.filler, said.at or utc_now()
    if said.studies:
        row.study_uid = said.studies[0][0]
    if not preliminary:
        row.state = RequestState.RESULTED
    db.flush()


def _attach(db: Session, actor: Actor, order: Order, each: FileSaid, number: int) -> None:
    media = _MEDIA.get(each.kind)
    if not each.content or media is None:
        return
    name = f"{order.code}-{number}.{media[1]}"
    orders.attach(db, actor, order, content=BytesIO(each.content), name=name, media_type=media[0])


def _studies(db: Session, actor: Actor, received: Received, said: ReportSaid, done: _Done) -> None:
    """Whose a study is, was corrected there. Where it may, the same is done here."""
    for uid, status in said.studies:
        study = db.exec(
            select(ImagingStudy).where(ImagingStudy.uid == uid).with_for_update()
        ).one_or_none()
        if study is None:
            done.good.append(_STUDY.put(uid=uid))
            continue
        found = link.find(db, actor, received, link.said(received.message.first("PID")))
        if found.patient is None:
            done.trouble.append(found.why)
            continue
        done.patient_id = found.patient.id
        whose = patients.get(db, actor, study.patient_id).id if study.patient_id else None
        wrong = status == "W"
        if wrong is (whose != found.patient.id):  # it says so here already
            done.good.append(_STUDY.put(uid=uid))
            continue
        agreed = received.decision is not None and received.decision.accepted
        if not (received.partner.updates or agreed) or (not wrong and whose is not None):
            done.trouble.append((_NOT if wrong else _HIS).put(uid=uid, code=found.patient.code))
            continue
        reason = f"HL7 {received.partner.name}"
        if wrong:
            archive.unmatch(db, actor, study.id, reason=reason)
        else:
            archive.match(db, actor, study.id, patient_id=found.patient.id, reason=reason)
        done.good.append(_STUDY.put(uid=uid))


PROFILE = Profile(
    (
        Part("PID", needs=(Needs(3), Needs(5), Needs(7, must=False, holds=Holds.TIME))),
        Part(
            "OBR",
            many=True,
            needs=(Needs(4, must=False), Needs(25, holds=Holds.CODE)),
        ),
        Part(
            "OBX",
            many=True,
            needs=(Needs(2, holds=Holds.CODE), Needs(3), Needs(11, holds=Holds.CODE)),
        ),
        *(Part(name, must=False, many=True) for name in ("ORC", "NTE", "PV1", "PD1", "TQ1")),
    ),
    after=(("OBR", "PID"), ("OBX", "OBR")),
)
TAKER = MessageTaker(
    "ris_pacs.link.results",
    "ORU^R01",
    (PartnerKind.IMAGING,),
    Text("Kết quả chụp ở nơi khác, ca chụp được sửa", "Reports from elsewhere, corrected studies"),
    take,
    PROFILE,
)
