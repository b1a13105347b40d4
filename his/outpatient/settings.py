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
    Parameter(
        "his.outpatient.sick_leave_days",
        Text("Số ngày nghỉ tối đa trên một giấy", "Most days on one sick-leave certificate"),
        default=30,
        unit="d",
        least=1,
        most=365,
    ),
    Parameter(
        "his.outpatient.sick_leave_days_tuberculosis",
        Text("Số ngày nghỉ tối đa khi điều trị lao", "Most days of leave in tuberculosis"),
        default=180,
        unit="d",
        least=1,
        most=365,
    ),
    Parameter(
        "his.outpatient.sick_leave_days_pregnancy",
        Text("Số ngày nghỉ tối đa khi đình chỉ thai nghén", "Most days after a pregnancy ended"),
        default=50,
        unit="d",
        least=1,
        most=365,
    ),
    Parameter(
        "his.outpatient.papers_required",
        Text(
            "Nhập viện, chuyển tuyến phải có giấy trước khi kết thúc khám",
            "Admission and transfer need their paper before a visit ends",
        ),
        default=True,
    ),
)
