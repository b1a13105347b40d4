"""The front door of imaging reports: what other modules may ask and do."""

from ris_pacs.reading.assigning import assign, take
from ris_pacs.reading.confirming import confirm
from ris_pacs.reading.drafting import Written, save
from ris_pacs.reading.keeping import TOPIC, of_exam, of_order, reading, standing, versions
from ris_pacs.reading.models import (
    OPEN,
    OUT,
    Agreement,
    CriticalCall,
    Reading,
    ReadingState,
    ReadingVersion,
    SecondReading,
    VersionKind,
)
from ris_pacs.reading.opening import end, open_by_hand, open_for
from ris_pacs.reading.sending import addend, from_outside, preliminary, retract, sign

__all__ = [
    "OPEN",
    "OUT",
    "TOPIC",
    "Agreement",
    "CriticalCall",
    "Reading",
    "ReadingState",
    "ReadingVersion",
    "SecondReading",
    "VersionKind",
    "Written",
    "addend",
    "assign",
    "confirm",
    "end",
    "from_outside",
    "of_exam",
    "of_order",
    "open_by_hand",
    "open_for",
    "preliminary",
    "reading",
    "retract",
    "save",
    "sign",
    "standing",
    "take",
    "versions",
]
