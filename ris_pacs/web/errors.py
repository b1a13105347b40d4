from kernel.errors import Conflict, Invalid, NotFound, OutOfService, Refusal
from kernel.text import Text


class ImageQueryNotUnderstood(Refusal):
    """A parameter of a QIDO-RS or WADO address is not what DICOMweb knows."""

    says = Text(
        "Tham số {parameter} có giá trị không hợp lệ. Hãy sửa theo DICOM PS3.18.",
        "Parameter {parameter} has a value that is not valid. Correct it after DICOM PS3.18.",
    )


class NotInThatForm(Refusal):
    """The client takes no form in which this can be given (Accept)."""

    status = 406
    says = Text(
        "Không có dạng dữ liệu mà phần mềm yêu cầu. Các dạng có: {offered}.",
        "This cannot be given in the form that was asked for. There are: {offered}.",
    )


class PictureNotShown(Invalid):
    """The codec could not make a picture of it; the file itself can still be fetched."""

    says = Text(
        "Không dựng được hình từ đối tượng này ({why}). Hãy tải tệp DICOM gốc hoặc gửi lại ảnh.",
        "No picture can be made of this object ({why}). Fetch the DICOM file, or send it again.",
    )


class PictureTookTooLong(OutOfService):
    """A codec worker hung or ended, and was replaced."""

    says = Text(
        "Dựng hình quá lâu nên đã dừng. Hãy thử lại; nếu vẫn vậy hãy tải tệp DICOM gốc.",
        "Making the picture took too long and was stopped. Try again, or fetch the DICOM file.",
    )


class NoSuchBulkData(NotFound):
    """The object holds no large value at this place."""

    says = Text(
        "Đối tượng không có dữ liệu ở vị trí {place}. Hãy tải lại danh sách của ca chụp.",
        "The object holds no data at {place}. Load the study again.",
    )


class NotAStowBody(Refusal):
    """What was sent is no multipart body of DICOM objects."""

    says = Text(
        "Nội dung gửi không đọc được ({why}). Hãy gửi multipart/related gồm các tệp DICOM.",
        "What was sent cannot be read ({why}). Send multipart/related with DICOM files.",
    )


class NotTakenInThatForm(Refusal):
    """Objects are taken as DICOM files only."""

    status = 415
    says = Text(
        "Chỉ nhận tệp DICOM (multipart/related; type=application/dicom). Hãy đổi định dạng.",
        "Only DICOM files are taken (multipart/related; type=application/dicom). Change the form.",
    )


class ViewerNotBrought(NotFound):
    """The image viewer's files are not on this server."""

    says = Text(
        "Máy chủ chưa có trình xem OHIF. Quản trị hãy chạy `make run`; "
        "trong lúc chờ, hãy dùng trình xem nhanh.",
        "The OHIF viewer is not on this server. Have `make run` run; "
        "use the quick viewer meanwhile.",
    )


class AlreadyKeyImage(Conflict):
    """This frame was chosen before."""

    says = Text(
        "Ảnh này đã là ảnh chủ chốt. Hãy tải lại danh sách ảnh chủ chốt.",
        "This picture is a key image already. Load the list of key images again.",
    )


class NoSuchKeyImage(NotFound):
    """Nobody chose it, or somebody has withdrawn it since."""

    says = Text(
        "Ảnh chủ chốt này không còn. Hãy tải lại danh sách ảnh chủ chốt.",
        "This key image is no longer there. Load the list of key images again.",
    )


class NoSuchMeasurement(NotFound):
    """Nobody saved it, or somebody has withdrawn it since."""

    says = Text(
        "Số đo này không còn. Hãy tải lại danh sách số đo.",
        "This measurement is no longer there. Load the list of measurements again.",
    )


class NotThatManyPoints(Invalid):
    """A length has two points, an angle three; what was sent has others."""

    says = Text(
        "Hình {shape} không có {points} điểm. Hãy vẽ lại trên ảnh.",
        "A {shape} does not have {points} points. Draw it again on the picture.",
    )


class NoSuchPresentation(NotFound):
    """Nobody saved it, or somebody has withdrawn it since."""

    says = Text(
        "Trạng thái hiển thị này không còn. Hãy tải lại danh sách.",
        "This presentation state is no longer there. Load the list again.",
    )


class MeasurementIsSigned(Conflict):
    """It stands in a report that was signed: what was signed is not taken away beneath it."""

    says = Text(
        "Số đo này nằm trong kết quả đã ký lúc {at} nên không bỏ được. Hãy đo lại thành số đo mới "
        "rồi bổ sung vào kết quả, hoặc thu hồi kết quả.",
        "This measurement stands in the report signed at {at} and cannot be withdrawn. Measure "
        "anew and add an addendum to the report, or retract the report.",
    )
