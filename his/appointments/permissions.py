from kernel.module import Permission
from kernel.text import Text

_DESK = ("reception", "nurse", "doctor")

READ = Permission(
    "his.appointments.appointment.read",
    Text("Xem lịch hẹn", "See appointments"),
    given_to=(*_DESK, "admin", "director"),
)
BOOK = Permission(
    "his.appointments.appointment.book",
    Text("Hẹn, đổi, hủy lịch hẹn", "Book, move and cancel appointments"),
    given_to=_DESK,
)
ARRIVE = Permission(
    "his.appointments.appointment.arrive",
    Text("Tiếp nhận người đến hẹn", "Check in who comes for an appointment"),
    given_to=("reception", "nurse"),
)
PRINT = Permission(
    "his.appointments.card.print", Text("In giấy hẹn khám", "Print appointment cards"), _DESK
)
PLAN = Permission(
    "his.appointments.schedule.set",
    Text("Xếp lịch làm việc, nghỉ, lễ", "Plan working hours, leave and holidays"),
    given_to=("admin", "director"),
)
FIGURES = Permission(
    "his.appointments.figures.read",
    Text("Xem số liệu hẹn khám", "See the figures of appointments"),
    given_to=("director", "reception"),
)

ALL = (READ, BOOK, ARRIVE, PRINT, PLAN, FIGURES)
