from kernel.errors import Conflict, Invalid
from kernel.text import Text


class NoFacilityYet(Conflict):
    """Nobody has said which facility this is."""

    says = Text(
        "Chưa khai báo cơ sở. Hãy mở trang thiết lập ban đầu.",
        "The facility is not set up yet. Open the set-up page.",
    )


class AlreadySetUp(Conflict):
    """The set-up page works only while there is no user."""

    says = Text(
        "Hệ thống đã được thiết lập. Hãy đăng nhập.",
        "The system is set up already. Sign in.",
    )


class CodeTaken(Conflict):
    """Codes of rooms, departments, workstations and printers are unique."""

    says = Text(
        "Mã {code} đã được dùng. Hãy chọn mã khác.",
        "The code {code} is in use. Choose another one.",
    )


class InUse(Conflict):
    """A place is closed from the inside out."""

    says = Text(
        "Còn {count} mục đang dùng bên trong. Hãy ngừng chúng trước.",
        "{count} things inside are still in use. End them first.",
    )


class RoleExists(Conflict):
    """Roles have ids of their own."""

    says = Text("Vai trò {role} đã có.", "The role {role} exists already.")


class NoSuchParameter(Invalid):
    """No module that is on has this parameter."""

    says = Text(
        "Không có tham số {parameter} (phân hệ của nó có thể đang tắt).",
        "There is no parameter {parameter} (its module may be off).",
    )


class ValueRefused(Invalid):
    """A parameter takes values of one kind, within its limits."""

    says = Text(
        "Giá trị không hợp lệ cho tham số này: cần {wanted}.",
        "This parameter does not take that value: it needs {wanted}.",
    )


class NotInThePast(Invalid):
    """A parameter's value is set from now on, so that past days keep theirs."""

    says = Text(
        "Ngày hiệu lực không được ở quá khứ.",
        "A value cannot take effect in the past.",
    )


class AlreadyUndone(Conflict):
    """A value is undone once."""

    says = Text("Thay đổi này đã được hoàn tác.", "This change was undone before.")


class CannotBeOff(Conflict):
    """Some modules carry others' records and stay on."""

    says = Text(
        "Phân hệ {module} không thể tắt.",
        "The module {module} cannot be switched off.",
    )


class OthersDependOnIt(Conflict):
    """Switching a module off takes along those that need it; the administrator says so."""

    says = Text(
        "Tắt {module} sẽ tắt theo: {dependants}. Hãy xác nhận.",
        "Switching {module} off also switches off: {dependants}. Confirm this.",
    )


class NeedsOthersOn(Conflict):
    """A module comes back only when what it stands on is on."""

    says = Text(
        "Hãy bật trước: {missing}.",
        "Switch these on first: {missing}.",
    )


class OperatorsOverride(Conflict):
    """The operator has switched the module off in the server's settings."""

    says = Text(
        "{module} bị tắt trong cấu hình máy chủ (HIS54_OFF); chỉ người vận hành bật lại được.",
        "{module} is off in the server's settings (HIS54_OFF); only the operator can change that.",
    )


class NothingToSwitch(Conflict):
    """The module is in that state already."""

    says = Text("Phân hệ {module} đã ở trạng thái này.", "{module} is in that state already.")
