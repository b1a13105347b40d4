from kernel.errors import Conflict, Invalid, NotAllowed, Refusal
from kernel.text import Text


class WrongPassword(Refusal):
    """Name or password is wrong; which of them is not said."""

    status = 401
    says = Text(
        "Tên đăng nhập hoặc mật khẩu không đúng.",
        "The user name or the password is wrong.",
    )


class WrongSignature(Invalid):
    """Whoever signs again gave a wrong password or PIN; he stays signed in."""

    says = Text(
        "Mật khẩu hoặc PIN không đúng, chưa ký. Hãy nhập lại.",
        "The password or the PIN is wrong; nothing was signed. Enter it again.",
    )


class NoSigningPin(Conflict):
    """Somebody wants to sign by PIN and has none."""

    says = Text(
        "Bạn chưa có PIN. Hãy ký bằng mật khẩu, hoặc đặt PIN rồi ký.",
        "You have no PIN yet. Sign with your password, or set a PIN first.",
    )


class PinTooSimple(Invalid):
    """Six digits or more, not one digit again and again nor a row of them."""

    says = Text(
        "PIN gồm 6 đến 12 chữ số, không lặp một số và không theo dãy 123456.",
        "A PIN has 6 to 12 digits, neither one digit repeated nor a row such as 123456.",
    )


class SecondFactorNeeded(Refusal):
    """The password is right; the code of the authenticator is due."""

    status = 401
    says = Text(
        "Hãy nhập mã 6 số trong ứng dụng xác thực (hoặc mã dự phòng).",
        "Enter the 6-digit code of your authenticator (or a recovery code).",
    )


class WrongCode(Refusal):
    """The code of the authenticator is wrong, old or used."""

    status = 401
    says = Text(
        "Mã xác thực không đúng hoặc đã dùng. Hãy chờ mã mới rồi thử lại.",
        "The code is wrong or was used. Wait for the next one and try again.",
    )


class SignInLocked(Refusal):
    """Too many wrong passwords: wait."""

    status = 429
    says = Text(
        "Sai mật khẩu quá nhiều lần. Hãy thử lại sau {minutes} phút, hoặc nhờ quản trị mở khoá.",
        "Too many wrong passwords. Try again in {minutes} minutes, or ask an administrator.",
    )


class BadCsrfToken(NotAllowed):
    """A change by cookie must carry the session's own token (X-CSRF-Token)."""

    says = Text(
        "Yêu cầu không mang mã bảo vệ của phiên. Hãy tải lại trang rồi thử lại.",
        "The request does not carry the session's protection token. Reload the page.",
    )


class PasswordTooShort(Invalid):
    """At least ten characters."""

    says = Text(
        "Mật khẩu phải có từ {least} đến {most} ký tự.",
        "A password has {least} to {most} characters.",
    )


class PasswordTooCommon(Invalid):
    """The password is on the lists that attackers try first."""

    says = Text(
        "Mật khẩu này quá phổ biến, dễ bị đoán. Hãy chọn một câu dài của riêng bạn.",
        "This password is too common. Choose a long phrase of your own.",
    )


class PasswordIsTheName(Invalid):
    """The password must not contain the user name."""

    says = Text(
        "Mật khẩu không được chứa tên đăng nhập.",
        "The password must not contain the user name.",
    )


class PasswordUnchanged(Invalid):
    """The new password must differ from the old one."""

    says = Text("Mật khẩu mới phải khác mật khẩu cũ.", "The new password must be a new one.")


class UsernameTaken(Conflict):
    """Two users never share a name."""

    says = Text(
        "Tên đăng nhập {username} đã có người dùng.",
        "The user name {username} is taken.",
    )


class LastHolder(Conflict):
    """Somebody must always be able to do this (the last administrator stays)."""

    says = Text(
        "Phải luôn còn ít nhất một người đang hoạt động có quyền: {permission}.",
        "There must always be an active person who may: {permission}.",
    )


class NoSuchRole(Invalid):
    """The role does not exist, or is no longer given."""

    says = Text("Không có vai trò {role}.", "There is no role {role}.")


class NoSuchPermission(Invalid):
    """No module that is on declares it."""

    says = Text("Không có quyền {permission}.", "There is no permission {permission}.")


class MachinesHaveNoPassword(Invalid):
    """A machine is let in by tokens."""

    says = Text(
        "Tài khoản máy không có mật khẩu; hãy cấp khoá truy cập.",
        "A machine has no password; give it a token.",
    )


class BeyondTheUser(Invalid):
    """A token never reaches further than its user."""

    says = Text(
        "Khoá truy cập không thể có quyền mà người dùng không có: {scopes}.",
        "A token cannot have what its user has not: {scopes}.",
    )


class NotEnrolling(Conflict):
    """Nobody has begun to set up an authenticator, or it is confirmed already."""

    says = Text(
        "Chưa bắt đầu, hoặc đã xong, việc đăng ký ứng dụng xác thực.",
        "Setting up an authenticator has not begun, or is done.",
    )


class NotTheSame(Invalid):
    """The new password is typed twice."""

    says = Text("Hai lần nhập mật khẩu mới không giống nhau.", "The two new passwords differ.")
