from kernel.errors import Conflict, Invalid, NotFound
from kernel.text import Text


class NotAServiceOfImaging(Invalid):
    """The code would mean a service that imaging does not do."""

    says = Text(
        "{code} không phải dịch vụ chẩn đoán hình ảnh đang dùng. Hãy chọn dịch vụ khác.",
        "{code} is no imaging service in use. Choose another.",
    )


class NotAnImagingPartner(Conflict):
    """Pictures are ordered electronically only from another imaging system that is on."""

    says = Text(
        "{name} không phải hệ thống hình ảnh đang liên thông. Hãy khai báo trước.",
        "{name} is no linked imaging system that is on. Set it up first.",
    )


class NotOrderedElsewhere(Conflict):
    """Only an open order for pictures can go to another place."""

    says = Text(
        "Chỉ định {code} không còn chờ chụp, không gửi ra ngoài được. Hãy tải lại trang.",
        "Order {code} does not wait for pictures; it cannot go elsewhere. Reload the page.",
    )


class AlreadyOrderedElsewhere(Conflict):
    """The order is with another place already."""

    says = Text(
        "Chỉ định {code} đã gửi {name}. Hãy huỷ lần gửi đó trước.",
        "Order {code} is with {name} already. Cancel that first.",
    )


class ExamRequestNotFound(NotFound):
    """No order that went elsewhere has this id."""

    says = Text(
        "Không có chỉ định gửi ngoài này. Hãy mở lại danh sách.",
        "There is no such order elsewhere. Open the list again.",
    )


class ExamRequestIsOver(Conflict):
    """It was answered, refused or cancelled already."""

    says = Text(
        "Chỉ định gửi ngoài này đã kết thúc. Hãy tải lại danh sách.",
        "This order elsewhere has ended. Reload the list.",
    )


class NothingToCheck(Invalid):
    """Neither a message nor an object was given."""

    says = Text(
        "Hãy dán một tin HL7, hoặc chọn một đối tượng DICOM.",
        "Paste an HL7 message, or choose a DICOM object.",
    )


class PartnerHasNoRoom(Conflict):
    """Nobody said in which room orders of this system lie."""

    says = Text(
        "{name} chưa được gán phòng. Hãy chọn phòng cho hệ thống này.",
        "{name} has no room set. Choose a room for this system.",
    )
