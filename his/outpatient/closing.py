"""What the examination wants to see before a visit ends."""

from sqlmodel import Session

from his.admin import service as admin
from his.cdr import service as cdr
from his.encounters.service import Encounter, VisitType
from his.encounters.slots import Missing
from his.outpatient import consulting, service
from his.outpatient.consultation_models import ConsultationState
from his.outpatient.models import DiagnosisKind
from his.outpatient.vitals import PULSE, SYSTOLIC, TEMPERATURE
from kernel.text import Text

_NEEDED = (
    ("reason", Text("Chưa ghi lý do khám.", "The reason for the visit is missing.")),
    ("organs", Text("Chưa ghi khám bộ phận.", "The examination is missing.")),
    ("conclusion", Text("Chưa ghi kết luận.", "The conclusion is missing.")),
    ("outcome", Text("Chưa chọn kết quả điều trị.", "The outcome is missing.")),
)


def missing(db: Session, encounter: Encounter) -> list[Missing]:
    """In the order of the page, each with the field where it is mended."""
    if encounter.visit_type is VisitType.SERVICE_ONLY:
        return []
    found: list[Missing] = []
    if admin.parameter(db, "his.outpatient.vitals_required") and not _measured(db, encounter):
        found.append(
            Missing(Text("Chưa đo sinh hiệu.", "Vital signs were not measured."), "vitals")
        )
    written = service.examination(db, encounter.id)
    for field, says in _NEEDED:
        if not (written and getattr(written, field)):
            found.append(Missing(says, field))
    kinds = {d.kind for d in service.diagnoses(db, encounter.id)}
    if DiagnosisKind.MAIN not in kinds:
        found.append(
            Missing(
                Text("Chưa có bệnh chính (ICD-10).", "There is no main diagnosis (ICD-10)."),
                "diagnoses",
            )
        )
    found += [
        Missing(
            Text(
                "Yêu cầu khám chuyên khoa chưa được trả lời.",
                "A consultation was not answered yet.",
            ),
            "consultations",
        )
        for each in consulting.of_encounter(db, encounter.id)
        if each.state is ConsultationState.ASKED
    ]
    return found


def _measured(db: Session, encounter: Encounter) -> bool:
    codes = [PULSE.loinc, TEMPERATURE.loinc, SYSTOLIC.loinc]
    return bool(cdr.latest(db, encounter.patient_id, codes, encounter_id=encounter.id))
