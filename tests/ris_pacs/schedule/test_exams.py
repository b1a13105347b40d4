"""An order's way through imaging: in, looked at, planned, taken; and out of it again."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlmodel import Session, col, select

from his.cdr import service as cdr
from his.orders import service as orders
from his.orders.service import OrderState, Urgency
from his.patients import service as patients
from kernel.access import SYSTEM
from kernel.clock import local_now, utc_now
from ris_pacs.archive.models import ImagingStudy, StudyState
from ris_pacs.dicom.slots import Caller, WorklistQuestion
from ris_pacs.schedule import incoming, keeping, pictures, worklist
from ris_pacs.schedule import service as schedule
from ris_pacs.schedule.errors import (
    MachineDoesNot,
    OutsideMachineHours,
    OverrideNeedsRadiologist,
    ProtocolFirst,
    SafetyNotAsked,
    SafetyStops,
    SideIsMissing,
    SlotOfMachineTaken,
)
from ris_pacs.schedule.machines import save_procedure
from ris_pacs.schedule.models import Exam
from ris_pacs.schedule.states import Contrast, ExamState, Known, Side
from tests.ris_pacs.pictures import keep, picture
from tests.ris_pacs.schedule import radiology
from tests.ris_pacs.schedule.radiology import RADIOGRAPHER, RADIOLOGIST, Department


@pytest.fixture
def here(db: Session) -> Department:
    return radiology.build(db)


def _tells(db: Session, title: str) -> list[str]:
    who = Caller(SYSTEM.id, title, title, "", None, True, True, False, True)
    told = worklist.of_machine(db, who, WorklistQuestion())
    return [str(i[0x00080050]) for i in told.items]


def test_an_order_is_an_exam_at_once(db: Session, here: Department) -> None:
    exam = radiology.exam(db, here)
    order = orders.get(db, SYSTEM, exam.order_id)
    assert exam.accession == order.code
    assert exam.study_uid == f"2.25.{exam.id.int}"
    assert (exam.state, exam.machine_id) == (ExamState.ACCEPTED, here.ct.id)
    assert order.state is OrderState.PLACED  # nobody has worked on it
    assert _tells(db, "CT1") == [exam.accession]


def test_what_imaging_knows_nothing_of_is_answered_by_hand(db: Session, here: Department) -> None:
    order = radiology.order(db, here, "KHAC")
    assert schedule.exam_of_order(db, order.id) is None
    orders.fulfil(db, SYSTEM, order.id, text="Bình thường")


def test_what_was_answered_by_hand_leaves_the_list(db: Session, here: Department) -> None:
    exam = radiology.exam(db, here)
    orders.fulfil(db, SYSTEM, exam.order_id, text="Bình thường")
    assert exam.state is ExamState.REPLACED
    assert _tells(db, "CT1") == []


def test_a_cancelled_order_is_gone_from_the_machine(db: Session, here: Department) -> None:
    exam = radiology.exam(db, here)
    orders.cancel(db, SYSTEM, exam.order_id, reason="Không cần nữa")
    assert exam.state is ExamState.CANCELLED
    assert _tells(db, "CT1") == []


def test_stat_comes_first_and_what_is_done_drops_off(db: Session, here: Department) -> None:
    first = radiology.exam(db, here)
    stat = radiology.exam(db, here, urgency=Urgency.STAT)
    assert _tells(db, "CT1") == [stat.accession, first.accession]
    radiology.safe(db, stat)
    schedule.start(db, RADIOGRAPHER, stat.id)
    schedule.finish(db, RADIOGRAPHER, stat.id, images=3)
    assert _tells(db, "CT1") == [first.accession]
    assert orders.get(db, SYSTEM, stat.order_id).held_by == "ris_pacs"


def test_a_missing_side_blocks(db: Session, here: Department) -> None:
    exam = radiology.exam(db, here, "XQ-GOI")
    assert exam.state is ExamState.ORDERED
    assert _tells(db, "DX1") == []
    with pytest.raises(SideIsMissing):
        schedule.accept(db, RADIOGRAPHER, exam.id)
    schedule.accept(db, RADIOGRAPHER, exam.id, side=Side.LEFT)
    assert _tells(db, "DX1") == [exam.accession]
    said = radiology.exam(db, here, "XQ-GOI", note="Đau gối phải")
    assert (said.side, said.state) == (Side.RIGHT, ExamState.ACCEPTED)
    unsure = radiology.exam(db, here, "XQ-GOI", note="phải chụp sớm")
    assert unsure.side is Side.NONE


def test_contrast_asks_for_protocol_kidneys_and_consent(db: Session, here: Department) -> None:
    exam = radiology.exam(db, here, "CT-NGUC")
    assert exam.state is ExamState.ORDERED
    with pytest.raises(ProtocolFirst):
        schedule.accept(db, RADIOGRAPHER, exam.id)
    schedule.protocol(db, RADIOLOGIST, exam.id, text="Động mạch", contrast=Contrast.GIVEN)
    assert _tells(db, "CT1") == [exam.accession]
    with pytest.raises(SafetyNotAsked):
        schedule.start(db, RADIOGRAPHER, exam.id)
    radiology.safe(db, exam)
    with pytest.raises(SafetyStops, match="eGFR"):
        schedule.start(db, RADIOGRAPHER, exam.id)
    _egfr(db, exam, "24")
    with pytest.raises(SafetyStops, match="24"):
        schedule.start(db, RADIOGRAPHER, exam.id)
    _egfr(db, exam, "88")
    assert schedule.start(db, RADIOGRAPHER, exam.id).started_at is not None


def _egfr(db: Session, exam: Exam, value: str) -> None:
    cdr.record(
        db,
        SYSTEM,
        patient_id=exam.patient_id,
        encounter_id=exam.encounter_id,
        category=cdr.Category.LABORATORY,
        at=utc_now(),
        source="test",
        facts=[cdr.Fact(code="98979-8", name="eGFR", number=Decimal(value))],
    )


def test_pregnancy_stops_unless_a_radiologist_says_why(db: Session, here: Department) -> None:
    exam = radiology.exam(db, here, at=radiology.visit(db, here, birth="1996-02-11"))
    assert {q.id for q in schedule.of_exam(db, exam).questions} == {"pregnant"}
    schedule.answer(db, RADIOGRAPHER, exam.id, answers={"pregnant": "unknown"})
    with pytest.raises(SafetyStops):
        schedule.start(db, RADIOGRAPHER, exam.id)
    with pytest.raises(OverrideNeedsRadiologist):
        schedule.answer(
            db, RADIOGRAPHER, exam.id, answers={"pregnant": "yes"}, overridden="Cấp cứu"
        )
    schedule.answer(db, RADIOLOGIST, exam.id, answers={"pregnant": "yes"}, overridden="Cấp cứu")
    schedule.start(db, RADIOGRAPHER, exam.id)


def test_two_never_get_the_same_time(db: Session, here: Department) -> None:
    one, two = radiology.exam(db, here), radiology.exam(db, here)
    at = (local_now() + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)
    schedule.schedule(db, RADIOGRAPHER, one.id, machine_id=here.ct.id, at=at)
    with pytest.raises(SlotOfMachineTaken):
        schedule.schedule(
            db, RADIOGRAPHER, two.id, machine_id=here.ct.id, at=at + timedelta(minutes=10)
        )
    with pytest.raises(OutsideMachineHours):
        schedule.schedule(db, RADIOGRAPHER, two.id, machine_id=here.ct.id, at=at.replace(hour=20))
    with pytest.raises(MachineDoesNot):
        schedule.schedule(db, RADIOGRAPHER, two.id, machine_id=here.mr.id, at=at)
    slots = schedule.day_of(db, here.ct, at.date())
    assert [s.exam.id for s in slots if s.exam] == [one.id]
    assert all(not (s.at == at and s.exam is None) for s in slots)


def test_another_technique_is_another_order_at_its_price(db: Session, here: Department) -> None:
    old = radiology.exam(db, here)
    new = schedule.exchange(
        db, RADIOLOGIST, old.id, service_code="CT-NGUC", reason="Nghi thuyên tắc phổi"
    )
    assert (old.state, old.replaced_by) == (ExamState.REPLACED, new.id)
    before, after = (orders.get(db, SYSTEM, e.order_id) for e in (old, new))
    assert before.state is OrderState.REFUSED
    assert before.ended_reason == "Nghi thuyên tắc phổi"
    assert (after.price, after.encounter_id) == (Decimal(900000), before.encounter_id)
    schedule.add_on(db, RADIOLOGIST, new.id, service_code="CT-SO", reason="Đau đầu")


def test_pictures_alone_begin_and_end_an_exam(db: Session, here: Department) -> None:
    exam = radiology.exam(db, here)
    _came(db, exam)
    assert (exam.state, exam.known_by) == (ExamState.IN_PROGRESS, Known.PICTURES)
    pictures.settle_quiet(db)
    assert exam.state is ExamState.IN_PROGRESS
    study = db.exec(select(ImagingStudy).where(ImagingStudy.uid == exam.study_uid)).one()
    study.changed_at = utc_now() - timedelta(minutes=30)
    db.flush()
    pictures.settle_quiet(db)
    assert (exam.state, exam.images) == (ExamState.DONE, 1)


def _came(db: Session, exam: Exam) -> None:
    patient = _patient(db, exam)
    keep(
        db,
        picture(
            StudyInstanceUID=exam.study_uid,
            PatientID=patient.code,
            PatientName=patient.name.replace(" ", "^", 1),
            PatientBirthDate=(patient.birth or "").replace("-", ""),
        ),
    )


def _patient(db: Session, exam: Exam) -> patients.Patient:
    return patients.get(db, SYSTEM, exam.patient_id)


def test_pictures_under_our_uid_need_our_patient(db: Session, here: Department) -> None:
    exam, other = radiology.exam(db, here), radiology.exam(db, here)
    stranger = _patient(db, other)
    keep(
        db,
        picture(
            StudyInstanceUID=exam.study_uid,
            PatientID=stranger.code,
            PatientName=stranger.name.replace(" ", "^", 1),
            PatientBirthDate=(stranger.birth or "").replace("-", ""),
        ),
    )
    study = db.exec(select(ImagingStudy).where(col(ImagingStudy.uid) == exam.study_uid)).one()
    assert study.state is StudyState.UNMATCHED
    assert exam.state is ExamState.ACCEPTED


def test_what_an_exam_took_and_what_went_wrong_is_kept(db: Session, here: Department) -> None:
    exam = radiology.exam(db, here)
    keeping.consume(
        db,
        RADIOGRAPHER,
        exam.id,
        kind="contrast",
        name="Iohexol 350",
        quantity=Decimal(80),
        unit="ml",
    )
    keeping.happened(db, RADIOGRAPHER, exam.id, kind="reject", reason="motion", images=2)
    assert [c.quantity for c in keeping.consumed(db, exam.id)] == [Decimal(80)]
    assert [i.reason for i in keeping.incidents(db, exam.id)] == ["motion"]


def test_what_happened_while_imaging_was_off_is_caught_up(db: Session, here: Department) -> None:
    cancelled, missed = radiology.exam(db, here), radiology.order(db, here, "KHAC")
    order = orders.get(db, SYSTEM, cancelled.order_id)
    order.state, order.ended_reason = OrderState.CANCELLED, "Thôi"  # as with the module off
    save_procedure(db, SYSTEM, service_code="KHAC", name="", modality="CT")
    incoming.catch_up(db, local_now().date())
    assert cancelled.state.value == "cancelled"
    came = schedule.exam_of_order(db, missed.id)
    assert came is not None
    assert _tells(db, "CT1") == [came.accession]
