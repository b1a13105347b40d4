"""Shows that one number leads a patient through the house (criterion 44)."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from his.admin import service as admin
from his.admin.service import RoomKind
from his.encounters import service as encounters
from his.encounters.events import StepDone, StepWanted, about
from his.patients import service as patients
from his.queue import lists, public
from his.queue.calling import call, recall, skip
from his.queue.kiosk import make, number
from his.queue.models import Ticket, TicketState
from his.queue.priority import PriorityClass
from kernel import clock
from kernel.access import Actor
from kernel.events import publish
from kernel.ids import new_id
from kernel.module import Checked, Claim, Demonstrated, Finding, InUse, Verdict
from kernel.text import Text

_DAYS = 30


def one_number_leads_through_the_house(db: Session) -> Finding:
    """A visit gets a number, is called, again, passed over, sent to tests, and comes back."""
    rooms = admin.rooms(db, kind=RoomKind.EXAM)
    labs = admin.rooms(db, kind=RoomKind.LAB)
    if not rooms or not labs:
        return Finding(
            Verdict.NOT_MET,
            Text("Chưa khai báo phòng khám và phòng xét nghiệm.", "Rooms are not set up."),
        )
    nurse = Actor(new_id(), "Điều dưỡng minh chứng")
    patient = patients.register(
        db, nurse, name="Minh Chứng Hàng Chờ", birth="1940", sex=patients.Sex.FEMALE
    )
    visit = encounters.open(
        db,
        nurse,
        patient_id=patient.id,
        room_id=rooms[0].id,
        payer=encounters.Payer.SELF_PAY,
        beyond_quota=True,
    )
    [line] = lists.of_encounter(db, nurse, visit.id)
    mine = line.ticket
    ahead = mine.priority is PriorityClass.AGED_75
    call(db, nurse, mine.id)
    recall(db, nurse, mine.id)
    skip(db, nurse, mine.id)
    call(db, nurse, mine.id)
    encounters.begin(db, nurse, visit.id)
    source = new_id()
    head = about(visit, nurse, clock.utc_now())
    publish(db, StepWanted(**head, place="lab", source="evidence", source_id=source))
    sent = [t.ticket for t in lists.of_encounter(db, nurse, visit.id) if t.room.kind == "lab"]
    if sent:
        call(db, nurse, sent[0].id)
    away = mine.state is TicketState.HELD
    publish(db, StepDone(**head, source="evidence", source_id=source))
    db.expire_all()
    back = mine.state is TicketState.WAITING and mine.priority is PriorityClass.REFERRED_BACK
    shown = public.way(db, mine.token or "").now is not None
    kiosk, _ = make(db, nurse, name="Minh chứng", room_id=rooms[0].id)
    taken = number(db, kiosk).fresh
    if ahead and sent and away and back and shown and taken:
        return Finding(
            Verdict.MET,
            Text(
                "Một số đi qua phòng khám, xét nghiệm và quay lại bác sĩ; người từ 75 tuổi được "
                "ưu tiên; gọi, gọi lại, bỏ qua, ki-ốt và trang của người bệnh đều chạy.",
                "One number went to the doctor, the laboratory and back; priority by age, calls, "
                "kiosk and the patient's own page work.",
            ),
        )
    return Finding(
        Verdict.NOT_MET,
        Text("Số không đi hết các bước.", "The number did not go all the way."),
    )


def numbers_are_called_here(db: Session) -> Finding:
    """How many tickets of the last month were called; none of all those seen is a fault."""
    since = clock.today() - timedelta(days=_DAYS)
    total, rooms = db.execute(
        select(func.count(), func.count(func.distinct(col(Ticket.room_id)))).where(
            col(Ticket.day) >= since, col(Ticket.first_called_at).is_not(None)
        )
    ).one()
    start, _ = clock.day_bounds(since)
    seen = db.execute(
        select(func.count())
        .select_from(encounters.Encounter)
        .where(
            col(encounters.Encounter.opened_at) >= start,
            col(encounters.Encounter.state) == encounters.EncounterState.CLOSED,
        )
    ).scalar_one()
    if total == 0 and seen:
        return Finding(
            Verdict.NOT_MET,
            Text(
                f"{seen} lượt khám đã xong trong 30 ngày mà chưa gọi số nào.",
                f"{seen} visits were closed in 30 days and no number was called.",
            ),
        )
    if total == 0:
        return Finding(
            Verdict.NOT_REVIEWED,
            Text("Chưa gọi số nào trong 30 ngày.", "No number was called in 30 days."),
        )
    return Finding(
        Verdict.MET,
        Text(
            f"{total} số đã được gọi ở {rooms} phòng trong 30 ngày.",
            f"{total} numbers were called in {rooms} rooms in 30 days.",
        ),
    )


CLAIMS = (
    Claim(
        "TT54/44",
        Text(
            "Số tự động theo phòng và mức ưu tiên, một số qua mọi bước, gọi bằng bảng và giọng "
            "đọc, ki-ốt, thời gian chờ dự kiến và thực tế.",
            "Numbers by room and priority, one through every step, called by boards and voice; "
            "kiosk, expected and actual waits.",
        ),
        (
            Checked("tests/his/queue/test_steps.py"),
            Checked("tests/his/queue/test_turns.py"),
            Checked("tests/his/queue/test_priority.py"),
            Checked("tests/his/queue/test_calling.py"),
            Checked("tests/his/queue/test_kiosk.py"),
            Checked("tests/his/queue/test_parallel.py"),
            Demonstrated(one_number_leads_through_the_house),
            InUse(numbers_are_called_here),
        ),
        screen="/queue",
    ),
)
