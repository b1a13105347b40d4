"""The life of an exam (ca chụp, ca siêu âm): pure."""

from enum import StrEnum

from his.orders.service import Urgency
from kernel.errors import Conflict
from kernel.text import Text


class ExamState(StrEnum):
    """Where an exam stands."""

    ORDERED = "ordered"  # came in; somebody has to look at it first
    ACCEPTED = "accepted"
    PROTOCOLLED = "protocolled"
    SCHEDULED = "scheduled"
    ARRIVED = "arrived"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    DISCONTINUED = "discontinued"
    CANCELLED = "cancelled"
    REPLACED = "replaced"  # by another exam, or answered elsewhere


class Side(StrEnum):
    """Laterality (0020,0060)."""

    NONE = ""
    LEFT = "L"
    RIGHT = "R"
    BOTH = "B"


class Contrast(StrEnum):
    """Whether a contrast agent is given."""

    NONE = "none"
    POSSIBLE = "possible"  # of a procedure: whoever protocols decides
    GIVEN = "given"


class SafetyForm(StrEnum):
    """Which questions come before it."""

    NONE = "none"
    RADIATION = "radiation"
    CONTRAST = "contrast"
    MR = "mr"


class Known(StrEnum):
    """Who said how far an exam is."""

    HAND = "hand"
    MACHINE = "machine"  # MPPS
    PICTURES = "pictures"  # inferred
    RULE = "rule"


S = ExamState

WAITING = frozenset({S.ORDERED, S.ACCEPTED, S.PROTOCOLLED, S.SCHEDULED, S.ARRIVED})
OPEN = WAITING | {S.IN_PROGRESS}
ON_WORKLIST = frozenset({S.ACCEPTED, S.PROTOCOLLED, S.SCHEDULED, S.ARRIVED})
ENDED = frozenset({S.DONE, S.DISCONTINUED, S.CANCELLED, S.REPLACED})
RANK = {Urgency.STAT: 0, Urgency.URGENT: 1, Urgency.ROUTINE: 2}

_MAY_BECOME: dict[ExamState, frozenset[ExamState]] = {
    S.ORDERED: frozenset(
        {
            S.ACCEPTED,
            S.PROTOCOLLED,
            S.SCHEDULED,
            S.ARRIVED,
            S.IN_PROGRESS,
            S.DONE,
            S.CANCELLED,
            S.REPLACED,
        }
    ),
    S.ACCEPTED: frozenset(
        {
            S.PROTOCOLLED,
            S.SCHEDULED,
            S.ARRIVED,
            S.IN_PROGRESS,
            S.DONE,
            S.CANCELLED,
            S.REPLACED,
        }
    ),
    S.PROTOCOLLED: frozenset(
        {
            S.PROTOCOLLED,
            S.SCHEDULED,
            S.ARRIVED,
            S.IN_PROGRESS,
            S.DONE,
            S.CANCELLED,
            S.REPLACED,
        }
    ),
    S.SCHEDULED: frozenset(
        {
            S.PROTOCOLLED,
            S.SCHEDULED,
            S.ARRIVED,
            S.IN_PROGRESS,
            S.DONE,
            S.CANCELLED,
            S.REPLACED,
        }
    ),
    S.ARRIVED: frozenset({S.ACCEPTED, S.SCHEDULED, S.IN_PROGRESS, S.DONE, S.CANCELLED, S.REPLACED}),
    S.IN_PROGRESS: frozenset({S.DONE, S.DISCONTINUED, S.REPLACED}),
    S.DONE: frozenset(),
    S.DISCONTINUED: frozenset({S.IN_PROGRESS, S.DONE}),
    S.CANCELLED: frozenset(),
    S.REPLACED: frozenset(),
}

NAMES: dict[ExamState, Text] = {
    S.ORDERED: Text("chờ duyệt chỉ định", "to be looked at"),
    S.ACCEPTED: Text("đã tiếp nhận", "accepted"),
    S.PROTOCOLLED: Text("đã duyệt kỹ thuật", "protocolled"),
    S.SCHEDULED: Text("đã xếp lịch", "scheduled"),
    S.ARRIVED: Text("đã tới phòng", "arrived"),
    S.IN_PROGRESS: Text("đang chụp", "in progress"),
    S.DONE: Text("đã chụp xong", "done"),
    S.DISCONTINUED: Text("ngừng giữa chừng", "discontinued"),
    S.CANCELLED: Text("đã huỷ", "cancelled"),
    S.REPLACED: Text("đã thay bằng ca khác", "replaced"),
}


class ExamCannotBecome(Conflict):
    """The exam's state does not permit this step."""

    says = Text(
        "Ca {code} đang ở trạng thái “{now}”, không thể chuyển sang “{wanted}”. "
        "Hãy tải lại danh sách.",
        "Exam {code} is “{now_en}” and cannot become “{wanted_en}”. Load the list again.",
    )


def may_become(now: ExamState, wanted: ExamState) -> bool:
    return wanted in _MAY_BECOME[now]


def become(code: str, now: ExamState, wanted: ExamState) -> ExamState:
    """The new state, or the refusal that names both."""
    if not may_become(now, wanted):
        raise ExamCannotBecome(
            code=code,
            now=NAMES[now].vi,
            wanted=NAMES[wanted].vi,
            now_en=NAMES[now].en,
            wanted_en=NAMES[wanted].en,
            state=now,
        )
    return wanted
