from kernel.errors import Conflict, Invalid, NotFound
from kernel.text import Text


class CardOfTheWrongShape(Invalid):
    """A card number is 15 characters, 10 or 12 digits."""

    says = Text(
        "Số thẻ BHYT phải có 15 ký tự, 10 hoặc 12 chữ số. Hãy xem lại thẻ.",
        "A card number has 15 characters, or 10 or 12 digits. Look at the card again.",
    )


class CardsOverlap(Invalid):
    """Two cards of one visit must follow each other."""

    says = Text(
        "Hạn của hai thẻ chồng nhau. Thẻ sau phải bắt đầu sau khi thẻ trước hết hạn.",
        "The dates of two cards overlap. The later one begins when the earlier has ended.",
    )


class NotInsured(Conflict):
    """This visit is not paid by the insurance."""

    says = Text(
        "Lượt khám này không thuộc đối tượng BHYT. Hãy đổi đối tượng ở lượt khám trước.",
        "This visit is not an insured one. Change who pays first.",
    )


class NotClosedYet(Conflict):
    """A dossier is made of a visit that has ended."""

    says = Text(
        "Lượt khám {code} chưa kết thúc nên chưa lập hồ sơ gửi được. Hãy kết thúc khám trước.",
        "Visit {code} has not ended, so there is no dossier to send. Close it first.",
    )


class HasErrors(Conflict):
    """A dossier with errors stays here until they are mended."""

    says = Text(
        "Hồ sơ {code} còn {errors} lỗi. Hãy sửa theo từng dòng lý do rồi kiểm tra lại.",
        "Dossier {code} still has {errors} errors. Mend them one by one, then check again.",
    )


class AlreadySent(Conflict):
    """What the gateway accepted is never sent again; a mended visit makes a new version."""

    says = Text(
        "Hồ sơ {code} đã gửi hoặc đang gửi. Muốn gửi lại, hãy sửa lượt khám rồi lập bản thay thế.",
        "Dossier {code} was sent or is on its way. To replace it, mend the visit and make it anew.",
    )


class DossierUnchanged(Conflict):
    """The visit says the same as what was sent."""

    says = Text(
        "Lượt khám không có gì khác với hồ sơ {code} đã gửi.",
        "The visit says nothing other than dossier {code}, which was sent.",
    )


class NoGateway(Conflict):
    """Nobody has said yet how the gateway is reached."""

    says = Text(
        "Chưa khai báo cổng giám định BHYT. Hãy nhập ở BHYT › Cổng kết nối.",
        "The insurance gateway is not set up. Enter it under Insurance › Gateway.",
    )


class NotACertificate(Invalid):
    """The file is no PKCS#12 certificate, or the passphrase is another."""

    says = Text(
        "Tệp không phải chứng thư số PKCS#12 (.p12, .pfx) hoặc sai mật khẩu.",
        "The file is not a PKCS#12 certificate (.p12, .pfx), or the passphrase is wrong.",
    )


class NoSuchDossier(NotFound):
    """There is no such dossier, or it is outside what the person may see."""

    says = Text(
        "Không tìm thấy hồ sơ BHYT. Hãy tải lại danh sách.",
        "There is no such dossier. Load the list again.",
    )


class TooLongForPaper(Conflict):
    """So many visits are settled in a month that nobody would read them on paper."""

    says = Text(
        "Kỳ này có {visits} hồ sơ, bản in chỉ đến {most}. Hãy tải bảng XLSX.",
        "{visits} dossiers are settled in this month, paper holds {most}. Take the workbook.",
    )
