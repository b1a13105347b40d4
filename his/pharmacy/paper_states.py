"""The life of a paper of the store: pure."""

from his.pharmacy.errors import PaperCannot
from his.pharmacy.paper_models import PaperState
from kernel.text import Text

S = PaperState

NAMES: dict[PaperState, Text] = {
    S.ENTERED: Text("chờ kiểm nhập", "waiting for the check"),
    S.POSTED: Text("đã ghi sổ", "posted"),
    S.REVERSED: Text("đã ghi đảo", "reversed"),
    S.REQUESTED: Text("đang dự trù", "requested"),
    S.ISSUED: Text("đã xuất, chờ nhận", "issued"),
    S.RECEIVED: Text("đã nhận", "received"),
    S.CANCELLED: Text("đã huỷ", "cancelled"),
}

VERBS: dict[PaperState, Text] = {
    S.POSTED: Text("ghi sổ", "posted"),
    S.REVERSED: Text("ghi đảo", "reversed"),
    S.ISSUED: Text("xuất", "issued"),
    S.RECEIVED: Text("nhận", "received"),
    S.CANCELLED: Text("huỷ", "cancelled"),
}

_MAY_BECOME: dict[PaperState, frozenset[PaperState]] = {
    S.ENTERED: frozenset({S.POSTED, S.CANCELLED}),
    S.POSTED: frozenset({S.REVERSED}),
    S.REQUESTED: frozenset({S.ISSUED, S.CANCELLED}),
    S.ISSUED: frozenset({S.RECEIVED}),
    S.RECEIVED: frozenset(),
    S.REVERSED: frozenset(),
    S.CANCELLED: frozenset(),
}


def become(code: str, now: PaperState, wanted: PaperState) -> PaperState:
    """The new state. Raises PaperCannot."""
    if wanted not in _MAY_BECOME[now]:
        raise PaperCannot(
            code=code,
            now=NAMES[now].vi,
            now_en=NAMES[now].en,
            verb=VERBS[wanted].vi,
            verb_en=VERBS[wanted].en,
        )
    return wanted
