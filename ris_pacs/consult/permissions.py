from kernel.module import Permission
from kernel.text import Text

JOIN = Permission(
    "ris_pacs.consult.room.join",
    Text("Dự hội chẩn hình ảnh từ xa", "Take part in consultations on pictures"),
    given_to=("radiology", "doctor", "director", "trainer"),
)
OPEN = Permission(
    "ris_pacs.consult.room.open",
    Text("Mở hội chẩn, mời bác sĩ ngoài", "Open consultations, invite doctors from outside"),
    given_to=("radiology", "doctor"),
)
SIGN = Permission(
    "ris_pacs.consult.minutes.sign",
    Text("Ký biên bản hội chẩn", "Sign minutes of consultations"),
    given_to=("radiology", "doctor"),
)

ALL = (JOIN, OPEN, SIGN)
