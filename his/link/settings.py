from kernel.module import Parameter
from kernel.text import Text

ON = Parameter(
    "his.link.on",
    Text("Nhận và gửi tin HL7 với hệ thống khác", "Exchange HL7 messages with other systems"),
    default=True,
)
LATE = Parameter(
    "his.link.late_minutes",
    Text("Báo khi tin đi phải chờ quá (phút)", "Alarm when a message waits for longer than (min)"),
    default=30,
    least=1,
    most=10080,
)
ALL = (ON, LATE)
