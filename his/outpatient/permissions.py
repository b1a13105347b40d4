from kernel.module import Permission
from kernel.text import Text

READ = Permission(
    "his.outpatient.examination.read",
    Text("Xem phiếu khám bệnh", "Read examinations"),
    given_to=("doctor", "nurse"),
)
MEASURE = Permission(
    "his.outpatient.vitals.record",
    Text("Ghi sinh hiệu", "Record vital signs"),
    given_to=("nurse", "doctor"),
)
WRITE = Permission(
    "his.outpatient.examination.write",
    Text("Khám và ghi hồ sơ", "Examine and write the record"),
    given_to=("doctor",),
)
CLOSE = Permission(
    "his.outpatient.visit.close", Text("Kết thúc khám", "End a visit"), given_to=("doctor",)
)
AMEND = Permission(
    "his.outpatient.visit.amend",
    Text("Bổ sung hồ sơ đã đóng", "Amend a closed visit"),
    given_to=("doctor",),
)
PRINT = Permission(
    "his.outpatient.summary.print",
    Text("In phiếu khám bệnh", "Print the visit summary"),
    given_to=("doctor", "nurse", "reception"),
)
REPRINT = Permission(
    "his.outpatient.summary.reprint",
    Text("In lại phiếu khám bệnh", "Print the visit summary again"),
    given_to=("doctor",),
)
FIGURES = Permission(
    "his.outpatient.figures.read",
    Text("Xem thống kê bệnh tật", "See the figures of diseases"),
    given_to=("director", "doctor"),
)

ISSUE = Permission(
    "his.outpatient.paper.issue",
    Text(
        "Lập, huỷ giấy nghỉ ốm, chuyển tuyến, nhập viện, hẹn khám",
        "Issue and cancel sick leaves, transfers, admissions and re-visits",
    ),
    given_to=("doctor",),
)
CONSULT = Permission(
    "his.outpatient.consultation.write",
    Text("Hỏi và trả lời khám chuyên khoa, hội chẩn", "Ask for and answer consultations"),
    given_to=("doctor",),
)
TEMPLATES_READ = Permission(
    "his.outpatient.template.read",
    Text("Xem và dùng mẫu khám, câu mẫu", "See and use templates and phrases"),
    given_to=("admin", "doctor", "nurse"),
)
TEMPLATES = Permission(
    "his.outpatient.template.edit",
    Text("Sửa mẫu khám, câu mẫu của cơ sở", "Edit the facility's templates and phrases"),
    given_to=("admin", "doctor"),
)

ALL = (
    FIGURES,
    READ,
    MEASURE,
    WRITE,
    CLOSE,
    AMEND,
    PRINT,
    REPRINT,
    ISSUE,
    CONSULT,
    TEMPLATES_READ,
    TEMPLATES,
)
