"""The life of a test and the life of a tube: pure."""

from enum import StrEnum

from kernel.errors import Conflict
from kernel.text import Text


class ItemState(StrEnum):
    """How far a test of an order is (trạng thái xét nghiệm)."""

    WAITING = "waiting"  # for a specimen
    COLLECTED = "collected"
    RECEIVED = "received"
    RESULTED = "resulted"
    CHECKED = "checked"  # by the technician
    VERIFIED = "verified"  # by the physician, and out
    ENDED = "ended"


class SpecimenState(StrEnum):
    """Where a tube is in its life (trạng thái mẫu)."""

    LABELLED = "labelled"
    COLLECTED = "collected"
    SENT = "sent"
    RECEIVED = "received"
    STORED = "stored"
    SHIPPED = "shipped"
    REJECTED = "rejected"
    DISPOSED = "disposed"
    LOST = "lost"
    CANCELLED = "cancelled"  # the label was torn up: nothing was drawn


class Identified(StrEnum):
    """How whoever collected knew whom he had before him."""

    WRISTBAND = "wristband"
    CARD = "card"
    UNKNOWN = "unknown"  # nobody knows him: a record without a name, the tube was there first
    ASKED = "asked"  # name and birth date, said by the patient


class CustodyAct(StrEnum):
    """What was done with a tube."""

    LABEL = "label"
    REPRINT = "reprint"
    COLLECT = "collect"
    SEND = "send"
    RECEIVE = "receive"
    REJECT = "reject"
    ALIQUOT = "aliquot"
    ADD_ON = "add_on"
    STORE = "store"
    TAKE_OUT = "take_out"
    SHIP = "ship"
    ARRIVE = "arrive"
    DISPOSE = "dispose"
    LOSE = "lose"
    CANCEL = "cancel"
    WITHDRAW = "withdraw"  # a test of it is no longer wanted


S = SpecimenState

#: Nothing more happens to these.
OVER = frozenset({S.REJECTED, S.DISPOSED, S.LOST, S.CANCELLED})
#: In the house, with something in it: a test can still be run from these.
USABLE = frozenset({S.COLLECTED, S.SENT, S.RECEIVED, S.STORED})
IN_LABORATORY = frozenset({S.RECEIVED, S.STORED})

_MAY_BECOME: dict[SpecimenState, frozenset[SpecimenState]] = {
    S.LABELLED: frozenset({S.COLLECTED, S.CANCELLED}),
    S.COLLECTED: frozenset({S.SENT, S.RECEIVED, S.REJECTED, S.LOST, S.DISPOSED}),
    S.SENT: frozenset({S.RECEIVED, S.REJECTED, S.LOST}),
    S.RECEIVED: frozenset({S.STORED, S.SHIPPED, S.REJECTED, S.LOST, S.DISPOSED}),
    S.STORED: frozenset({S.RECEIVED, S.STORED, S.SHIPPED, S.REJECTED, S.LOST, S.DISPOSED}),
    S.SHIPPED: frozenset({S.RECEIVED, S.LOST, S.DISPOSED, S.REJECTED}),
    S.REJECTED: frozenset({S.DISPOSED}),
    S.DISPOSED: frozenset(),
    S.LOST: frozenset({S.RECEIVED}),  # found again, for what is still open
    S.CANCELLED: frozenset(),
}

NAMES: dict[SpecimenState, Text] = {
    S.LABELLED: Text("đã in nhãn, chưa lấy", "labelled, not collected"),
    S.COLLECTED: Text("đã lấy", "collected"),
    S.SENT: Text("đang chuyển", "on its way"),
    S.RECEIVED: Text("đã nhận", "received"),
    S.STORED: Text("đang lưu", "stored"),
    S.SHIPPED: Text("đã gửi ngoài", "sent out"),
    S.REJECTED: Text("bị từ chối", "rejected"),
    S.DISPOSED: Text("đã huỷ", "disposed of"),
    S.LOST: Text("thất lạc", "lost"),
    S.CANCELLED: Text("nhãn đã bỏ", "label withdrawn"),
}


class SpecimenCannotBecome(Conflict):
    """The tube's state does not permit this step."""

    says = Text(
        "Mẫu {code} đang ở trạng thái “{now}”, không thể chuyển sang “{wanted}”. "
        "Hãy xem hành trình của mẫu.",
        "Specimen {code} is “{now_en}” and cannot become “{wanted_en}”. Look at its history.",
    )


def become(code: str, now: SpecimenState, wanted: SpecimenState) -> SpecimenState:
    """The new state, or the refusal that names both."""
    if wanted not in _MAY_BECOME[now]:
        raise SpecimenCannotBecome(
            code=code,
            now=NAMES[now].vi,
            wanted=NAMES[wanted].vi,
            now_en=NAMES[now].en,
            wanted_en=NAMES[wanted].en,
            state=now,
        )
    return wanted
