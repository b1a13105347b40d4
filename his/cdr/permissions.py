from kernel.module import Permission
from kernel.text import Text

READ = Permission(
    "his.cdr.fact.read",
    Text("Xem dữ liệu lâm sàng", "Read clinical data"),
    given_to=("doctor", "nurse", "lab", "lab_doctor", "radiology", "pharmacy"),
)
AMEND = Permission(
    "his.cdr.fact.amend",
    Text("Đính chính, huỷ dữ liệu lâm sàng", "Amend and void clinical data"),
    given_to=("doctor", "nurse"),
)

ALL = (READ, AMEND)
