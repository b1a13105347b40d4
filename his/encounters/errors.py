from kernel.errors import Conflict, Invalid
from kernel.text import Text


class AlreadyBegun(Conflict):
    """A doctor has the patient already."""

    says = Text(
        "Lượt khám đã bắt đầu. Nếu bấm nhầm, hãy trả người bệnh về hàng chờ rồi bắt đầu lại.",
        "The visit has begun. If that was a mistake, put the patient back to wait, then begin.",
    )


class NotBegun(Conflict):
    """The patient still waits."""

    says = Text(
        "Lượt khám chưa bắt đầu. Hãy bắt đầu khám trước.",
        "The visit has not begun. Begin it first.",
    )


class AlreadyClosed(Conflict):
    """A closed visit is reopened with a reason before anything in it changes."""

    says = Text(
        "Lượt khám đã kết thúc. Muốn thay đổi, hãy mở lại kèm lý do.",
        "The visit is closed. To change something, reopen it with a reason.",
    )


class NotClosed(Conflict):
    """Only a closed visit can be reopened."""

    says = Text(
        "Lượt khám chưa kết thúc nên không cần mở lại. Hãy làm tiếp trên lượt khám này.",
        "The visit is not closed, so there is nothing to reopen. Go on working in it.",
    )


class AlreadyCancelled(Conflict):
    """A cancelled visit stays cancelled."""

    says = Text(
        "Lượt khám đã hủy. Hãy mở lượt khám mới.",
        "The visit was cancelled. Open a new one.",
    )


class VisitOpenHere(Conflict):
    """The patient has an open visit in this room today; `encounter_id` in the facts."""

    says = Text(
        "Người bệnh đang có lượt khám {code} mở tại phòng này hôm nay. "
        "Hãy dùng lượt khám đó, hoặc xác nhận mở thêm.",
        "The patient has visit {code} open in this room today. "
        "Use that one, or confirm that another is wanted.",
    )


class CheckinNotRead(Invalid):
    """What a module asked at the desk was not sent as it asks; `part` and `fields` in the facts."""

    says = Text(
        "Phần {part} của phiếu tiếp đón chưa đúng. Hãy kiểm tra lại rồi mở lượt khám.",
        "The part {part} of the check-in was not filled in rightly. Check it, then open the visit.",
    )


class RoomTakesNoVisits(Invalid):
    """Visits are opened in rooms where patients are examined or served."""

    says = Text(
        "Phòng {room} không nhận lượt khám. Hãy chọn phòng khám đang hoạt động.",
        "Room {room} takes no visits. Choose an active examination room.",
    )


class RoomIsFull(Conflict):
    """The room's quota of visits a day is used up."""

    says = Text(
        "Phòng {room} đã đủ {quota} lượt khám hôm nay. Hãy chọn phòng khác hoặc xác nhận thêm.",
        "Room {room} has its {quota} visits of today. Choose another, or confirm one more.",
    )


class SameRoom(Conflict):
    """The visit is in that room already."""

    says = Text(
        "Lượt khám đang ở phòng {room}. Hãy chọn phòng khác.",
        "The visit is in room {room} already. Choose another one.",
    )


class SamePatient(Conflict):
    """The visit is that patient's already."""

    says = Text(
        "Lượt khám đã thuộc người bệnh này. Hãy chọn đúng người bệnh cần chuyển đến.",
        "The visit is this patient's already. Choose the patient it belongs to.",
    )


class NotReadyToClose(Conflict):
    """Something must be done first; `missing` in the facts names each with its place."""

    says = Text(
        "Chưa kết thúc được lượt khám, còn thiếu: {list_vi}.",
        "The visit cannot be closed yet. Missing: {list_en}.",
    )


class StillHasRecords(Conflict):
    """A visit in which something was done is not cancelled; `standing` names each."""

    says = Text(
        "Không hủy được lượt khám vì còn: {list_vi}. Hãy hủy các mục đó trước.",
        "The visit cannot be cancelled because of: {list_en}. Cancel those first.",
    )
