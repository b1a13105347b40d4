"""The life of an order: pure, the same for every wing."""

from enum import StrEnum

from kernel.errors import Conflict
from kernel.text import Text


class OrderState(StrEnum):
    """Where an order stands (trạng thái chỉ định)."""

    PLACED = "placed"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    PARTLY_REPORTED = "partly_reported"
    FULFILLED = "fulfilled"
    CORRECTED = "corrected"
    CANCELLED = "cancelled"
    REFUSED = "refused"


S = OrderState

OPEN = frozenset({S.PLACED, S.ACCEPTED, S.IN_PROGRESS, S.PARTLY_REPORTED})
ANSWERED = frozenset({S.FULFILLED, S.CORRECTED})

_MAY_BECOME: dict[OrderState, frozenset[OrderState]] = {
    S.PLACED: frozenset(
        {S.ACCEPTED, S.IN_PROGRESS, S.PARTLY_REPORTED, S.FULFILLED, S.CANCELLED, S.REFUSED}
    ),
    S.ACCEPTED: frozenset({S.IN_PROGRESS, S.PARTLY_REPORTED, S.FULFILLED, S.CANCELLED, S.REFUSED}),
    S.IN_PROGRESS: frozenset({S.PARTLY_REPORTED, S.FULFILLED, S.REFUSED}),
    S.PARTLY_REPORTED: frozenset({S.PARTLY_REPORTED, S.FULFILLED}),
    S.FULFILLED: frozenset({S.CORRECTED}),
    S.CORRECTED: frozenset({S.CORRECTED}),
    S.CANCELLED: frozenset(),
    S.REFUSED: frozenset(),
}

NAMES: dict[OrderState, Text] = {
    S.PLACED: Text("mới chỉ định", "placed"),
    S.ACCEPTED: Text("đã tiếp nhận", "accepted"),
    S.IN_PROGRESS: Text("đang thực hiện", "in progress"),
    S.PARTLY_REPORTED: Text("có kết quả một phần", "partly reported"),
    S.FULFILLED: Text("đã có kết quả", "fulfilled"),
    S.CORRECTED: Text("kết quả đã đính chính", "corrected"),
    S.CANCELLED: Text("đã huỷ", "cancelled"),
    S.REFUSED: Text("bị từ chối", "refused"),
}


class OrderCannotBecome(Conflict):
    """The order's state does not permit this step."""

    says = Text(
        "Chỉ định {code} đang ở trạng thái “{now}”, không thể chuyển sang “{wanted}”.",
        "Order {code} is “{now_en}” and cannot become “{wanted_en}”.",
    )


def become(code: str, now: OrderState, wanted: OrderState) -> OrderState:
    """The new state, or the refusal that names both."""
    if wanted not in _MAY_BECOME[now]:
        raise OrderCannotBecome(
            code=code,
            now=NAMES[now].vi,
            wanted=NAMES[wanted].vi,
            now_en=NAMES[now].en,
            wanted_en=NAMES[wanted].en,
            state=now,
        )
    return wanted
