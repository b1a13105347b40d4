from kernel.module import Permission
from kernel.text import Text

READ = Permission(
    "his.prescribing.prescription.read",
    Text("Xem đơn thuốc", "Read prescriptions"),
    given_to=("doctor", "nurse", "pharmacy", "cashier"),
)
WRITE = Permission(
    "his.prescribing.prescription.write",
    Text("Kê, ký, huỷ đơn thuốc", "Write, sign and cancel prescriptions"),
    given_to=("doctor",),
)
OVERRIDE_STOP = Permission(
    "his.prescribing.stop.override",
    Text("Ký đơn khi có cảnh báo mức dừng", "Sign a prescription against a stop"),
    given_to=("director",),
)
PRINT = Permission(
    "his.prescribing.prescription.print",
    Text("In đơn thuốc", "Print prescriptions"),
    given_to=("doctor", "nurse", "pharmacy"),
)
REPRINT = Permission(
    "his.prescribing.prescription.reprint",
    Text("In lại đơn thuốc", "Print a prescription again"),
    given_to=("doctor", "pharmacy"),
)
DRUG = Permission(
    "his.prescribing.drug.read",
    Text("Tra cứu thông tin thuốc", "Read drug information"),
    given_to=("doctor", "nurse", "pharmacy"),
)
REVIEW = Permission(
    "his.prescribing.alert.review",
    Text("Xem và duyệt cảnh báo đã bỏ qua", "Review overridden alerts"),
    given_to=("pharmacy", "director"),
)
RULE = Permission(
    "his.prescribing.rule.decide",
    Text("Bật, tắt, đổi quy tắc cảnh báo", "Switch and change alert rules"),
    given_to=("pharmacy", "director"),
)
APPROVE = Permission(
    "his.prescribing.knowledge.approve",
    Text("Duyệt bảng tri thức dược", "Approve tables of drug knowledge"),
    given_to=("pharmacy",),
)
SEND = Permission(
    "his.prescribing.national.send",
    Text("Theo dõi, gửi lại đơn thuốc quốc gia", "Follow and resend national e-prescriptions"),
    given_to=("pharmacy", "doctor"),
)

ALL = (READ, WRITE, OVERRIDE_STOP, PRINT, REPRINT, DRUG, REVIEW, RULE, APPROVE, SEND)
