from kernel.errors import Conflict, Invalid, NotFound, Refusal
from kernel.text import Text


class NoBill(NotFound):
    """The visit has no account: nothing in it ever cost anything."""

    says = Text(
        "Lượt khám này chưa phát sinh chi phí.",
        "Nothing in this visit costs anything yet.",
    )


class AlreadyPaid(Conflict):
    """Somebody settled the bill first; `invoice` and `by` in the facts."""

    says = Text(
        "Hồ sơ đã được {by} thanh toán lúc {at}, hóa đơn {invoice}. Không thu lần nữa.",
        "{by} settled this bill at {at}, invoice {invoice}. Do not take the money again.",
    )


class BillChanged(Conflict):
    """The bill is not the one that the cashier saw; `due` in the facts is the amount now."""

    says = Text(
        "Chi phí vừa thay đổi, số phải thu bây giờ là {shown} đồng. Hãy xem lại rồi thu.",
        "The bill has just changed: {shown} dong are due now. Look again, then take the money.",
    )


class NothingToPay(Conflict):
    """The bill has no open line and no debt."""

    says = Text(
        "Không còn gì phải thu ở lượt khám này.",
        "Nothing is left to pay in this visit.",
    )


class NoOpenShift(Conflict):
    """Money moves only within a cashier's open shift."""

    says = Text(
        "Bạn chưa mở ca thu ngân. Hãy mở ca và nhập số tiền đầu ca trước.",
        "You have no open shift. Open one and enter the float first.",
    )


class ShiftIsOpen(Conflict):
    """A cashier has one open shift."""

    says = Text(
        "Bạn đang có ca {code} mở. Hãy chốt ca đó trước.",
        "Your shift {code} is open. Close that one first.",
    )


class ShiftIsClosed(Conflict):
    """A closed shift stays as it was counted."""

    says = Text(
        "Ca {code} đã chốt. Hãy mở ca mới.",
        "Shift {code} is closed. Open a new one.",
    )


class DifferenceUnexplained(Invalid):
    """What was counted is not what should be there."""

    says = Text(
        "Tiền đếm được lệch {difference} đồng so với sổ. Hãy đếm lại hoặc ghi lý do.",
        "The count differs by {difference} dong from the book. Count again, or write down why.",
    )


class SamePerson(Invalid):
    """What needs two people was tried by one."""

    says = Text(
        "Việc này cần người thứ hai. Hãy nhờ người khác có quyền.",
        "This needs a second person. Ask somebody else with the right.",
    )


class NotEnough(Invalid):
    """The money does not cover what is due."""

    says = Text(
        "Số tiền {given} chưa đủ {due} đồng. Hãy thu thêm hoặc cho nợ (cần quyền).",
        "{given} does not cover {due} dong. Take more, or let the rest be owed (needs the right).",
    )


class TooMuch(Invalid):
    """More than is due would be taken."""

    says = Text(
        "Số tiền {given} nhiều hơn {due} đồng phải thu. Tiền thừa hãy nhập ở ô tiền khách đưa.",
        "{given} is more than the {due} dong due. Enter what was handed over as such.",
    )


class DepositTooSmall(Invalid):
    """The patient's deposit does not hold so much."""

    says = Text(
        "Tạm ứng chỉ còn {left} đồng.",
        "Only {left} dong of the deposit are left.",
    )


class WholeDong(Invalid):
    """Cash has no cents."""

    says = Text(
        "Số tiền thu chi phải là số đồng nguyên.",
        "Money is taken and given in whole dong.",
    )


class AlreadyReversed(Conflict):
    """The invoice, or that line of it, was taken back before."""

    says = Text(
        "Hóa đơn {invoice} đã được hủy các dòng này. Hãy tải lại.",
        "Those lines of invoice {invoice} were reversed before. Load the bill again.",
    )


class NotReversible(Conflict):
    """A reversal is not reversed; the bill is settled anew."""

    says = Text(
        "Hóa đơn {invoice} là hóa đơn hủy. Hãy thu lại để lập hóa đơn mới.",
        "Invoice {invoice} is a reversal. Settle the bill anew instead.",
    )


class DiscountDecided(Conflict):
    """That discount has been decided on."""

    says = Text(
        "Đề nghị miễn giảm này đã được quyết định.",
        "This discount has been decided on already.",
    )


class NoBankAccount(Conflict):
    """There is no account to which transfers could go."""

    says = Text(
        "Chưa khai báo tài khoản nhận chuyển khoản. Hãy khai báo ở trang Chuyển khoản.",
        "There is no bank account for transfers. Enter one on the transfers page.",
    )


class NoticeResolved(Conflict):
    """Somebody looked at this notice before."""

    says = Text(
        "Báo có này đã được xử lý.",
        "This notice was dealt with already.",
    )


class BadSignature(Refusal):
    """The notice is not signed by the bank's secret."""

    status = 401
    says = Text(
        "Chữ ký của báo có không đúng.",
        "The signature of the notice is wrong.",
    )


class BadNotice(Invalid):
    """The notice cannot be read."""

    says = Text(
        "Không đọc được báo có của ngân hàng.",
        "The bank's notice cannot be read.",
    )
