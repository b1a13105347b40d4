"""The errors a user can meet. Anything else is a bug and becomes a 500."""

from typing import ClassVar

from kernel.text import Text


class Refusal(Exception):
    """A rule of the hospital said no.

    A subclass sets `status` and `says`: a sentence in both languages that tells what to do
    next, with `{places}` filled from the facts. The class name is the code that clients see,
    so renaming one is an API change. Facts go to the screen, never into a log.
    """

    status: ClassVar[int] = 400
    says: ClassVar[Text]

    def __init__(self, **facts: object) -> None:
        self.facts = {n: f.vi if isinstance(f, Text) else f for n, f in facts.items()}
        self.detail = self.says.put(**facts)
        super().__init__(self.detail.en)

    @property
    def code(self) -> str:
        return type(self).__name__

    def shows(self) -> tuple[str, list[str]] | None:
        """Whose data its facts tell, as (kind, ids): a look at people, written down as such."""
        return None


class NotSignedIn(Refusal):
    """Nobody is signed in, or the session has ended."""

    status = 401
    says = Text("Bạn chưa đăng nhập. Hãy đăng nhập lại.", "You are not signed in. Sign in again.")


class NotAllowed(Refusal):
    """None of the person's roles grants it; `/api/session/why` says why."""

    status = 403
    says = Text(
        "Bạn không có quyền: {permission}. Hãy hỏi quản trị hệ thống.",
        "You may not do this: {permission}. Ask your administrator.",
    )


class NotFound(Refusal):
    """There is no such record, or it is outside what the person may see."""

    status = 404
    says = Text(
        "Không tìm thấy. Bản ghi không tồn tại hoặc không thuộc phạm vi của bạn.",
        "Not found. The record does not exist or is outside what you may see.",
    )


class Conflict(Refusal):
    """The record is no longer in a state that permits this."""

    status = 409


class Invalid(Refusal):
    """What was entered breaks a rule that no single field's type can say."""

    status = 422


class TooManyDays(Invalid):
    """Days are asked for backwards, or more of them than one answer covers."""

    says = Text(
        "Hãy chọn khoảng từ 1 đến {most} ngày, ngày đầu không sau ngày cuối.",
        "Choose a span of 1 to {most} days, the first not after the last.",
    )


class ChangedMeanwhile(Conflict):
    """Somebody saved first. `present` in the facts is the record as it stands now."""

    says = Text(
        "Bản ghi đã được người khác thay đổi. Hãy xem bản mới rồi lưu lại.",
        "Someone else changed this record. Look at the new state, then save again.",
    )


class OutOfService(Refusal):
    """Something this needs is not there for the moment."""

    status = 503
    says = Text(
        "Hệ thống đang bận hoặc thiếu tài nguyên. Hãy thử lại sau ít phút.",
        "The system is busy or short of a resource. Try again in a few minutes.",
    )
