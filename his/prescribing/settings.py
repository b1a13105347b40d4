from kernel.module import Parameter
from kernel.text import Text

ALL = (
    Parameter(
        "his.prescribing.national",
        Text(
            "Gửi đơn thuốc đã ký lên hệ thống đơn thuốc quốc gia",
            "Send signed prescriptions to the national system",
        ),
        default=False,  # until the facility has its account (docs/admin/e-prescription.md)
    ),
    Parameter(
        "his.prescribing.days",
        Text("Số ngày thuốc điền sẵn", "Days filled in for a new line"),
        default=5,
        unit="ngày",
        least=1,
        most=90,
    ),
)
