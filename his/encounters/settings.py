from kernel.module import Parameter
from kernel.text import Text

DAILY_QUOTA = Parameter(
    "his.encounters.daily_quota",
    Text("Số lượt khám tối đa một ngày của phòng (0: không giới hạn)", "Visits a room takes a day"),
    default=0,
    least=0,
    most=2000,
)

ALL = (DAILY_QUOTA,)
