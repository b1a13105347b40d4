from kernel.module import Permission
from kernel.text import Text

PLACE = Permission(
    "his.orders.order.place", Text("Chỉ định dịch vụ", "Place orders"), given_to=("doctor",)
)
READ = Permission(
    "his.orders.order.read",
    Text("Xem chỉ định và kết quả", "Read orders and results"),
    given_to=("doctor", "nurse", "lab", "radiology", "cashier"),
)
PERFORM = Permission(
    "his.orders.order.perform",
    Text("Tiếp nhận, thực hiện, trả kết quả", "Accept, perform and report orders"),
    given_to=("lab", "radiology", "nurse"),
)
CORRECT = Permission(
    "his.orders.report.correct",
    Text("Đính chính kết quả đã trả", "Correct a final result"),
    given_to=("lab", "radiology"),
)

ALL = (PLACE, READ, PERFORM, CORRECT)
