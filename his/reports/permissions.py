from kernel.module import Permission
from kernel.text import Text

READ = Permission(
    "his.reports.report.read",
    Text("Xem báo cáo thống kê", "See reports"),
    given_to=(
        "director",
        "reception",
        "nurse",
        "doctor",
        "lab",
        "lab_doctor",
        "radiology",
        "pharmacy",
        "cashier",
    ),
)
FREEZE = Permission(
    "his.reports.snapshot.freeze",
    Text("Chốt số liệu báo cáo", "Freeze reports"),
    given_to=("director", "cashier"),
)
SIGN = Permission(
    "his.reports.snapshot.sign",
    Text("Ký và hủy bản chốt báo cáo", "Sign and withdraw frozen reports"),
    given_to=("director",),
)
MORNING = Permission(
    "his.reports.morning.read",
    Text("Xem trang điều hành", "See the director's page"),
    given_to=("director",),
)

ALL = (READ, FREEZE, SIGN, MORNING)
