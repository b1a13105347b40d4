from kernel.module import Parameter
from kernel.text import Text
from level.catalogue import PROFILES
from level.readings import SWITCHES

PROFILE = Parameter(
    "level.profile",
    Text("Hồ sơ đánh giá mức", "Profile of the level"),
    default="2017",
    choices=tuple(PROFILES),
)
READINGS = {
    switch.id: Parameter(
        f"level.reading.{switch.id}",
        switch.title,
        default=switch.default,
        choices=tuple(switch.options),
        choice_titles=tuple(switch.options.values()),
    )
    for switch in SWITCHES
}
REMIND_DAYS = Parameter(
    "level.remind_days",
    Text("Nhắc trước khi xác nhận hết hạn", "Remind before an attestation lapses"),
    default=30,
    unit="d",
    least=1,
    most=365,
)
REMIND_TO = Parameter(
    "level.remind_to",
    Text(
        "Gửi thư nhắc tới (các địa chỉ, cách nhau dấu phẩy; trống: không gửi)",
        "Send reminders to (addresses, separated by commas; empty: none)",
    ),
    default="",
)
MAIL_SERVER = Parameter(
    "level.mail_server",
    Text("Máy chủ thư (smtp://máy:25)", "Mail server (smtp://host:25)"),
    default="",
)
PUBLIC = Parameter(
    "level.public_report",
    Text("Công khai trang báo cáo mức", "Publish the level report page"),
    default=True,
)

ALL = (PROFILE, *READINGS.values(), REMIND_DAYS, REMIND_TO, MAIL_SERVER, PUBLIC)
