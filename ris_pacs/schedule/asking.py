"""The safety questions of an exam: what is asked, what was answered, and whether it may begin."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from his.cdr import service as cdr
from his.orders.service import Urgency
from his.patients import service as patients
from kernel.access import SYSTEM, Actor
from kernel.clock import today, utc_now
from kernel.text import Text
from ris_pacs.schedule import permissions
from ris_pacs.schedule.errors import OverrideNeedsRadiologist, SafetyNotAsked, SafetyStops
from ris_pacs.schedule.exams import locked, note
from ris_pacs.schedule.models import Exam, SafetyAnswer
from ris_pacs.schedule.safety import Concern, Kidneys, Person, Question, asked, judged
from ris_pacs.schedule.states import Contrast

EGFR, CREATININE = "98979-8", "14682-9"


@dataclass(frozen=True, slots=True)
class Asked:
    """The questions of an exam, the last answers, and what they mean today."""

    questions: tuple[Question, ...]
    last: SafetyAnswer | None
    concerns: list[Concern]
    kidneys: Kidneys
    needs_consent: bool

    @property
    def answered(self) -> bool:
        if not self.questions and not self.needs_consent:
            return True
        if self.last is None or {q.id for q in self.questions} - set(self.last.answers or {}):
            return False
        return self.last.consent or not self.needs_consent

    @property
    def stops(self) -> Concern | None:
        if self.last is not None and self.last.overridden:
            return None
        return next((c for c in self.concerns if c.stops), None)


def of_exam(db: Session, of: Exam) -> Asked:
    patient = patients.get(db, SYSTEM, of.patient_id)
    person = Person(_years(patient.birth_year), patient.sex is not patients.Sex.MALE)
    questions = asked(of.safety, of.modality, of.contrast, person)
    last = _last(db, of.id)
    given = of.contrast is Contrast.GIVEN
    kidneys = _kidneys(db, of.patient_id, person) if given else Kidneys(None, None)
    concerns = []
    if last is not None or given:
        concerns = judged(
            questions,
            (last.answers if last else {}) or {},
            contrast=of.contrast,
            modality=of.modality,
            kidneys=kidneys,
            now=utc_now(),
            emergency=of.urgency is Urgency.STAT,
        )
    if last is None:  # (what nobody was asked about is not answered, rather than against it)
        concerns = [c for c in concerns if c.id.startswith("egfr")]
    return Asked(questions, last, concerns, kidneys, given)


def _years(born: int | None) -> int | None:
    return None if born is None else today().year - born


def _last(db: Session, exam_id: UUID) -> SafetyAnswer | None:
    found = select(SafetyAnswer).where(SafetyAnswer.exam_id == exam_id)
    return db.exec(found.order_by(col(SafetyAnswer.id).desc()).limit(1)).first()


def last_answers(db: Session, ids: list[UUID]) -> dict[UUID, SafetyAnswer]:
    """The last answers of several exams, in one query."""
    if not ids:
        return {}
    found = select(SafetyAnswer).where(col(SafetyAnswer.exam_id).in_(ids))
    return {a.exam_id: a for a in db.exec(found.order_by(col(SafetyAnswer.id)))}


def _kidneys(db: Session, patient_id: UUID, person: Person) -> Kidneys:
    """The last eGFR, as reported or worked out from creatinine (adults, CKD-EPI 2021)."""
    found = cdr.latest(db, patient_id, [EGFR, CREATININE])
    told, raw = found.get(EGFR), found.get(CREATININE)
    if told is not None and (raw is None or told.at >= raw.at):
        return Kidneys(told.number, told.at)
    if raw is None or not raw.number or (person.years or 0) < 18:
        return Kidneys(told.number, told.at) if told else Kidneys(None, None)
    mg = float(raw.number) / 88.4
    k, a = (0.7, -0.241) if person.female else (0.9, -0.302)
    value = 142 * min(mg / k, 1) ** a * max(mg / k, 1) ** -1.200 * 0.9938 ** (person.years or 0)
    return Kidneys(Decimal(round(value * (1.012 if person.female else 1))), raw.at)


def answer(
    db: Session,
    actor: Actor,
    exam_id: UUID,
    *,
    answers: Mapping[str, str],
    consent: bool = False,
    overridden: str = "",
) -> SafetyAnswer:
    """What the patient said. `overridden`: why it is done against a stop (a radiologist only).
    Raises OverrideNeedsRadiologist."""
    found = locked(db, actor, exam_id)
    if overridden and not actor.holds(permissions.PROTOCOL):
        raise OverrideNeedsRadiologist
    before = of_exam(db, found)
    known = {q.id: answers.get(q.id, "unknown") for q in before.questions if q.id in answers}
    concerns = judged(
        before.questions,
        known,
        contrast=found.contrast,
        modality=found.modality,
        kidneys=before.kidneys,
        now=utc_now(),
        emergency=found.urgency is Urgency.STAT,
    )
    written = SafetyAnswer(
        exam_id=found.id,
        form=found.safety,
        answers=known,
        concerns=[_plain(c) for c in concerns],
        egfr=before.kidneys.egfr,
        egfr_at=before.kidneys.at,
        overridden=overridden,
        consent=consent,
        at=utc_now(),
        by=actor.id,
        by_name=actor.name,
    )
    db.add(written)
    note(db, actor, found, "safety", why=overridden)
    db.flush()
    return written


def _plain(of: Concern) -> dict[str, Any]:
    return {"id": of.id, "stops": of.stops, "vi": of.says.vi, "en": of.says.en}


def demand(db: Session, of: Exam) -> None:
    """Raises SafetyNotAsked, SafetyStops."""
    found = of_exam(db, of)
    if not found.answered and of.urgency is not Urgency.STAT:
        raise SafetyNotAsked(code=of.accession)
    if found.stops is not None:
        says = found.stops.says
        raise SafetyStops(code=of.accession, why=says.vi, why_en=says.en)


def missing(db: Session, of: Exam) -> str:
    """What was not asked of an exam that a machine has begun; empty where nothing is missing."""
    found = of_exam(db, of)
    if not found.answered:
        return "Máy đã chụp khi chưa trả lời bảng hỏi an toàn (safety questions unanswered)"
    if found.stops is not None:
        return f"Máy đã chụp dù: {found.stops.says.vi}"
    return ""


def warning(of: Exam, last: SafetyAnswer | None, *, asks: bool) -> Text:
    """What a list says beside an exam."""
    if asks and last is None:
        return Text("Chưa hỏi an toàn", "Safety not asked")
    if last and not last.overridden and any(c["stops"] for c in last.concerns or ()):
        return Text("Có cảnh báo dừng", "A stop stands")
    if of.contrast is Contrast.GIVEN and not (last and last.consent):
        return Text("Chưa cam kết thuốc cản quang", "No consent to contrast")
    return Text("", "")
