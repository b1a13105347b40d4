"""The front door of his.queue. Other modules import this file and events.py."""

from his.queue.calling import (
    call,
    call_next,
    call_range,
    finish,
    hold,
    leave,
    recall,
    regrade,
    return_,
    skip,
    start,
    undo,
)
from his.queue.figures import issued
from his.queue.issuing import issue
from his.queue.kiosk import block as block_kiosk
from his.queue.kiosk import kiosks
from his.queue.kiosk import make as make_kiosk
from his.queue.lists import (
    QueueNow,
    TicketLine,
    all_rooms,
    calls,
    of_encounter,
    of_room,
    one,
    stays,
)
from his.queue.models import QueueRoom, Ticket, TicketAct, TicketState
from his.queue.moving import move, send
from his.queue.pausing import pause, resume
from his.queue.priority import PriorityClass
from his.queue.rooms import queue_room, set_queue_room
from his.queue.tickets import get

__all__ = [
    "PriorityClass",
    "QueueNow",
    "QueueRoom",
    "Ticket",
    "TicketAct",
    "TicketLine",
    "TicketState",
    "all_rooms",
    "block_kiosk",
    "call",
    "call_next",
    "call_range",
    "calls",
    "finish",
    "get",
    "hold",
    "issue",
    "issued",
    "kiosks",
    "leave",
    "make_kiosk",
    "move",
    "of_encounter",
    "of_room",
    "one",
    "pause",
    "queue_room",
    "recall",
    "regrade",
    "resume",
    "return_",
    "send",
    "set_queue_room",
    "skip",
    "start",
    "stays",
    "undo",
]
