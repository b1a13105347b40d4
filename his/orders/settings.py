from kernel.module import Parameter
from kernel.text import Text

APPROVAL = Parameter(
    "his.orders.result_approval",
    Text("Duyệt kết quả trước khi trả", "Results are approved before they go out"),
    default="none",
    choices=("none", "anyone", "other"),
    choice_titles=(
        Text("Không cần duyệt: nhập xong là trả", "Not needed: what is entered goes out"),
        Text("Người có quyền duyệt, kể cả người nhập", "By anyone with the right"),
        Text("Người có quyền duyệt, khác người nhập", "By somebody else with the right"),
    ),
)
CRITICAL_MINUTES = Parameter(
    "his.orders.critical_minutes",
    Text(
        "Kết quả nguy hiểm chưa ai xác nhận thì báo mọi người và gọi điện sau",
        "A critical result not acknowledged alarms everybody and is called by telephone after",
    ),
    default=15,
    unit="min",
    least=1,
    most=240,
)

ALL = (APPROVAL, CRITICAL_MINUTES)
