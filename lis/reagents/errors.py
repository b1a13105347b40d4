"""What reagents refuse."""

from kernel.errors import Conflict, Invalid, NotAllowed
from kernel.text import Text


class ReagentCodeTaken(Conflict):
    """Codes of reagents and suppliers are unique."""

    says = Text(
        "Mã {code} đã có ({name}). Hãy dùng mã khác.",
        "Code {code} exists already ({name}). Use another one.",
    )


class ReagentLotDiffers(Conflict):
    """One lot number has one expiry."""

    says = Text(
        "Lô {lot} đã ghi hạn {expiry}. Hãy xem lại nhãn hộp.",
        "Lot {lot} is recorded to expire on {expiry}. Look at the box again.",
    )


class NotEnoughKits(Conflict):
    """A stock is never below zero."""

    says = Text(
        "{name} lô {lot} chỉ còn {left} {unit} chưa mở. Hãy chọn lô khác hoặc nhập thêm.",
        "{name} lot {lot} has only {left} {unit} unopened. Choose another lot or receive more.",
    )


class LotNotAccepted(Conflict):
    """A lot is used after somebody has accepted it."""

    says = Text(
        "Lô {lot} chưa được chấp nhận. Hãy chạy song song rồi chấp nhận lô trước khi mở.",
        "Lot {lot} is not accepted. Try it beside the old lot and accept it first.",
    )


class ReagentLotRecalled(Conflict):
    """A recalled lot is not used, and nobody may lift that here."""

    says = Text(
        "Lô {lot} đã bị thu hồi, không được dùng. Hãy để riêng và mở lô khác.",
        "Lot {lot} was recalled and must not be used. Put it aside and open another lot.",
    )


class ReagentHasExpired(Conflict):
    """What has expired is used only by whoever may, with a reason that stays with the results."""

    says = Text(
        "{name} lô {lot} đã hết hạn {until}. Hãy dùng hộp khác; nếu buộc phải dùng, bác sĩ xét "
        "nghiệm ghi lý do.",
        "{name} lot {lot} expired on {until}. Use another kit; if it must be this one, the "
        "laboratory physician gives a reason.",
    )


class OverrideNotAllowed(NotAllowed):
    """Not everybody may use what has expired or was never tried."""

    says = Text(
        "Bạn không có quyền cho dùng ngoại lệ. Hãy nhờ bác sĩ xét nghiệm.",
        "You may not allow exceptions. Ask the laboratory physician.",
    )


class LotAlreadyJudged(Conflict):
    """A lot is accepted or rejected once."""

    says = Text(
        "Lô này đã được kết luận. Hãy tải lại danh sách.",
        "This lot was judged already. Load the list again.",
    )


class LotNotTried(Conflict):
    """A new lot is tried beside the old one for each of its tests."""

    says = Text(
        "Chưa có chạy song song đạt cho: {tests}. Hãy chạy song song, hoặc ghi lý do ngoại lệ.",
        "No parallel test has passed for: {tests}. Run them, or give the reason of an exception.",
    )


class KitIsOver(Conflict):
    """A kit that ended does not come back."""

    says = Text(
        "Hộp {kit} đã kết thúc. Hãy mở hộp khác.",
        "Kit {kit} is over. Open another one.",
    )


class KitContentExceeded(Invalid):
    """Nobody can waste more than there is."""

    says = Text(
        "Hộp {kit} chỉ còn {left} {unit}. Hãy nhập lại số lượng.",
        "Kit {kit} has only {left} {unit} left. Enter the amount again.",
    )


class AnotherKitInUse(Conflict):
    """Somebody else put a kit on the instrument in this moment."""

    says = Text(
        "Vừa có người đặt hộp khác lên máy. Hãy tải lại rồi thử lại.",
        "Somebody has just put another kit on. Load again and retry.",
    )


class NormTestUnknown(Invalid):
    """The shared list has no such test."""

    says = Text(
        "Không có xét nghiệm {test} trong danh mục. Hãy chọn trong danh sách.",
        "The list has no test {test}. Choose one from it.",
    )


class TooFewPairs(Invalid):
    """One sample says nothing of a lot."""

    says = Text(
        "Chạy song song cần ít nhất {least} mẫu. Hãy thêm mẫu.",
        "A parallel test needs at least {least} samples. Add some.",
    )


class OldLotOfAnotherReagent(Invalid):
    """A lot is compared with an earlier lot of the same reagent."""

    says = Text(
        "Lô so sánh phải là lô khác của cùng hóa chất. Hãy chọn lại.",
        "Compare with another lot of the same reagent. Choose again.",
    )


class CodeNotRecognised(Invalid):
    """A scanned code that no reagent has."""

    says = Text(
        "Không hóa chất nào mang mã {code}. Hãy quét lại, hoặc khai báo GTIN của hóa chất.",
        "No reagent has the code {code}. Scan again, or set the reagent's GTIN.",
    )


class ReagentOrderOver(Conflict):
    """An order that is complete or cancelled is not changed."""

    says = Text(
        "Dự trù này đã kết thúc. Hãy lập dự trù mới.",
        "This order is closed. Make a new one.",
    )
