"""What the control of quality refuses."""

from kernel.errors import Conflict, Invalid
from kernel.text import Text


class ControlCodeTaken(Conflict):
    """Barcodes of controls are unique."""

    says = Text(
        "Mã vạch {code} đã dùng cho {material} lô {lot}. Hãy nhập mã khác.",
        "Barcode {code} belongs to {material} lot {lot}. Enter another one.",
    )


class ControlHasExpired(Conflict):
    """An expired control, or one that has been open for too long, says nothing."""

    says = Text(
        "{material} mức {level} lô {lot} đã hết hạn ngày {expiry}. Hãy mở lô khác rồi chạy lại.",
        "{material} level {level} lot {lot} expired on {expiry}. Open another lot and run again.",
    )


class NoTargetYet(Invalid):
    """A control's value is judged by the mean and SD that were set before."""

    says = Text(
        "Lô {lot} mức {level} chưa có giá trị đích cho xét nghiệm này. Hãy đặt mean và SD trước.",
        "Lot {lot} level {level} has no target for this test. Set its mean and SD first.",
    )


class NoControlPlan(Invalid):
    """Nobody said how the test is controlled."""

    says = Text(
        "Xét nghiệm {test} chưa có mẫu nội kiểm nào. Hãy đặt giá trị đích cho một lô trước.",
        "Nothing controls {test} yet. Set a target of a control's lot first.",
    )


class SameControlTwice(Invalid):
    """Each level is told once a run."""

    says = Text(
        "Một mức nội kiểm được nhập hai lần. Hãy ghi thành hai lần chạy.",
        "One level was entered twice. Record two runs.",
    )


class NoSuchTest(Invalid):
    """The shared list has no such test."""

    says = Text(
        "Không có xét nghiệm {test} trong danh mục. Hãy chọn trong danh sách.",
        "The list has no test {test}. Choose one from it.",
    )


class AlreadyExcluded(Conflict):
    """The value does not count any more."""

    says = Text(
        "Giá trị này đã được loại khỏi thống kê. Hãy xem lý do ở biểu đồ.",
        "This value is excluded already. Its reason stands at the chart.",
    )


class HoldIsOver(Conflict):
    """The test was released already."""

    says = Text(
        "Xét nghiệm này đã được mở khoá. Hãy xem lại danh sách đang khoá.",
        "This test was released already. Look at the list of what is held.",
    )


class ActFirst(Conflict):
    """A lock is released after something was done about it."""

    says = Text(
        "Chưa ghi nguyên nhân và hành động khắc phục. Hãy ghi trước khi mở khoá.",
        "No cause and corrective action are recorded. Record them before the release.",
    )


class NoGoodControlSince(Conflict):
    """A lock is released by a good run of all levels after the corrective action."""

    says = Text(
        "Sau khắc phục chưa có lần chạy nội kiểm đạt. Hãy chạy lại đủ các mức rồi mở khoá.",
        "No good control was run since the corrective action. Run all levels again first.",
    )


class RoundAlreadyKnown(Conflict):
    """A programme's rounds have different codes."""

    says = Text(
        "Đợt {code} của {programme} đã có. Hãy mở đợt đó.",
        "{programme} has a round {code} already. Open that one.",
    )


class RoundIsSubmitted(Conflict):
    """What was sent to the organiser is not changed."""

    says = Text(
        "Kết quả đợt này đã gửi ban tổ chức, không sửa được. Hãy ghi nhận xét vào kết quả.",
        "This round's results were sent and are not changed. Write remarks to its results.",
    )


class RoundNotSubmitted(Conflict):
    """Scores come after our own results."""

    says = Text(
        "Đợt này chưa gửi kết quả. Hãy nhập đủ kết quả và bấm gửi trước.",
        "This round was not submitted. Enter the results and submit them first.",
    )


class RoundWithoutResults(Conflict):
    """There is nothing to send."""

    says = Text(
        "Đợt này chưa có kết quả nào. Hãy nhập kết quả trước khi gửi.",
        "This round has no result yet. Enter the results before submitting.",
    )
