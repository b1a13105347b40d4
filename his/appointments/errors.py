from kernel.errors import Conflict, Invalid, NotFound
from kernel.text import Text


class SlotTaken(Conflict):
    """Every place of this time is taken."""

    says = Text(
        "Khung giờ {at} đã đủ người. Hãy chọn giờ khác hoặc ghi vào danh sách chờ.",
        "{at} is full. Choose another time, or put the patient on the waiting list.",
    )


class NoSuchSlot(Invalid):
    """Nobody works at this time: outside the hours, a holiday, or leave."""

    says = Text(
        "Lúc {at} không có lịch làm việc. Hãy chọn một khung giờ còn trống.",
        "Nobody works at {at}. Choose one of the free times.",
    )


class TimeIsPast(Invalid):
    """An appointment lies in the future."""

    says = Text(
        "Giờ hẹn {at} đã qua. Hãy chọn giờ khác.",
        "{at} has passed. Choose another time.",
    )


class AlreadyBooked(Conflict):
    """The patient has an appointment in this room on that day; `code` in the facts."""

    says = Text(
        "Người bệnh đã có hẹn {code} lúc {at} ở phòng này. Hãy đổi hẹn đó hoặc xác nhận thêm.",
        "The patient has appointment {code} at {at} here. Move that one, or confirm another.",
    )


class BookedOnlineBefore(AlreadyBooked):
    """The same, told to somebody on the public page: nothing of the other appointment."""

    says = Text(
        "Số điện thoại này đã có hẹn ở phòng này trong ngày đã chọn. Để đổi hoặc huỷ, hãy mở "
        "đường dẫn trong tin nhắn hẹn, hoặc gọi điện cho cơ sở.",
        "This telephone has an appointment here on that day. To move or cancel it, open the link "
        "in the message, or telephone.",
    )


class AppointmentOver(Conflict):
    """It was kept, missed or cancelled."""

    says = Text(
        "Lịch hẹn {code} đã kết thúc ({state}). Hãy đặt hẹn mới.",
        "Appointment {code} is over ({state}). Book a new one.",
    )


class NobodyKnown(Invalid):
    """An appointment is a patient's, or somebody's with a name and a telephone."""

    says = Text(
        "Hãy chọn người bệnh, hoặc nhập họ tên và số điện thoại.",
        "Choose a patient, or enter a name and a telephone number.",
    )


class NotATelephone(Invalid):
    """The number is none that a message could be sent to."""

    says = Text(
        "Số điện thoại không đúng. Hãy nhập 10 số, ví dụ 0912 345 678.",
        "This is no telephone number. Enter 10 digits, such as 0912 345 678.",
    )


class WrongBookingCode(Invalid):
    """The code from the message was mistyped or is too old."""

    says = Text(
        "Mã xác nhận không đúng hoặc đã hết hạn. Hãy nhập lại, hoặc đặt hẹn lại.",
        "The code is wrong or too old. Type it again, or book again.",
    )


class TooManyBookings(Conflict):
    """One telephone or computer books only so often."""

    says = Text(
        "Đã đặt quá nhiều lần. Hãy thử lại sau 1 giờ, hoặc gọi điện cho cơ sở.",
        "Too many bookings. Try again in an hour, or telephone.",
    )


class BookingClosed(NotFound):
    """The house takes no bookings on line."""

    says = Text(
        "Cơ sở chưa mở đặt hẹn trên mạng. Hãy gọi điện hoặc đến bàn tiếp đón.",
        "Booking on line is closed here. Telephone or come to the desk.",
    )


class HoursOverlap(Conflict):
    """The room or the doctor has working hours at that time already."""

    says = Text(
        "Lịch làm việc bị trùng với lịch {hours} đã có. Hãy sửa giờ hoặc kết thúc lịch cũ.",
        "These hours overlap with {hours}. Change them, or end the older ones.",
    )


class HoursUpsideDown(Invalid):
    """Hours begin before they end, and hold at least one appointment."""

    says = Text(
        "Giờ kết thúc phải sau giờ bắt đầu ít nhất một khung hẹn.",
        "Hours end after they begin, with room for one appointment at least.",
    )


class OfferOver(Conflict):
    """The place on offer was taken, or the offer has run out."""

    says = Text(
        "Chỗ này không còn. Chúng tôi sẽ báo khi có chỗ khác.",
        "This place is gone. We will tell you when there is another.",
    )
