from kernel.errors import Conflict
from kernel.text import Text


class LinkEnded(Conflict):
    """The link was switched off or renewed before."""

    says = Text(
        "Đường dẫn này đã tắt. Hãy tải lại trang để xem đường dẫn mới.",
        "This link was switched off. Load the page again to see the new one.",
    )


class LinksAreOff(Conflict):
    """The facility prints no links."""

    says = Text(
        "Cơ sở đang tắt việc cấp đường dẫn kết quả. Hãy bật ở Tham số hệ thống.",
        "Links to results are switched off here. Switch them on in the parameters.",
    )
