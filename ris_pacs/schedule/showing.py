"""Exams and machines as the API gives them: each list in a constant number of queries."""

from collections import Counter
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, func, select

from his.admin import service as admin
from his.patients import service as patients
from kernel import audit
from kernel.access import Actor
from kernel.schemas import said
from kernel.text import Text
from ris_pacs.schedule import asking, dosing, exams, keeping, notices, planning
from ris_pacs.schedule.machines import machines, procedure_of, procedures_of
from ris_pacs.schedule.models import Exam, Machine, Procedure
from ris_pacs.schedule.schemas import (
    ConsumptionOut,
    ExamDoseOut,
    ExamIncidentOut,
    ExamPatientOut,
    ExamSafetyOut,
    ExamStepOut,
    ImagingExamOut,
    ImagingExamWholeOut,
    ImagingMachineOut,
    ImagingProcedureOut,
    SafetyConcernOut,
    SafetyQuestionOut,
)
from ris_pacs.schedule.states import ENDED

_NOTHING = Text("", "")


def lines(db: Session, actor: Actor, found: Sequence[Exam]) -> list[ImagingExamOut]:
    people = patients.briefs(db, actor, {e.patient_id for e in found})
    audit.read_list(db, "patient", {e.patient_id for e in found}, "ris_pacs.schedule.exams")
    known = procedures_of(db, {e.service_code for e in found})
    shown = {m.id: m for m in machines(db, active=None)}
    rooms = {r.id: r.code for r in admin.rooms(db, active=None)}
    said_of = notices.of_rows(db, [_row(e, people[e.patient_id]) for e in found if _open(e)])
    return [
        _line(e, people[e.patient_id], known, shown, rooms, said_of.get(e.id, _NOTHING))
        for e in found
        if e.patient_id in people
    ]


def _open(of: Exam) -> bool:
    return of.state not in ENDED


def _row(of: Exam, who: patients.Brief) -> Any:
    return SimpleNamespace(
        id=of.id,
        order_id=of.order_id,
        service_code=of.service_code,
        side=of.side,
        birth=who.birth,
        sex=who.sex,
        modality=of.modality,
        contrast=of.contrast,
        urgency=of.urgency,
    )


def _line(
    of: Exam,
    who: patients.Brief,
    known: dict[str, Procedure],
    shown: dict[UUID, Machine],
    rooms: dict[UUID, str],
    notice: Text,
) -> ImagingExamOut:
    procedure = known.get(of.service_code)
    machine = shown.get(of.machine_id) if of.machine_id else None
    return ImagingExamOut(
        id=of.id,
        version=of.version,
        order_id=of.order_id,
        encounter_id=of.encounter_id,
        accession=of.accession,
        study_uid=of.study_uid,
        patient=ExamPatientOut(
            id=who.id,
            code=who.code,
            name=who.name,
            birth=who.birth,
            sex=who.sex.value,
            age=said(who.age),
        ),
        modality=of.modality,
        procedure=of.procedure_name,
        service_code=of.service_code,
        side=of.side,
        needs_side=bool(procedure and procedure.needs_side),
        contrast=of.contrast,
        bedside=of.bedside,
        urgency=of.urgency,
        indication=of.indication,
        state=of.state,
        known_by=of.known_by,
        ordered_at=of.ordered_at,
        ordered_by=of.ordered_by_name,
        due_at=of.due_at,
        planned_at=of.planned_at,
        minutes=of.minutes,
        machine_id=of.machine_id,
        machine=machine.code if machine else "",
        room=rooms.get(of.room_id, "") if of.room_id else "",
        protocol=of.protocol,
        arrived_at=of.arrived_at,
        called=of.called,
        started_at=of.started_at,
        ended_at=of.ended_at,
        performed_by=of.performed_by_name,
        images=of.images,
        notice=said(notice),
    )


def one(db: Session, actor: Actor, of: Exam) -> ImagingExamOut:
    return lines(db, actor, [of])[0]


def whole(db: Session, actor: Actor, of: Exam) -> ImagingExamWholeOut:
    audit.read(db, ("patient", of.patient_id))
    known = procedure_of(db, of.service_code)
    first, *repeats = lines(db, actor, [of, *planning.repeats(db, of)])
    return ImagingExamWholeOut(
        exam=first,
        safety=safety(db, of),
        history=[
            ExamStepOut(
                act=e.act, state=e.state, known_by=e.known_by, note=e.note, at=e.at, by=e.by_name
            )
            for e in exams.history(db, of.id)
        ],
        consumption=[ConsumptionOut.model_validate(c) for c in keeping.consumed(db, of.id)],
        incidents=[ExamIncidentOut.model_validate(i) for i in keeping.incidents(db, of.id)],
        doses=[ExamDoseOut.model_validate(d) for d in dosing.of_exam(db, of.id)],
        ctdi_vol=of.ctdi_vol,
        dlp=of.dlp,
        dap=of.dap,
        preparation=known.preparation if known else "",
        protocols=list((known.protocols if known else None) or ()),
        repeats=repeats,
        ended_reason=of.ended_reason,
    )


def safety(db: Session, of: Exam) -> ExamSafetyOut:
    found = asking.of_exam(db, of)
    answers = (found.last.answers if found.last else None) or {}
    return ExamSafetyOut(
        form=of.safety,
        questions=[
            SafetyQuestionOut(
                id=q.id, asks=said(q.asks), stops=q.weight == "stop", answer=answers.get(q.id, "")
            )
            for q in found.questions
        ],
        concerns=[
            SafetyConcernOut(id=c.id, stops=c.stops, says=said(c.says)) for c in found.concerns
        ],
        answered=found.answered,
        needs_consent=found.needs_consent,
        consent=bool(found.last and found.last.consent),
        overridden=found.last.overridden if found.last else "",
        egfr=found.kidneys.egfr,
        egfr_at=found.kidneys.at,
        at=found.last.at if found.last else None,
        by=found.last.by_name if found.last else "",
    )


def machine_lines(db: Session, found: Sequence[Machine]) -> list[ImagingMachineOut]:
    rooms = {r.id: f"{r.code} {r.name}" for r in admin.rooms(db, active=None)}
    waits: Counter[UUID] = Counter()
    counted = (
        select(col(Exam.machine_id), func.count())
        .where(col(Exam.closed_at).is_(None), col(Exam.machine_id).is_not(None))
        .group_by(col(Exam.machine_id))
    )
    for machine_id, many in db.exec(counted):
        waits[machine_id] = many  # type: ignore[index]
    return [
        ImagingMachineOut(
            **m.model_dump(exclude={"created_at", "updated_at"}),
            room=rooms.get(m.room_id, "") if m.room_id else "",
            waiting=waits[m.id],
        )
        for m in found
    ]


def procedure_line(of: Procedure) -> ImagingProcedureOut:
    return ImagingProcedureOut.model_validate(
        {**of.model_dump(), "protocols": list(of.protocols or ())}
    )
