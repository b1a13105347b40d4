from kernel.module import Permission
from kernel.text import Text

EVERYONE = (
    "admin",
    "reception",
    "nurse",
    "doctor",
    "lab",
    "lab_doctor",
    "radiology",
    "pharmacy",
    "cashier",
    "director",
    "trainer",
)

READ = Permission(
    "level.assessment.read",
    Text("Xem mức ứng dụng CNTT", "See the level"),
    given_to=EVERYONE,
)
RUN = Permission(
    "level.evidence.run",
    Text("Chạy minh chứng", "Run the evidence"),
    given_to=("admin", "director", "trainer"),
)
ATTEST = Permission(
    "level.attestation.sign",
    Text("Ghi và rút xác nhận của cơ sở", "Record and withdraw attestations"),
    given_to=("admin", "director"),
)
WAIVE = Permission(
    "level.waiver.approve",
    Text("Duyệt tiêu chí không áp dụng", "Approve what is not applicable"),
    given_to=("director",),
)
REPORT = Permission(
    "level.report.export",
    Text("Xuất báo cáo mức", "Export the level report"),
    given_to=("admin", "director"),
)

ALL = (READ, RUN, ATTEST, WAIVE, REPORT)
