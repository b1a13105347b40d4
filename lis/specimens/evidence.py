"""Shows that a tube is followed: from the arm, by scan, to the rack or the rejection."""

from secrets import token_hex

from sqlmodel import Session, col, func, select

from his.admin import service as admin
from his.catalogs import service as catalogs
from his.encounters import service as encounters
from his.encounters.service import Encounter
from his.orders import service as orders
from his.patients import service as patients
from kernel.access import Actor
from kernel.clock import today
from kernel.ids import new_id
from kernel.module import Checked, Claim, Demonstrated, Finding, InUse, Verdict
from kernel.text import Text
from lis.specimens import chain, collecting, drawing, keeping, knowing, lists, receiving
from lis.specimens.errors import TubeOfAnother
from lis.specimens.models import Specimen
from lis.specimens.states import CustodyAct, SpecimenState

_WAY = [
    CustodyAct.LABEL,
    CustodyAct.COLLECT,
    CustodyAct.RECEIVE,
    CustodyAct.STORE,
]


def lab_service(db: Session) -> str | None:
    """A service of the house whose tests the laboratory does."""
    after: str | None = None
    for _ in range(10):
        found, after = catalogs.entries_page(db, "service", on=today(), limit=200, after=after)
        for entry in found:
            if entry.facts.get("kind") == "lab" and knowing.of_service(db, entry.code):
                return entry.code
        if after is None:
            break
    return None


def a_tube_is_followed_from_the_arm_to_the_rack(db: Session) -> Finding:
    """Ordered, labelled, not collected from another's arm, collected by wristband, received,
    rejected with a reason that reaches the doctor, collected anew, stored, found again."""
    rooms, service = admin.rooms(db, kind=admin.RoomKind.EXAM), lab_service(db)
    if not rooms or service is None:
        return Finding(
            Verdict.NOT_MET,
            Text(
                "Chưa khai báo phòng khám hoặc dịch vụ xét nghiệm có chỉ số.",
                "There is no examination room, or no laboratory service that names its tests.",
            ),
        )
    nurse, doctor = Actor(new_id(), "ĐD minh chứng"), Actor(new_id(), "BS minh chứng")
    word = token_hex(4).upper()
    mine, other = (visit_of(db, doctor, rooms[0], f"Minh Chứng {word} {n}") for n in (1, 2))
    bands = [
        patients.issue_card(db, nurse, each.patient_id, kind=patients.CardKind.WRISTBAND).token
        for each in (mine, other)
    ]
    placed = orders.place(db, doctor, encounter_id=mine.id, service_code=service)
    first = [each.specimen.code for each in drawing.label(db, nurse, mine.patient_id)]
    try:
        collecting.collect(db, nurse, codes=first, scan=bands[1])
        kept_apart = False
    except TubeOfAnother:
        kept_apart = True
    collecting.collect(db, nurse, codes=first, scan=bands[0])
    receiving.receive(db, nurse, first[0])
    receiving.reject(db, nurse, first[0], reason_code="MC", reason="Minh chứng: tan máu")
    second = [each.specimen.code for each in drawing.label(db, nurse, mine.patient_id)]
    collecting.collect(db, nurse, codes=second, scan=bands[0])
    receiving.receive(db, nurse, second[0])
    rack = keeping.save_place(
        db, nurse, code=f"MC-{word}", name="Khay minh chứng", rows=2, columns=2
    )
    keeping.store(db, nurse, second[0], location_id=rack.id, position="B2")
    db.flush()
    db.expire_all()
    told = lists.rejections(db, doctor, mine=True, after=None, limit=5)[0]
    again = chain.by_code(db, nurse, second[0])
    followed = [each.act for each in chain.history(db, again.id)] == _WAY
    there = (again.state, again.location_id, again.position) == (
        SpecimenState.STORED,
        rack.id,
        "B2",
    )
    knows = [r.reason for r in told] == ["Minh chứng: tan máu"]
    if kept_apart and followed and there and knows and first[0] not in second:
        return Finding(
            Verdict.MET,
            Text(
                f"Mẫu của chỉ định {placed.code}: không ghi được cho người bệnh khác, quét vòng "
                "tay rồi lấy, nhận, từ chối có lý do và báo bác sĩ, lấy lại với số mới, cất và "
                "tìm thấy đúng vị trí, đủ từng bước ai, lúc nào.",
                f"The specimen of {placed.code} could not be taken from another patient; it was "
                "collected by wristband, received, rejected with a reason told to the doctor, "
                "collected anew under a new number, stored and found in its place, each step "
                "with who and when.",
            ),
        )
    return Finding(
        Verdict.NOT_MET,
        Text(
            "Mẫu không được theo dõi đủ: thiếu bước, sai vị trí, hoặc không báo từ chối.",
            "The specimen is not followed: a step, its place or the word of its rejection "
            "is missing.",
        ),
    )


def visit_of(db: Session, doctor: Actor, room: admin.Room, name: str) -> Encounter:
    person = patients.register(db, doctor, name=name, birth="1980-05-17", sex=patients.Sex.FEMALE)
    opened = encounters.open(
        db,
        doctor,
        patient_id=person.id,
        room_id=room.id,
        payer=encounters.Payer.SELF_PAY,
        priority=encounters.Priority.EMERGENCY,
        beyond_quota=True,
    )
    return encounters.begin(db, doctor, opened.id)


def specimens_are_followed_here(db: Session) -> Finding:
    """Every tube that was drawn here says from whom it was known to be, who drew it and when."""
    drawn = col(Specimen.collected_at).is_not(None)
    count = select(func.count()).select_from(Specimen).where(drawn)
    total = db.exec(count).one()
    if not total:
        return Finding(
            Verdict.NOT_REVIEWED,
            Text("Chưa lấy mẫu nào bằng hệ thống.", "No specimen was collected with it yet."),
        )
    lacking = db.exec(
        count.where(col(Specimen.identified).is_(None) | (Specimen.collected_by_name == ""))
    ).one()
    received = db.exec(count.where(col(Specimen.received_at).is_not(None))).one()
    if lacking:
        return Finding(
            Verdict.NOT_MET,
            Text(
                f"{lacking} trong {total} mẫu không rõ ai lấy hoặc nhận diện thế nào.",
                f"Of {total} specimens {lacking} do not say who drew them or how the patient "
                "was known.",
            ),
        )
    return Finding(
        Verdict.MET,
        Text(
            f"{total} mẫu đã lấy, {received} đã nhận; mẫu nào cũng có người lấy, giờ và cách "
            "nhận diện người bệnh.",
            f"{total} specimens were collected, {received} received; each says who drew it, when, "
            "and how the patient was known.",
        ),
    )


CLAIMS = (
    Claim(
        "TT54/86",
        Text(
            "Nhận diện bằng thẻ, vòng tay rồi lấy mẫu; nhãn Code 128 và DataMatrix, mỗi số một "
            "nhãn; nhận, từ chối có lý do và lấy lại, chia, lưu theo vị trí, giao nhận, gửi ngoài, "
            "huỷ; hành trình từng mẫu không sửa được.",
            "Identification by card or wristband before the needle; Code 128 and DataMatrix "
            "labels, never two with one number; reception, rejection with reason and new "
            "collection, aliquots, storage by position, hand-overs, send-outs, disposal; a chain "
            "of custody that cannot be changed.",
        ),
        (
            Checked("tests/lis/specimens"),
            Demonstrated(a_tube_is_followed_from_the_arm_to_the_rack),
            InUse(specimens_are_followed_here),
        ),
        screen="/lab/specimens",
    ),
)
