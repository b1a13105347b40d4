from kernel.module import Permission
from kernel.text import Text

READ = Permission(
    "lis.analysers.analyser.read",
    Text("Xem máy xét nghiệm và đường truyền", "See analysers and their lines"),
    given_to=("lab", "lab_doctor", "admin", "director", "trainer"),
)
SET_UP = Permission(
    "lis.analysers.analyser.set",
    Text("Khai báo máy xét nghiệm", "Set up analysers"),
    given_to=("admin", "lab_doctor"),
)
MAP = Permission(
    "lis.analysers.code.map",
    Text("Ánh xạ mã của máy xét nghiệm", "Say what analysers' codes mean"),
    given_to=("lab_doctor", "admin"),
)
RAW = Permission(
    "lis.analysers.message.read",
    Text("Xem tin gốc của máy xét nghiệm", "Read what analysers sent"),
    given_to=("lab", "lab_doctor", "admin"),
)
REVIEW = Permission(
    "lis.analysers.reading.review",
    Text("Xử lý kết quả máy chưa khớp", "Decide on readings that match nothing"),
    given_to=("lab", "lab_doctor"),
)

ALL = (READ, SET_UP, MAP, RAW, REVIEW)
