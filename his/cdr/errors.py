from kernel.errors import Conflict, Invalid
from kernel.text import Text


class FactNotFinal(Conflict):
    """The fact was already amended or voided."""

    says = Text(
        "Dữ kiện này đã được đính chính hoặc huỷ. Hãy xem bản mới nhất.",
        "This fact was already amended or voided. Look at the latest one.",
    )


class NeitherNumberNorText(Invalid):
    """A fact says something: a number or a text."""

    says = Text("Chỉ số {name} chưa có giá trị.", "{name} has no value.")


class FactInTheFuture(Invalid):
    """A fact cannot have been true in the future."""

    says = Text(
        "Thời điểm đo {at} ở tương lai. Hãy kiểm tra lại giờ.",
        "The time {at} lies in the future. Check the clock.",
    )
