from kernel.errors import Conflict, Invalid, NotFound
from kernel.text import Text


class NoSuchExam(NotFound):
    """No exam of that name is to be seen by whoever asks."""

    says = Text(
        "Không có ca này, hoặc bạn không được xem. Hãy tìm lại theo người bệnh.",
        "There is no such exam, or you may not see it. Look again by patient.",
    )


class NoSuchMachine(NotFound):
    """The machine was not set up."""

    says = Text(
        "Không có máy này. Hãy chọn máy trong danh sách Máy chụp.",
        "There is no such machine. Choose one of the list of machines.",
    )


class MachineTaken(Conflict):
    """Another machine has this code or AE title."""

    says = Text(
        "Mã hoặc AE title {what} đã có máy khác dùng. Hãy đặt tên khác.",
        "The code or AE title {what} belongs to another machine. Choose another one.",
    )


class MachineDoesNot(Invalid):
    """The machine does another kind of pictures."""

    says = Text(
        "Máy {machine} không làm loại {modality}. Hãy chọn máy khác.",
        "Machine {machine} does not do {modality}. Choose another one.",
    )


class SlotOfMachineTaken(Conflict):
    """Somebody else has the machine at that time."""

    says = Text(
        "Máy {machine} đã có ca {code} lúc {at}. Hãy chọn giờ khác.",
        "Machine {machine} has exam {code} at {at}. Choose another time.",
    )


class OutsideMachineHours(Invalid):
    """The machine does not work then."""

    says = Text(
        "Máy {machine} làm việc {opens}-{closes}. Hãy chọn giờ trong khoảng đó.",
        "Machine {machine} works {opens}-{closes}. Choose a time within.",
    )


class PlannedInThePast(Invalid):
    """A time that is over cannot be given."""

    says = Text(
        "Giờ hẹn đã qua. Hãy chọn giờ sau thời điểm này.",
        "That time is over. Choose a later one.",
    )


class SideIsMissing(Invalid):
    """Left or right has to be said before anything is planned or taken."""

    says = Text(
        "Ca {code} chưa ghi bên phải, trái hay hai bên. Hãy hỏi lại nơi chỉ định và chọn bên.",
        "Exam {code} does not say left, right or both. Ask whoever ordered it and choose.",
    )


class SafetyNotAsked(Conflict):
    """The questions before the exam were not answered."""

    says = Text(
        "Ca {code} chưa trả lời bảng hỏi an toàn. Hãy hỏi và ghi trước khi chụp.",
        "The safety questions of exam {code} were not answered. Ask them before it begins.",
    )


class SafetyStops(Conflict):
    """An answer says that the exam must not be done as planned."""

    says = Text(
        "Ca {code}: {why} Hãy hỏi bác sĩ CĐHA; nếu vẫn làm, bác sĩ ghi lý do vào bảng hỏi.",
        "Exam {code}: {why_en} Ask the radiologist, who writes down why it is done all the same.",
    )


class OverrideNeedsRadiologist(Conflict):
    """Only a radiologist may let an exam go on against a stop."""

    says = Text(
        "Chỉ bác sĩ CĐHA được cho làm khi có cảnh báo dừng. Hãy chuyển ca cho bác sĩ duyệt.",
        "Only a radiologist lets an exam go on against a stop. Pass it to one.",
    )


class ProtocolFirst(Conflict):
    """A radiologist has to look at this kind of exam first."""

    says = Text(
        "Ca {code} cần bác sĩ CĐHA duyệt kỹ thuật trước. Hãy mở mục Duyệt chỉ định.",
        "Exam {code} needs a radiologist's protocol first. Open Incoming orders.",
    )


class NotAnImagingService(Invalid):
    """The service is none of imaging's."""

    says = Text(
        "Dịch vụ {code} không phải dịch vụ chẩn đoán hình ảnh. Hãy chọn dịch vụ khác.",
        "Service {code} is not one of imaging. Choose another service.",
    )


class ProcedureExists(Conflict):
    """The service has its procedure already."""

    says = Text(
        "Dịch vụ {code} đã khai báo kỹ thuật. Hãy sửa dòng đã có.",
        "Service {code} has a procedure already. Change that one.",
    )


class NoSuchStep(NotFound):
    """No message of a machine waits under that name."""

    says = Text(
        "Không có thông báo này của máy. Hãy tải lại danh sách.",
        "There is no such message of a machine. Load the list again.",
    )


class StepOfAnotherPatient(Conflict):
    """The message names another patient than the exam's."""

    says = Text(
        "Máy báo người bệnh {said}, ca {code} là của người khác. Hãy ghi lý do nếu vẫn gán.",
        "The machine named patient {said}; exam {code} is another's. Give a reason to assign it.",
    )
