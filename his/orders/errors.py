from kernel.errors import Conflict, Invalid, NotAllowed
from kernel.text import Text


class NotOrderable(Invalid):
    """The service is not one that is ordered (a bed day, a transport)."""

    says = Text(
        "Dịch vụ {code} {name} không dùng để chỉ định. Hãy chọn dịch vụ khác.",
        "Service {code} {name} is not ordered this way. Choose another.",
    )


class OrdersNeedReason(Conflict):
    """Something speaks against an order. `warnings` in the facts names each, with its key."""

    says = Text(
        "Cần ghi lý do trước khi chỉ định: {first}", "Give a reason before ordering: {first_en}"
    )


class NotYourSet(NotAllowed):
    """Sets of the house are changed by those who look after them."""

    says = Text(
        "Bộ chỉ định này của khoa hoặc cơ sở. Hãy lưu thành bộ của bạn.",
        "This set belongs to the department or the facility. Save it as your own.",
    )


class SetIsEmpty(Invalid):
    """A set without a service."""

    says = Text("Bộ chỉ định chưa có dịch vụ nào.", "The set has no service yet.")


class SetNeedsDepartment(Invalid):
    """A department's set belongs to one."""

    says = Text(
        "Hãy chọn khoa dùng bộ chỉ định này, hoặc lưu thành bộ của cơ sở.",
        "Choose the department that uses this set, or make it one of the facility.",
    )


class SampleNotCollected(Conflict):
    """What was not taken cannot be received."""

    says = Text(
        "Mẫu của chỉ định {code} chưa được lấy. Hãy ghi lấy mẫu trước.",
        "The sample of order {code} was not collected yet. Record that first.",
    )


class HeldByLaboratory(Conflict):
    """A wing works on it in its own way; answered by hand as well it would be done twice."""

    says = Text(
        "Chỉ định {code} đang ở {by}. Hãy xem và trả kết quả tại đó.",
        "Order {code} is in the hands of: {by_en}. Look there, and answer it there.",
    )


class ResultNotComplete(Invalid):
    """A result says something."""

    says = Text(
        "Kết quả chưa đủ: {first}. Hãy nhập rồi lưu lại.",
        "The result is not complete: {first_en}. Enter it and save again.",
    )


class NotANumber(Invalid):
    """A value of a test that is measured."""

    says = Text(
        "{test}: “{value}” không phải là số hợp lệ.", "{test}: “{value}” is not a valid number."
    )


class ResultNotEntered(Conflict):
    """Only what is entered is approved."""

    says = Text(
        "Kết quả chưa nhập xong. Hãy nhập trước khi duyệt.",
        "The result is not entered yet. Enter it before it is approved.",
    )


class ApproveByAnother(Conflict):
    """Two people look at a result where the facility wants it."""

    says = Text(
        "Người nhập không tự duyệt kết quả của mình. Hãy nhờ người khác duyệt.",
        "Whoever entered a result does not approve it. Ask somebody else.",
    )


class ResultHasGone(Conflict):
    """A result that went out is corrected, not edited."""

    says = Text(
        "Kết quả đã trả. Hãy đính chính, cả hai bản đều được giữ.",
        "The result has gone out. Correct it; both versions are kept.",
    )


class AlarmAcknowledged(Conflict):
    """One answer is enough."""

    says = Text(
        "{by} đã xác nhận kết quả nguy hiểm này. Hãy xem lịch sử trong phiếu kết quả.",
        "{by} has acknowledged this critical result. Look at the history on its page.",
    )


class AlarmReplaced(Conflict):
    """A newer result stands in its place."""

    says = Text(
        "Kết quả này đã có bản mới hơn. Hãy mở phiếu kết quả để xem.",
        "A newer version of this result is out. Open the result to see it.",
    )


class NoResultYet(Conflict):
    """There is nothing to print or correct."""

    says = Text("Chỉ định {code} chưa có kết quả.", "Order {code} has no result yet.")
