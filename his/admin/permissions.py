from kernel.module import Permission
from kernel.text import Text

ADMIN = ("admin",)

READ = Permission(
    "his.admin.facility.read",
    Text("Xem khoa, phòng, tham số", "Read departments, rooms and parameters"),
    given_to=(
        "admin",
        "reception",
        "nurse",
        "doctor",
        "lab",
        "lab_doctor",
        "radiology",
        "pharmacy",
        "cashier",
        "director",
        "trainer",
    ),
)
FACILITY = Permission(
    "his.admin.facility.manage",
    Text(
        "Khai báo cơ sở, khoa, phòng, máy trạm, máy in",
        "Set up the facility, departments, rooms, workstations, printers",
    ),
    given_to=ADMIN,
)
USERS = Permission(
    "his.admin.users.manage",
    Text("Quản lý người dùng và quyền", "Manage users and rights"),
    given_to=ADMIN,
    always_held=True,
)
USERS_READ = Permission(
    "his.admin.users.read",
    Text("Xem người dùng và quyền", "Read users and rights"),
    given_to=("admin", "director"),
)
PARAMETERS = Permission(
    "his.admin.parameters.manage", Text("Đặt tham số", "Set parameters"), given_to=ADMIN
)
MODULES = Permission(
    "his.admin.modules.switch",
    Text("Bật, tắt phân hệ", "Switch modules on and off"),
    given_to=ADMIN,
)
TOKENS = Permission(
    "his.admin.tokens.manage",
    Text("Cấp, thu hồi khoá truy cập cho máy", "Give and revoke access tokens"),
    given_to=ADMIN,
)
# For the kernel's own screens, which have no module to declare them.
AUDIT = Permission(
    "his.admin.audit.read",
    Text("Tra cứu nhật ký tác động", "Search the audit"),
    given_to=("admin", "director"),
)
LOOKS = Permission(
    "his.admin.looks.read",
    Text("Xem ai đã xem hồ sơ người bệnh", "See who looked at a patient"),
    given_to=("admin", "director", "doctor"),
)
AUDIT_EXPORT = Permission(
    "his.admin.audit.export",
    Text("Xuất nhật ký tác động", "Export the audit"),
    given_to=ADMIN,
)
OUTBOX_READ = Permission(
    "his.admin.outbox.read",
    Text("Xem bản tin gửi đi", "See outgoing messages"),
    given_to=("admin", "director"),
)
OUTBOX = Permission(
    "his.admin.outbox.manage",
    Text("Gửi lại, huỷ bản tin gửi đi", "Re-send and cancel outgoing messages"),
    given_to=ADMIN,
)
JOBS = Permission(
    "his.admin.jobs.read",
    Text("Xem công việc tự động", "See scheduled jobs"),
    given_to=ADMIN,
)
JOBS_RUN = Permission(
    "his.admin.jobs.run",
    Text("Chạy ngay công việc tự động", "Run scheduled jobs now"),
    given_to=ADMIN,
)

ALL = (
    READ,
    FACILITY,
    USERS,
    USERS_READ,
    PARAMETERS,
    MODULES,
    TOKENS,
    AUDIT,
    LOOKS,
    AUDIT_EXPORT,
    OUTBOX_READ,
    OUTBOX,
    JOBS,
    JOBS_RUN,
)
