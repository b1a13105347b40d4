from kernel.module import Permission
from kernel.text import Text

READ = Permission(
    "ris_pacs.schedule.exam.read",
    Text("Xem ca chụp, lịch máy", "Read exams and the machines' days"),
    given_to=("radiology", "radiographer", "doctor", "nurse", "director", "trainer"),
)
WORK = Permission(
    "ris_pacs.schedule.exam.work",
    Text("Gọi, nhận, chụp, kết thúc ca", "Call, receive, take and end exams"),
    given_to=("radiology", "radiographer"),
)
PLAN = Permission(
    "ris_pacs.schedule.exam.plan",
    Text("Xếp lịch máy chụp", "Plan exams on machines"),
    given_to=("radiology", "radiographer", "reception"),
)
PROTOCOL = Permission(
    "ris_pacs.schedule.exam.protocol",
    Text("Duyệt chỉ định và kỹ thuật chụp", "Accept orders and say how they are done"),
    given_to=("radiology",),
)
SETTLE = Permission(
    "ris_pacs.schedule.step.settle",
    Text("Gán thông báo của máy vào ca", "Assign what machines told to exams"),
    given_to=("radiology", "radiographer"),
)
SET_UP = Permission(
    "ris_pacs.schedule.machine.set_up",
    Text("Khai báo máy và kỹ thuật", "Set up machines and procedures"),
    given_to=("radiology", "admin"),
)
ALL = (READ, WORK, PLAN, PROTOCOL, SETTLE, SET_UP)
