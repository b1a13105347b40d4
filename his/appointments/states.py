"""The life of an appointment. No database, no clock."""

from enum import StrEnum

from kernel.text import Text


class AppointmentState(StrEnum):
    REQUESTED = "requested"  # on line, the telephone is not confirmed yet
    BOOKED = "booked"
    CONFIRMED = "confirmed"  # the patient said that he will come
    ARRIVED = "arrived"
    DONE = "done"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


class AppointmentAct(StrEnum):
    BOOK = "book"
    VERIFY = "verify"  # the code of the message was right
    CONFIRM = "confirm"
    MOVE = "move"
    REMIND = "remind"
    ARRIVE = "arrive"
    FINISH = "finish"
    MISS = "miss"
    CANCEL = "cancel"
    PUT_BACK = "put_back"  # the visit was cancelled, or was somebody else's


S, A = AppointmentState, AppointmentAct

#: Those for whom a place is kept.
HOLDING = (S.REQUESTED, S.BOOKED, S.CONFIRMED, S.ARRIVED, S.DONE)
#: Those who are expected.
EXPECTED = (S.BOOKED, S.CONFIRMED)

_LEADS: dict[AppointmentAct, tuple[tuple[AppointmentState, ...], AppointmentState | None]] = {
    A.VERIFY: ((S.REQUESTED,), S.BOOKED),
    A.CONFIRM: ((S.BOOKED, S.CONFIRMED), S.CONFIRMED),
    A.MOVE: ((S.BOOKED, S.CONFIRMED, S.NO_SHOW), S.BOOKED),
    A.REMIND: ((S.BOOKED, S.CONFIRMED), None),
    A.ARRIVE: ((S.BOOKED, S.CONFIRMED, S.NO_SHOW), S.ARRIVED),
    A.FINISH: ((S.ARRIVED,), S.DONE),
    A.MISS: ((S.BOOKED, S.CONFIRMED), S.NO_SHOW),
    A.CANCEL: ((S.REQUESTED, S.BOOKED, S.CONFIRMED), S.CANCELLED),
    A.PUT_BACK: ((S.ARRIVED, S.DONE), S.BOOKED),
}

NAMES: dict[AppointmentState, Text] = {
    S.REQUESTED: Text("chờ xác nhận số điện thoại", "telephone not confirmed"),
    S.BOOKED: Text("đã hẹn", "booked"),
    S.CONFIRMED: Text("đã xác nhận", "confirmed"),
    S.ARRIVED: Text("đã đến", "arrived"),
    S.DONE: Text("đã khám", "seen"),
    S.NO_SHOW: Text("không đến", "did not come"),
    S.CANCELLED: Text("đã hủy", "cancelled"),
}


def may(state: AppointmentState, act: AppointmentAct) -> bool:
    return act in _LEADS and state in _LEADS[act][0]


def after(state: AppointmentState, act: AppointmentAct) -> AppointmentState | None:
    """The state that an act leads to; None where it is not possible."""
    return (_LEADS[act][1] or state) if may(state, act) else None


def acts(state: AppointmentState) -> list[AppointmentAct]:
    """What people may do now, for the buttons of a screen."""
    return [act for act in (A.CONFIRM, A.MOVE, A.ARRIVE, A.CANCEL) if may(state, act)]
