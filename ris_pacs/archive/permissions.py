from kernel.module import Permission
from kernel.text import Text

READ = Permission(
    "ris_pacs.archive.study.read",
    Text("Xem danh sách ca chụp và hình ảnh", "See imaging studies and their pictures"),
    given_to=("radiology", "doctor", "director", "trainer"),
)
UNMATCHED = Permission(
    "ris_pacs.archive.unmatched.read",
    Text("Xem ca chụp chưa khớp người bệnh", "See studies that belong to nobody yet"),
    given_to=("radiology",),
)
MATCH = Permission(
    "ris_pacs.archive.study.match",
    Text("Khớp ca chụp với người bệnh và chỉ định", "Match studies with patients and orders"),
    given_to=("radiology",),
)
STORAGE = Permission(
    "ris_pacs.archive.storage.read",
    Text("Xem kho lưu hình ảnh", "See the state of the picture store"),
    given_to=("admin", "radiology", "director", "trainer"),
)

ALL = (READ, UNMATCHED, MATCH, STORAGE)
