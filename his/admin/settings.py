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

LICENCE_YEARS = Parameter(
    "his.admin.licence_years",
    Text(
        "Giấy phép hành nghề cấp từ 01/01/2024 có thời hạn (Luật 15/2023/QH15, Điều 27)",
        "A licence to practise given since 2024-01-01 lasts (Law 15/2023/QH15, article 27)",
    ),
    5,
    unit="năm",
    least=1,
    most=50,
)

ALL = (INACTIVE_DAYS, LICENCE_YEARS)
