from kernel.errors import Conflict, Invalid
from kernel.text import Text


class VitalsNotPlausible(Invalid):
    """A value cannot be. `doubts` in the facts names each."""

    says = Text(
        "Chỉ số sinh hiệu chưa hợp lý: {first} Hãy kiểm tra lại.",
        "A vital sign is not plausible: {first_en} Check it.",
    )


class NoVitals(Invalid):
    """Nothing was measured."""

    says = Text("Chưa nhập chỉ số nào.", "No value was entered.")


class DiagnosesBreakRules(Invalid):
    """The codes break a rule of ICD-10. `problems` in the facts names each."""

    says = Text(
        "Mã bệnh chưa đúng quy tắc ICD-10: {first}", "The codes break a rule of ICD-10: {first_en}"
    )


class TooManyMain(Invalid):
    """A visit has at most one main diagnosis."""

    says = Text(
        "Chỉ được một chẩn đoán chính. Hãy chuyển các mã khác sang bệnh kèm theo.",
        "Only one main diagnosis. Make the others secondary.",
    )


class VisitNotClosed(Conflict):
    """Only a closed visit is amended; an open one is simply edited."""

    says = Text(
        "Lượt khám chưa đóng: hãy sửa trực tiếp, không cần bổ sung.",
        "The visit is still open: edit it, no amendment is needed.",
    )


class NothingChanged(Invalid):
    """The amendment says what stands there already."""

    says = Text("Nội dung mới giống nội dung cũ.", "The new text is the same as the old one.")
