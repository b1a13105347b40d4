"""Papers that leave the house with a patient: issued, printed, cancelled; numbered without gaps.

Each kind's content is what its form and its claim table need (QĐ 3176/QĐ-BYT: XML11 sick leave,
XML13 transfer, XML14 re-visit). What the record already knows is filled in by `proposal`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlmodel import Session, col, select

from his.admin import service as admin
from his.cdr import service as cdr
from his.encounters import service as encounters
from his.encounters.service import Encounter
from his.outpatient.diagnosing import diagnoses
from his.outpatient.errors import (
    NoMainDiagnosis,
    PaperAlreadyIssued,
    PaperCancelled,
    PregnancyEndedWithoutReason,
    RevisitNotLater,
    SickLeaveNotFromVisit,
    SickLeaveTooLong,
)
from his.outpatient.models import DiagnosisKind
from his.outpatient.paper_models import Paper, VisitPaperKind
from his.patients import service as patients
from kernel import counters, live
from kernel.access import Actor
from kernel.clock import LOCAL, today, utc_now
from kernel.db import expect
from kernel.errors import NotFound
from kernel.once import once
from kernel.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """Phiếu khám vào viện: what the ward should know."""

    department: str
    reason: str
    diagnosis: str
    summary: str = ""
    treatment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """Giấy chuyển cơ sở (XML13). `reason` is MA_LYDO_CT of list `referral_reason`."""

    to_code: str  # MA_CSKCB_DEN
    to_name: str
    signs: str  # DAU_HIEU_LS
    course: str  # QT_BENHLY
    results: str  # TOMTAT_KQ
    diagnosis: str  # CHAN_DOAN_RV
    treatment: str  # PP_DIEUTRI
    condition: str  # TINH_TRANG_CT
    reason: str  # MA_LYDO_CT
    plan: str  # HUONG_DIEU_TRI
    vehicle: str = ""  # PHUONGTIEN_VC
    escort: str = ""  # HOTEN_NGUOI_HT
    escort_title: str = ""  # CHUCDANH_NGUOI_HT
    at: str = ""  # when the patient leaves, RFC 3339


@dataclass(frozen=True, slots=True, kw_only=True)
class SickLeave:
    """Giấy chứng nhận nghỉ việc hưởng BHXH (XML11, mẫu CT07)."""

    diagnosis: str  # CHAN_DOAN_RV
    treatment: str  # PP_DIEUTRI
    from_day: date  # TU_NGAY
    to_day: date  # DEN_NGAY
    workplace: str  # DON_VI
    insurance_no: str  # MA_BHXH, 10 digits
    card: str = ""  # MA_THE_BHYT
    serial: str = ""  # SO_SERI, of the paper form
    pregnancy_ended: bool = False  # MA_DINH_CHI_THAI
    pregnancy_reason: str = ""  # NGUYENNHAN_DINHCHI
    gestation_weeks: int | None = None  # TUOI_THAI
    father: str = ""  # HO_TEN_CHA, for a child
    mother: str = ""  # HO_TEN_ME
    head: str = ""  # MA_TTDV: who signs for the facility

    @property
    def days(self) -> int:
        """SO_NGAY_NGHI: both ends are counted."""
        return (self.to_day - self.from_day).days + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisit:
    """Giấy hẹn khám lại (XML14). The appointment itself is kept by his.appointments."""

    on: date  # NGAY_HEN_KL
    diagnosis: str  # CHAN_DOAN_RV
    at: str = ""  # the hour and the number of what is booked (revisiting.py)
    appointment: str = ""
    room: str = ""
    note: str = ""
    head: str = ""  # MA_TTDV


C = TypeVar("C")
Content = Admission | Transfer | SickLeave | Revisit

KINDS: Mapping[VisitPaperKind, type[Content]] = {
    VisitPaperKind.ADMISSION: Admission,
    VisitPaperKind.TRANSFER: Transfer,
    VisitPaperKind.SICK_LEAVE: SickLeave,
    VisitPaperKind.REVISIT: Revisit,
}
TITLES = {
    VisitPaperKind.ADMISSION: Text("Phiếu khám vào viện", "Admission request"),
    VisitPaperKind.TRANSFER: Text(
        "Giấy chuyển cơ sở khám bệnh, chữa bệnh", "Transfer to another facility"
    ),
    VisitPaperKind.SICK_LEAVE: Text(
        "Giấy chứng nhận nghỉ việc hưởng bảo hiểm xã hội", "Sick-leave certificate"
    ),
    VisitPaperKind.REVISIT: Text("Giấy hẹn khám lại", "Re-visit card"),
}
_PREFIX = {
    VisitPaperKind.ADMISSION: "VV",
    VisitPaperKind.TRANSFER: "CT",
    VisitPaperKind.SICK_LEAVE: "NO",
    VisitPaperKind.REVISIT: "HK",
}

#: Tuberculosis, and pregnancies that end early, may be certified for longer (settings.py).
_TUBERCULOSIS = ("A15", "A16", "A17", "A18", "A19")


def content_of(paper: Paper) -> Any:
    """The content as its dataclass."""
    kind = KINDS[paper.kind]
    given = {f.name: paper.content.get(f.name) for f in fields(kind) if f.name in paper.content}
    for day in ("from_day", "to_day", "on"):
        if day in given:
            given[day] = date.fromisoformat(given[day])
    return kind(**given)


def kept(content: Content) -> dict[str, Any]:
    """The content as JSON keeps it."""
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in asdict(content).items()}


def issue(db: Session, actor: Actor, encounter_id: UUID, *, content: Content) -> Paper:
    """Issue a paper of an open visit; at most one of a kind stands at a time.

    Raises NoMainDiagnosis, PaperAlreadyIssued, SickLeaveTooLong, SickLeaveNotFromVisit,
    PregnancyEndedWithoutReason, RevisitNotLater, and the visit's refusal when it is closed.
    """
    encounter = encounters.open_for_work(db, actor, encounter_id)
    kind = next(k for k, of in KINDS.items() if isinstance(content, of))
    _demand_sense(db, encounter, content)
    if standing(db, encounter.id, kind):
        raise PaperAlreadyIssued
    year = today().year
    number = counters.take(db, f"his.outpatient.paper/{kind.value}/{year}")
    paper = Paper(
        kind=kind,
        number=number,
        code=f"{_PREFIX[kind]}{year % 100:02}{number:06}",
        encounter_id=encounter.id,
        patient_id=encounter.patient_id,
        content=kept(content),
        issued_on=today(),
        issued_at=utc_now(),
        issued_by=actor.id,
        issued_by_name=actor.name,
    )
    db.add(paper)
    db.flush()
    _enter(db, actor, paper)
    live.touch(db, "encounters")
    return paper


def cancel(db: Session, actor: Actor, paper_id: UUID, *, version: int, reason: str) -> Paper:
    """Take a paper back; its number stays used. Raises PaperCancelled."""
    paper = db.get(Paper, paper_id, with_for_update=True)
    if paper is None:
        raise NotFound
    encounters.get(db, actor, paper.encounter_id)
    expect(paper, version)
    if paper.cancelled_at:
        raise PaperCancelled(code=paper.code)
    paper.cancelled_at, paper.cancelled_by = utc_now(), actor.id
    paper.cancelled_by_name, paper.cancelled_reason = actor.name, reason
    db.flush()
    _enter(db, actor, paper)
    live.touch(db, "encounters")
    return paper


def _enter(db: Session, actor: Actor, paper: Paper) -> None:
    cdr.enter(
        db,
        actor,
        patient_id=paper.patient_id,
        encounter_id=paper.encounter_id,
        kind=cdr.EntryKind.DOCUMENT,
        code=paper.code,
        name=f"{TITLES[paper.kind].vi} {paper.code}",
        detail=str(paper.content.get("diagnosis") or ""),
        state=cdr.WITHDRAWN if paper.cancelled_at else "issued",
        at=paper.issued_at,
        to=f"/visits/{paper.encounter_id}",
        source="his.outpatient.paper",
        source_id=paper.id,
    )


def get(db: Session, actor: Actor, paper_id: UUID) -> Paper:
    paper = db.get(Paper, paper_id)
    if paper is None:
        raise NotFound
    encounters.get(db, actor, paper.encounter_id)
    return paper


def of_encounter(db: Session, encounter_id: UUID) -> Sequence[Paper]:
    """A visit's papers in the order of issue, cancelled ones too."""
    asked = select(Paper).where(Paper.encounter_id == encounter_id)
    ordered = asked.order_by(col(Paper.issued_at), col(Paper.id))
    return once(db, ("his.outpatient.papers", encounter_id), lambda: db.exec(ordered).all(), Paper)


def standing(db: Session, encounter_id: UUID, kind: VisitPaperKind) -> Paper | None:
    """The visit's paper of a kind that was not cancelled."""
    return next(
        (p for p in of_encounter(db, encounter_id) if p.kind is kind and not p.cancelled_at), None
    )


def _demand_sense(db: Session, encounter: Encounter, content: Content) -> None:
    main = [d for d in diagnoses(db, encounter.id) if d.kind is DiagnosisKind.MAIN]
    if not main:
        raise NoMainDiagnosis
    day = encounter.opened_at.astimezone(LOCAL).date()
    match content:
        case SickLeave():
            _demand_leave(db, content, main[0].code, day)
        case Revisit() if content.on <= day:
            raise RevisitNotLater
        case _:
            pass


def _demand_leave(db: Session, leave: SickLeave, main: str, day: date) -> None:
    """TT 56/2017/TT-BYT Art. 20 as amended: from the day of the visit, and not longer than
    the days that the parameters name (30; tuberculosis 180; a pregnancy that ended 50)."""
    if not day <= leave.from_day <= day + timedelta(days=1):
        raise SickLeaveNotFromVisit(day=f"{day:%d/%m/%Y}")
    if leave.pregnancy_ended and not (leave.pregnancy_reason and leave.gestation_weeks):
        raise PregnancyEndedWithoutReason
    which = "sick_leave_days"
    if main[:3] in _TUBERCULOSIS:
        which = "sick_leave_days_tuberculosis"
    elif leave.pregnancy_ended:
        which = "sick_leave_days_pregnancy"
    most = int(admin.parameter(db, f"his.outpatient.{which}"))
    if not 1 <= leave.days <= most:
        raise SickLeaveTooLong(days=leave.days, most=most)


@dataclass(frozen=True, slots=True)
class Issued(Generic[C]):
    """A standing paper for whoever claims or prints it."""

    paper_id: UUID
    code: str
    encounter_id: UUID
    patient_id: UUID
    issued_on: date
    doctor_id: UUID
    doctor_name: str
    content: C


def _issued(db: Session, encounter_id: UUID, kind: VisitPaperKind) -> Issued[Any] | None:
    paper = standing(db, encounter_id, kind)
    if paper is None:
        return None
    return Issued(
        paper.id,
        paper.code,
        paper.encounter_id,
        paper.patient_id,
        paper.issued_on,
        paper.issued_by,
        paper.issued_by_name,
        content_of(paper),
    )


def sick_leave_of(db: Session, encounter_id: UUID) -> Issued[SickLeave] | None:
    """The sick-leave certificate of a visit, if one stands (XML11)."""
    return _issued(db, encounter_id, VisitPaperKind.SICK_LEAVE)


def transfer_of(db: Session, encounter_id: UUID) -> Issued[Transfer] | None:
    """The transfer paper of a visit, if one stands (XML13)."""
    return _issued(db, encounter_id, VisitPaperKind.TRANSFER)


def revisit_of(db: Session, encounter_id: UUID) -> Issued[Revisit] | None:
    """The re-visit paper of a visit, if one stands (XML14)."""
    return _issued(db, encounter_id, VisitPaperKind.REVISIT)


def admission_of(db: Session, encounter_id: UUID) -> Issued[Admission] | None:
    """The admission request of a visit, if one stands."""
    return _issued(db, encounter_id, VisitPaperKind.ADMISSION)


def insurance_no(db: Session, patient_id: UUID) -> tuple[str, str]:
    """(the 10 digits of the social insurance number, the card) as far as a card tells them."""
    card = patients.insurance_card(patients.documents(db, patient_id))
    value = (card.value or "") if card else ""
    return (value[-10:] if value[-10:].isdigit() else "", value)
