"""The front door of the link: what modules that speak HL7 with other systems need."""

from his.link.models import (
    LinkMessage,
    LinkMessageState,
    Partner,
    PartnerKind,
    PartnerPatient,
    opened,
)
from his.link.partners import active, get, save
from his.link.reviewing import decide
from his.link.sending import put
from his.link.taking import LINK, TOPIC, WAITS, Incoming, receive
from his.link.who import (
    OURS,
    Found,
    Said,
    agreement,
    by_code,
    family_first,
    find,
    mapped,
    pid,
    record,
    remember,
    said,
)

__all__ = [
    "LINK",
    "OURS",
    "TOPIC",
    "WAITS",
    "Found",
    "Incoming",
    "LinkMessage",
    "LinkMessageState",
    "Partner",
    "PartnerKind",
    "PartnerPatient",
    "Said",
    "active",
    "agreement",
    "by_code",
    "decide",
    "family_first",
    "find",
    "get",
    "mapped",
    "opened",
    "pid",
    "put",
    "receive",
    "record",
    "remember",
    "said",
    "save",
]
