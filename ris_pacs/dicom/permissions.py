from kernel.module import Permission
from kernel.text import Text

READ = Permission(
    "ris_pacs.dicom.node.read",
    Text("Xem thiết bị DICOM và đường truyền", "See DICOM nodes and their lines"),
    given_to=("admin", "radiology", "director", "trainer"),
)
SET_UP = Permission(
    "ris_pacs.dicom.node.set",
    Text("Khai báo thiết bị DICOM", "Set up DICOM nodes"),
    given_to=("admin",),
)
TEST = Permission(
    "ris_pacs.dicom.node.test",
    Text("Kiểm tra kết nối thiết bị DICOM (C-ECHO)", "Test the line to DICOM nodes (C-ECHO)"),
    given_to=("admin", "radiology"),
)

SEND = Permission(
    "ris_pacs.dicom.study.send",
    Text("Gửi ca chụp tới thiết bị khác", "Send studies to other nodes"),
    given_to=("radiology",),
)
FETCH = Permission(
    "ris_pacs.dicom.study.fetch",
    Text("Tìm và lấy ca chụp từ thiết bị khác", "Search other nodes and fetch studies"),
    given_to=("radiology",),
)

ALL = (READ, SET_UP, TEST, SEND, FETCH)
