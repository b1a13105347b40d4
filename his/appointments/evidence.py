"""Shows that a time is promised, reminded of and kept (criterion 50)."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from his.admin import service as admin
from his.admin.service import RoomKind
from his.appointments import reminding, service, states
from his.appointments.models import Appointment, Channel
from his.appointments.settings import CHANNEL
from his.appointments.states import AppointmentState
from his.encounters import service as encounters
from his.patients import service as patients
from kernel import clock
from kernel.access import Actor
from kernel.ids import new_id
from kernel.module import Checked, Claim, Demonstrated, Finding, InUse, Verdict
from kernel.outbox import OutboxMessage
from kernel.text import Text

_DAYS = 30


def a_time_is_booked_reminded_of_and_kept(db: Session) -> Finding:
    """Hours are set, a patient booked, reminded by the outbox, and recognised when he comes."""
    rooms = admin.rooms(db, kind=RoomKind.EXAM)
    if not rooms:
        return Finding(
            Verdict.NOT_MET,
            Text("Chưa khai báo phòng khám nào.", "There is no examination room."),
        )
    desk = Actor(new_id(), "Tiếp đón minh chứng")
    now = clock.local_now()
    today = now.date()
    doctor = None
    plan = service.set_hours(
        db,
        desk,
        room_id=_room_of_its_own(db, rooms[0]).id,
        doctor_id=doctor,
        weekday=today.weekday(),
        starts="00:00",
        ends="23:55",
        minutes=5,
        capacity=1,
        valid_to=today,
    )
    free = service.free(db, first=today, last=today, room_id=plan.room_id)
    if not free:
        return Finding(
            Verdict.NOT_REVIEWED,
            Text("Hôm nay không còn giờ để thử; sẽ thử lại.", "No time is left today to try."),
        )
    patient = patients.register(
        db,
        desk,
        name="Minh Chứng Hẹn Khám",
        birth="1990",
        sex=patients.Sex.FEMALE,
        phone="0509000054",
    )
    made = service.book(db, desk, schedule_id=plan.id, at=free[0].at, patient_id=patient.id)
    told = reminding.remind(db, made)
    sent = db.execute(
        select(func.count())
        .select_from(OutboxMessage)
        .where(col(OutboxMessage.subject_id) == str(made.id))
    ).scalar_one()
    visit = encounters.open(
        db,
        desk,
        patient_id=patient.id,
        room_id=plan.room_id,
        payer=encounters.Payer.SELF_PAY,
        beyond_quota=True,
    )
    db.expire_all()
    kept = made.state is AppointmentState.ARRIVED and made.encounter_id == visit.id
    ahead = visit.priority is encounters.Priority.APPOINTMENT
    silent = admin.parameter(db, CHANNEL.id) == "off"  # this house reminds nobody
    if kept and ahead and (silent or (told and sent)):
        return Finding(
            Verdict.MET,
            Text(
                "Đã đặt hẹn, ghi tin nhắc vào hộp thư đi, nhận ra người đến hẹn và cho ưu tiên.",
                "A time was booked, the reminder put into the outbox, the arrival recognised.",
            ),
        )
    return Finding(
        Verdict.NOT_MET,
        Text("Lịch hẹn không thành lượt khám.", "The appointment did not become a visit."),
    )


def _room_of_its_own(db: Session, like: admin.Room) -> admin.Room:
    """Its hours overlap with nobody's."""
    room = admin.Room(
        site_id=like.site_id,
        department_id=like.department_id,
        code="MINH-CHUNG",
        name="Phòng minh chứng",
        kind=RoomKind.EXAM,
    )
    db.add(room)
    db.flush()
    return room


def appointments_are_made_here(db: Session) -> Finding:
    """How many were promised in the last month and kept; one that passed a day ago and that
    nobody noted as kept or missed is a fault."""
    since = clock.utc_now() - timedelta(days=_DAYS)
    rows = db.execute(
        select(col(Appointment.channel), col(Appointment.state), func.count())
        .where(col(Appointment.booked_at) >= since)
        .group_by(col(Appointment.channel), col(Appointment.state))
    ).all()
    total = sum(n for *_, n in rows)
    if total == 0:
        return Finding(
            Verdict.NOT_REVIEWED,
            Text("Chưa có lịch hẹn nào trong 30 ngày.", "No appointment in 30 days."),
        )
    forgotten = db.execute(
        select(func.count())
        .select_from(Appointment)
        .where(
            col(Appointment.state).in_(states.EXPECTED),
            col(Appointment.at) < clock.utc_now() - timedelta(days=1),
        )
    ).scalar_one()
    if forgotten:
        return Finding(
            Verdict.NOT_MET,
            Text(
                f"{forgotten} lịch hẹn đã qua mà không ghi đến hay không đến.",
                f"{forgotten} appointments have passed, noted neither as kept nor as missed.",
            ),
        )
    online = sum(n for channel, _, n in rows if channel is Channel.WEB)
    kept = sum(n for _, s, n in rows if s in (AppointmentState.ARRIVED, AppointmentState.DONE))
    return Finding(
        Verdict.MET,
        Text(
            f"{total} lịch hẹn trong 30 ngày, {online} đặt trên mạng, {kept} đã đến.",
            f"{total} appointments in 30 days, {online} on line, {kept} kept.",
        ),
    )


CLAIMS = (
    Claim(
        "TT54/50",
        Text(
            "Hẹn tại bàn, trên mạng và từ phòng khám; nhắc qua SMS, Zalo, thư; đổi, danh sách chờ, "
            "nghỉ cả ngày; đến hẹn vào hàng chờ, không đến được ghi lại.",
            "Booked at the desk, on line and by the doctor; reminded; moved, waiting list, leave; "
            "an arrival joins the queue, a no-show is noted.",
        ),
        (
            Checked("tests/his/appointments/test_booking.py"),
            Checked("tests/his/appointments/test_api.py"),
            Checked("tests/his/appointments/test_messages.py"),
            Checked("tests/his/appointments/test_calendar.py"),
            Demonstrated(a_time_is_booked_reminded_of_and_kept),
            InUse(appointments_are_made_here),
        ),
        screen="/appointments",
    ),
)
