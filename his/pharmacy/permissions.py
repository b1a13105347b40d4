from kernel.module import Permission
from kernel.text import Text

_PHARMACY = ("pharmacy",)

QUEUE = Permission(
    "his.pharmacy.dispensing.read",
    Text("Xem đơn chờ phát và việc phát thuốc", "Read the dispensing queue and what was given"),
    given_to=("pharmacy", "doctor", "nurse", "cashier"),
)
DISPENSE = Permission(
    "his.pharmacy.drug.dispense",
    Text("Kiểm đơn, phát, giao thuốc", "Check, dispense and hand over drugs"),
    given_to=_PHARMACY,
)
TAKE_BACK = Permission(
    "his.pharmacy.drug.take_back",
    Text("Nhận thuốc trả lại, hoàn soạn", "Take drugs back"),
    given_to=_PHARMACY,
)
PRINT = Permission(
    "his.pharmacy.label.print",
    Text("In nhãn thuốc, phiếu phát thuốc", "Print labels and dispensing slips"),
    given_to=_PHARMACY,
)
STOCK = Permission(
    "his.pharmacy.stock.read",
    Text("Xem tồn kho, thẻ kho, báo cáo dược", "Read stock, stock cards and reports"),
    given_to=("pharmacy", "director"),
)
STORES = Permission(
    "his.pharmacy.store.read",
    Text("Xem danh sách kho, tra mã vạch", "See the stores, look a bar code up"),
    given_to=("pharmacy", "doctor", "nurse", "cashier", "director", "admin"),
)
RECEIVE = Permission(
    "his.pharmacy.delivery.receive",
    Text("Nhập kho, kiểm nhập, trả nhà cung cấp", "Receive, check and return deliveries"),
    given_to=_PHARMACY,
)
TRANSFER = Permission(
    "his.pharmacy.stock.transfer",
    Text("Dự trù, xuất, nhận chuyển kho", "Request, issue and receive transfers"),
    given_to=("pharmacy", "nurse"),
)
COUNT = Permission(
    "his.pharmacy.stock.count",
    Text("Kiểm kê: lập danh sách, đếm", "Take stock: freeze and count"),
    given_to=_PHARMACY,
)
APPROVE = Permission(
    "his.pharmacy.stock.approve",
    Text("Duyệt kiểm kê, ghi đảo, huỷ thuốc", "Approve stock-takes, reverse papers, write off"),
    given_to=_PHARMACY,
)
RECALL = Permission(
    "his.pharmacy.lot.recall",
    Text("Thu hồi, mở khoá lô thuốc", "Recall lots and lift recalls"),
    given_to=_PHARMACY,
)
SET_UP = Permission(
    "his.pharmacy.item.set_up",
    Text("Khai kho, quy cách, tồn tối thiểu", "Set up stores, packs and limits"),
    given_to=("pharmacy", "admin"),
)

ALL = (
    QUEUE,
    DISPENSE,
    TAKE_BACK,
    PRINT,
    STOCK,
    STORES,
    RECEIVE,
    TRANSFER,
    COUNT,
    APPROVE,
    RECALL,
    SET_UP,
)
