from kernel.errors import Conflict, Invalid, NotAllowed
from kernel.text import Text


class NothingPrescribed(Invalid):
    """A prescription needs a drug before it can be signed or kept as a set."""

    says = Text(
        "Đơn chưa có thuốc nào. Hãy chọn thuốc trước.",
        "There is no drug on it yet. Choose one first.",
    )


class NotADraft(Conflict):
    """Only a draft can be changed; a signed prescription is amended instead."""

    says = Text(
        "Đơn {code} đã ký hoặc đã huỷ, không sửa được. Hãy dùng “Sửa đơn đã ký”.",
        "Prescription {code} is signed or cancelled. Amend it instead.",
    )


class NotSigned(Conflict):
    """Only a signed prescription can be cancelled, amended, printed or sent."""

    says = Text(
        "Đơn này chưa ký. Hãy ký đơn trước.", "This prescription is not signed. Sign it first."
    )


class AlertsUnanswered(Invalid):
    """Something stands against signing: a stop, or a warning without a reason."""

    says = Text(
        "Còn {count} cảnh báo chưa giải quyết: {first} Hãy sửa thuốc hoặc ghi lý do.",
        "{count} alerts stand in the way: {first_en} Change the drug, or give a reason.",
    )


class StopNotYours(NotAllowed):
    """A stop is lifted only by whoever holds that permission, with a reason."""

    says = Text(
        "Cảnh báo mức dừng: {first} Hãy đổi thuốc, hoặc nhờ người có quyền “{permission}”.",
        "A stop: {first_en} Change the drug, or ask somebody who may “{permission}”.",
    )


class AlreadyDispensed(Conflict):
    """Something of the prescription was given out."""

    says = Text(
        "Đơn {code} đã phát thuốc. Hãy trả thuốc tại quầy dược trước khi sửa hoặc huỷ.",
        "Prescription {code} was dispensed. Have the drugs returned at the pharmacy first.",
    )


class NoDose(Invalid):
    """A line says how much is taken, unless it is used as needed with its own words."""

    says = Text(
        "{drug}: chưa có liều dùng. Hãy nhập sáng, trưa, chiều, tối hoặc ghi cách dùng.",
        "{drug} has no dose. Enter morning, noon, afternoon, evening, or how it is used.",
    )


class NotOverdue(Conflict):
    """The prescription has no message that could be sent again."""

    says = Text(
        "Đơn này đã gửi hoặc đang gửi, không cần gửi lại.",
        "This prescription was sent or is being sent; there is nothing to resend.",
    )


class NoSuchRule(Invalid):
    """No check of this name."""

    says = Text("Không có quy tắc {rule}.", "There is no rule {rule}.")


class RuleIsLaw(Invalid):
    """What the Circular demands is not switched off."""

    says = Text(
        "Quy tắc {rule} là quy định pháp luật, không tắt hoặc hạ mức được.",
        "Rule {rule} is the law's; it cannot be switched off or lowered.",
    )


class NotThatDay(Invalid):
    """A decision takes effect today or later."""

    says = Text(
        "Ngày hiệu lực đã qua. Hãy chọn hôm nay hoặc sau đó.",
        "That day has passed. Choose today or a later one.",
    )


class NoSuchTable(Invalid):
    """No table of drug knowledge has this id."""

    says = Text("Không có bảng tri thức {list}.", "There is no knowledge table {list}.")
