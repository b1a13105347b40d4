from kernel.module import Permission
from kernel.text import Text

READ = Permission(
    "his.insurance.coverage.read",
    Text("Xem quyền lợi BHYT của lượt khám", "See who covers a visit"),
    given_to=("reception", "doctor", "nurse", "cashier", "pharmacy", "director"),
)
SET = Permission(
    "his.insurance.coverage.set",
    Text("Nhập thẻ và đối tượng BHYT", "Enter cards and routes"),
    given_to=("reception", "cashier"),
)
CHECK = Permission(
    "his.insurance.card.check",
    Text("Tra thẻ BHYT trên cổng", "Check cards on the gateway"),
    given_to=("reception", "cashier"),
)
DOSSIERS = Permission(
    "his.insurance.dossier.read",
    Text("Xem hồ sơ giám định BHYT", "See insurance dossiers"),
    given_to=("cashier", "director"),
)
MAKE = Permission(
    "his.insurance.dossier.make",
    Text("Lập, kiểm tra hồ sơ giám định BHYT", "Make and check insurance dossiers"),
    given_to=("cashier",),
)
SEND = Permission(
    "his.insurance.dossier.send",
    Text("Gửi hồ sơ giám định lên cổng", "Send dossiers to the gateway"),
    given_to=("cashier",),
)
SETTLE = Permission(
    "his.insurance.settlement.read",
    Text("Xem bảng quyết toán BHYT", "See the monthly settlement"),
    given_to=("cashier", "director"),
)
GATEWAY = Permission(
    "his.insurance.gateway.set",
    Text("Khai báo cổng giám định và chứng thư số", "Set up the gateway and the certificate"),
    given_to=("admin",),
)
ALL = (READ, SET, CHECK, DOSSIERS, MAKE, SEND, SETTLE, GATEWAY)
