"""The front door of the link: what modules that speak HL7 with other systems need."""

from his.link.checking import (
    CHARSETS,
    VERSIONS,
    Fault,
    Holds,
    Needs,
    Part,
    Profile,
    Weight,
    check,
    errors,
)
from his.link.explaining import Explained, explained
from his.link.explaining import Part as ExplainedPart
from his.link.fields import FIELDS
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
from his.link.visits import visit
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
    "CHARSETS",
    "FIELDS",
    "LINK",
    "OURS",
    "TOPIC",
    "VERSIONS",
    "WAITS",
    "Explained",
    "ExplainedPart",
    "Fault",
    "Found",
    "Holds",
    "Incoming",
    "LinkMessage",
    "LinkMessageState",
    "Needs",
    "Part",
    "Partner",
    "PartnerKind",
    "PartnerPatient",
    "Profile",
    "Said",
    "Weight",
    "active",
    "agreement",
    "by_code",
    "check",
    "decide",
    "errors",
    "explained",
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
    "visit",
]
