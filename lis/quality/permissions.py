from kernel.module import Permission
from kernel.text import Text

READ = Permission(
    "lis.quality.control.read",
    Text("Xem nội kiểm, ngoại kiểm", "See controls and external rounds"),
    given_to=("lab", "lab_doctor", "director", "trainer"),
)
RUN = Permission(
    "lis.quality.control.run",
    Text("Ghi kết quả nội kiểm, hành động khắc phục", "Record controls and corrective actions"),
    given_to=("lab", "lab_doctor"),
)
SET_UP = Permission(
    "lis.quality.target.edit",
    Text("Đặt lô nội kiểm, giá trị đích, quy tắc", "Set up controls, targets and rules"),
    given_to=("lab_doctor",),
)
EXCLUDE = Permission(
    "lis.quality.point.exclude",
    Text("Loại giá trị nội kiểm khỏi thống kê", "Exclude a control's value"),
    given_to=("lab_doctor",),
)
RELEASE = Permission(
    "lis.quality.hold.release",
    Text("Mở khoá xét nghiệm sau nội kiểm", "Release a test that its control held"),
    given_to=("lab_doctor",),
)
ROUNDS = Permission(
    "lis.quality.round.edit",
    Text("Ghi đợt ngoại kiểm", "Record external rounds"),
    given_to=("lab", "lab_doctor"),
)

ALL = (READ, RUN, SET_UP, EXCLUDE, RELEASE, ROUNDS)
