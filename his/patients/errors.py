from kernel.errors import Conflict, Invalid
from kernel.text import Text


class SimilarPatients(Conflict):
    """Somebody like this is registered already; `candidates` are ranked, with reasons."""

    says = Text(
        "Có {count} hồ sơ có thể là cùng một người. Hãy mở hồ sơ cũ, hoặc xác nhận là người khác.",
        "{count} record(s) may be the same person. Open one, or say that it is somebody else.",
    )

    def shows(self) -> tuple[str, list[str]]:
        """The desk reads the candidates on its screen."""
        candidates = self.facts["candidates"]
        assert isinstance(candidates, list)
        return "patient", [str(each["id"]) for each in candidates]


class BadNumber(Invalid):
    """A document's number has the wrong shape; `kind` says which document."""

    says = Text(
        "{document}: số không đúng dạng. {wanted_vi}",
        "{document_en}: the number has the wrong shape. {wanted_en}",
    )


class BadPhone(Invalid):
    """Ten digits (a landline has eleven), or + and the country."""

    says = Text(
        "Số điện thoại không đúng: cần 10 chữ số (máy bàn 11), hoặc +mã nước.",
        "Not a telephone number: 10 digits (landline 11), or + and the country code.",
    )


class BadBirth(Invalid):
    """A real date, not in the future."""

    says = Text(
        "Ngày sinh không hợp lệ: cần ngày có thật, không ở tương lai (có thể chỉ ghi năm).",
        "The birth date must be a real one and not in the future (the year alone will do).",
    )


class BirthMissing(Invalid):
    """Only an unknown patient has no birth date."""

    says = Text(
        "Cần ngày sinh, hoặc ít nhất năm sinh.",
        "The birth date is missing; the year alone will do.",
    )


class NameMissing(Invalid):
    """A name has letters."""

    says = Text("Cần họ tên người bệnh.", "The patient's name is missing.")


class WrongDates(Invalid):
    """A document ends after it begins."""

    says = Text(
        "Ngày hết hạn phải sau ngày bắt đầu.", "The end of validity must come after its beginning."
    )


class NotAMother(Invalid):
    """A newborn is registered with a woman who is a patient here."""

    says = Text(
        "Hồ sơ mẹ không phù hợp: {name} được ghi là nam.",
        "This cannot be the mother: {name} is recorded as male.",
    )


class AlreadyThere(Conflict):
    """The patient has this document already."""

    says = Text(
        "Người bệnh đã có giấy tờ này. Hãy sửa giấy tờ cũ.",
        "The patient has this document already. Correct that one.",
    )


class AlreadyEnded(Conflict):
    """What has ended stays as it is."""

    says = Text("Mục này đã kết thúc.", "This entry has ended before.")


class HasAllergies(Conflict):
    """One cannot say "no allergies" beside a recorded one."""

    says = Text(
        "Người bệnh đang có dị ứng được ghi. Hãy kết thúc các mục đó trước.",
        "The patient has recorded allergies. End those first.",
    )


class AlreadyAsked(Conflict):
    """ "No known allergies" is recorded already."""

    says = Text("Đã ghi: không có dị ứng.", "No known allergies is recorded already.")


class CardNotActive(Conflict):
    """The card was lost, blocked or replaced."""

    says = Text(
        "Thẻ này không còn hiệu lực (đã báo mất, khóa hoặc thay).",
        "This card opens nothing any more (lost, blocked or replaced).",
    )


class TwoRecordsNeeded(Invalid):
    """A merge or a pair needs two different records."""

    says = Text("Cần hai hồ sơ khác nhau.", "Choose two different records.")


class MergedAlready(Conflict):
    """The record lives on in another one."""

    says = Text(
        "Hồ sơ {code} đã được gộp. Hãy mở hồ sơ còn lại.",
        "Record {code} was merged before. Open the remaining one.",
    )


class MergeNeedsCare(Conflict):
    """Warnings that whoever merges has not yet accepted; `warnings` names them."""

    says = Text(
        "Còn cảnh báo cần xác nhận trước khi gộp.",
        "There are warnings to accept before merging.",
    )


class UnmergeLaterFirst(Conflict):
    """Merges are taken back in the opposite order."""

    says = Text(
        "Hồ sơ này sau đó đã được gộp tiếp. Hãy tách lần gộp sau trước.",
        "This record was merged again later. Take that merge back first.",
    )


class AlreadyUnmerged(Conflict):
    """A merge is taken back once."""

    says = Text("Lần gộp này đã được tách.", "This merge was taken back before.")


class AlreadyDecided(Conflict):
    """Somebody has decided about this pair."""

    says = Text(
        "Cặp hồ sơ này đã được xử lý.", "Somebody has decided about these two records already."
    )
