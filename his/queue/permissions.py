from kernel.module import Permission
from kernel.text import Text

_STAFF = ("reception", "nurse", "doctor", "lab", "radiology", "pharmacy", "cashier")

READ = Permission("his.queue.ticket.read", Text("Xem hàng chờ", "See queues"), given_to=_STAFF)
ISSUE = Permission(
    "his.queue.ticket.issue",
    Text("Cấp số thứ tự", "Issue tickets"),
    given_to=("reception", "nurse", "doctor"),
)
CALL = Permission(
    "his.queue.ticket.call",
    Text("Gọi số, bỏ qua, hoàn thành", "Call, skip and finish tickets"),
    given_to=_STAFF,
)
MOVE = Permission(
    "his.queue.ticket.move",
    Text("Chuyển số sang phòng khác", "Send tickets to other rooms"),
    given_to=_STAFF,
)
REGRADE = Permission(
    "his.queue.ticket.regrade",
    Text("Đổi mức ưu tiên của số thứ tự", "Change a ticket's priority"),
    given_to=("reception", "nurse", "doctor"),
)
PRINT = Permission(
    "his.queue.ticket.print",
    Text("In số thứ tự", "Print tickets"),
    given_to=_STAFF,
)
SETTINGS = Permission(
    "his.queue.room.set",
    Text("Cấu hình hàng chờ và bảng gọi số", "Set up queues and boards"),
    given_to=("admin",),
)
FIGURES = Permission(
    "his.queue.figures.read",
    Text("Xem thời gian chờ", "See waiting times"),
    given_to=("director", "reception", "nurse"),
)

ALL = (READ, ISSUE, CALL, MOVE, REGRADE, PRINT, SETTINGS, FIGURES)
