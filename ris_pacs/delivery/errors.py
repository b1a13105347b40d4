from kernel.errors import Conflict, Invalid, NotFound, OutOfService
from kernel.text import Text


class IdentityNotConfirmed(Invalid):
    """What was typed is not this patient's: the wrong patient's disc is never made."""

    says = Text(
        "Mã hoặc ngày sinh không khớp với hồ sơ. Hãy hỏi lại người nhận và nhập lại cả hai.",
        "Code or birth do not agree with the record. Ask again, and type both once more.",
    )


class StudyOfAnotherPatient(Invalid):
    """One patient a job."""

    says = Text(
        "Có ca chụp không thuộc người bệnh này. Mỗi lần trao chỉ một người bệnh; hãy chọn lại.",
        "A study belongs to somebody else. One patient at a time; choose again.",
    )


class NothingToDeliver(Invalid):
    """No study was chosen, or none has pictures."""

    says = Text(
        "Chưa có ca chụp nào để trao. Hãy chọn ít nhất một ca chụp có ảnh.",
        "There is nothing to hand out. Choose at least one study with pictures.",
    )


class ConsentMissing(Invalid):
    """The patient has not agreed."""

    says = Text(
        "Trao cho người khác hoặc để giảng dạy cần người bệnh đồng ý. Hãy hỏi và đánh dấu.",
        "Giving pictures to others, or for teaching, needs the patient's consent. Ask, then tick.",
    )


class NoAddressForLinks(OutOfService):
    """The facility prints no links."""

    says = Text(
        "Chưa cấp được đường dẫn: hãy khai địa chỉ công khai và bật đường dẫn kết quả.",
        "Links cannot be made: set the public address of this system, and switch links on.",
    )


class NotReadyToHand(Conflict):
    """It is not made yet, or is over."""

    says = Text(
        "Chưa có tệp hoặc lần trao này đã kết thúc. Hãy tạo lại rồi trao.",
        "The file is not there, or this delivery is over. Make it anew.",
    )


class DiscNotMade(OutOfService):
    """The disc could not be written."""

    says = Text(
        "Không tạo được đĩa: {why}. Hãy thử lại; nếu vẫn lỗi, hãy báo quản trị.",
        "The disc could not be made: {why}. Try again; if it fails again, tell the administrator.",
    )


class NoPicturesOnDisc(Invalid):
    """No DICOM file was found."""

    says = Text(
        "Không đọc được ảnh DICOM nào trong tệp này. Hãy chọn tệp ZIP hoặc ISO của đĩa hình ảnh.",
        "No DICOM picture could be read in this file. Choose the ZIP or ISO of a picture disc.",
    )


class DiscTooLarge(Invalid):
    """It is, or unpacks to, more than is taken at once."""

    says = Text(
        "Tệp quá lớn (tối đa {most} GB, {files} tệp). Hãy chia nhỏ rồi gửi lại.",
        "The file is too large (at most {most} GB, {files} files). Split it, then send again.",
    )


class DiscIsDecided(Conflict):
    """Somebody has decided about it."""

    says = Text(
        "Đĩa này đã được xử lý. Hãy tải lại danh sách.",
        "This disc has been dealt with. Load the list again.",
    )


class DiscStudyIsAnothers(Conflict):
    """The archive has this study already, under somebody else's name."""

    says = Text(
        "Ca chụp này đã có trong kho và thuộc người bệnh {code}. Hãy kiểm tra lại người bệnh.",
        "This study is in the archive already and belongs to {code}. Check whose disc it is.",
    )


class CaptureNotTaken(Invalid):
    """No picture that we know."""

    says = Text(
        "Tệp này không phải ảnh JPEG, PNG hay PDF đọc được. Hãy chuyển định dạng rồi gửi lại.",
        "This is no JPEG, PNG or PDF that can be read. Convert it, then send again.",
    )


class CaptureOrderNotTheirs(Invalid):
    """The order is another patient's, or no imaging."""

    says = Text(
        "Chỉ định này không phải chỉ định hình ảnh của người bệnh. Hãy chọn chỉ định khác.",
        "This is no imaging order of the patient. Choose another.",
    )


class NoSuchDelivery(NotFound):
    """There is none, or it is outside what the person may see."""

    says = Text(
        "Không tìm thấy lần trao này. Hãy tải lại danh sách.",
        "There is no such delivery. Load the list again.",
    )
