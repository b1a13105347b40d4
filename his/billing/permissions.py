from kernel.module import Permission
from kernel.text import Text

READ = Permission(
    "his.billing.bill.read",
    Text("Xem chi phí của lượt khám", "See what a visit costs"),
    given_to=("cashier", "reception", "doctor", "nurse", "pharmacy", "director"),
)
COLLECT = Permission(
    "his.billing.payment.take",
    Text("Thu tiền, tạm ứng, lập hóa đơn", "Take money, deposits, issue invoices"),
    given_to=("cashier",),
)
REFUND = Permission(
    "his.billing.payment.refund",
    Text("Hủy hóa đơn, hoàn tiền", "Reverse invoices, give money back"),
    given_to=("cashier",),
)
OWE = Permission(
    "his.billing.debt.allow",
    Text("Cho nợ viện phí", "Let a patient owe"),
    given_to=("cashier", "director"),
)
ASK_DISCOUNT = Permission(
    "his.billing.discount.ask",
    Text("Đề nghị miễn giảm", "Ask for a discount"),
    given_to=("cashier", "doctor"),
)
APPROVE_DISCOUNT = Permission(
    "his.billing.discount.approve",
    Text("Duyệt miễn giảm", "Approve discounts"),
    given_to=("director",),
)
SHIFT = Permission(
    "his.billing.shift.work",
    Text("Mở, chốt ca thu ngân", "Open and close one's own shift"),
    given_to=("cashier",),
)
SHIFTS = Permission(
    "his.billing.shift.oversee",
    Text("Xem mọi ca, nhận tiền bàn giao", "See all shifts, accept handed-over money"),
    given_to=("director",),
)
RECONCILE = Permission(
    "his.billing.transfer.reconcile",
    Text("Đối soát chuyển khoản", "Reconcile transfers"),
    given_to=("cashier", "director"),
)
BANK = Permission(
    "his.billing.bank.set",
    Text("Khai báo tài khoản ngân hàng", "Set the bank account"),
    given_to=("director", "admin"),
)
PRINT = Permission(
    "his.billing.print",
    Text("In hóa đơn, bảng kê, phiếu thu", "Print invoices, statements, receipts"),
    given_to=("cashier",),
)

ALL = (
    READ,
    COLLECT,
    REFUND,
    OWE,
    ASK_DISCOUNT,
    APPROVE_DISCOUNT,
    SHIFT,
    SHIFTS,
    RECONCILE,
    BANK,
    PRINT,
)
