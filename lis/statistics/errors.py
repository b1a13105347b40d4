from kernel.errors import Conflict, Invalid
from kernel.text import Text


class LabHoursUpsideDown(Invalid):
    """Opening hours that end before they begin."""

    says = Text(
        "Giờ mở {opens} phải trước giờ đóng {closes}. Hãy sửa lại.",
        "The opening at {opens} must be before the closing at {closes}. Mend it.",
    )


class LabHoursOverlap(Conflict):
    """The section is open at that time by other hours already."""

    says = Text(
        "Trùng với giờ làm việc {opens}–{closes} đã có. Hãy kết thúc giờ cũ trước.",
        "Other hours ({opens}–{closes}) hold at that time. End them first.",
    )


class LabHoursEnded(Conflict):
    """These hours end before that day already."""

    says = Text(
        "Giờ làm việc này đã kết thúc ngày {last}. Hãy tải lại trang.",
        "These hours ended on {last} already. Load the page again.",
    )


class DayOffUpsideDown(Invalid):
    """The last day off is before the first."""

    says = Text(
        "Ngày cuối phải từ ngày đầu trở đi. Hãy sửa lại.",
        "The last day must not be before the first. Mend it.",
    )


class DayOffWithdrawn(Conflict):
    """These days off were taken back before."""

    says = Text(
        "Ngày nghỉ này đã được bỏ. Hãy tải lại trang.",
        "These days off were taken back. Load the page again.",
    )


class RegisterTooLong(Invalid):
    """More days than a register is exported for at once."""

    says = Text(
        "Sổ xét nghiệm xuất mỗi lần tối đa {most} ngày. Hãy chọn kỳ ngắn hơn.",
        "The register is exported for at most {most} days at once. Choose fewer.",
    )
