from kernel.module import Permission
from kernel.text import Text

READ = Permission(
    "his.catalogs.entry.read",
    Text("Xem danh mục dùng chung", "See shared lists"),
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
EDIT = Permission(
    "his.catalogs.entry.edit",
    Text("Sửa danh mục dùng chung", "Edit shared lists"),
    given_to=("admin", "pharmacy"),
)
IMPORT = Permission(
    "his.catalogs.import.run",
    Text("Nhập thử tệp danh mục", "Try a list file"),
    given_to=("admin", "pharmacy"),
)
APPROVE = Permission(
    "his.catalogs.import.approve",
    Text("Duyệt, thu hồi lần nhập danh mục", "Approve or take back an import"),
    given_to=("admin",),
)
EXPORT = Permission(
    "his.catalogs.entry.export",
    Text("Xuất danh mục", "Export shared lists"),
    given_to=("admin", "pharmacy", "director", "trainer"),
)

ALL = (READ, EDIT, IMPORT, APPROVE, EXPORT)
