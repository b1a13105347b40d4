from kernel.errors import Conflict, Invalid, NotFound
from kernel.text import Text


class NoSuchAnalyser(NotFound):
    """No analyser has this id."""

    says = Text(
        "Không có máy xét nghiệm này. Hãy mở lại danh sách máy.",
        "There is no such analyser. Open the list again.",
    )


class NoSuchAnalyserMessage(NotFound):
    """No message of an analyser has this id."""

    says = Text(
        "Không có tin này của máy xét nghiệm. Hãy mở lại danh sách.",
        "There is no such message of an analyser. Open the list again.",
    )


class NoSuchAnalyserCode(NotFound):
    """No code of this analyser has this id."""

    says = Text(
        "Không có mã này của máy. Hãy tải lại trang.",
        "The analyser has no such code. Reload the page.",
    )


class NoSuchAnalyserProfile(Invalid):
    """No instrument of this name is known."""

    says = Text(
        "Không có loại máy {profile}. Hãy chọn trong danh sách.",
        "No instrument {profile} is known. Choose one from the list.",
    )


class AnalyserCodeTaken(Conflict):
    """Another analyser has this short code."""

    says = Text(
        "Mã {code} đã dùng cho máy {name}. Hãy đặt mã khác.",
        "{code} is the code of {name} already. Choose another.",
    )


class AnalyserPortTaken(Conflict):
    """Another active analyser listens on this port."""

    says = Text(
        "Cổng {port} đã dành cho máy {name}. Hãy chọn cổng khác.",
        "Port {port} is that of {name} already. Choose another.",
    )


class AnalyserAddressMissing(Invalid):
    """The connection needs an address, a port or a path."""

    says = Text(
        "Kiểu kết nối này cần {needs}. Hãy nhập rồi lưu lại.",
        "This connection needs {needs_en}. Enter it and save again.",
    )


class BadControlPattern(Invalid):
    """The pattern of controls' ids is no regular expression."""

    says = Text(
        "Mẫu nhận mẫu nội kiểm không đúng cú pháp: {error}. Hãy sửa lại.",
        "The pattern of controls cannot be read: {error}. Mend it.",
    )


class NoSuchTestToMap(Invalid):
    """The code would be mapped to a test that the laboratory does not do."""

    says = Text(
        "Phòng xét nghiệm không có xét nghiệm {test_code}. Hãy chọn xét nghiệm khác.",
        "The laboratory has no test {test_code}. Choose another.",
    )


class ReadingAlreadySolved(Conflict):
    """Somebody has decided on this reading."""

    says = Text(
        "Kết quả này đã được xử lý. Hãy tải lại danh sách.",
        "Somebody has decided on this reading. Reload the list.",
    )


class ReadingNotFiled(Conflict):
    """The reading does not fit the tube; nothing was changed."""

    says = Text(
        "Chưa ghi được: {why}",
        "Not filed: {why_en}",
    )
