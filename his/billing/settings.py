from kernel.module import Parameter
from kernel.text import Text

PAY_BEFORE_CLOSING = Parameter(
    "his.billing.pay_before_closing",
    Text("Phải nộp đủ tiền trước khi kết thúc khám", "All is paid before a visit closes"),
    default=False,
)
INVOICE_SERIES = Parameter(
    "his.billing.invoice_series",
    Text("Ký hiệu hóa đơn, biên lai ({yy}: năm)", "Series of invoices ({yy}: year)"),
    default="C{yy}TVP",
)
EINVOICE = Parameter(
    "his.billing.einvoice",
    Text("Lập hóa đơn điện tử", "Electronic invoices"),
    default="file",
    choices=("off", "file"),
    choice_titles=(Text("Không", "None"), Text("Ghi ra tệp", "To files")),
)

ALL = (PAY_BEFORE_CLOSING, INVOICE_SERIES, EINVOICE)
