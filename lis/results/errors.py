from kernel.errors import Conflict, Invalid, NotAllowed
from kernel.text import Text


class ValueNotANumber(Invalid):
    """A value of a test that is measured."""

    says = Text(
        "{test}: “{value}” không phải là số. Hãy gõ số, hoặc < > kèm số khi ngoài dải đo.",
        "{test}: “{value}” is not a number. Type a number, or < > and a number beyond the range.",
    )


class ValueAbsurd(Invalid):
    """No living patient has such a value."""

    says = Text(
        "{test}: {value} không thể có ở người. Hãy kiểm tra dấu phẩy, đơn vị, mẫu rồi nhập lại.",
        "{test}: {value} is not possible. Check the decimal point, unit and sample; enter again.",
    )


class ValueNotAChoice(Invalid):
    """A coded test has its own words."""

    says = Text(
        "{test}: “{value}” không có trong danh sách. Hãy chọn một trong: {choices}.",
        "{test}: “{value}” is not in its list. Choose one of: {choices}.",
    )


class ValueMissing(Invalid):
    """A result says something."""

    says = Text(
        "{test} chưa có giá trị. Hãy nhập kết quả.",
        "{test} has no value yet. Enter the result.",
    )


class CriticalNotConfirmed(Conflict):
    """A critical value is looked at twice before it is kept. The facts name the items."""

    says = Text(
        "Giá trị nguy hiểm: {values}. Hãy kiểm tra mẫu, chạy lại nếu cần, rồi bấm xác nhận.",
        "Critical: {values}. Check the sample, run it again if in doubt, then confirm.",
    )


class SpecimenNotReceived(Conflict):
    """There is nothing to measure yet."""

    says = Text(
        "{test}: mẫu chưa được nhận ở phòng xét nghiệm. Hãy nhận mẫu trước.",
        "{test}: the specimen has not been received. Receive it first.",
    )


class MeasuredBeforeCollection(Invalid):
    """A result is never older than its specimen."""

    says = Text(
        "{test}: giờ đo trước giờ lấy mẫu ({collected}). Hãy xem lại giờ hoặc mã mẫu.",
        "{test}: measured before it was collected ({collected}). Check the time or the specimen.",
    )


class ResultVerified(Conflict):
    """What was verified is corrected, not entered again."""

    says = Text(
        "{test}: kết quả đã duyệt bởi {by}. Hãy đính chính, cả hai bản đều được giữ.",
        "{test}: {by} has verified it. Correct it; both versions are kept.",
    )


class ResultNotWaiting(Conflict):
    """Somebody else was faster, or a newer run stands."""

    says = Text(
        "{test}: kết quả không còn chờ duyệt ({now}). Hãy tải lại danh sách.",
        "{test}: it no longer waits ({now_en}). Load the list again.",
    )


class CriticalToConfirm(Conflict):
    """A critical value of an analyser is confirmed by a technician first."""

    says = Text(
        "{test} {value}: giá trị nguy hiểm chưa ai xác nhận. Hãy kiểm tra mẫu rồi soát kỹ thuật.",
        "{test} {value}: nobody has confirmed the critical value. Check the sample, then check it.",
    )


class NotCheckedYet(Conflict):
    """The facility wants a technical check first."""

    says = Text(
        "{test}: chưa soát kỹ thuật. Hãy soát trước khi duyệt.",
        "{test}: it has not been checked technically. Check it before it is verified.",
    )


class TestIsHeld(Conflict):
    """Its control was out, say: nothing of it goes out until that is settled."""

    says = Text(
        "{test}: chưa được trả kết quả. {why}", "{test}: its results may not go out. {why_en}"
    )


class VerifyByAnother(NotAllowed):
    """Neither the technician nor the physician does both."""

    says = Text(
        "{test}: bạn đã nhập hoặc soát kết quả này. Hãy nhờ người khác duyệt.",
        "{test}: you entered or checked this result. Ask somebody else to verify it.",
    )


class AloneNeedsReason(Conflict):
    """One person may do both here, and says why."""

    says = Text(
        "{test}: bạn vừa nhập vừa duyệt. Hãy ghi lý do (ví dụ: trực một mình).",
        "{test}: you entered it and verify it. Give the reason (for instance: alone on duty).",
    )


class AloneOnlyAtNight(NotAllowed):
    """One person may do both on night duty, and it is day."""

    says = Text(
        "{test}: chỉ ca đêm ({start}–{end} giờ) mới được một người vừa nhập vừa duyệt. "
        "Hãy nhờ người khác duyệt.",
        "{test}: only at night ({start} to {end} h) may one person enter and verify. "
        "Ask somebody else to verify it.",
    )


class TraineeNotChecked(Conflict):
    """What a trainee entered is checked by somebody else first."""

    says = Text(
        "{test}: do {by} (tập sự) nhập. Hãy để kỹ thuật viên khác soát trước khi duyệt.",
        "{test}: {by}, a trainee, entered it. Somebody else checks it before it is verified.",
    )


class TraineeMayNotCheck(NotAllowed):
    """A trainee enters; the check is another's."""

    says = Text(
        "Bạn đang tập sự ở bộ phận {section} nên chưa được soát. Hãy nhờ kỹ thuật viên khác.",
        "You are a trainee in section {section} and do not check results. Ask a technician.",
    )


class SignAgain(Conflict):
    """The section wants the signature of whoever verifies: his password, or his PIN. The facts
    name the ways; the ticket of /api/session/signature goes with the verification."""

    says = Text(
        "Bộ phận {section} yêu cầu ký lại khi duyệt. Hãy nhập mật khẩu hoặc PIN rồi duyệt.",
        "Section {section} asks you to sign. Enter your password or PIN, then verify.",
    )


class NotAlone(Conflict):
    """Only what one person did alone is looked at afterwards."""

    says = Text(
        "Kết quả này do hai người làm, không cần xem lại. Hãy tải lại danh sách.",
        "Two people did this result; there is nothing to look at. Load the list again.",
    )


class NotInSection(NotAllowed):
    """Each section names who enters and who verifies."""

    says = Text(
        "Bạn chưa được giao việc này ở bộ phận {section}. Hãy nhờ người phụ trách khai báo.",
        "You are not named for this in section {section}. Ask whoever is in charge to add you.",
    )


class ResultNotOut(Conflict):
    """Only what went out is corrected."""

    says = Text(
        "{test}: kết quả chưa duyệt nên không cần đính chính. Hãy nhập lại.",
        "{test}: it is not verified, so there is nothing to correct. Enter it again.",
    )


class CorrectionWaits(Conflict):
    """One correction after the other."""

    says = Text(
        "{test}: đã có bản đính chính chờ duyệt. Hãy duyệt hoặc bỏ bản đó trước.",
        "{test}: a correction already waits. Verify or drop it first.",
    )


class NothingToPrint(Conflict):
    """No verified result yet."""

    says = Text(
        "Chưa có kết quả nào được duyệt để in. Hãy duyệt kết quả trước.",
        "No result has been verified yet. Verify results first.",
    )
