from kernel.errors import Conflict, Invalid, NotFound
from kernel.text import Text


class UnknownForm(NotFound):
    """No module that is on has such a form."""

    says = Text(
        "Không có mẫu in {form}. Hãy chọn trong danh sách mẫu in.",
        "There is no form {form}. Choose one from the list of forms.",
    )


class TemplateDoesNotSet(Invalid):
    """Typst refuses the template, or it takes too long."""

    says = Text(
        "Mẫu in có lỗi ở dòng {line}: {message}. Hãy sửa dòng này rồi xem lại.",
        "The template has an error on line {line}: {message}. Mend that line and look again.",
    )


class NeverPrinted(Conflict):
    """The preview needs to know what the form is filled with."""

    says = Text(
        "Phiếu này chưa được in lần nào nên chưa có dữ liệu mẫu. Hãy in một phiếu rồi quay lại.",
        "This form was never printed, so there is nothing to show it with. Print one, then return.",
    )


class NotBeforeToday(Invalid):
    """What was issued under the old template keeps it."""

    says = Text(
        "Mẫu mới chỉ có hiệu lực từ hôm nay trở đi. Hãy chọn lại ngày.",
        "A new template holds from today at the earliest. Choose another day.",
    )


class TemplateEnded(Conflict):
    """It was withdrawn before."""

    says = Text(
        "Phiên bản này đã được thu hồi. Hãy mở lại danh sách phiên bản.",
        "This version was withdrawn. Open the list of versions again.",
    )
