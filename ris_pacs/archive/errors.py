from kernel.errors import Conflict, Invalid, NotFound, OutOfService
from kernel.text import Text


class PictureStoreFull(OutOfService):
    """The disk of the pictures is as good as full; nothing was kept."""

    says = Text(
        "Kho hình ảnh đã đầy; ảnh chưa được lưu. Hãy báo quản trị để thêm ổ đĩa rồi gửi lại.",
        "The picture store is full; nothing was kept. Have a disk added, then send again.",
    )


class NoSuchStudy(NotFound):
    """There is no such study, series or instance, or it is outside what the person may see."""

    says = Text(
        "Không tìm thấy ca chụp này. Có thể ca chụp chưa gửi về hoặc bạn không được xem.",
        "There is no such study. It may not have come yet, or you may not see it.",
    )


class StudyIsMatched(Conflict):
    """It already belongs to a patient."""

    says = Text(
        "Ca chụp đã thuộc người bệnh {code}. Hãy gỡ ra trước khi gán cho người khác.",
        "The study belongs to patient {code}. Take it off before giving it to another.",
    )


class StudyIsUnmatched(Conflict):
    """It belongs to nobody, so there is nothing to take off."""

    says = Text(
        "Ca chụp chưa thuộc người bệnh nào. Hãy khớp với người bệnh.",
        "The study belongs to nobody yet. Match it with a patient.",
    )


class OrderOfAnotherPatient(Invalid):
    """The order is not this patient's, or is no imaging."""

    says = Text(
        "Chỉ định {code} không phải chỉ định chụp của người bệnh này. Hãy chọn chỉ định khác.",
        "Order {code} is no imaging order of this patient. Choose another.",
    )


class FrameNotThere(NotFound):
    """The instance has no such frame, or no frames at all."""

    says = Text(
        "Ảnh này không có khung hình số {frame}. Hãy chọn khung khác.",
        "This instance has no frame {frame}. Choose another.",
    )


class PictureDamaged(OutOfService):
    """The file is not what was kept."""

    says = Text(
        "Tệp ảnh bị hỏng hoặc thiếu. Hãy báo quản trị để khôi phục từ bản sao lưu.",
        "The picture's file is damaged or missing. Have it restored from the backup.",
    )
