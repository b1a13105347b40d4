from kernel.errors import Conflict, Invalid
from kernel.text import Text


class NoSuchLabTest(Invalid):
    """The shared list of tests has no such code in force."""

    says = Text(
        "Không có chỉ số {code} trong danh mục xét nghiệm. Hãy thêm vào danh mục trước.",
        "There is no test {code} in the shared list. Add it to the list first.",
    )


class NoSuchSection(Invalid):
    """A section that is not there, or has ended."""

    says = Text(
        "Không có nhóm xét nghiệm {code} đang dùng. Hãy chọn nhóm khác.",
        "There is no section {code} in use. Choose another one.",
    )


class NoSuchContainer(Invalid):
    """A container that is not there, or has ended."""

    says = Text(
        "Không có loại ống {code} đang dùng. Hãy chọn loại khác.",
        "There is no container {code} in use. Choose another one.",
    )


class CodeIsTaken(Conflict):
    """Another entry of the same kind has this code."""

    says = Text(
        "Mã {code} đã có. Hãy chọn mã khác hoặc sửa mục đang có.",
        "The code {code} is taken. Choose another or change the one that is there.",
    )


class LabTestCannotBecome(Conflict):
    """The life of a test has no such step."""

    says = Text(
        "Xét nghiệm {code} đang ở trạng thái {state}, không chuyển thành {to} được.",
        "The test {code} is {state} and cannot become {to}.",
    )


class ValidatedByAnother(Conflict):
    """Whoever set a test up does not validate it as well."""

    says = Text(
        "Người khai báo xét nghiệm không tự thẩm định. Hãy nhờ người khác thẩm định.",
        "Who set the test up does not validate it as well. Ask somebody else.",
    )


class RangesQuarrel(Invalid):
    """Two rows would hold for the same people on the same days."""

    says = Text(
        "Hai khoảng tham chiếu trùng đối tượng: {one} và {other}. Hãy sửa tuổi hoặc ngày.",
        "Two ranges hold for the same people: {one} and {other}. Change the ages or days.",
    )


class LimitsOutOfOrder(Invalid):
    """Absurd, critical and usual limits must follow one another."""

    says = Text(
        "Giới hạn không theo thứ tự: vô lý < nguy hiểm < bình thường < nguy hiểm < vô lý.",
        "The limits are out of order: absurd < critical < usual < critical < absurd.",
    )


class RangeHasHeld(Conflict):
    """A row that held already is not withdrawn: it ends."""

    says = Text(
        "Khoảng tham chiếu này đã có hiệu lực, không xóa được. Hãy thay bằng khoảng mới.",
        "This range has been in force and cannot be withdrawn. End it by a new one.",
    )


class LimitsNotBeforeToday(Invalid):
    """Limits are not changed for days that have been reported."""

    says = Text(
        "Không đổi giới hạn cho ngày đã qua. Hãy chọn từ hôm nay trở đi.",
        "Limits are not changed for days gone by. Choose today or later.",
    )


class BadTestRule(Invalid):
    """A reflex or autoverification rule that cannot be read."""

    says = Text(
        "Quy tắc không hợp lệ: {why}. Hãy sửa lại quy tắc.",
        "The rule cannot be read: {why}. Correct the rule.",
    )


class ReflexGoesRound(Invalid):
    """Tests that would call for one another for ever."""

    says = Text(
        "Quy tắc tự thêm xét nghiệm chạy vòng: {tests}. Hãy bỏ một bước.",
        "The reflex rules go round in a circle: {tests}. Take a step out.",
    )


class FormulaDoesNotFit(Invalid):
    """The formula is not known, or its unit is not one of the test's."""

    says = Text(
        "Công thức {formula} không hợp với {code}: {why}.",
        "The formula {formula} does not fit {code}: {why}.",
    )


class UnitCannotBeShown(Invalid):
    """No factor between the list's unit and the one to be shown."""

    says = Text(
        "Không đổi được {unit} sang {to} cho {code}. Hãy chọn đơn vị khác.",
        "{unit} cannot be converted to {to} for {code}. Choose another unit.",
    )


class LabFileUnreadable(Invalid):
    """The file is no CSV or XLSX with the columns that are asked for."""

    says = Text(
        "Không đọc được tệp: {why}. Hãy dùng tệp xuất ra từ màn hình này.",
        "The file cannot be read: {why}. Use a file exported from this screen.",
    )


class LabFileHasErrors(Invalid):
    """Rows of the file are wrong: nothing is taken."""

    says = Text(
        "Tệp có {count} dòng sai, chưa nhập gì. Hãy sửa tệp rồi thử lại.",
        "{count} rows are wrong; nothing was imported. Correct the file and try again.",
    )


class ListMovedOn(Conflict):
    """The catalogue changed between the trial and the import."""

    says = Text(
        "Danh mục đã đổi sau khi xem thử. Hãy xem thử lại tệp.",
        "The catalogue changed after the trial. Try the file again.",
    )
