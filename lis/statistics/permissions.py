from kernel.module import Permission
from kernel.text import Text

FIGURES = Permission(
    "lis.statistics.figures.read",
    Text("Xem thống kê xét nghiệm", "See the figures of the laboratory"),
    given_to=("director", "lab", "lab_doctor"),
)
HOURS = Permission(
    "lis.statistics.hours.edit",
    Text("Đặt giờ làm việc, ngày nghỉ của phòng xét nghiệm", "Set the laboratory's hours"),
    given_to=("admin", "lab_doctor"),
)
REGISTER = Permission(
    "lis.statistics.register.export",
    Text("Xuất sổ xét nghiệm ra bảng tính", "Export the laboratory register"),
    given_to=("lab", "lab_doctor"),
)

ALL = (FIGURES, HOURS, REGISTER)
