from kernel.module import Parameter
from kernel.text import Text

DAILY_QUOTA = Parameter(
    "his.encounters.daily_quota",
    Text("Số lượt khám tối đa một ngày của phòng (0: không giới hạn)", "Visits a room takes a day"),
    default=0,
    least=0,
    most=2000,
)

EXAM_SERVICE = Parameter(
    "his.encounters.exam_service",
    Text(
        "Mã dịch vụ khám được tính tiền của phòng (để trống: không tính)",
        "Code of the examination that is charged in a room (empty: none)",
    ),
    default="",
)

ALL = (DAILY_QUOTA, EXAM_SERVICE)
