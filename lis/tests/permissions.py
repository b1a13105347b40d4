from kernel.module import Permission
from kernel.text import Text

READ = Permission(
    "lis.tests.test.read",
    Text("Xem danh mục xét nghiệm", "See the list of tests"),
    given_to=("admin", "lab", "lab_doctor", "doctor", "nurse", "director", "trainer"),
)
EDIT = Permission(
    "lis.tests.test.edit",
    Text("Sửa xét nghiệm, khoảng tham chiếu, quy tắc", "Edit tests, ranges and rules"),
    given_to=("lab_doctor",),
)
APPROVE = Permission(
    "lis.tests.test.approve",
    Text("Duyệt xét nghiệm và khoảng tham chiếu", "Approve tests and their ranges"),
    given_to=("lab_doctor",),
)
SET_UP = Permission(
    "lis.tests.section.edit",
    Text("Sửa nhóm, ống chứa, lý do từ chối, tem", "Edit sections, containers, reasons, labels"),
    given_to=("admin", "lab_doctor"),
)
MEMBERS = Permission(
    "lis.tests.member.edit",
    Text("Phân công ai nhập, ai duyệt theo nhóm", "Say who enters and who verifies"),
    given_to=("admin", "lab_doctor"),
)
IMPORT = Permission(
    "lis.tests.import.run",
    Text("Nhập tệp danh mục xét nghiệm", "Import tests from a file"),
    given_to=("lab_doctor",),
)
EXPORT = Permission(
    "lis.tests.test.export",
    Text("Xuất danh mục xét nghiệm", "Export the list of tests"),
    given_to=("admin", "lab", "lab_doctor", "director", "trainer"),
)

AUDIT = Permission(
    "lis.tests.audit.read",
    Text("Xem nhật ký của phòng xét nghiệm", "Read the audit of the laboratory"),
    given_to=("admin", "lab_doctor", "director"),
)

ALL = (READ, EDIT, APPROVE, SET_UP, MEMBERS, IMPORT, EXPORT, AUDIT)
