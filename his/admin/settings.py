from kernel.module import Parameter
from kernel.text import Text

INACTIVE_DAYS = Parameter(
    "his.admin.inactive_days",
    Text("Tài khoản không dùng quá số ngày này cần rà soát", "Review accounts unused for"),
    90,
    unit="ngày",
    least=7,
    most=730,
)

ALL = (INACTIVE_DAYS,)
