from kernel.errors import Conflict, Invalid, NotFound
from kernel.text import Text


class NotALaboratoryService(Invalid):
    """The code would mean a service that the laboratory does not do."""

    says = Text(
        "{code} không phải dịch vụ xét nghiệm đang dùng. Hãy chọn dịch vụ khác.",
        "{code} is no laboratory service in use. Choose another.",
    )


class NoSuchLinkCode(Invalid):
    """The code would mean a test that the laboratory does not have."""

    says = Text(
        "Phòng xét nghiệm không có xét nghiệm {code}. Hãy chọn xét nghiệm khác.",
        "The laboratory has no test {code}. Choose another.",
    )


class NotAReferenceLaboratory(Conflict):
    """Tests are sent out electronically only to another laboratory that is set up and on."""

    says = Text(
        "{name} không phải phòng xét nghiệm khác đang liên thông. Hãy khai báo trước.",
        "{name} is no linked laboratory that is on. Set it up first.",
    )


class NothingToSendOut(Conflict):
    """Every open test of these tubes was ordered there already, or none is open."""

    says = Text(
        "Không còn xét nghiệm nào của chuyến {code} cần gửi chỉ định.",
        "Shipment {code} has no test left to be ordered.",
    )


class ShipmentIsOurs(Conflict):
    """The shipment stays in the house."""

    says = Text(
        "Chuyến {code} giao trong cơ sở, không gửi chỉ định ra ngoài.",
        "Shipment {code} stays in the house; nothing is ordered outside.",
    )


class SendOutNotFound(NotFound):
    """No test that was sent out has this id."""

    says = Text(
        "Không có xét nghiệm gửi ngoài này. Hãy mở lại danh sách.",
        "There is no such test sent out. Open the list again.",
    )


class SendOutIsOver(Conflict):
    """It was answered, refused or cancelled already."""

    says = Text(
        "Xét nghiệm gửi ngoài này đã kết thúc. Hãy tải lại danh sách.",
        "This test sent out has ended. Reload the list.",
    )
