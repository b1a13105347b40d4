from kernel.module import Parameter
from kernel.text import Text

MIX = Parameter(
    "his.queue.mix",
    Text("Số người thường được gọi sau mỗi người ưu tiên", "Ordinary patients per priority one"),
    default=2,
    least=0,
    most=20,
)
CALLS = Parameter(
    "his.queue.calls",
    Text("Số lần gọi trước khi bỏ qua", "Calls before a ticket is skipped"),
    default=3,
    least=1,
    most=10,
)
SERVICE_MINUTES = Parameter(
    "his.queue.service_minutes",
    Text("Thời gian phục vụ ước tính khi chưa có số liệu", "Usual time a patient, until known"),
    default=8,
    unit="min",
    least=1,
    most=120,
)
BOARD_NAMES = Parameter(
    "his.queue.board_names",
    Text("Tên người bệnh trên bảng gọi số", "Patients' names on boards"),
    default="initials",
    choices=("hidden", "initials", "full"),
    choice_titles=(
        Text("Ẩn tên, chỉ gọi số", "Hidden, the number only"),
        Text("Viết tắt họ và đệm", "Initials"),
        Text("Đầy đủ họ tên", "The full name"),
    ),
)

ALL = (MIX, CALLS, SERVICE_MINUTES, BOARD_NAMES)
