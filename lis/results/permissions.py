from kernel.module import Permission
from kernel.text import Text

READ = Permission(
    "lis.results.result.read",
    Text("Xem kết quả trong phòng xét nghiệm", "See results inside the laboratory"),
    given_to=("lab", "lab_doctor"),
)
ENTER = Permission(
    "lis.results.result.enter",
    Text("Nhập kết quả xét nghiệm", "Enter laboratory results"),
    given_to=("lab", "lab_doctor"),
)
CHECK = Permission(
    "lis.results.result.check",
    Text("Soát kỹ thuật kết quả xét nghiệm", "Check laboratory results technically"),
    given_to=("lab", "lab_doctor"),
)
VERIFY = Permission(
    "lis.results.result.verify",
    Text("Duyệt và trả kết quả xét nghiệm", "Verify and release laboratory results"),
    given_to=("lab_doctor",),
)
CORRECT = Permission(
    "lis.results.result.correct",
    Text("Đính chính, thu hồi kết quả đã trả", "Correct or withdraw released results"),
    given_to=("lab", "lab_doctor"),
)
PRINT = Permission(
    "lis.results.form.print",
    Text("In phiếu kết quả, sổ xét nghiệm", "Print laboratory results and the register"),
    given_to=("lab", "lab_doctor", "doctor", "nurse", "reception"),
)

ALL = (READ, ENTER, CHECK, VERIFY, CORRECT, PRINT)
