from kernel.errors import Conflict, Invalid
from kernel.text import Text


class RuleMissing(Invalid):
    """The law's figures of that day are not in the shared lists."""

    says = Text(
        "Danh mục {list} chưa có mã {code} có hiệu lực ngày {on}. Hãy bổ sung danh mục.",
        "The list {list} has no {code} in force on {on}. Add it to the list.",
    )


class PriceAbove(Invalid):
    """The insurer's price never exceeds the facility's own."""

    says = Text(
        "Giá BHYT của {code} cao hơn giá của cơ sở. Hãy kiểm tra lại hai giá.",
        "The insured price of {code} is above the facility's own. Check both.",
    )


class PriceStands(Conflict):
    """Another price of the same thing begins on that day."""

    says = Text(
        "{code} đã có giá bắt đầu từ ngày {on}. Hãy thu hồi giá đó trước hoặc chọn ngày khác.",
        "{code} has a price from {on}. Withdraw that one first, or choose another day.",
    )


class PriceInThePast(Invalid):
    """What was charged already keeps its price: a new one begins today or later."""

    says = Text(
        "Giá mới phải bắt đầu từ hôm nay hoặc sau đó.",
        "A new price begins today or later.",
    )


class PriceInUse(Conflict):
    """A price that has been in force is not taken back: the next one replaces it."""

    says = Text(
        "Giá này đã có hiệu lực nên không thu hồi được. Hãy đặt giá mới từ hôm nay.",
        "This price has been in force and cannot be withdrawn. Set a new one from today.",
    )


class NotPriced(Invalid):
    """Neither a price list nor the shared list knows the code on that day."""

    says = Text(
        "Mã {code} không có trong danh mục và bảng giá ngày {on}. Hãy bổ sung trước.",
        "{code} is in no list and has no price on {on}. Add it first.",
    )


class PriceFileUnread(Invalid):
    """The file is neither CSV nor XLSX, or too long."""

    says = Text(
        "Không đọc được tệp {file}. Hãy dùng CSV (UTF-8) hoặc XLSX, tối đa 50.000 dòng.",
        "{file} cannot be read. Use CSV (UTF-8) or XLSX, at most 50,000 rows.",
    )


class NoPriceColumns(Invalid):
    """The file has no heading that names code and price."""

    says = Text(
        "Tệp thiếu cột: {needed}. Hãy tải tệp mẫu bằng nút Xuất.",
        "The file lacks columns: {needed}. Export a file to see how it looks.",
    )
