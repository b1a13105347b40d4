from kernel.errors import Conflict, Invalid, NotFound, OutOfService
from kernel.text import Text


class NoSuchCriterion(NotFound):
    """No criterion, clause or checklist item has this id."""

    says = Text(
        "Không có tiêu chí {criterion}. Mã có dạng TT54/33, TT54/L2.cdr, TT53/3.1.a.",
        "There is no criterion {criterion}. Ids look like TT54/33, TT54/L2.cdr, TT53/3.1.a.",
    )


class NoSuchReading(Invalid):
    """A switch of a contradiction takes one of its named readings."""

    says = Text(
        "Không có cách đọc {reading}. Hãy chọn trong danh sách.",
        "There is no such reading: {reading}. Choose one of the list.",
    )


class NothingToAttest(Invalid):
    """Only what a module claims by attestation can be signed for."""

    says = Text(
        "Không phân hệ nào cần chữ ký xác nhận cho {criterion}. Xem tiêu chí để biết cách "
        "chứng minh.",
        "No module asks for a signature on {criterion}. See the criterion for how it is proved.",
    )


class SignedInTheFuture(Invalid):
    """A signature is of today or earlier."""

    says = Text(
        "Ngày ký không được sau hôm nay.",
        "The date of signing cannot be after today.",
    )


class AttestationTooLong(Invalid):
    """An attestation holds no longer than its claim allows."""

    says = Text(
        "Xác nhận này có hiệu lực tối đa {days} ngày, đến {latest}.",
        "This attestation holds for at most {days} days, until {latest}.",
    )


class AttestationLapsed(Invalid):
    """What has lapsed cannot be recorded as valid."""

    says = Text(
        "Ngày hết hạn phải từ hôm nay trở đi và sau ngày ký.",
        "It must lapse today or later, and after it was signed.",
    )


class AttestationWithdrawn(Conflict):
    """An attestation is withdrawn once; a waiver is ended once."""

    says = Text("Đã được rút lại trước đó.", "This was withdrawn before.")


class CannotBeWaived(Invalid):
    """Only what depends on a service that a facility may not provide can be waived."""

    says = Text(
        "{criterion} không phụ thuộc dịch vụ nào mà cơ sở có thể không cung cấp, nên không thể "
        "miễn.",
        "{criterion} depends on no service that a facility may not provide: it cannot be waived.",
    )


class NoModuleOfThisName(NotFound):
    """No installed module has this id."""

    says = Text("Không có phân hệ {module}.", "There is no module {module}.")


class ModuleStaysOn(Invalid):
    """Some modules cannot be off, in a what-if either."""

    says = Text(
        "{module} không thể tắt (phân hệ khác đứng trên nó).",
        "{module} cannot be switched off (others stand on it).",
    )


class EvidenceRunning(OutOfService):
    """One run of the evidence at a time."""

    status = 409
    says = Text(
        "Đang chạy minh chứng. Hãy chờ kết quả.",
        "The evidence is being run. Wait for its result.",
    )


class HasItsDocument(Conflict):
    """What was signed is not exchanged: withdraw, and sign again."""

    says = Text(
        "Xác nhận này đã có tài liệu. Muốn thay, hãy rút lại rồi ký mới.",
        "This attestation has its document. To exchange it, withdraw and sign again.",
    )
