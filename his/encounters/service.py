"""The front door of his.encounters. Other modules import this file, events.py and slots.py."""

from his.encounters.access import by_id, get, locked, open_for_work
from his.encounters.correction import cancel, change, move_room, move_to_patient
from his.encounters.counting import PAYERS, record, whole_years
from his.encounters.course import begin, close, missing, put_back, reopen, standing
from his.encounters.models import (
    Act,
    Disposition,
    Encounter,
    EncounterKind,
    EncounterState,
    EncounterStep,
    Payer,
    Priority,
    VisitType,
)
from his.encounters.opening import open
from his.encounters.states import acts
from his.encounters.worklist import (
    PERSON,
    Figures,
    Line,
    brief,
    by_code,
    by_scan,
    figures,
    header,
    of_day,
    of_patient,
    open_today,
    steps,
    unfinished,
)

__all__ = [
    "PAYERS",
    "PERSON",
    "Act",
    "Disposition",
    "Encounter",
    "EncounterKind",
    "EncounterState",
    "EncounterStep",
    "Figures",
    "Line",
    "Payer",
    "Priority",
    "VisitType",
    "acts",
    "begin",
    "brief",
    "by_code",
    "by_id",
    "by_scan",
    "cancel",
    "change",
    "close",
    "figures",
    "get",
    "header",
    "locked",
    "missing",
    "move_room",
    "move_to_patient",
    "of_day",
    "of_patient",
    "open",
    "open_for_work",
    "open_today",
    "put_back",
    "record",
    "reopen",
    "standing",
    "steps",
    "unfinished",
    "whole_years",
]
