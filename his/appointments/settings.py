from kernel.module import Parameter
from kernel.text import Text

CHANNEL = Parameter(
    "his.appointments.channel",
    Text("Kênh nhắc hẹn", "How people are reminded"),
    default="sms",
    choices=("off", "sms", "zalo", "email"),
    choice_titles=(
        Text("Không nhắc", "Not at all"),
        Text("Tin nhắn SMS", "SMS"),
        Text("Zalo ZNS", "Zalo ZNS"),
        Text("Thư điện tử", "E-mail"),
    ),
)
REMIND_HOURS = Parameter(
    "his.appointments.remind_hours",
    Text("Nhắc trước giờ hẹn", "Reminder before the time"),
    default=24,
    unit="h",
    least=1,
    most=168,
)
SMS_URL = Parameter(
    "his.appointments.sms_url",
    Text("Cổng SMS (bỏ trống: ghi ra tệp)", "SMS gateway (empty: a file)"),
    default="",
)
ZALO_URL = Parameter(
    "his.appointments.zalo_url",
    Text("Cổng Zalo ZNS (bỏ trống: ghi ra tệp)", "Zalo gateway (empty: a file)"),
    default="",
)
SMTP_URL = Parameter(
    "his.appointments.smtp_url",
    Text("Máy chủ thư smtp://... (bỏ trống: ghi ra tệp)", "Mail server smtp://... (empty: a file)"),
    default="",
)
PUBLIC_BOOKING = Parameter(
    "his.appointments.public_booking",
    Text("Cho đặt hẹn trên trang công cộng /hen", "Booking on the public page /hen"),
    default=True,
)
AHEAD_DAYS = Parameter(
    "his.appointments.ahead_days",
    Text("Đặt hẹn trên mạng trước tối đa", "Booking on line, at most ahead"),
    default=30,
    unit="d",
    least=1,
    most=180,
)
OVERBOOK = Parameter(
    "his.appointments.overbook",
    Text("Số người nhận thêm mỗi khung giờ tại bàn", "People beyond a slot's places, at the desk"),
    default=0,
    least=0,
    most=20,
)
EARLY = Parameter(
    "his.appointments.early_minutes",
    Text("Đến sớm tối đa để được ưu tiên", "How early one may come and still go ahead"),
    default=60,
    unit="min",
    least=0,
    most=480,
)
LATE = Parameter(
    "his.appointments.late_minutes",
    Text("Đến muộn tối đa để được ưu tiên", "How late one may come and still go ahead"),
    default=30,
    unit="min",
    least=0,
    most=480,
)
OFFER_MINUTES = Parameter(
    "his.appointments.offer_minutes",
    Text("Thời gian giữ chỗ cho người trong danh sách chờ", "How long a place is kept on offer"),
    default=120,
    unit="min",
    least=10,
    most=1440,
)

ALL = (
    CHANNEL,
    REMIND_HOURS,
    SMS_URL,
    ZALO_URL,
    SMTP_URL,
    PUBLIC_BOOKING,
    AHEAD_DAYS,
    OVERBOOK,
    EARLY,
    LATE,
    OFFER_MINUTES,
)
