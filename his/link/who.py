"""Whose a message is: by what a person or a registration said before, never by guess."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from his.link.models import Partner, PartnerPatient
from his.link.slots import NOTHING, Received
from his.patients import service as patients
from his.patients.service import Document, IdentifierKind, Particulars, Patient, Sex
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.errors import Refusal
from kernel.hl7.message import Segment
from kernel.hl7.writing import segment
from kernel.text import Text

OURS = "HIS54"  # the assigning authority of our codes
_SEX = {"M": Sex.MALE, "F": Sex.FEMALE}
_SEX_OUT = {Sex.MALE: "M", Sex.FEMALE: "F", Sex.UNKNOWN: "U"}


@dataclass(frozen=True, slots=True)
class Said:
    """What a PID says about somebody."""

    ids: tuple[tuple[str, str, str], ...]  # number, authority, type
    name: str
    birth: str | None
    sex: Sex

    @property
    def label(self) -> str:
        return self.ids[0][0] if self.ids else ""


@dataclass(frozen=True, slots=True)
class Found:
    """Who it is; without a patient `why` says what a person has to look at."""

    patient: Patient | None
    why: Text = NOTHING


_NOBODY = Text("Tin không nêu mã người bệnh.", "The message names no patient.")
_UNKNOWN = Text(
    "Chưa biết mã {id} của {partner} là ai. Hãy chọn người bệnh.",
    "Nobody has said who {id} of {partner} is. Choose the patient.",
)
_DIFFERS = Text(
    "Tin nói {said}, hồ sơ {code} là {ours}. Hãy xem có đúng người không.",
    "The message says {said}, our record {code} says {ours}. See whether it is the same person.",
)
_ALIKE = Text(
    "Có hồ sơ giống người này. Hãy chọn đúng hồ sơ, hoặc đăng ký người mới ở quầy.",
    "A record is like this person. Choose the right one, or register him at the desk.",
)
_BAD = Text("Không đăng ký được: {why}", "Not registered: {why}")


def said(pid: Segment, *, ids: int = 3) -> Said:
    """Read a PID (or, with ids=1, the MRG of a merge)."""
    found = []
    for n in range(1, pid.repetitions(ids) + 1):
        number = pid.get(ids, 1, repetition=n)[:80]
        authority = pid.get(ids, 4, repetition=n)[:80]
        if number:
            found.append((number, authority, pid.get(ids, 5, repetition=n)))
    family, given, middle = (pid.get(5, part) for part in (1, 2, 3))
    name = " ".join(word for word in (family, middle, given) if word)
    return Said(tuple(found), name[:200], _birth(pid.get(7)), _SEX.get(pid.get(8), Sex.UNKNOWN))


def _birth(text: str) -> str | None:
    digits = text[:8]
    if not digits.isdigit() or len(digits) not in (4, 6, 8):
        return None
    return "-".join(part for part in (digits[:4], digits[4:6], digits[6:8]) if part)


def mapped(db: Session, actor: Actor, partner: Partner, who: Said) -> Patient | None:
    """Whom these numbers name: said before, or our own codes. None: nobody, or two people."""
    found: dict[UUID, Patient] = {}
    for number, authority, _ in who.ids:
        row = _row(db, partner, authority, number)
        if row is not None:
            patient: Patient | None = patients.get(db, actor, row.patient_id)
        elif authority == OURS or (partner.our_ids and authority in ("", partner.authority)):
            patient = by_code(db, actor, number)
        else:
            continue
        if patient is not None:
            found[patient.id] = patient
    return next(iter(found.values())) if len(found) == 1 else None


def by_code(db: Session, actor: Actor, code: str) -> Patient | None:
    """The patient of our own code, or into whom that one was merged."""
    row = record(db, code)
    return patients.get(db, actor, row.id) if row else None


def record(db: Session, code: str) -> Patient | None:
    """The very record of a code of ours, merged or not."""
    return db.exec(select(Patient).where(Patient.code == code)).one_or_none()


def _row(db: Session, partner: Partner, authority: str, number: str) -> PartnerPatient | None:
    return db.exec(
        select(PartnerPatient).where(
            PartnerPatient.partner_id == partner.id,
            PartnerPatient.authority == authority,
            PartnerPatient.number == number,
        )
    ).one_or_none()


def agreement(patient: Patient, who: Said) -> int:
    """How many of name, birth and sex are said and the same; a contradiction takes one away."""
    score = 0
    if who.name:
        ours = sorted(patients.name_words(patient.name))
        score += 1 if sorted(patients.name_words(who.name)) == ours else -1
    if who.birth and patient.birth:
        score += 1 if _same_birth(who.birth, patient.birth) else -1
    if Sex.UNKNOWN not in (who.sex, patient.sex):
        score += 1 if who.sex is patient.sex else -1
    return score


def _same_birth(one: str, other: str) -> bool:
    """A year alone fits every day of it."""
    short, long = sorted((one, other), key=len)
    return long.startswith(short)


def find(db: Session, actor: Actor, received: Received, who: Said, *, least: int = 1) -> Found:
    """The patient, where the numbers are known and what is said of him is not somebody else.

    `least`: how much of name, birth and sex has to agree. A decision of a person comes first.
    """
    decision, partner = received.decision, received.partner
    if decision and decision.patient_id:
        chosen = patients.get(db, decision.actor, decision.patient_id)
        remember(db, decision.actor, partner, who, chosen)
        return Found(chosen)
    if not who.ids:
        return Found(None, _NOBODY)
    patient = mapped(db, actor, partner, who)
    if patient is None:
        return _new(db, actor, partner, who)
    if agreement(patient, who) < least:
        ours = f"{patient.name} {patient.birth or ''} {_SEX_OUT[patient.sex]}"
        theirs = f"{who.name} {who.birth or ''} {_SEX_OUT[who.sex]}"
        return Found(None, _DIFFERS.put(said=theirs, code=patient.code, ours=ours))
    return Found(patient)


def _new(db: Session, actor: Actor, partner: Partner, who: Said) -> Found:
    waits = Found(None, _UNKNOWN.put(id=who.label, partner=partner.name))
    known = any(_row(db, partner, authority, number) for number, authority, _ in who.ids)
    ours = any(authority == OURS for _, authority, _ in who.ids)
    if known or ours or not partner.registers or not who.name or not who.birth:
        return waits
    papers = [
        Document(kind=IdentifierKind.CCCD, value=number)
        for number, _, kind in who.ids
        if kind == "NI" and len(number) == 12 and number.isdigit()
    ]
    given = Particulars(name=who.name, birth=who.birth, sex=who.sex)
    try:
        with db.begin_nested():
            patient = patients.register(
                db, actor, given=given, documents=papers, origin=patients.Origin.IMPORTED
            )
    except Refusal as error:
        if error.code == "SimilarPatients":
            return Found(None, _ALIKE)
        return Found(None, Text(_BAD.vi.format(why=error.detail.vi), f"Not registered: {error}"))
    remember(db, actor, partner, who, patient)
    return Found(patient)


def remember(db: Session, actor: Actor, partner: Partner, who: Said, patient: Patient) -> None:
    """From now on these numbers of the partner are this patient."""
    now: datetime = utc_now()
    for number, authority, kind in who.ids:
        if kind == "NI" or authority == OURS:
            continue
        row = _row(db, partner, authority, number)
        if row is None:
            row = PartnerPatient(
                partner_id=partner.id,
                authority=authority,
                number=number,
                patient_id=patient.id,
                said_by_name=actor.name,
                said_at=now,
            )
        row.patient_id, row.said_by_name, row.said_at = patient.id, actor.name, now
        db.add(row)
    db.flush()


def numbers(db: Session, partner: Partner, patient: Patient) -> Iterator[tuple[str, str]]:
    """What the partner calls him."""
    rows = db.exec(
        select(PartnerPatient)
        .where(
            PartnerPatient.partner_id == partner.id, col(PartnerPatient.patient_id) == patient.id
        )
        .order_by(col(PartnerPatient.id))
        .limit(20)
    )
    return ((row.number, row.authority) for row in rows)


def pid(db: Session, partner: Partner, patient: Patient) -> str:
    """His PID as we send it: our code, and what the partner calls him."""
    ids = [f"{patient.code}^^^{OURS}^PI"]
    line = segment(
        "PID",
        "1",
        "",
        "@ids@",
        "",
        family_first(patient.name),
        "",
        (patient.birth or "").replace("-", ""),
        _SEX_OUT[patient.sex],
    )
    ids += [segment("", [n, "", "", a, "PI"])[1:] for n, a in numbers(db, partner, patient)]
    return line.replace("@ids@", "~".join(ids), 1)


def family_first(name: str) -> list[str]:
    """A Vietnamese name as XPN: family, given, middle names."""
    words = name.split()
    if len(words) < 2:
        return [name]
    return [words[0], words[-1], " ".join(words[1:-1])]
