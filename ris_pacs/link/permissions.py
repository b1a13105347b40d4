from kernel.module import Permission
from kernel.text import Text

READ = Permission(
    "ris_pacs.link.exam.read",
    Text("Xem chỉ định hình ảnh đi và đến", "See imaging orders to and from other systems"),
    given_to=("radiology", "admin", "director", "trainer"),
)
SEND = Permission(
    "ris_pacs.link.exam.send",
    Text("Gửi chỉ định chụp ra ngoài", "Order pictures elsewhere"),
    given_to=("radiology",),
)
SET_UP = Permission(
    "ris_pacs.link.way.set",
    Text("Đặt cách liên thông hình ảnh, ánh xạ mã", "Set how imaging systems are spoken with"),
    given_to=("radiology", "admin"),
)
CONFORMANCE = Permission(
    "ris_pacs.link.conformance.read",
    Text("Xem tuyên bố tuân thủ HL7, DICOM", "Read the conformance statement"),
    given_to=("radiology", "admin", "director", "trainer"),
)
VALIDATE = Permission(
    "ris_pacs.link.validator.use",
    Text("Kiểm tra tin HL7, đối tượng DICOM", "Check HL7 messages and DICOM objects"),
    given_to=("radiology", "admin", "trainer"),
)

ALL = (READ, SEND, SET_UP, CONFORMANCE, VALIDATE)
