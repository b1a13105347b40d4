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

VOICE = Parameter(
    "his.queue.voice",
    Text("Âm thanh khi gọi số trên bảng", "Sound of a call on boards"),
    default="voice",
    choices=("off", "chime", "voice"),
    choice_titles=(
        Text("Không có âm thanh", "None"),
        Text("Chuông", "A chime"),
        Text("Đọc số và phòng", "The number and the room, spoken"),
    ),
)
KIOSK_NUMBERS = Parameter(
    "his.queue.kiosk_numbers",
    Text("Số phiếu tối đa một phút của ki-ốt", "Numbers a kiosk gives a minute, at most"),
    default=20,
    least=1,
    most=200,
)
CHILD_UNDER = Parameter(
    "his.queue.child_under",
    Text("Trẻ em ưu tiên: dưới", "Children who go ahead: under"),
    default=6,
    unit="tuổi",
    least=0,
    most=18,
)
AGED_FROM = Parameter(
    "his.queue.aged_from",
    Text("Người cao tuổi ưu tiên: từ", "Old people who go ahead: from"),
    default=75,
    unit="tuổi",
    least=50,
    most=120,
)
HOUSE_AHEAD = Parameter(
    "his.queue.house_ahead",
    Text("Ưu tiên thêm của cơ sở", "Who else goes ahead in this house"),
    default="both",
    choices=("none", "back", "appointment", "both"),
    choice_titles=(
        Text("Không thêm", "Nobody"),
        Text("Người quay lại sau khi làm dịch vụ", "Who comes back from tests"),
        Text("Người có hẹn", "Who has an appointment"),
        Text("Cả hai", "Both"),
    ),
)

ALL = (
    MIX,
    CALLS,
    SERVICE_MINUTES,
    BOARD_NAMES,
    VOICE,
    KIOSK_NUMBERS,
    CHILD_UNDER,
    AGED_FROM,
    HOUSE_AHEAD,
)
