from kernel.module import Permission
from kernel.text import Text

_READERS = ("radiologist", "radiology_trainee")

READ = Permission(
    "ris_pacs.reading.reading.read",
    Text("Xem danh sách đọc và bản kết quả hình ảnh", "See the reading list and imaging reports"),
    given_to=("radiology", *_READERS, "doctor", "director"),
)
WRITE = Permission(
    "ris_pacs.reading.report.write",
    Text("Viết kết quả hình ảnh, trả kết quả sơ bộ", "Write imaging reports, preliminary ones out"),
    given_to=_READERS,
)
SIGN = Permission(
    "ris_pacs.reading.report.sign",
    Text("Ký, bổ sung, thu hồi kết quả hình ảnh", "Sign, addend and retract imaging reports"),
    given_to=("radiologist",),
)
ASSIGN = Permission(
    "ris_pacs.reading.reading.assign",
    Text("Phân công đọc, mời đọc lần hai", "Assign readings and ask for second readings"),
    given_to=("radiologist",),
)
TEMPLATES = Permission(
    "ris_pacs.reading.template.edit",
    Text("Sửa mẫu kết quả, câu mẫu của cơ sở", "Edit the facility's report templates and macros"),
    given_to=("radiologist", "admin"),
)
DISPLAYS = Permission(
    "ris_pacs.reading.display.read",
    Text("Xem sổ kiểm tra màn hình đọc", "See the log of reading screens"),
    given_to=("radiology", *_READERS, "admin", "director"),
)
DISPLAY_QA = Permission(
    "ris_pacs.reading.display.check",
    Text("Khai báo, kiểm tra màn hình đọc", "Register and check reading screens"),
    given_to=("radiology", "radiologist", "admin"),
)
PRINT = Permission(
    "ris_pacs.reading.form.print",
    Text("In phiếu kết quả hình ảnh", "Print imaging reports"),
    given_to=("radiology", *_READERS, "doctor", "nurse", "reception"),
)

ALL = (READ, WRITE, SIGN, ASSIGN, TEMPLATES, DISPLAYS, DISPLAY_QA, PRINT)
