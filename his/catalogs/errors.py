"""What the shared lists refuse."""

from kernel.errors import Conflict, Invalid, NotFound
from kernel.text import Text


class NoSuchList(NotFound):
    """There is no shared list of this name."""

    says = Text("Không có danh mục “{list}”.", "There is no list “{list}”.")


class NotInCatalogue(Invalid):
    """A code that is not in force in its list on that day."""

    says = Text(
        "Mã “{code}” không có trong danh mục {title} vào ngày {on}. Hãy chọn mã khác.",
        "“{code}” is not in the list {title_en} on {on}. Choose another code.",
    )


class OfficialList(Conflict):
    """An official list is renewed from its file; nobody edits it by hand."""

    says = Text(
        "{title} là danh mục do cơ quan có thẩm quyền ban hành: chỉ cập nhật bằng tệp.",
        "{title_en} is an official list: it is renewed from a file only.",
    )


class CodeInForce(Conflict):
    """The code is in force already, or comes into force later."""

    says = Text(
        "Mã “{code}” đã có trong danh mục từ {since}. Hãy sửa mục đó hoặc dùng mã khác.",
        "“{code}” is in the list since {since}. Change that entry or use another code.",
    )


class EntryNotInForce(Conflict):
    """Only the version that is in force, or comes into force next, can be changed."""

    says = Text(
        "Phiên bản này của mã “{code}” đã hết hiệu lực hoặc bị thu hồi. Hãy mở phiên bản mới nhất.",
        "This version of “{code}” has ended or was taken back. Open the newest version.",
    )


class TooEarly(Invalid):
    """What an entry said in the past is not rewritten by a change."""

    says = Text(
        "Ngày hiệu lực {day} sớm hơn ngày bắt đầu của phiên bản ({since}).",
        "{day} is before the version's first day ({since}).",
    )


class BadEntry(Invalid):
    """A field of an entry is missing or has the wrong shape; `problems` names each."""

    says = Text("Mục danh mục chưa đúng: {first}", "The entry is not right: {first_en}")


class UnreadableFile(Invalid):
    """The file is neither CSV nor XLSX, or is damaged."""

    says = Text(
        "Không đọc được tệp “{file}”. Hãy gửi tệp CSV (UTF-8) hoặc XLSX.",
        "The file “{file}” cannot be read. Send CSV (UTF-8) or XLSX.",
    )


class UnknownColumns(Invalid):
    """No row of the file looks like the heading of this list."""

    says = Text(
        "Không tìm thấy hàng tiêu đề có các cột: {missing}.",
        "No heading row with the columns: {missing}.",
    )


class FileTooLong(Invalid):
    """More rows than any list of the country has."""

    says = Text("Tệp có hơn {most} dòng.", "The file has more than {most} rows.")


class EndsBeforeItBegins(Invalid):
    """The last day of an edition lies before its first."""

    says = Text(
        "Ngày hết hiệu lực {end} sớm hơn ngày bắt đầu {start}.",
        "The last day {end} is before the first day {start}.",
    )


class NoSuchImport(NotFound):
    """There is no such import of this list."""

    says = Text("Không tìm thấy lần nhập này.", "There is no such import.")


class ImportHasErrors(Invalid):
    """Rows with errors must be mended in the file first."""

    says = Text(
        "Tệp còn {errors} lỗi, đầu tiên ở dòng {row}: {first} Hãy sửa tệp rồi nhập lại.",
        "The file has {errors} errors, first at row {row}: {first_en} Mend it and try again.",
    )


class NotOnTrial(Conflict):
    """The import was approved or taken back already."""

    says = Text("Lần nhập này đã được duyệt hoặc thu hồi.", "This import is already decided.")


class StaleTrial(Conflict):
    """The list has changed since the difference was shown."""

    says = Text(
        "Danh mục đã thay đổi sau khi đối chiếu. Hãy đối chiếu lại rồi duyệt.",
        "The list has changed since the trial. Try the file again, then approve.",
    )


class NotApproved(Conflict):
    """Only an approved import can be taken back."""

    says = Text("Lần nhập này không đang có hiệu lực.", "This import is not in force.")


class LaterChanges(Conflict):
    """Something came after the import; take that back first."""

    says = Text(
        "Danh mục đã có thay đổi sau lần nhập này ({what}). Hãy thu hồi theo thứ tự ngược lại.",
        "The list was changed after this import ({what}). Take back the newest first.",
    )
