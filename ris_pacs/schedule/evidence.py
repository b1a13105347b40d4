"""Shows that orders of imaging are judged and planned (TT54/65), and that the machines' list is
the department's own (TT54/66)."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal

from sqlmodel import Session

from his.cdr import service as cdr
from his.orders import service as orders
from his.patients import service as patients
from kernel.access import SYSTEM, Actor
from kernel.clock import local_now, utc_now
from kernel.ids import new_id
from kernel.module import Checked, Claim, Demonstrated, Finding, Verdict
from kernel.text import Text
from ris_pacs.dicom.slots import StepSaid
from ris_pacs.schedule import asking, exams, permissions, planning, steps, working
from ris_pacs.schedule.errors import (
    ProtocolFirst,
    SafetyNotAsked,
    SafetyStops,
    SideIsMissing,
    SlotOfMachineTaken,
)
from ris_pacs.schedule.models import Exam
from ris_pacs.schedule.proving import (
    EVERYTHING,
    Scene,
    accessions,
    code_of,
    listed,
    ordered,
    scene_of,
)
from ris_pacs.schedule.states import Contrast, ExamState, Side

_REFUSALS = (ProtocolFirst, SafetyNotAsked, SafetyStops, SideIsMissing, SlotOfMachineTaken)


def _refused(what: type[Exception], by: Callable[[], object]) -> bool:
    """Whether it was refused for that reason."""
    try:
        by()
    except _REFUSALS as error:
        return isinstance(error, what)
    return False


def _told(steps_: Iterator[tuple[str, bool]], says: Text) -> Finding:
    failed = next((step for step, held in steps_ if not held), None)
    if failed:
        text = Text(f"Bước “{failed}” không đúng.", f"The step “{failed}” failed.")
        return Finding(Verdict.NOT_MET, text)
    return Finding(Verdict.MET, says)


_NO_ROOM = Finding(
    Verdict.NOT_MET, Text("Chưa có phòng nhận chỉ định.", "There is no room that orders.")
)


def an_order_of_imaging_is_judged_and_planned(db: Session) -> Finding:
    """Side, protocol, pregnancy, kidneys, a slot, the order withdrawn: each as it must be."""
    scene = scene_of(db)
    if scene is None:
        return _NO_ROOM
    return _told(
        _judged(db, scene),
        Text(
            "Thiếu bên thì chặn; cản quang chờ bác sĩ duyệt; thai chưa rõ và eGFR thấp thì dừng, "
            "bác sĩ mới được cho làm; mỗi giờ máy một ca; đổi kỹ thuật thì giá theo chỉ định mới; "
            "huỷ ở HIS thì máy không còn thấy.",
            "A missing side blocks; contrast waits for a protocol; unknown pregnancy and low eGFR "
            "stop it unless a radiologist says why; one exam a slot; another technique has its "
            "own price; what is cancelled is gone from the machine.",
        ),
    )


def _judged(db: Session, of: Scene) -> Iterator[tuple[str, bool]]:
    knee = ordered(db, of, of.plain)
    yield (
        "side",
        knee.state is ExamState.ORDERED
        and _refused(SideIsMissing, lambda: planning.accept(db, of.reader, knee.id)),
    )
    planning.accept(db, of.reader, knee.id, side=Side.LEFT)
    yield "accepted", accessions(db, of) == [knee.accession]
    chest = ordered(db, of, of.contrast)
    clerk = Actor(new_id(), "KTV minh chứng", EVERYTHING - {permissions.PROTOCOL.id})
    yield (
        "protocol first",
        _refused(ProtocolFirst, lambda: planning.accept(db, clerk, chest.id))
        and chest.accession not in accessions(db, of),
    )
    planning.protocol(db, of.reader, chest.id, text="Động mạch", contrast=Contrast.GIVEN)
    yield "not asked", _refused(SafetyNotAsked, lambda: working.start(db, clerk, chest.id))
    questions = {q.id: "no" for q in asking.of_exam(db, chest).questions}
    unsure = questions | {"pregnant": "unknown"}
    _kidneys(db, chest, 90)
    asking.answer(db, clerk, chest.id, answers=unsure, consent=True)
    yield (
        "pregnancy",
        "pregnant" in questions
        and _refused(SafetyStops, lambda: working.start(db, clerk, chest.id)),
    )
    asking.answer(db, clerk, chest.id, answers=questions, consent=True)
    _kidneys(db, chest, 22)
    yield "eGFR", _refused(SafetyStops, lambda: working.start(db, clerk, chest.id))
    at = (local_now() + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)
    on = of.machine.id
    planning.schedule(db, clerk, chest.id, machine_id=on, at=at)
    yield (
        "one exam a slot",
        _refused(
            SlotOfMachineTaken,
            lambda: planning.schedule(
                db, clerk, knee.id, machine_id=on, at=at + timedelta(minutes=10)
            ),
        ),
    )
    other = planning.exchange(
        db, of.reader, chest.id, service_code=of.plain, reason="Không cần tiêm"
    )
    old = orders.get(db, SYSTEM, chest.order_id)
    yield (
        "another technique",
        (old.state, other.order_id != old.id)
        == (
            orders.OrderState.REFUSED,
            True,
        ),
    )
    planning.protocol(db, of.reader, other.id, text="", side=Side.RIGHT)
    yield "on the list", other.accession in accessions(db, of)
    orders.cancel(db, of.doctor, other.order_id, reason="Không làm nữa")
    yield "cancelled", accessions(db, of) == [knee.accession]
    _kidneys(db, knee, 90)


def _kidneys(db: Session, of: Exam, egfr: int) -> None:
    cdr.record(
        db,
        SYSTEM,
        patient_id=of.patient_id,
        encounter_id=of.encounter_id,
        category=cdr.Category.LABORATORY,
        at=utc_now(),
        source="ris_pacs.schedule",
        facts=[cdr.Fact(code=asking.EGFR, name="eGFR", number=Decimal(egfr))],
    )
    db.flush()


def the_machine_sees_the_departments_list(db: Session) -> Finding:
    """At once, STAT first, renamed at once; begun and done by the machine; what is done is gone."""
    scene = scene_of(db)
    if scene is None:
        return _NO_ROOM
    return _told(
        _seen(db, scene),
        Text(
            "Chỉ định có trên máy ngay, cấp cứu đứng đầu, đổi tên thấy ngay; máy báo bắt đầu và "
            "xong (MPPS) thì ca đi theo và rời danh sách; máy báo sai người thì chờ người khớp.",
            "Orders are on the machine at once, STAT first, a new name at once; what the machine "
            "begins and ends (MPPS) moves the exam and leaves the list; what names another "
            "patient waits for a person.",
        ),
    )


def _seen(db: Session, of: Scene) -> Iterator[tuple[str, bool]]:
    first = ordered(db, of, of.plain, "bên trái")
    stat = ordered(db, of, of.plain, "bên phải", stat=True)
    yield "at once, STAT first", accessions(db, of) == [stat.accession, first.accession]
    person = patients.get(db, SYSTEM, of.visit.patient_id)
    patients.update(
        db, SYSTEM, person.id, version=person.version, name="Phạm Đổi Tên",
        birth=person.birth, sex=person.sex,
    )  # fmt: skip
    told = listed(db, of)
    yield "renamed", {str(i[0x00100010]) for i in told} == {"Phạm^Đổi Tên"}
    yield "ours", {str(i[0x0020000D]) for i in told} == {first.study_uid, stat.study_uid}
    begun = StepSaid(
        uid=f"2.25.{new_id().int}",
        status=steps.BEGUN,
        patient_code=code_of(db, of),
        study_uid=stat.study_uid,
        performer="KTV minh chứng",
    )
    steps.create(db, of.caller, begun)
    yield "begun", _state(db, stat) is ExamState.IN_PROGRESS
    steps.change(db, of.caller, StepSaid(uid=begun.uid, status=steps.COMPLETED, images=2))
    yield "done", _state(db, stat) is ExamState.DONE
    yield "gone from the list", accessions(db, of) == [first.accession]
    wrong = StepSaid(
        uid=f"2.25.{new_id().int}",
        status=steps.BEGUN,
        patient_code="0",
        accession=first.accession,
    )
    steps.create(db, of.caller, wrong)
    waiting = {s.uid for s in steps.unmatched(db, after=None, limit=50)[0]}
    yield "of another patient", _state(db, first) is ExamState.ACCEPTED and wrong.uid in waiting


def _state(db: Session, of: Exam) -> ExamState:
    db.flush()
    db.expire_all()
    return exams.exam(db, SYSTEM, of.id).state


_TESTS = "tests/ris_pacs/schedule"

CLAIMS = (
    Claim(
        "TT54/65",
        Text(
            "Chỉ định tới khoa CĐHA ngay; duyệt kỹ thuật, bảng hỏi an toàn theo thai và eGFR của "
            "hồ sơ, lịch từng máy, phiếu chuẩn bị, cam kết cản quang; huỷ ở HIS là mất ở máy.",
            "Orders reach imaging at once; protocols, safety questions with the record's eGFR, "
            "slots per machine, preparation, consent; cancelled in the HIS, gone at the machine.",
        ),
        (
            Checked(f"{_TESTS}/test_exams.py"),
            Demonstrated(an_order_of_imaging_is_judged_and_planned),
        ),
        screen="/imaging/exams?view=incoming",
    ),
    Claim(
        "TT54/66",
        Text(
            "Một danh sách cho phòng chụp và cho máy (Modality Worklist), cấp cứu lên đầu, xong "
            "thì rời; máy tự báo (MPPS) hoặc suy theo ảnh; tồn hôm trước; thông báo chưa khớp.",
            "One list for the room and the machine (Modality Worklist), STAT first, what is done "
            "leaves; machines tell (MPPS) or pictures do; yesterday's undone; unmatched ones.",
        ),
        (
            Checked(f"{_TESTS}/test_machines_ask.py"),
            Demonstrated(the_machine_sees_the_departments_list),
        ),
        screen="/imaging/exams",
    ),
)
