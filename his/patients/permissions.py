from kernel.module import Permission
from kernel.text import Text

_CLINICAL = ("nurse", "doctor")
_ALL = (
    "reception",
    "nurse",
    "doctor",
    "lab",
    "lab_doctor",
    "radiology",
    "pharmacy",
    "cashier",
)

READ = Permission(
    "his.patients.patient.read",
    Text("Xem thông tin người bệnh", "See patients"),
    given_to=_ALL,
)
READ_IDENTITY = Permission(
    "his.patients.identity.read",
    Text(
        "Xem đủ số giấy tờ, điện thoại, địa chỉ",
        "See identity numbers, phone and address in full",
    ),
    given_to=("reception", "nurse", "doctor", "cashier", "pharmacy"),
)
REGISTER = Permission(
    "his.patients.patient.register",
    Text("Đăng ký người bệnh", "Register patients"),
    given_to=("reception", "nurse", "doctor"),
)
UPDATE = Permission(
    "his.patients.patient.update",
    Text("Sửa hành chính người bệnh", "Correct patients' particulars"),
    given_to=("reception", "nurse"),
)
MERGE = Permission(
    "his.patients.patient.merge",
    Text("Gộp và tách hồ sơ người bệnh", "Merge and un-merge patients"),
    given_to=("reception",),
)
RECORD_ALLERGY = Permission(
    "his.patients.allergy.record",
    Text("Ghi dị ứng", "Record allergies"),
    given_to=(*_CLINICAL, "pharmacy"),
)
RECORD_HISTORY = Permission(
    "his.patients.history.record",
    Text("Ghi tiền sử", "Record history"),
    given_to=_CLINICAL,
)
READ_HISTORY = Permission(
    "his.patients.history.read",
    Text("Xem tiền sử", "See history"),
    given_to=(*_CLINICAL, "pharmacy"),
)
ISSUE_CARD = Permission(
    "his.patients.card.issue",
    Text("Cấp, in, khóa thẻ khám bệnh và vòng tay", "Issue, print, block cards and wristbands"),
    given_to=("reception", "nurse"),
)

ALL = (
    READ,
    READ_IDENTITY,
    REGISTER,
    UPDATE,
    MERGE,
    RECORD_ALLERGY,
    RECORD_HISTORY,
    READ_HISTORY,
    ISSUE_CARD,
)
