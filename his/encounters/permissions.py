from kernel.module import Permission
from kernel.text import Text

_CARE = (
    "reception",
    "nurse",
    "doctor",
    "lab",
    "lab_doctor",
    "radiology",
    "pharmacy",
    "cashier",
)

READ = Permission(
    "his.encounters.encounter.read", Text("Xem lượt khám", "See visits"), given_to=_CARE
)
OPEN = Permission(
    "his.encounters.encounter.open",
    Text("Mở lượt khám", "Open visits"),
    given_to=("reception", "nurse", "doctor"),
)
CHANGE = Permission(
    "his.encounters.encounter.change",
    Text("Sửa đối tượng, loại, lý do lượt khám", "Change a visit's payer, type or reason"),
    given_to=("reception", "nurse", "doctor"),
)
BEGIN = Permission(
    "his.encounters.encounter.begin",
    Text("Bắt đầu khám", "Begin a visit"),
    given_to=("doctor",),
)
CLOSE = Permission(
    "his.encounters.encounter.close",
    Text("Kết thúc lượt khám", "Close a visit"),
    given_to=("doctor",),
)
REOPEN = Permission(
    "his.encounters.encounter.reopen",
    Text("Mở lại lượt khám đã kết thúc", "Reopen a closed visit"),
    given_to=("doctor",),
)
CANCEL = Permission(
    "his.encounters.encounter.cancel",
    Text("Hủy lượt khám", "Cancel a visit"),
    given_to=("reception", "doctor"),
)
MOVE = Permission(
    "his.encounters.encounter.move",
    Text("Chuyển phòng khám", "Move a visit to another room"),
    given_to=("reception", "nurse", "doctor"),
)
CORRECT = Permission(
    "his.encounters.patient.correct",
    Text("Chuyển lượt khám sang đúng người bệnh", "Move a visit to the right patient"),
    given_to=("reception", "doctor"),
)
PRINT = Permission(
    "his.encounters.slip.print",
    Text("In phiếu khám", "Print the registration slip"),
    given_to=("reception", "nurse"),
)
FIGURES = Permission(
    "his.encounters.figures.read",
    Text("Xem số liệu tiếp đón", "See the figures of reception"),
    given_to=("director", "reception"),
)

ALL = (READ, OPEN, CHANGE, BEGIN, CLOSE, REOPEN, CANCEL, MOVE, CORRECT, PRINT, FIGURES)
