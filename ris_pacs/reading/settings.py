from kernel.module import Parameter
from kernel.text import Text

SIGNATURE = Parameter(
    "ris_pacs.reading.signature",
    Text("Ký kết quả hình ảnh bằng", "Imaging reports are signed by"),
    default="pin",
    choices=("none", "pin", "password"),
    choice_titles=(
        Text("Không hỏi lại", "Not asked again"),
        Text("Mã PIN hoặc mật khẩu", "PIN or password"),
        Text("Mật khẩu", "Password"),
    ),
)
SIGNATURE_MINUTES = Parameter(
    "ris_pacs.reading.signature_minutes",
    Text("Một lần ký dùng được trong", "One signature is good for"),
    default=10,
    unit="min",
    least=0,
    most=60,
)
LEAST_MINUTES = Parameter(
    "ris_pacs.reading.least_minutes",
    Text("Từ khi có ảnh đến khi ký ít nhất", "From the exam to its signature at least"),
    default=0,
    unit="min",
    least=0,
    most=240,
)
ON_REVIEW_SCREEN = Parameter(
    "ris_pacs.reading.on_review_screen",
    Text(
        "Ký ở màn hình chỉ để xem lại, hoặc quá hạn kiểm tra",
        "Signing at a screen for review only, or with an overdue check",
    ),
    default="told",
    choices=("told", "refused"),
    choice_titles=(
        Text("Được, có nhắc và ghi lại", "Possible; the reader is told and it is written down"),
        Text("Không được", "Refused"),
    ),
)
STAT_MINUTES = Parameter(
    "ris_pacs.reading.stat_minutes",
    Text("Ca khẩn: trả kết quả trong", "STAT exams: report within"),
    default=60,
    unit="min",
    least=5,
    most=1440,
)
ROUTINE_MINUTES = Parameter(
    "ris_pacs.reading.routine_minutes",
    Text("Ca thường: trả kết quả trong", "Routine exams: report within"),
    default=240,
    unit="min",
    least=10,
    most=10080,
)

ALL = (SIGNATURE, SIGNATURE_MINUTES, LEAST_MINUTES, ON_REVIEW_SCREEN, STAT_MINUTES, ROUTINE_MINUTES)
