from kernel.module import Parameter
from kernel.text import Text

ALL = (
    Parameter(
        "his.outpatient.vitals_required",
        Text(
            "Bắt buộc đo sinh hiệu trước khi kết thúc khám",
            "Vital signs must be measured before a visit ends",
        ),
        default=True,
    ),
)
