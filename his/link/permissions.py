from kernel.module import Permission
from kernel.text import Text

READ = Permission(
    "his.link.partner.read",
    Text("Xem hệ thống liên thông và đường truyền", "See linked systems and their lines"),
    given_to=("admin", "director", "lab", "lab_doctor", "radiology", "trainer"),
)
SET_UP = Permission(
    "his.link.partner.set",
    Text("Khai báo hệ thống liên thông", "Set up linked systems"),
    given_to=("admin",),
)
MESSAGES = Permission(
    "his.link.message.read",
    Text("Xem tin HL7", "Read HL7 messages"),
    given_to=("admin", "lab", "lab_doctor", "radiology"),
)
SEND = Permission(
    "his.link.message.send",
    Text("Gửi lại hoặc huỷ tin HL7", "Send HL7 messages again, or cancel them"),
    given_to=("admin", "lab_doctor"),
)
REVIEW = Permission(
    "his.link.message.review",
    Text("Xử lý tin HL7 chưa khớp", "Decide on HL7 messages that match nothing"),
    given_to=("admin", "lab", "lab_doctor", "radiology"),
)

ALL = (READ, SET_UP, MESSAGES, SEND, REVIEW)
