from kernel.errors import Conflict, Invalid, NotFound
from kernel.text import Text


class TicketGone(Conflict):
    """The ticket is done, moved on or left."""

    says = Text(
        "Số này đã xong, đã chuyển phòng hoặc người bệnh đã về. Hãy hoàn tác, hoặc cấp số mới.",
        "This ticket is done, moved on or its patient left. Undo that, or issue a new one.",
    )


class TicketNotCalled(Conflict):
    """Only a called ticket is called again."""

    says = Text(
        "Số này chưa được gọi. Hãy gọi trước.",
        "This ticket was not called yet. Call it first.",
    )


class TicketNotServing(Conflict):
    """Only somebody who was called in can be finished."""

    says = Text(
        "Người bệnh chưa vào phòng. Hãy gọi và bắt đầu trước khi hoàn thành.",
        "The patient is not in the room yet. Call and start before finishing.",
    )


class TicketWaiting(Conflict):
    """The ticket waits already."""

    says = Text(
        "Số này đang chờ trong hàng. Hãy gọi khi đến lượt.",
        "This ticket is waiting in the queue. Call it when its turn comes.",
    )


class TicketServing(Conflict):
    """Somebody has called or is serving this patient."""

    says = Text(
        "Người bệnh đang được gọi hoặc phục vụ. Hãy hoàn thành, tạm dừng hoặc trả về hàng chờ.",
        "The patient is being called or served. Finish, hold, or return him to the queue.",
    )


class AlreadyInQueue(Conflict):
    """The visit has a ticket in this room; `ticket_id` in the facts."""

    says = Text(
        "Lượt khám này đã có số {number} tại phòng. Hãy dùng số đó.",
        "This visit has ticket {number} in this room already. Use that one.",
    )


class NobodyWaiting(Conflict):
    """There is nobody to call."""

    says = Text(
        "Không còn ai chờ ở phòng này.",
        "Nobody is waiting for this room.",
    )


class QueuePaused(Conflict):
    """The room's queue is paused; `reason` in the facts."""

    says = Text(
        "Hàng chờ đang tạm dừng ({reason}). Hãy tiếp tục hàng chờ rồi gọi.",
        "The queue is paused ({reason}). Resume it, then call.",
    )


class QueueRunning(Conflict):
    """The queue is not paused."""

    says = Text(
        "Hàng chờ đang hoạt động, không cần tiếp tục.",
        "The queue is running; there is nothing to resume.",
    )


class NotTheSameDay(Conflict):
    """Tickets are worked on on their own day."""

    says = Text(
        "Số này của ngày {day}. Hãy cấp số mới cho hôm nay.",
        "This ticket is of {day}. Issue a new one for today.",
    )


class NothingToUndo(Conflict):
    """Nothing was done to the ticket that could be taken back here."""

    says = Text(
        "Không có thao tác nào của số này để hoàn tác.",
        "There is nothing of this ticket to undo.",
    )


class UndoAtTheVisit(Conflict):
    """The last change came from the visit, and is taken back there."""

    says = Text(
        "Thay đổi này đến từ lượt khám. Hãy trả lại hoặc mở lại ở lượt khám.",
        "This change came from the visit. Put it back or reopen it there.",
    )


class AlreadyInThatRoom(Invalid):
    """The ticket is in that room's queue already."""

    says = Text(
        "Số này đã ở hàng chờ của phòng {room}. Hãy chọn phòng khác.",
        "This ticket is in the queue of room {room} already. Choose another one.",
    )


class RoomClosed(Invalid):
    """The room is not in use."""

    says = Text(
        "Phòng {room} đã ngừng hoạt động. Hãy chọn phòng khác.",
        "Room {room} is not in use. Choose another one.",
    )


class NoSuchBoard(NotFound):
    """Neither a room nor an area has this address."""

    says = Text(
        "Không có bảng gọi số này. Hãy chọn trong danh sách bảng.",
        "There is no such board. Choose one from the list.",
    )


class KioskNotKnown(NotFound):
    """The kiosk has no token, or was blocked."""

    says = Text(
        "Ki-ốt chưa được ghép hoặc đã bị khóa. Hãy nhập mã ghép do quản trị cấp.",
        "This kiosk is not paired, or was blocked. Enter the code from the administrator.",
    )


class KioskBusy(Conflict):
    """It gave too many numbers in the last minute."""

    says = Text(
        "Ki-ốt vừa cấp quá nhiều số. Hãy đợi một phút hoặc đến bàn tiếp đón.",
        "Too many numbers were given just now. Wait a minute, or go to the desk.",
    )


class NoSuchTicket(NotFound):
    """The scan is nobody's card, appointment or ticket."""

    says = Text(
        "Không nhận ra mã này. Hãy bấm “Lấy số” để đến bàn tiếp đón.",
        "This code is not known here. Press “Take a number” for the desk.",
    )


class NoSuchNumber(NotFound):
    """No ticket has this link."""

    says = Text(
        "Không có số này. Hãy quét lại mã trên phiếu.",
        "There is no such number. Scan the code on the ticket again.",
    )
