from kernel.module import Parameter
from kernel.text import Text

ROUTE_HOME = Parameter(
    "his.insurance.route_home",
    Text(
        "Mã đối tượng khi thẻ đăng ký ban đầu tại cơ sở",
        "Route where the card's first-care facility is this one",
    ),
    default="1.1",
)
ROUTE_ELSEWHERE = Parameter(
    "his.insurance.route_elsewhere",
    Text(
        "Mã đối tượng khi thẻ đăng ký ban đầu ở nơi khác",
        "Route where the card's first-care facility is another",
    ),
    default="3.3",
)
CHECK_BEFORE_CLOSING = Parameter(
    "his.insurance.check_before_closing",
    Text(
        "Kiểm tra hồ sơ BHYT trước khi kết thúc khám",
        "Check the insurance dossier before a visit ends",
    ),
    default=True,
)
CHECK_IN = Parameter(
    "his.insurance.send_check_in",
    Text("Gửi check-in (XML0) khi có chi phí đầu tiên", "Send check-in (XML0) at the first cost"),
    default=True,
)
SECONDS = Parameter(
    "his.insurance.card_seconds",
    Text("Chờ cổng trả lời khi tra thẻ", "How long a card check may take"),
    default=5,
    unit="s",
    least=1,
    most=30,
)
DEPARTMENT = Parameter(
    "his.insurance.department",
    Text("Mã khoa trên hồ sơ khi khoa chưa có mã", "Department code where the department has none"),
    default="K01",
)
ALL = (ROUTE_HOME, ROUTE_ELSEWHERE, CHECK_BEFORE_CLOSING, CHECK_IN, SECONDS, DEPARTMENT)
