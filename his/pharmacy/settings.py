from kernel.module import Parameter
from kernel.text import Text

TWO_PEOPLE = Parameter(
    "his.pharmacy.two_people",
    Text("Nhập kho cần người thứ hai kiểm nhập", "Deliveries are checked by a second person"),
    default=False,
)
UNPAID = Parameter(
    "his.pharmacy.unpaid",
    Text("Giao thuốc khi chưa nộp tiền", "Handing drugs over before they are paid"),
    default="refuse",
    choices=("allow", "warn", "refuse"),
    choice_titles=(
        Text("Cho phép", "Allowed"),
        Text("Nhắc, vẫn giao được", "Said, not stopped"),
        Text("Không giao (trừ cấp cứu)", "Refused (emergencies excepted)"),
    ),
)
COUNSEL = Parameter(
    "his.pharmacy.counsel",
    Text(
        "Phải đánh dấu đã hướng dẫn trước khi giao thuốc",
        "Counselling is ticked before handing over",
    ),
    default=True,
)
NEAR_EXPIRY = Parameter(
    "his.pharmacy.near_expiry",
    Text("Báo thuốc cận hạn trước", "Say that a lot expires"),
    default=90,
    unit="ngày",
    least=1,
    most=730,
)
UNCOLLECTED = Parameter(
    "his.pharmacy.uncollected",
    Text("Đơn không đến nhận thì đóng sau", "Prescriptions not collected are closed after"),
    default=5,
    unit="ngày",
    least=1,
    most=60,
)

PRICE = Parameter(
    "his.pharmacy.price",
    Text("Giá thuốc khi phát", "Price of what is dispensed"),
    default="lot_for_bhyt",
    choices=("lot_for_bhyt", "lot", "list"),
    choice_titles=(
        Text(
            "BHYT theo giá lô (thầu), còn lại theo bảng giá", "The lot's for BHYT, else the list's"
        ),
        Text("Mọi người bệnh theo giá lô", "The lot's for everybody"),
        Text("Mọi người bệnh theo bảng giá", "The price list's for everybody"),
    ),
)

ALL = (TWO_PEOPLE, UNPAID, PRICE, COUNSEL, NEAR_EXPIRY, UNCOLLECTED)
