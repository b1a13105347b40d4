"""Shows that what is known of a patient is found and read on the screen (Appendix II, level 1)."""

from datetime import timedelta
from decimal import Decimal
from random import SystemRandom
from uuid import UUID

from sqlmodel import Session, col, func, select

from his.admin import service as admin
from his.catalogs import service as catalogs
from his.cdr import service as cdr
from his.encounters import service as encounters
from his.outpatient import service
from his.outpatient.diagnosing import Code
from his.outpatient.models import DiagnosisKind, Examination
from his.outpatient.vitals import PULSE
from his.patients import service as patients
from kernel.access import Actor
from kernel.clock import today
from kernel.errors import Refusal
from kernel.ids import new_id
from kernel.module import Checked, Claim, Demonstrated, Finding, InUse, Verdict
from kernel.text import Text

_NOTE = "Minh chứng: ghi rồi đọc lại"
_GATE_IS_WRONG = Finding(
    Verdict.NOT_MET,
    Text(
        "Cổng kết thúc khám không chặn hoặc không nêu đúng.",
        "The gate does not hold, or does not name what is missing.",
    ),
)


def a_record_is_written_by_one_and_read_by_another(db: Session) -> Finding:
    """A nurse registers and measures, a doctor finds the patient and reads it all."""
    rooms = admin.rooms(db, kind=admin.RoomKind.EXAM)
    if not rooms:
        return Finding(
            Verdict.NOT_MET,
            Text("Chưa khai báo phòng khám nào.", "There is no examination room."),
        )
    nurse, doctor = Actor(new_id(), "Điều dưỡng minh chứng"), Actor(new_id(), "Bác sĩ minh chứng")
    word = "".join(SystemRandom().choices("bcdghklmnpqrstvx", k=10))
    patient = patients.register(
        db, nurse, name=f"Minh Chứng {word}", birth="1980-05-17", sex=patients.Sex.FEMALE
    )
    visit = encounters.open(
        db,
        nurse,
        patient_id=patient.id,
        room_id=rooms[0].id,
        payer=encounters.Payer.SELF_PAY,
        reason=_NOTE,
        beyond_quota=True,
    )
    pulse = {PULSE.id: service.Reading(Decimal(72))}
    service.measure(db, nurse, visit.id, readings=pulse)
    encounters.begin(db, doctor, visit.id)
    service.write(db, doctor, visit.id, version=0, texts={"illness": _NOTE})

    reader = Actor(new_id(), "Bác sĩ khác")
    found = patients.search(db, reader, patient.code)[0]
    facts = cdr.latest(db, patient.id, [PULSE.loinc])
    written = service.examination(db, visit.id)
    seen = [each.patient.id for each in found] == [patient.id]
    if seen and facts[PULSE.loinc].number == 72 and written and written.illness == _NOTE:
        return Finding(
            Verdict.MET,
            Text(
                "Hồ sơ vừa ghi được tìm thấy theo mã và đọc đủ: hành chính, sinh hiệu, bệnh sử.",
                "The record just written is found by its code and read whole.",
            ),
        )
    return Finding(
        Verdict.NOT_MET,
        Text("Không đọc lại được hồ sơ vừa ghi.", "The record just written cannot be read."),
    )


def visits_are_written_here(db: Session) -> Finding:
    """How many visits have an electronic examination record; none of the closed ones is a fault."""
    total = db.exec(select(func.count(col(Examination.id)))).one()
    closed = func.count(col(encounters.Encounter.id))
    over = col(encounters.Encounter.closed_at).is_not(None)
    if total == 0 and (visits := db.exec(select(closed).where(over)).one()):
        return Finding(
            Verdict.NOT_MET,
            Text(
                f"{visits} lượt khám đã kết thúc mà không lượt nào có phiếu khám điện tử.",
                f"{visits} visits were closed, and none of them has an electronic record.",
            ),
        )
    if total == 0:
        return Finding(
            Verdict.NOT_REVIEWED,
            Text("Chưa có phiếu khám điện tử nào.", "There is no electronic record yet."),
        )
    return Finding(
        Verdict.MET,
        Text(f"{total} lượt khám có phiếu khám điện tử.", f"{total} visits have a record."),
    )


def a_visit_is_examined_and_closed(db: Session) -> Finding:
    """The gate names what is missing; once it is there, papers are issued and the visit ends."""
    rooms = admin.rooms(db, kind=admin.RoomKind.EXAM)
    if not rooms:
        return Finding(
            Verdict.NOT_MET,
            Text("Chưa khai báo phòng khám nào.", "There is no examination room."),
        )
    doctor = Actor(new_id(), "Bác sĩ minh chứng")
    word = "".join(SystemRandom().choices("bcdghklmnpqrstvx", k=10))
    patient = patients.register(
        db, doctor, name=f"Minh Chứng {word}", birth="1980-05-17", sex=patients.Sex.FEMALE
    )
    visit = encounters.open(
        db,
        doctor,
        patient_id=patient.id,
        room_id=rooms[0].id,
        payer=encounters.Payer.SELF_PAY,
        reason=_NOTE,
        beyond_quota=True,
    )
    encounters.begin(db, doctor, visit.id)
    before = {each.where for _, each in encounters.missing(db, visit)}
    if not _stays_open(db, doctor, visit.id):
        return _GATE_IS_WRONG
    if catalogs.entry(db, "icd10", "I10") is None:
        return Finding(
            Verdict.NOT_MET,
            Text("Chưa có danh mục ICD-10.", "The list of ICD-10 is missing."),
        )
    service.measure(db, doctor, visit.id, readings={PULSE.id: service.Reading(Decimal(72))})
    texts = {
        "reason": _NOTE,
        "organs": _NOTE,
        "conclusion": _NOTE,
        "outcome": service.Outcome.BETTER,
    }
    service.write(db, doctor, visit.id, version=0, texts=texts)
    main = Code(DiagnosisKind.MAIN, "I10")
    service.diagnose(db, doctor, visit.id, codes=[main])
    revisit = service.Revisit(on=today() + timedelta(days=7), diagnosis=_NOTE)
    paper = service.issue_paper(db, doctor, visit.id, content=revisit)
    ours = {"reason", "organs", "conclusion", "outcome", "diagnoses"}
    if admin.parameter(db, "his.outpatient.vitals_required"):
        ours.add("vitals")
    db.expire_all()
    after = {each.where for _, each in encounters.missing(db, visit)} & ours
    held = service.revisit_of(db, visit.id)
    if ours <= before and not after and held and held.code == paper.code:
        return Finding(
            Verdict.MET,
            Text(
                f"Cổng kết thúc khám chặn và nêu đúng {len(ours)} mục thiếu, đủ rồi thì thôi; "
                "giấy hẹn có số.",
                f"The gate held and named all {len(ours)} things that were missing, then none; "
                "a paper was numbered.",
            ),
        )
    return _GATE_IS_WRONG


def _stays_open(db: Session, doctor: Actor, visit_id: UUID) -> bool:
    """What misses something is not closed, whoever presses."""
    try:
        with db.begin_nested():
            service.close(db, doctor, visit_id, disposition=encounters.Disposition.HOME)
    except Refusal as refusal:
        return bool(refusal.facts.get("missing"))
    return False


CLAIMS = (
    Claim(
        "TT54/33",
        Text(
            "Khám ngoại trú: mẫu theo chuyên khoa, hội chẩn, thủ thuật, giấy tờ, cổng kết thúc.",
            "Examination: templates, consultation, procedures, papers, amendments, the gate.",
        ),
        (
            Checked("tests/his/outpatient/test_visit.py"),
            Checked("tests/his/outpatient/test_around.py"),
            Checked("tests/his/outpatient/test_papers.py"),
            Checked("tests/his/outpatient/test_vitals.py"),
            Demonstrated(a_visit_is_examined_and_closed),
            InUse(visits_are_written_here),
        ),
        screen="/visits",
    ),
    Claim(
        "TT54/L1.patient_info_access",
        Text(
            "Thông tin người bệnh được ghi, tìm và đọc trên máy theo quyền.",
            "Patients' information is written, found and read on the screen, by right.",
        ),
        (
            Checked("tests/his/outpatient/test_visit.py"),
            Checked("tests/his/cdr/test_facts.py"),
            Demonstrated(a_record_is_written_by_one_and_read_by_another),
            InUse(visits_are_written_here),
        ),
        screen="/patients",
    ),
)
