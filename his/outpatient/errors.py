from kernel.errors import Conflict, Invalid, NotAllowed
from kernel.text import Text


class VitalsNotPlausible(Invalid):
    """A value cannot be. `doubts` in the facts names each."""

    says = Text(
        "Chỉ số sinh hiệu chưa hợp lý: {first} Hãy kiểm tra lại.",
        "A vital sign is not plausible: {first_en} Check it.",
    )


class NoVitals(Invalid):
    """Nothing was measured."""

    says = Text("Chưa nhập chỉ số nào.", "No value was entered.")


class DiagnosesBreakRules(Invalid):
    """The codes break a rule of ICD-10. `problems` in the facts names each."""

    says = Text(
        "Mã bệnh chưa đúng quy tắc ICD-10: {first}", "The codes break a rule of ICD-10: {first_en}"
    )


class TooManyMain(Invalid):
    """A visit has at most one main diagnosis."""

    says = Text(
        "Chỉ được một chẩn đoán chính. Hãy chuyển các mã khác sang bệnh kèm theo.",
        "Only one main diagnosis. Make the others secondary.",
    )


class VisitNotClosed(Conflict):
    """Only a closed visit is amended; an open one is simply edited."""

    says = Text(
        "Lượt khám chưa đóng: hãy sửa trực tiếp, không cần bổ sung.",
        "The visit is still open: edit it, no amendment is needed.",
    )


class NothingChanged(Invalid):
    """The amendment says what stands there already."""

    says = Text("Nội dung mới giống nội dung cũ.", "The new text is the same as the old one.")


class NoMainDiagnosis(Conflict):
    """A paper names what the patient has."""

    says = Text(
        "Chưa có bệnh chính (ICD-10). Hãy chọn bệnh chính rồi lập giấy.",
        "There is no main diagnosis (ICD-10). Choose it, then issue the paper.",
    )


class PaperAlreadyIssued(Conflict):
    """One paper of a kind stands for a visit."""

    says = Text(
        "Lượt khám đã có giấy loại này. Hãy huỷ giấy cũ trước khi lập giấy mới.",
        "This visit already has such a paper. Cancel it before issuing another.",
    )


class PaperCancelled(Conflict):
    """The paper was taken back already."""

    says = Text("Giấy {code} đã bị huỷ.", "Paper {code} was cancelled.")


class PaperNeeded(Conflict):
    """How the visit ends asks for a paper."""

    says = Text(
        "Hướng xử trí này cần {paper}. Hãy lập giấy rồi kết thúc khám.",
        "This way of ending needs: {paper_en}. Issue it, then end the visit.",
    )


class SickLeaveTooLong(Invalid):
    """More days than the rule permits for this disease."""

    says = Text(
        "Số ngày nghỉ {days} không hợp lệ: từ 1 đến {most} ngày.",
        "{days} days of leave are not possible: 1 to {most}.",
    )


class SickLeaveNotFromVisit(Invalid):
    """The leave begins on the day of the visit or the day after it."""

    says = Text(
        "Nghỉ phải bắt đầu từ ngày khám {day} hoặc ngày kế tiếp.",
        "The leave begins on the day of the visit, {day}, or on the next one.",
    )


class PregnancyEndedWithoutReason(Invalid):
    """XML11 asks for the reason and the weeks."""

    says = Text(
        "Đình chỉ thai nghén cần nguyên nhân và tuổi thai (tuần).",
        "The end of a pregnancy needs its reason and the weeks.",
    )


class RevisitNotLater(Invalid):
    """A re-visit lies after the visit."""

    says = Text(
        "Ngày hẹn khám lại phải sau ngày khám.", "The re-visit must be after the day of the visit."
    )


class NotAPaper(Invalid):
    """The content does not fit the kind of paper."""

    says = Text("Nội dung giấy chưa đủ: {fields}.", "The paper lacks: {fields}.")


class ConsultationEnded(Conflict):
    """It was answered or taken back already."""

    says = Text(
        "Yêu cầu khám chuyên khoa này đã được trả lời hoặc đã huỷ.",
        "This consultation was answered or cancelled already.",
    )


class NotYourTemplate(NotAllowed):
    """Another doctor's own template or phrase."""

    says = Text(
        "Mẫu này của người khác. Hãy lưu thành mẫu của bạn.",
        "This template is somebody else's. Save it as your own.",
    )


class NotDoneInTheRoom(Invalid):
    """A laboratory test or a picture is ordered, not done in the examination room."""

    says = Text(
        "{name} không làm tại phòng khám. Hãy chỉ định cho phòng thực hiện.",
        "{name} is not done in the room. Order it.",
    )
