from kernel.errors import Conflict, Invalid, NotAllowed, NotFound, OutOfService
from kernel.text import Text


class SecondPersonNeeded(NotAllowed):
    """Who proposed it does not decide it."""

    says = Text(
        "Người đề nghị không được tự duyệt. Hãy nhờ người thứ hai xem và duyệt.",
        "Who proposed it does not decide it. Ask a second person to look and decide.",
    )


class CorrectionIsDecided(Conflict):
    """It was applied, declined or undone."""

    says = Text(
        "Đề nghị này đã được xử lý. Hãy tải lại trang.",
        "This proposal has been dealt with. Load the page again.",
    )


class NothingToCorrect(Invalid):
    """No pictures were chosen, or nothing would change."""

    says = Text(
        "Chưa chọn ảnh hoặc chưa nói sửa thành gì. Hãy chọn chuỗi ảnh và điền giá trị đúng.",
        "Nothing is chosen, or nothing would change. Choose series, and say what is right.",
    )


class PicturesChanged(Conflict):
    """The pictures are not as they were when it was proposed."""

    says = Text(
        "Ảnh đã thay đổi từ khi đề nghị. Hãy từ chối đề nghị này và lập đề nghị mới.",
        "The pictures have changed since. Decline this proposal, and make a new one.",
    )


class UndoTooLate(Conflict):
    """The days are over, or what replaced them was corrected again."""

    says = Text(
        "Không hoàn tác được nữa (quá hạn hoặc đã hiệu chỉnh tiếp). Hãy lập hiệu chỉnh mới.",
        "It cannot be undone any more (too late, or corrected again). Make a new correction.",
    )


class CorrectionFailed(OutOfService):
    """The pictures could not be written anew."""

    says = Text(
        "Không tạo được ảnh đã hiệu chỉnh: {why}. Chưa có gì thay đổi; hãy báo quản trị.",
        "Corrected pictures could not be made: {why}. Nothing has changed; tell the administrator.",
    )


class NoSuchCorrection(NotFound):
    """There is none, or it is outside what the person may see."""

    says = Text(
        "Không tìm thấy phiếu hiệu chỉnh. Hãy tải lại danh sách.",
        "There is no such correction. Load the list again.",
    )
