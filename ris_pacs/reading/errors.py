from kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from kernel.text import Text


class NoSuchImagingReading(NotFound):
    """Nothing to read has this id."""

    says = Text("Không tìm thấy ca đọc này.", "There is no such reading.")


class NothingToRead(Conflict):
    """Only imaging orders that somebody still waits for are read."""

    says = Text(
        "Chỉ định {code} không phải chẩn đoán hình ảnh đang chờ kết quả. Hãy chọn chỉ định khác.",
        "Order {code} is no imaging order that waits for a result. Choose another one.",
    )


class ReadingCannotBecome(Conflict):
    """The state does not permit this step."""

    says = Text(
        "Ca đọc {code} đang “{now}”, không làm bước này được. Hãy tải lại danh sách.",
        "Reading {code} is “{now_en}”; this step is not possible. Load the list again.",
    )


class ReadBySomebodyElse(Conflict):
    """One reader at a time."""

    says = Text(
        "{reader} đang đọc ca này. Hãy bấm “Nhận đọc” nếu bạn đọc thay.",
        "{reader} reads this exam. Press “Take it” if you read it instead.",
    )


class ReportIsEmpty(Invalid):
    """A report says what was found, and what that means."""

    says = Text(
        "Kết quả chưa có {missing}. Hãy ghi rồi trả lại.",
        "The report has no {missing_en} yet. Write it, then send it again.",
    )


class PlaceNotFilled(Invalid):
    """A place of the template still stands open."""

    says = Text(
        "Mẫu còn chỗ chưa điền: {places}. Hãy điền hoặc xoá chỗ đó.",
        "The template has open places: {places}. Fill them in or delete them.",
    )


class SignImaging(Conflict):
    """The signature is asked for again. The facts name the ways; the ticket of
    /api/session/signature goes with the report."""

    says = Text(
        "Hãy ký lại bằng mật khẩu hoặc PIN để trả kết quả.",
        "Enter your password or PIN to send the report out.",
    )


class SignedTooSoon(Conflict):
    """The facility wants some minutes between the exam and its report."""

    says = Text(
        "Ca này mới có ảnh {minutes} phút, cơ sở quy định ít nhất {least} phút. Hãy đọc kỹ rồi ký.",
        "This exam is {minutes} minutes old; the facility wants {least}. Read it, then sign.",
    )


class NeedsSupervisor(Conflict):
    """Who learns says who will sign."""

    says = Text(
        "Hãy chọn bác sĩ sẽ ký kết quả này.", "Choose the radiologist who will sign this report."
    )


class NotAReader(Invalid):
    """Only those who may write reports are given readings."""

    says = Text(
        "{name} không có quyền đọc kết quả hình ảnh. Hãy chọn người khác.",
        "{name} may not read imaging exams. Choose somebody else.",
    )


class SameReader(NotAllowed):
    """A second reading is another's."""

    says = Text(
        "Bạn đã ký kết quả này nên không đọc lần hai. Hãy nhờ bác sĩ khác.",
        "You signed this report, so the second reading is another's. Ask a colleague.",
    )


class SecondReadingDone(Conflict):
    """An opinion is given once."""

    says = Text(
        "Lần đọc này đã xong. Hãy tải lại trang.", "This second reading is done. Load it again."
    )


class NoSuchDisplay(NotFound):
    """No screen has this id."""

    says = Text("Không tìm thấy màn hình này.", "There is no such screen.")


class NoSuchReportTemplate(NotFound):
    """No template or macro of his has this id."""

    says = Text("Không tìm thấy mẫu này.", "There is no such template.")


class ShortcutTaken(Conflict):
    """A shortcut means one sentence."""

    says = Text(
        "Phím tắt “{shortcut}” đã có. Hãy đặt tên khác.",
        "“{shortcut}” is taken. Choose another shortcut.",
    )


class DisplayTaken(Conflict):
    """Each screen has its own code."""

    says = Text(
        "Mã màn hình {code} đã có. Hãy đặt mã khác.", "Screen {code} exists. Choose another code."
    )


class ForReviewOnly(NotAllowed):
    """This screen is not for diagnosis."""

    says = Text(
        "Màn hình này chỉ để xem lại ({why}). Hãy ký ở màn hình chẩn đoán đã kiểm tra.",
        "This screen is for review only ({why_en}). Sign at a checked diagnostic screen.",
    )


class NothingReported(Conflict):
    """Nothing has gone out yet."""

    says = Text(
        "Chưa có kết quả nào được ký để in. Hãy ký kết quả trước.",
        "No report is signed yet. Sign it first.",
    )


class KeyImageNotThere(NotFound):
    """It was withdrawn, or could never be drawn."""

    says = Text("Không tìm thấy ảnh chính này.", "There is no such key image.")


class NothingCritical(Conflict):
    """No critical finding is out."""

    says = Text(
        "Kết quả này không có phát hiện nguy kịch. Hãy ghi phát hiện đó và trả kết quả trước.",
        "This report names no critical finding. Write it down and send the report first.",
    )


class NothingToConfirm(Conflict):
    """No correction has touched the report, or it was settled."""

    says = Text(
        "Kết quả {code} không có hiệu chỉnh hình ảnh nào chờ xác nhận. Hãy tải lại trang.",
        "No correction of pictures waits for report {code} to be confirmed. Load the page again.",
    )


class PicturesAreAnothers(Conflict):
    """None of the report's pictures is this patient's any more."""

    says = Text(
        "Toàn bộ hình ảnh của kết quả {code} đã chuyển sang người bệnh khác, không xác nhận hay bổ "
        "sung được. Hãy thu hồi kết quả này.",
        "All pictures of report {code} are another patient's now; it cannot be confirmed or "
        "added to. Retract this report.",
    )


class ReportWaitsForConfirmation(Conflict):
    """Its pictures were corrected; its own reader looks first."""

    says = Text(
        "Hình ảnh của kết quả này vừa được hiệu chỉnh. Hãy đợi bác sĩ đọc xác nhận lại rồi cho ý "
        "kiến lần hai.",
        "The pictures of this report were corrected. Give the second opinion once its reader has "
        "confirmed it.",
    )
