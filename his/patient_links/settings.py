from kernel.module import Parameter
from kernel.text import Text

ON = Parameter(
    "his.patient_links.on",
    Text("In mã QR để người bệnh xem kết quả", "Print a QR code by which patients see results"),
    default=True,
)
DAYS = Parameter(
    "his.patient_links.days",
    Text("Đường dẫn kết quả có hạn", "Links to results hold for"),
    default=30,
    unit="ngày",
    least=1,
    most=365,
)
FACTOR = Parameter(
    "his.patient_links.factor",
    Text("Người bệnh phải nhập gì để xem", "What patients type to open a link"),
    default="birth_year",
    choices=("birth_year", "birth_date"),
    choice_titles=(Text("Năm sinh", "Year of birth"), Text("Ngày sinh đầy đủ", "Date of birth")),
)

ALL = (ON, DAYS, FACTOR)
