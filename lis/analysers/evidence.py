"""Shows that orders go to analysers and results come from them (TT54/84)."""

from datetime import timedelta
from decimal import Decimal
from random import SystemRandom

from sqlmodel import Session, col, func, select

from his.admin import service as admin
from his.catalogs import service as catalogs
from his.encounters import service as encounters
from his.orders import service as orders
from his.patients import service as patients
from kernel.access import SYSTEM, Actor
from kernel.clock import utc_now
from kernel.ids import new_id
from kernel.module import Checked, Claim, Demonstrated, Finding, InUse, Verdict
from kernel.text import Text
from lis.analysers import answering, filing, playing, setting_up
from lis.analysers.astm import Records
from lis.analysers.filing import Incoming
from lis.analysers.instruments import instrument
from lis.analysers.models import (
    Analyser,
    Connection,
    HeldReading,
    HeldState,
    LabMessage,
    MessageState,
    opened,
)
from lis.results.service import LabResult
from lis.specimens import service as specimens

_TEST, _SERVICE, _CODE = "MC-84", "MC-DV84", "MC84"
_PROFILE = "sysmex_xn550"
_DAYS, _PATIENCE = timedelta(days=30), timedelta(days=7)


def _tube(db: Session) -> str | None:
    """A tube of an invented patient, received for one test of our own; all undone later."""
    rooms = admin.rooms(db, kind=admin.RoomKind.EXAM)
    if not rooms:
        return None
    doctor = Actor(new_id(), "Bác sĩ minh chứng")
    facts = {"loinc": "MC-84", "ucum": "mmol/L", "section": "MC", "specimen": "serum"}
    catalogs.add(db, SYSTEM, "lab_test", code=_TEST, name="Chỉ số minh chứng", facts=facts)
    asked = {"kind": "lab", "unit": "lần", "price": "50000", "tests": [_TEST]}
    catalogs.add(db, SYSTEM, "service", code=_SERVICE, name="Xét nghiệm minh chứng", facts=asked)
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
        reason="Minh chứng",
        beyond_quota=True,
    )
    order = orders.place(db, doctor, encounter_id=visit.id, service_code=_SERVICE)
    wanted = {i.id for i in specimens.items_of_order(db, order.id)}
    if not wanted:
        return None
    [drawn] = specimens.label(db, doctor, patient.id, item_ids=wanted)
    code = drawn.specimen.code
    specimens.collect(db, doctor, codes=[code], patient_id=patient.id, asked=True)
    specimens.receive(db, doctor, code)
    return code


def _machine(db: Session) -> Analyser:
    row = setting_up.save(
        db,
        SYSTEM,
        analyser_id=None,
        code="MINH-CHUNG",
        name="Máy minh chứng",
        profile=_PROFILE,
        section_code="",
        connection=Connection.FOLDER,
        address="/minh-chung",
        port=0,
        baud=9600,
        two_way=True,
        control_pattern="",
        quiet_minutes=0,
        active=False,
        note="",
    )
    setting_up.map_code(db, SYSTEM, row.id, code=_CODE, test_code=_TEST, unit="", factor=Decimal(1))
    return row


def an_analyser_is_told_and_answers(db: Session) -> Finding:
    """It asks what a tube is for and is told; its result lands there; a wrong tube gets none."""
    tube = _tube(db)
    if tube is None:
        says = Text(
            "Chưa có phòng khám, hoặc chỉ định không đến phòng xét nghiệm.",
            "There is no examination room, or orders do not reach the laboratory.",
        )
        return Finding(Verdict.NOT_MET, says)
    row = _machine(db)
    machine = instrument(row)
    question = playing.question(_PROFILE, tube)
    found = answering.wanted(db, machine, [tube])
    [order] = answering.answers(machine, question, found, utc_now())
    told = [o.get(5, 5) for o in Records(order).all("O")] == [_CODE]
    values = {_CODE: ("4.2", "mmol/L")}
    right = playing.message(_PROFILE, tube, values)
    wrong = playing.message(_PROFILE, tube[:-1] + str((int(tube[-1]) + 1) % 10), values)
    kept = [filing.understood(Incoming(machine, raw, utc_now())) for raw in (right, wrong, right)]
    for each in kept:
        filing.keep(db, [each])
    db.expire_all()
    stored = [db.get(LabMessage, each.id) for each in kept]
    whole = all(
        m is not None and opened(m) == k.incoming.raw for m, k in zip(stored, kept, strict=True)
    )
    states = [m.state for m in stored if m is not None]
    results = list(db.exec(select(LabResult).where(col(LabResult.test_code) == _TEST)))
    held = db.exec(
        select(func.count())
        .select_from(HeldReading)
        .where(col(HeldReading.analyser_id) == row.id, col(HeldReading.state) == HeldState.OPEN)
    ).one()
    landed = [(r.message_id, r.number) for r in results] == [(kept[0].id, Decimal("4.2"))]
    expected = [MessageState.FILED, MessageState.REVIEW, MessageState.IGNORED]
    if told and landed and whole and held == 1 and states == expected:
        return Finding(
            Verdict.MET,
            Text(
                "Máy hỏi và được trả lời chỉ định; kết quả về đúng mẫu một lần; số mẫu sai chờ "
                "người xử lý; tin gốc còn nguyên.",
                "The analyser asks and is told; its result lands on the tube, once; a wrong tube "
                "waits for a person; the raw messages are kept.",
            ),
        )
    return Finding(
        Verdict.NOT_MET,
        Text(
            "Đường truyền máy xét nghiệm không đúng: chỉ định, kết quả hoặc tin gốc bị thiếu.",
            "The link to analysers fails: order, result or raw message is missing.",
        ),
    )


def analysers_are_connected_here(db: Session) -> Finding:
    """Messages of the last month; none lies half done, nothing waits for longer than a week."""
    since = utc_now() - _DAYS
    total, filed = db.exec(
        select(func.count(), func.coalesce(func.sum(col(LabMessage.filed)), 0)).where(
            col(LabMessage.at) >= since, ~col(LabMessage.outgoing)
        )
    ).one()
    if not total:
        return Finding(
            Verdict.NOT_REVIEWED,
            Text("Chưa có tin nào từ máy xét nghiệm trong 30 ngày.", "No message in 30 days."),
        )
    half = db.exec(
        select(func.count())
        .select_from(LabMessage)
        .where(
            col(LabMessage.state) == MessageState.STORED,
            col(LabMessage.at) < utc_now() - timedelta(minutes=10),
        )
    ).one()
    forgotten = db.exec(
        select(func.count())
        .select_from(HeldReading)
        .where(
            col(HeldReading.state) == HeldState.OPEN,
            col(HeldReading.at) < utc_now() - _PATIENCE,
        )
    ).one()
    if half or forgotten:
        return Finding(
            Verdict.NOT_MET,
            Text(
                f"{half} tin chưa xử lý xong, {forgotten} kết quả chờ quá 7 ngày.",
                f"{half} messages are half done, {forgotten} readings wait for over 7 days.",
            ),
        )
    return Finding(
        Verdict.MET,
        Text(
            f"{total} tin từ máy xét nghiệm trong 30 ngày, {filed} kết quả đã ghi.",
            f"{total} messages of analysers in 30 days, {filed} results filed.",
        ),
    )


CLAIMS = (
    Claim(
        "TT54/84",
        Text(
            "Máy hỏi chỉ định theo mã vạch và được trả lời; kết quả ASTM, HL7 về đúng mẫu, mã và "
            "số mẫu lạ chờ người xử lý; tin gốc được giữ trước khi trả lời, không trùng.",
            "Analysers ask by barcode and are told; ASTM and HL7 results land on the tube; unknown "
            "codes and tubes wait for a person; raw messages are kept first, never doubled.",
        ),
        (
            Checked("tests/lis/analysers/test_gateway.py"),
            Checked("tests/lis/analysers/test_filing.py"),
            Checked("tests/lis/analysers/test_hearing.py"),
            Checked("tests/lis/analysers/test_astm_link.py"),
            Checked("tests/lis/analysers/test_crash.py"),
            Demonstrated(an_analyser_is_told_and_answers),
            InUse(analysers_are_connected_here),
        ),
        screen="/lab/analysers",
    ),
)
