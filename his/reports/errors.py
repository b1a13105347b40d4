from kernel.errors import Conflict, Invalid, NotFound
from kernel.text import Text


class UnknownReport(NotFound):
    """There is no such report, its module is off, or the person may not see it."""

    says = Text(
        "Không có báo cáo {report}, hoặc bạn không có quyền xem. Hãy mở danh mục báo cáo.",
        "There is no report {report}, or you may not see it. Open the list of reports.",
    )


class UnknownLine(NotFound):
    """The report has no line of that key."""

    says = Text(
        "Báo cáo không có dòng này. Hãy mở lại báo cáo rồi bấm vào dòng cần xem.",
        "The report has no such line. Open the report again and choose a line.",
    )


class UnknownFilter(Invalid):
    """The report has no such filter, or the filter no such value."""

    says = Text(
        "Báo cáo không lọc được theo {filter}. Hãy chọn trong các bộ lọc của báo cáo.",
        "The report has no filter {filter}. Choose among the filters that it shows.",
    )


class PeriodNotOver(Conflict):
    """Figures of a period that still runs would change tomorrow."""

    says = Text(
        "Kỳ báo cáo chưa kết thúc ({until}). Hãy chốt sau ngày này.",
        "The period is not over ({until}). Freeze the report after that day.",
    )


class FrozenAlready(Conflict):
    """The same report of the same period is frozen."""

    says = Text(
        "Báo cáo này đã được {by} chốt lúc {at}. Hãy hủy bản chốt đó trước khi chốt lại.",
        "{by} froze this report at {at}. Withdraw that one before freezing it again.",
    )


class SnapshotEnded(Conflict):
    """A withdrawn snapshot is neither signed nor withdrawn again."""

    says = Text(
        "Bản chốt này đã bị hủy. Hãy mở bản chốt đang có hiệu lực.",
        "This frozen report was withdrawn. Open the one in force.",
    )


class SignedAlready(Conflict):
    """One signature is enough."""

    says = Text("Bản chốt này đã được {by} ký.", "{by} has signed this report.")
