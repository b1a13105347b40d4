"""Shows reception (criterion 32) and the electronic card (criterion 52) at work."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from his.admin import service as admin
from his.admin.service import RoomKind
from his.encounters import correction, opening, worklist
from his.encounters.models import Encounter, EncounterState, EncounterStep, Payer
from his.patients import service as patients
from his.patients.service import CardKind, CardState
from kernel import clock
from kernel.access import Actor
from kernel.ids import new_id
from kernel.module import Checked, Claim, Demonstrated, Finding, InUse, Verdict
from kernel.text import Text

_DAYS = 30
_WENT = "Người bệnh về"


def _house(db: Session) -> tuple[list[admin.Room], Actor]:
    return admin.rooms(db, kind=RoomKind.EXAM), Actor(new_id(), "Tiếp đón minh chứng")


_NO_ROOM = Finding(
    Verdict.NOT_MET, Text("Chưa khai báo phòng khám nào.", "There is no examination room.")
)


def somebody_is_registered_and_put_right(db: Session) -> Finding:
    """A visit is opened, moved to the right person, and cancelled with a reason."""
    rooms, desk = _house(db)
    if not rooms:
        return _NO_ROOM
    wrong, right = (
        patients.register(db, desk, name=name, birth="1985", sex=patients.Sex.FEMALE)
        for name in ("Minh Chứng Nhầm", "Minh Chứng Đúng")
    )
    visit = opening.open(
        db,
        desk,
        patient_id=wrong.id,
        room_id=rooms[0].id,
        payer=Payer.SELF_PAY,
        beyond_quota=True,
    )
    correction.move_to_patient(db, desk, visit.id, patient_id=right.id, reason="Nhầm người bệnh")
    db.expire_all()
    here = [line.encounter.id for line in worklist.open_today(db, desk, right.id)] == [visit.id]
    correction.cancel(db, desk, visit.id, reason=_WENT)
    db.expire_all()
    written = select(col(EncounterStep.reason)).where(col(EncounterStep.encounter_id) == visit.id)
    why = _WENT in db.execute(written).scalars().all()
    if here and why and visit.state is EncounterState.CANCELLED:
        return Finding(
            Verdict.MET,
            Text(
                "Đã đăng ký, mở lượt, chuyển sang đúng người bệnh và hủy kèm lý do.",
                "Registered, opened, moved to the right person, and cancelled with a reason.",
            ),
        )
    return Finding(
        Verdict.NOT_MET,
        Text("Lượt khám không sửa được.", "The visit could not be put right."),
    )


def patients_are_received_here(db: Session) -> Finding:
    """How many visits were opened in the last month; none any more is a fault."""
    since = clock.utc_now() - timedelta(days=_DAYS)
    total = db.execute(
        select(func.count()).select_from(Encounter).where(col(Encounter.opened_at) >= since)
    ).scalar_one()
    if total == 0 and db.execute(select(col(Encounter.id)).limit(1)).first():
        return Finding(
            Verdict.NOT_MET,
            Text(
                "Trước đây có tiếp đón, nhưng 30 ngày nay không mở lượt khám nào.",
                "People were received before, and no visit was opened in 30 days.",
            ),
        )
    if total == 0:
        return Finding(
            Verdict.NOT_REVIEWED,
            Text("Chưa tiếp đón ai trong 30 ngày.", "Nobody was received in 30 days."),
        )
    return Finding(
        Verdict.MET,
        Text(f"{total} lượt khám được mở trong 30 ngày.", f"{total} visits opened in 30 days."),
    )


def a_card_opens_the_visit_and_a_lost_one_does_not(db: Session) -> Finding:
    """A card is issued, scanned, lost and replaced."""
    rooms, desk = _house(db)
    if not rooms:
        return _NO_ROOM
    patient = patients.register(
        db, desk, name="Minh Chứng Thẻ", birth="1985", sex=patients.Sex.MALE
    )
    visit = opening.open(
        db,
        desk,
        patient_id=patient.id,
        room_id=rooms[0].id,
        payer=Payer.SELF_PAY,
        beyond_quota=True,
    )
    card = patients.issue_card(db, desk, patient.id, kind=CardKind.CARD)
    opened = [line.encounter.id for line in worklist.by_scan(db, desk, card.token)] == [visit.id]
    patients.withdraw_card(
        db,
        desk,
        patient.id,
        card.id,
        version=card.version,
        state=CardState.LOST,
        reason="Báo mất",
    )
    db.expire_all()
    closed = worklist.by_scan(db, desk, card.token) == []
    other = patients.issue_card(db, desk, patient.id, kind=CardKind.CARD)
    again = [line.encounter.id for line in worklist.by_scan(db, desk, other.token)] == [visit.id]
    if opened and closed and again:
        return Finding(
            Verdict.MET,
            Text(
                "Quét thẻ mở đúng lượt khám hôm nay; thẻ báo mất không mở được, thẻ thay mở được.",
                "The card opens today's visit; lost it opens nothing, its replacement does.",
            ),
        )
    return Finding(Verdict.NOT_MET, Text("Thẻ không mở lượt khám.", "The card opens no visit."))


def cards_are_carried_here(db: Session) -> Finding:
    """How many cards are in use; cards of which none opens anything are a fault."""
    count, issued = patients.cards_in_use(db)
    if count == 0 and issued:
        return Finding(
            Verdict.NOT_MET,
            Text(
                f"{issued} thẻ đã phát hành nhưng không thẻ nào còn hiệu lực.",
                f"{issued} cards were issued, and none of them is valid.",
            ),
        )
    if count == 0:
        return Finding(
            Verdict.NOT_REVIEWED, Text("Chưa phát hành thẻ nào.", "No card was issued yet.")
        )
    return Finding(Verdict.MET, Text(f"{count} thẻ đang dùng.", f"{count} cards are in use."))


CLAIMS = (
    Claim(
        "TT54/32",
        Text(
            "Tiếp đón: đối tượng, phòng theo lượng chờ, cấp cứu trước giấy tờ, đổi phòng, hủy, "
            "nhầm người bệnh kèm mọi dữ liệu.",
            "Reception: payer, room by its load, emergencies before papers, change of room, "
            "cancelling, the wrong patient with all records.",
        ),
        (
            Checked("tests/his/encounters/test_opening.py"),
            Checked("tests/his/encounters/test_correction.py"),
            Checked("tests/his/encounters/test_api.py"),
            Demonstrated(somebody_is_registered_and_put_right),
            InUse(patients_are_received_here),
        ),
        screen="/reception",
    ),
    Claim(
        "TT54/52",
        Text(
            "Thẻ có mã QR (hoặc CCCD, thẻ BHYT) mở đúng lượt khám ở mọi bàn và ki-ốt; báo mất, "
            "khóa, thay thẻ.",
            "A card with a QR code (or the identity or insurance card) opens the visit at every "
            "desk and the kiosk; lost, blocked, replaced.",
        ),
        (
            Checked("tests/his/encounters/test_scanning.py"),
            Checked("tests/his/patients/test_scan.py"),
            Checked("tests/his/patients/test_cards.py"),
            Checked("tests/his/queue/test_kiosk.py"),
            Demonstrated(a_card_opens_the_visit_and_a_lost_one_does_not),
            InUse(cards_are_carried_here),
        ),
        screen="/patients",
    ),
)
