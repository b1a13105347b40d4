from kernel.module import Parameter
from kernel.text import Text

FREEZE_DAY = Parameter(
    "his.reports.freeze_day",
    Text(
        "Ngày trong tháng tự chốt báo cáo bắt buộc của tháng trước (0: không tự chốt)",
        "Day of the month on which last month's statutory reports freeze (0: never)",
    ),
    default=5,
    least=0,
    most=28,
)

ALL = (FREEZE_DAY,)
