from kernel.module import Permission
from kernel.text import Text

#: `radiology` are the radiographers; `radiologist` and trainees read (ris_pacs.reading).
_DEPARTMENT = ("radiology", "radiologist", "radiology_trainee")

READ = Permission(
    "ris_pacs.schedule.exam.read",
    Text("Xem ca chụp, lịch máy", "Read exams and the machines' days"),
    given_to=(*_DEPARTMENT, "doctor", "nurse", "director", "trainer"),
)
WORK = Permission(
    "ris_pacs.schedule.exam.work",
    Text("Gọi, nhận, chụp, kết thúc ca", "Call, receive, take and end exams"),
    given_to=_DEPARTMENT,
)
PLAN = Permission(
    "ris_pacs.schedule.exam.plan",
    Text("Xếp lịch máy chụp", "Plan exams on machines"),
    given_to=(*_DEPARTMENT, "reception"),
)
PROTOCOL = Permission(
    "ris_pacs.schedule.exam.protocol",
    Text("Duyệt chỉ định và kỹ thuật chụp", "Accept orders and say how they are done"),
    given_to=("radiologist",),
)
SETTLE = Permission(
    "ris_pacs.schedule.step.settle",
    Text("Gán thông báo của máy vào ca", "Assign what machines told to exams"),
    given_to=_DEPARTMENT,
)
SET_UP = Permission(
    "ris_pacs.schedule.machine.set_up",
    Text("Khai báo máy và kỹ thuật", "Set up machines and procedures"),
    given_to=("radiology", "radiologist", "admin"),
)
ALL = (READ, WORK, PLAN, PROTOCOL, SETTLE, SET_UP)
