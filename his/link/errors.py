from kernel.errors import Conflict, Invalid, NotFound
from kernel.text import Text


class NoSuchPartner(NotFound):
    """No linked system has this id."""

    says = Text(
        "Không có hệ thống liên thông này. Hãy mở lại danh sách.",
        "There is no such linked system. Open the list again.",
    )


class PartnerCodeTaken(Conflict):
    """Another linked system has this short code."""

    says = Text(
        "Mã {code} đã dùng cho {name}. Hãy đặt mã khác.",
        "{code} is the code of {name} already. Choose another.",
    )


class PartnerNameTaken(Conflict):
    """Another active system introduces itself in the same way, so they could not be told apart."""

    says = Text(
        "{name} cũng xưng là {application} (MSH-3, MSH-4). Hãy đặt tên khác để phân biệt.",
        "{name} calls itself {application} as well (MSH-3, MSH-4). Choose another name.",
    )


class PartnerNeedsPort(Invalid):
    """An address without a port, or a port without an address."""

    says = Text(
        "Hãy nhập cả địa chỉ và cổng nơi hệ thống kia nhận tin, hoặc bỏ trống cả hai.",
        "Enter both the address and the port on which it listens, or neither.",
    )


class PartnerListensNowhere(Conflict):
    """Nothing can be sent to this system: no address is set."""

    says = Text(
        "{name} chưa có địa chỉ nhận tin. Hãy khai báo địa chỉ và cổng trước.",
        "{name} has no address to send to. Set its address and port first.",
    )


class NoSuchLinkMessage(NotFound):
    """No HL7 message has this id."""

    says = Text(
        "Không có tin HL7 này. Hãy mở lại danh sách.",
        "There is no such HL7 message. Open the list again.",
    )


class LinkMessageNotOpen(Conflict):
    """The message is in a state in which this cannot be done with it."""

    says = Text(
        "Tin đang ở trạng thái không làm được việc này. Hãy tải lại trang.",
        "The message is in a state that does not permit this. Reload the page.",
    )
