from kernel.module import Permission
from kernel.text import Text

READ = Permission(
    "lis.link.send_out.read",
    Text("Xem xét nghiệm gửi ngoài", "See tests sent to other laboratories"),
    given_to=("lab", "lab_doctor", "admin"),
)
SEND = Permission(
    "lis.link.send_out.send",
    Text("Gửi chỉ định cho phòng xét nghiệm khác", "Order from other laboratories"),
    given_to=("lab", "lab_doctor"),
)
MAP = Permission(
    "lis.link.code.map",
    Text("Ánh xạ mã của hệ thống khác", "Say what codes of other systems mean"),
    given_to=("lab_doctor", "admin"),
)

ALL = (READ, SEND, MAP)
