from kernel.module import Permission
from kernel.text import Text

READ = Permission(
    "his.patient_links.link.read",
    Text("Xem đường dẫn kết quả đã cấp và ai đã mở", "See links to results and who opened them"),
    given_to=("lab", "lab_doctor", "doctor", "reception", "radiology"),
)
MANAGE = Permission(
    "his.patient_links.link.manage",
    Text("Tắt, cấp lại đường dẫn kết quả", "Switch off and renew links to results"),
    given_to=("lab", "lab_doctor", "doctor", "reception", "radiology"),
)

ALL = (READ, MANAGE)
