from kernel.module import Parameter
from kernel.text import Text

UNPAID = Parameter(
    "ris_pacs.schedule.unpaid",
    Text("Chụp khi chưa nộp tiền (không áp dụng cho cấp cứu)", "Exams before payment"),
    default="allow",
    choices=("allow", "warn", "refuse"),
    choice_titles=(
        Text("Cho phép", "Allowed"),
        Text("Nhắc trên danh sách và trên máy", "Said on the list and at the machine"),
        Text("Chờ nộp tiền (trừ khẩn, cấp cứu)", "Waits (urgent and STAT go on)"),
    ),
)
QUIET = Parameter(
    "ris_pacs.schedule.quiet",
    Text(
        "Máy không báo MPPS: coi là chụp xong khi không có ảnh mới trong",
        "Machines without MPPS: done when no picture has come for",
    ),
    default=10,
    unit="phút",
    least=1,
    most=240,
)
REPEAT_DAYS = Parameter(
    "ris_pacs.schedule.repeat",
    Text("Nhắc khi cùng kỹ thuật đã chụp trong", "Say so when the same was done within"),
    default=7,
    unit="ngày",
    least=0,
    most=90,
)

ALL = (UNPAID, QUIET, REPEAT_DAYS)
