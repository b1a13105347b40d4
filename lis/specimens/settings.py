from kernel.module import Parameter
from kernel.text import Text

IDENTIFY = Parameter(
    "lis.specimens.identify",
    Text("Nhận diện người bệnh khi lấy mẫu", "Who is before me, when a specimen is collected"),
    default="asked",
    choices=("asked", "scan"),
    choice_titles=(
        Text("Quét thẻ, vòng tay, hoặc hỏi họ tên và ngày sinh", "By scan, or by asking"),
        Text("Bắt buộc quét thẻ hoặc vòng tay", "Only by scan of card or wristband"),
    ),
)
UNPAID = Parameter(
    "lis.specimens.unpaid",
    Text("Lấy mẫu khi chưa nộp tiền (không áp dụng cho cấp cứu)", "Collecting before payment"),
    default="allow",
    choices=("allow", "warn", "refuse"),
    choice_titles=(
        Text("Cho phép", "Allowed"),
        Text("Nhắc, vẫn lấy được", "Said, not stopped"),
        Text("Chờ nộp tiền (trừ khẩn, cấp cứu)", "Waits (urgent and STAT go on)"),
    ),
)
ADD_ON_HOURS = Parameter(
    "lis.specimens.add_on",
    Text("Được thêm xét nghiệm vào ống đã lấy trong", "Tests may be added to a tube for"),
    default=6,
    unit="h",
    least=0,
    most=168,
)
KEEP_DAYS = Parameter(
    "lis.specimens.keep",
    Text("Lưu mẫu sau khi nhận", "Specimens are kept after receipt for"),
    default=3,
    unit="ngày",
    least=0,
    most=365,
)

ALL = (IDENTIFY, UNPAID, ADD_ON_HOURS, KEEP_DAYS)
