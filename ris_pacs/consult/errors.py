"""What consultations refuse."""

from kernel.errors import Conflict, Invalid, NotFound
from kernel.text import Text


class NoSuchConsultation(NotFound):
    """There is none, or its patient is not to be seen."""

    says = Text(
        "Không tìm thấy cuộc hội chẩn này. Hãy mở lại từ danh sách hội chẩn.",
        "There is no such consultation. Open it again from the list.",
    )


class ConsultationIsOver(Conflict):
    """Signed or called off: nothing is added any more."""

    says = Text(
        "Hội chẩn {code} đã kết thúc. Muốn bàn thêm, hãy mở một cuộc hội chẩn mới.",
        "Consultation {code} is over. Open a new one to go on.",
    )


class StudyOfNobody(Conflict):
    """Pictures without a patient cannot be discussed as somebody's."""

    says = Text(
        "Ca chụp này chưa gắn với người bệnh nào. Hãy khớp ca chụp trước khi hội chẩn.",
        "This study belongs to no patient yet. Match it before consulting on it.",
    )


class NothingConcluded(Invalid):
    """Minutes need what was discussed and what was concluded."""

    says = Text(
        "Biên bản cần cả nội dung thảo luận và kết luận. Hãy ghi đủ rồi ký.",
        "Minutes need what was discussed and a conclusion. Write both, then sign.",
    )


class LinkNotEncrypted(Conflict):
    """Pictures of a patient go to the outside over https only."""

    says = Text(
        "{address} không được mã hoá (https) nên không mời được bác sĩ ngoài. Hãy báo quản trị "
        "đặt HIS54_PUBLIC_URL là địa chỉ https.",
        "{address} is not encrypted (https), so nobody from outside can come. Ask the "
        "administrator to set HIS54_PUBLIC_URL to an https address.",
    )


class NoPublicAddress(Conflict):
    """A link needs an address by which the outside reaches the house."""

    says = Text(
        "Chưa đặt HIS54_PUBLIC_URL nên không mời được bác sĩ ngoài. Hãy báo quản trị hệ thống.",
        "HIS54_PUBLIC_URL is not set, so nobody from outside can come. Tell the administrator.",
    )
