from kernel.errors import Conflict, Invalid, NotFound
from kernel.text import Text


class UnknownSpecimen(NotFound):
    """No label carries this number."""

    says = Text(
        "Không có mẫu số {code}. Hãy quét lại nhãn, hoặc tìm theo người bệnh.",
        "There is no specimen {code}. Scan the label again, or look by patient.",
    )


class TubeOfAnother(Conflict):
    """The label belongs to somebody else: wrong blood in tube is stopped here."""

    says = Text(
        "DỪNG LẠI: ống {code} không phải của người bệnh này. "
        "Hãy quét lại thẻ hoặc vòng tay rồi lấy đúng ống.",
        "STOP: tube {code} is not this patient's. Scan the card or wristband again "
        "and take the right tube.",
    )


class WhoIsIt(Invalid):
    """A specimen is only taken from somebody whose name is sure."""

    says = Text(
        "Chưa rõ người bệnh trước mặt là ai. Hãy quét thẻ, vòng tay, hoặc hỏi họ tên và "
        "ngày sinh rồi đánh dấu đã hỏi.",
        "It is not sure who this is. Scan the card or wristband, or ask for name and "
        "birth date and say so.",
    )


class ScanTheWristband(Conflict):
    """Where the facility wants it, asking is not enough."""

    says = Text(
        "Cơ sở yêu cầu quét thẻ hoặc vòng tay trước khi lấy mẫu. Hãy quét mã QR trên thẻ.",
        "Here a card or wristband is scanned before collecting. Scan the QR code on it.",
    )


class NothingToDraw(Conflict):
    """Every test that waits has its tube already, or none waits."""

    says = Text(
        "Không có xét nghiệm nào chờ in nhãn. Hãy xem các ống đã có nhãn bên dưới.",
        "No test waits for a label. Look at the tubes that are labelled.",
    )


class NotPaidYet(Conflict):
    """A routine test that is to be paid first."""

    says = Text(
        "Chưa nộp tiền: {tests}. Hãy mời người bệnh qua quầy thu ngân, hoặc chuyển sang khẩn.",
        "Not paid yet: {tests}. Send the patient to the cashier, or make it urgent.",
    )


class NotCollectedYet(Conflict):
    """Printing a label is not collecting."""

    says = Text(
        "Ống {code} mới in nhãn, chưa ghi lấy mẫu. Hãy hỏi nơi lấy mẫu ghi giờ và người lấy trước.",
        "Tube {code} is only labelled. Ask where it was drawn to record the collection first.",
    )


class SpecimenHasResults(Conflict):
    """What was measured from it is taken back first."""

    says = Text(
        "Mẫu {code} đã có kết quả {tests}. Hãy huỷ các kết quả đó trước khi từ chối mẫu.",
        "Specimen {code} has results of {tests}. Withdraw them before it is rejected.",
    )


class CannotAddOn(Conflict):
    """The tube is not one from which this can be done."""

    says = Text(
        "Không thêm được vào ống {code}: {why} Hãy lấy ống mới.",
        "It cannot be added to tube {code}: {why_en} Draw a new one.",
    )


class PositionTaken(Conflict):
    """One tube a place."""

    says = Text(
        "Vị trí {position} ở {place} đang có mẫu {other}. Hãy chọn vị trí khác.",
        "Position {position} of {place} holds specimen {other}. Choose another.",
    )


class NoSuchPosition(Invalid):
    """A rack has rows A, B, C ... and columns 1, 2, 3 ..."""

    says = Text(
        "Vị trí {position} không có ở {place}. Hãy chọn từ {first} đến {last}.",
        "{place} has no position {position}. Choose from {first} to {last}.",
    )


class LocationCodeTaken(Conflict):
    """Each place has a code of its own."""

    says = Text(
        "Mã nơi lưu {code} đã dùng cho {place}. Hãy chọn mã khác.",
        "The code {code} is {place}'s already. Choose another.",
    )


class LocationInsideItself(Invalid):
    """A fridge does not stand in its own rack."""

    says = Text(
        "{place} không thể nằm bên trong chính nó. Hãy chọn nơi khác.",
        "{place} cannot stand inside itself. Choose another place.",
    )


class LocationInUse(Conflict):
    """A place with something in it is not put out of use."""

    says = Text(
        "{place} đang có mẫu hoặc nơi lưu bên trong. Hãy chuyển đi trước.",
        "{place} holds specimens or other places. Move them first.",
    )


class StillWorkedOn(Conflict):
    """What waits for its result is not thrown away."""

    says = Text(
        "Mẫu {code} còn chờ kết quả {tests}. Hãy trả kết quả hoặc từ chối mẫu trước khi huỷ.",
        "Specimen {code} still waits for {tests}. Give the results or reject it first.",
    )


class ShipmentIsThere(Conflict):
    """It arrived once."""

    says = Text(
        "Chuyến {code} đã nhận lúc {at}. Hãy xem danh sách mẫu trong chuyến.",
        "Shipment {code} arrived at {at}. Look at what was in it.",
    )


class ItemCannotBecome(Conflict):
    """The test's state does not permit this step."""

    says = Text(
        "Xét nghiệm {test} đang “{now}”, không thể thành “{wanted}”. Hãy tải lại danh sách.",
        "Test {test} is “{now_en}” and cannot become “{wanted_en}”. Load the list again.",
    )


class AliquotNeedsMore(Invalid):
    """A tube is divided into at least one more."""

    says = Text(
        "Hãy chọn xét nghiệm sẽ làm từ ống chia, hoặc ghi thể tích.",
        "Choose the tests that are done from the aliquot, or give its volume.",
    )


class NoTubeNamed(Invalid):
    """Which tubes were drawn, where there is no order that says it."""

    says = Text(
        "Hãy chọn loại ống đã lấy (1 đến 12 ống).",
        "Choose which kinds of tubes were drawn (1 to 12).",
    )


class VisitElsewhere(Invalid):
    """Somebody without an open visit gets one: in which room?"""

    says = Text(
        "Người bệnh chưa có lượt khám đang mở. Hãy chọn phòng cấp cứu để mở lượt.",
        "The patient has no open visit. Choose the emergency room to open one.",
    )


class NothingToJoin(Conflict):
    """No order waits that this tube could answer."""

    says = Text(
        "Chưa có chỉ định nào hợp với ống {code}. Hãy nhờ bác sĩ ghi chỉ định rồi ghép lại.",
        "No order waits that specimen {code} could answer. Ask the doctor to write it first.",
    )


class CampaignFileUnreadable(Invalid):
    """The list of persons has no columns that are known."""

    says = Text(
        "Không đọc được danh sách: {why}. Hãy dùng tệp mẫu (CSV UTF-8 hoặc XLSX).",
        "The list cannot be read: {why}. Use the template (CSV in UTF-8, or XLSX).",
    )


class CampaignHasErrors(Invalid):
    """Rows of the list are wrong or undecided: nothing is done."""

    says = Text(
        "Danh sách có {count} dòng cần sửa hoặc chọn, chưa làm gì. Hãy xem từng dòng.",
        "{count} rows must be corrected or decided; nothing was done. Look at them.",
    )


class CampaignMovedOn(Conflict):
    """Patients or the package changed between the trial and the taking."""

    says = Text(
        "Danh sách hoặc gói đã đổi sau khi xem thử. Hãy xem thử lại.",
        "The list or the package changed after the trial. Try it again.",
    )


class PackageNotInForce(Conflict):
    """A package has its days and its services."""

    says = Text(
        "Gói {code} không còn hiệu lực hôm nay hoặc có dịch vụ đã ngừng ({services}). Hãy sửa gói.",
        "Package {code} is not in force today, or a service of it has ended ({services}). "
        "Mend the package.",
    )


class PackageCodeTaken(Conflict):
    """Each package has a code of its own."""

    says = Text(
        "Mã gói {code} đã có. Hãy chọn mã khác.",
        "There is a package {code} already. Choose another code.",
    )
