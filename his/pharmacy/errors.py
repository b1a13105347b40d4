"""What the pharmacy refuses."""

from kernel.errors import Conflict, Invalid
from kernel.text import Text


class NotEnoughStock(Conflict):
    """The store has less of it than is wanted; perhaps somebody was quicker."""

    says = Text(
        "{name} lô {lot} tại {store} chỉ còn {left} {unit}, cần {wanted}. "
        "Hãy lấy lô khác hoặc phát một phần.",
        "{store} has only {left} {unit} of {name} lot {lot} left, {wanted} wanted. "
        "Take another lot or dispense a part.",
    )


class LotHasExpired(Conflict):
    """An expired lot is never dispensed."""

    says = Text(
        "{name} lô {lot} đã hết hạn ngày {expiry}. Hãy lấy lô khác và chuyển lô này sang kho "
        "biệt trữ.",
        "{name} lot {lot} expired on {expiry}. Take another lot and move this one to quarantine.",
    )


class LotIsRecalled(Conflict):
    """A recalled lot is locked everywhere."""

    says = Text(
        "{name} lô {lot} đang bị thu hồi. Hãy lấy lô khác và chuyển lô này sang kho biệt trữ.",
        "{name} lot {lot} is recalled. Take another lot and move this one to quarantine.",
    )


class StoreNotInUse(Conflict):
    """The store was closed."""

    says = Text(
        "{store} đã ngừng sử dụng. Hãy chọn kho khác.", "{store} is closed. Choose another."
    )


class StoreCodeTaken(Conflict):
    """Codes of stores are unique."""

    says = Text(
        "Mã kho {code} đã dùng cho {name}. Hãy chọn mã khác.",
        "Code {code} belongs to {name}. Choose another.",
    )


class SameStore(Invalid):
    """A transfer goes from one store to another."""

    says = Text(
        "Kho xuất và kho nhận phải khác nhau. Hãy chọn kho nhận khác.",
        "A transfer goes to another store. Choose where to.",
    )


class QuantityNotPositive(Invalid):
    """A quantity is more than zero."""

    says = Text("Số lượng phải lớn hơn 0. Hãy nhập lại.", "The quantity must be above 0.")


class ExpiryHasPassed(Invalid):
    """Nobody receives what has expired."""

    says = Text(
        "{name} lô {lot}: hạn dùng {expiry} đã qua. Hãy kiểm tra lại bao bì.",
        "{name} lot {lot}: the expiry {expiry} has passed. Look at the pack again.",
    )


class NoSuchPack(Invalid):
    """The item has no pack of this name; its factor must be declared first."""

    says = Text(
        "{name} chưa khai quy cách “{unit}”. Hãy khai hệ số quy đổi cho mặt hàng trước.",
        "{name} has no pack “{unit}”. Declare its factor at the item first.",
    )


class FactorOfTheUnit(Invalid):
    """The smallest unit is one; a pack holds more than nothing."""

    says = Text(
        "Hệ số quy đổi phải lớn hơn 0, và đơn vị gốc luôn bằng 1.",
        "A factor is above 0, and the smallest unit is always 1.",
    )


class BarcodeTaken(Conflict):
    """A barcode names one pack of one item."""

    says = Text(
        "Mã vạch {gtin} đã gán cho {name}. Hãy kiểm tra lại bao bì.",
        "Barcode {gtin} belongs to {name}. Look at the pack again.",
    )


class CodeNotKnown(Invalid):
    """Nothing of the pharmacy has this barcode or code."""

    says = Text(
        "Không nhận ra mã “{code}”. Hãy tìm theo tên rồi gán mã vạch cho quy cách.",
        "“{code}” is not known. Find the item by name, then give its pack this barcode.",
    )


class InvoiceKnown(Conflict):
    """The same invoice of the same supplier was entered before."""

    says = Text(
        "Hoá đơn {invoice} của {supplier} đã nhập ở phiếu {paper}. Nếu là đợt giao khác, hãy "
        "đánh dấu “giao nhiều đợt”.",
        "Invoice {invoice} of {supplier} was entered in {paper}. Mark it as a further delivery "
        "if it is one.",
    )


class PaperCannot(Conflict):
    """The paper is no longer, or not yet, in a state that permits this."""

    says = Text(
        "Phiếu {code} đang “{now}”, không thể {verb}. Hãy mở lại phiếu để xem.",
        "{code} is “{now_en}” and cannot be {verb_en}. Open it again to see.",
    )


class AnotherPersonMust(Conflict):
    """Four eyes: who entered it does not check it."""

    says = Text(
        "Người thứ hai phải kiểm: bạn là người đã lập {code}.",
        "A second person must do this: it was you who made {code}.",
    )


class ReceivedMoreThanIssued(Invalid):
    """What arrives cannot be more than what left."""

    says = Text(
        "{name}: nhận {received} nhiều hơn đã xuất {issued}. Hãy đếm lại.",
        "{name}: {received} received but {issued} issued. Count again.",
    )


class ReasonIsMissing(Invalid):
    """Less arrived than left: somebody says why."""

    says = Text("Hãy ghi lý do chênh lệch.", "Say why they differ.")


class AlreadyRecalled(Conflict):
    """The lot is locked already."""

    says = Text("Lô {lot} đã bị khoá để thu hồi.", "Lot {lot} is recalled already.")


class StoreIsBeingCounted(Conflict):
    """One stock-take a store at a time."""

    says = Text(
        "{store} đang kiểm kê theo phiếu {code}. Hãy hoàn tất hoặc huỷ phiếu đó trước.",
        "{store} is being counted in {code}. Finish or cancel that one first.",
    )


class NotAllCounted(Conflict):
    """Every lot on the list is counted, a zero too."""

    says = Text(
        "Còn {left} lô chưa đếm. Hãy đếm hết, lô không còn thì ghi 0.",
        "{left} lots are not counted. Count them all; write 0 for what is gone.",
    )


class DispensingCannot(Conflict):
    """The prescription is no longer, or not yet, at a point that permits this."""

    says = Text(
        "Đơn {code} đang “{now}”, không thể {verb}. Hãy mở lại để xem.",
        "{code} is “{now_en}” and cannot be {verb_en}. Open it again to see.",
    )


class NothingToDispense(Invalid):
    """No line with a quantity was given."""

    says = Text("Chưa chọn thuốc nào để phát.", "No drug was chosen to dispense.")


class MoreThanPrescribed(Conflict):
    """What is owed is the most that is dispensed."""

    says = Text(
        "{name}: còn nợ {owed} {unit}, không thể phát {wanted}.",
        "{name}: {owed} {unit} are owed, {wanted} cannot be dispensed.",
    )


class NotThatDrug(Conflict):
    """The lot that was scanned is of another drug; a substitute needs the doctor's consent."""

    says = Text(
        "Lô {lot} là {found}, đơn ghi {name}. Hãy lấy đúng thuốc, hoặc thay thế với sự đồng ý "
        "của bác sĩ.",
        "Lot {lot} is {found}, prescribed is {name}. Take the right drug, or substitute with "
        "the doctor's consent.",
    )


class NotTheSameIngredient(Conflict):
    """A substitute has the same active ingredient, strength and route."""

    says = Text(
        "{found} không cùng hoạt chất, hàm lượng, đường dùng với {name}. Hãy để bác sĩ kê lại.",
        "{found} has not the ingredient, strength and route of {name}. Let the doctor prescribe.",
    )


class LineIsRefused(Conflict):
    """A line that was sent back to the doctor is not dispensed."""

    says = Text(
        "{name} đã bị từ chối phát: {reason}. Hãy chờ bác sĩ.",
        "{name} was refused: {reason}. Wait for the doctor.",
    )


class CounselFirst(Conflict):
    """Nobody leaves with drugs that nobody explained."""

    says = Text(
        "Hãy hướng dẫn người bệnh cách dùng và đánh dấu đã hướng dẫn trước khi giao.",
        "Explain the drugs to the patient and tick it before handing over.",
    )


class SomethingStandsInTheWay(Conflict):
    """A check before dispensing says no (a bill that is not paid)."""

    says = Text("Chưa giao thuốc được. {why}", "Not yet. {why_en}")


class MoreThanGiven(Conflict):
    """What comes back was dispensed before."""

    says = Text(
        "{name} lô {lot}: đã phát và chưa trả {given}, không thể trả {wanted}.",
        "{name} lot {lot}: {given} given and not returned, {wanted} cannot come back.",
    )
