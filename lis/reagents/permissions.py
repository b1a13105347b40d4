from kernel.module import Permission
from kernel.text import Text

READ = Permission(
    "lis.reagents.stock.read",
    Text("Xem hóa chất xét nghiệm", "See the laboratory's reagents"),
    given_to=("lab", "lab_doctor", "director", "pharmacy", "trainer"),
)
USE = Permission(
    "lis.reagents.kit.open",
    Text("Mở, đặt lên máy, kết thúc hộp hóa chất", "Open, load and finish kits"),
    given_to=("lab", "lab_doctor"),
)
RECEIVE = Permission(
    "lis.reagents.lot.receive",
    Text("Nhập, xuất hóa chất, chạy song song lô", "Receive and remove reagents, try lots"),
    given_to=("lab", "lab_doctor"),
)
JUDGE = Permission(
    "lis.reagents.lot.judge",
    Text("Chấp nhận, từ chối, thu hồi lô hóa chất", "Accept, reject and recall lots"),
    given_to=("lab_doctor",),
)
OVERRIDE = Permission(
    "lis.reagents.kit.override",
    Text("Cho dùng hóa chất hết hạn, lô chưa thử (ghi lý do)", "Allow expired or untried lots"),
    given_to=("lab_doctor",),
)
TRACE = Permission(
    "lis.reagents.result.trace",
    Text("Truy người bệnh theo lô hóa chất", "Trace patients by lot of reagent"),
    given_to=("lab", "lab_doctor"),
)
ORDER = Permission(
    "lis.reagents.order.make",
    Text("Lập dự trù hóa chất", "Order reagents"),
    given_to=("lab", "lab_doctor"),
)
SET_UP = Permission(
    "lis.reagents.norm.edit",
    Text("Khai báo hóa chất, định mức, nhà cung cấp", "Set up reagents, norms and suppliers"),
    given_to=("lab_doctor",),
)

ALL = (READ, USE, RECEIVE, JUDGE, OVERRIDE, TRACE, ORDER, SET_UP)
