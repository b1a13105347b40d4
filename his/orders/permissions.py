from kernel.module import Permission
from kernel.text import Text

PLACE = Permission(
    "his.orders.order.place", Text("Chỉ định dịch vụ", "Place orders"), given_to=("doctor",)
)
READ = Permission(
    "his.orders.order.read",
    Text("Xem chỉ định và kết quả", "Read orders and results"),
    given_to=("doctor", "nurse", "lab", "lab_doctor", "radiology", "cashier"),
)
PERFORM = Permission(
    "his.orders.order.perform",
    Text("Tiếp nhận, thực hiện, trả kết quả", "Accept, perform and report orders"),
    given_to=("lab", "radiology", "nurse"),
)
CORRECT = Permission(
    "his.orders.report.correct",
    Text("Đính chính kết quả đã trả", "Correct a final result"),
    given_to=("lab", "lab_doctor", "radiology"),
)

APPROVE = Permission(
    "his.orders.result.approve",
    Text("Duyệt kết quả trước khi trả", "Approve results before they go out"),
    given_to=("lab", "lab_doctor", "radiology", "doctor"),
)
ACKNOWLEDGE = Permission(
    "his.orders.critical.acknowledge",
    Text("Xác nhận kết quả nguy hiểm", "Acknowledge critical results"),
    given_to=("doctor", "nurse"),
)
KEEP_SETS = Permission(
    "his.orders.set.keep",
    Text("Lập bộ chỉ định của mình", "Keep order sets of one's own"),
    given_to=("doctor", "admin"),
)
SETS = Permission(
    "his.orders.set.edit",
    Text("Sửa bộ chỉ định, mẫu kết quả của cơ sở", "Edit the facility's order sets and templates"),
    given_to=("admin",),
)
PRINT = Permission(
    "his.orders.form.print",
    Text("In phiếu chỉ định, phiếu kết quả", "Print orders and results"),
    given_to=("doctor", "nurse", "lab", "lab_doctor", "radiology", "reception"),
)
FIGURES = Permission(
    "his.orders.figures.read",
    Text("Xem thống kê dịch vụ", "See the figures of services"),
    given_to=("director", "lab", "lab_doctor", "radiology"),
)

ALL = (FIGURES, PLACE, READ, PERFORM, CORRECT, APPROVE, ACKNOWLEDGE, KEEP_SETS, SETS, PRINT)
