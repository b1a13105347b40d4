from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from his.cdr import service as cdr
from his.encounters import service as encounters
from his.outpatient import (
    consulting,
    glancing,
    paper_routes,
    permissions,
    service,
    summary,
    vitals,
    work_routes,
)
from his.outpatient.diagnosing import Code
from his.outpatient.models import Outcome
from his.outpatient.paper_schemas import VisitPaperOut
from his.outpatient.schemas import (
    AmendIn,
    AmendmentOut,
    CloseIn,
    ConsultationOut,
    DiagnosesIn,
    DiagnosesOut,
    DiagnosisOut,
    DoubtOut,
    ExaminationIn,
    ExaminationOut,
    KnownOut,
    MeasureOut,
    StillMissingOut,
    VisitClosedOut,
    VisitOut,
    VitalOut,
    VitalsIn,
    VitalsOut,
    WarningOut,
)
from kernel import audit
from kernel.access import Actor, Requires
from kernel.db import Db
from kernel.errors import Invalid
from kernel.paging import Page
from kernel.routing import PDF, Router, pdf
from kernel.schemas import said
from kernel.text import Language, Text

visits = Router(prefix="/outpatient", tags=["his.outpatient"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
Measurer = Annotated[Actor, Depends(Requires(permissions.MEASURE))]
Doctor = Annotated[Actor, Depends(Requires(permissions.WRITE))]
Closer = Annotated[Actor, Depends(Requires(permissions.CLOSE))]
Amender = Annotated[Actor, Depends(Requires(permissions.AMEND))]
Printer = Annotated[Actor, Depends(Requires(permissions.PRINT))]


class NotAnAnswer(Invalid):
    """The amended value does not fit the field."""

    says = Text("Giá trị mới không hợp lệ cho mục này.", "The new value does not fit this field.")


@visits.get("/measures")
def measures(_: Reader) -> Page[MeasureOut]:
    """The vital signs that are taken here, with their units and limits."""
    items = [
        MeasureOut(
            id=m.id,
            code=m.loinc,
            title=said(m.title),
            unit=m.unit,
            shown_unit=m.shown_unit,
            least=m.possible[0],
            most=m.possible[1],
            usual_least=m.usual[0],
            usual_most=m.usual[1],
            places=m.places,
            other_units=sorted(m.units or {}),
        )
        for m in vitals.MEASURES
    ]
    return Page(items=items, next=None)


@visits.get("/visits/{encounter_id}")
def visit(encounter_id: UUID, actor: Reader, db: Db) -> VisitOut:
    """What the examination page needs, in one answer."""
    encounter = encounters.get(db, actor, encounter_id)
    audit.read(db, ("patient", encounter.patient_id))
    found = service.examination(db, encounter.id)
    signs = cdr.latest(db, encounter.patient_id, list(vitals.BY_LOINC), encounter_id=encounter.id)
    earlier = cdr.latest(db, encounter.patient_id, list(vitals.BY_LOINC))
    return VisitOut(
        encounter_id=encounter.id,
        patient_id=encounter.patient_id,
        state=encounter.state,
        examination=ExaminationOut.model_validate(found) if found else None,
        vitals=_vitals(signs.values()),
        earlier_vitals=_vitals(o for o in earlier.values() if o.encounter_id != encounter.id),
        diagnoses=[DiagnosisOut.model_validate(d) for d in service.diagnoses(db, encounter.id)],
        missing=_missing(db, encounter),
        amendments=[AmendmentOut.model_validate(a) for a in service.amendments(db, encounter.id)],
        papers=[VisitPaperOut.model_validate(p) for p in service.papers_of(db, encounter.id)],
        consultations=[
            ConsultationOut.model_validate(c) for c in consulting.of_encounter(db, encounter.id)
        ],
        known=KnownOut.model_validate(glancing.known(db, actor, encounter)),
    )


@visits.post("/visits/{encounter_id}/vitals", status_code=201)
def measure(encounter_id: UUID, given: VitalsIn, actor: Measurer, db: Db) -> VitalsOut:
    """Record one round of vital signs. 422 VitalsNotPlausible carries `can_confirm`."""
    readings: dict[str, service.Reading] = {
        r.id: service.Reading(r.value, r.unit) for r in given.readings
    }
    written, doubts = service.measure(
        db, actor, encounter_id, readings=readings, at=given.at, confirmed=given.confirmed
    )
    return VitalsOut(
        written=_vitals(written),
        doubts=[DoubtOut(id=d.id, trouble=d.trouble, says=said(d.says)) for d in doubts],
    )


@visits.put("/visits/{encounter_id}/examination")
def write(encounter_id: UUID, given: ExaminationIn, actor: Doctor, db: Db) -> ExaminationOut:
    """Save what the doctor has written so far."""
    texts = given.model_dump(exclude={"version"})
    if given.sections is None:
        del texts["sections"]  # a form that knows no sections leaves them
    saved = service.write(db, actor, encounter_id, version=given.version, texts=texts)
    return ExaminationOut.model_validate(saved)


@visits.put("/visits/{encounter_id}/diagnoses")
def diagnose(encounter_id: UUID, given: DiagnosesIn, actor: Doctor, db: Db) -> DiagnosesOut:
    """Put these codes in the place of the visit's diagnoses."""
    codes = [Code(d.kind, d.code, d.note) for d in given.diagnoses]
    standing, warnings = service.diagnose(db, actor, encounter_id, codes=codes)
    return DiagnosesOut(
        diagnoses=[DiagnosisOut.model_validate(d) for d in standing],
        warnings=[WarningOut(rule=w.rule, code=w.code, says=said(w.says)) for w in warnings],
    )


@visits.get("/visits/{encounter_id}/missing")
def missing(encounter_id: UUID, actor: Reader, db: Db) -> Page[StillMissingOut]:
    """What must be done before this visit can be closed."""
    encounter = encounters.get(db, actor, encounter_id)
    audit.read(db, ("patient", encounter.patient_id))
    return Page(items=_missing(db, encounter), next=None)


@visits.post("/visits/{encounter_id}/closing")
def close(encounter_id: UUID, given: CloseIn, actor: Closer, db: Db) -> VisitClosedOut:
    """End the visit. 409 NotReadyToClose names everything that is missing."""
    closed = service.close(db, actor, encounter_id, disposition=given.disposition)
    return VisitClosedOut(
        encounter_id=closed.id,
        patient_id=closed.patient_id,
        state=closed.state,
        disposition=given.disposition,
    )


@visits.post("/visits/{encounter_id}/amendments", status_code=201)
def amend(encounter_id: UUID, given: AmendIn, actor: Amender, db: Db) -> AmendmentOut:
    """Change one field of a closed visit; the old text stays beside the new one."""
    change = service.amend(
        db,
        actor,
        encounter_id,
        field=given.field,
        value=_value(given.field, given.value),
        reason=given.reason,
        version=given.version,
    )
    return AmendmentOut.model_validate(change)


@visits.post("/visits/{encounter_id}/prints/summary", responses=PDF, response_class=Response)
def print_summary(
    encounter_id: UUID, actor: Printer, db: Db, language: Annotated[Language, Query()] = "vi"
) -> Response:
    """The visit summary (phiếu khám bệnh) as PDF."""
    printed = summary.print_summary(db, actor, encounter_id, language=language)
    return pdf(printed, "phieu-kham-benh")


def _vitals(observations: Iterable[cdr.Observation]) -> list[VitalOut]:
    order = list(vitals.BY_LOINC)
    shown = []
    for each in sorted(observations, key=lambda o: order.index(o.code)):
        measure_ = vitals.BY_LOINC[each.code]
        shown.append(
            VitalOut(
                id=each.id,
                measure=measure_.id,
                code=each.code,
                name=each.name,
                number=each.number,
                unit=each.unit,
                shown_unit=measure_.shown_unit,
                flag=each.flag,
                at=each.at,
                recorded_by_name=each.recorded_by_name,
            )
        )
    return shown


def _missing(db: Db, encounter: encounters.Encounter) -> list[StillMissingOut]:
    if encounter.state is not encounters.EncounterState.IN_PROGRESS:
        return []
    wanted = encounters.missing(db, encounter)
    return [StillMissingOut(says=said(each.says), where=each.where) for _, each in wanted]


def _value(field: str, text: str) -> Any:
    """An amended value as its field keeps it."""
    try:
        match field:
            case "outcome":
                return Outcome(text)
            case "follow_up":
                return date.fromisoformat(text) if text else None
            case _:
                return text
    except ValueError as error:
        raise NotAnAnswer from error


router = APIRouter()
for _part in (paper_routes.router, work_routes.router, visits):
    router.include_router(_part)
