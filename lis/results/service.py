"""The front door of the laboratory's results: what other modules may ask and do.

Analysers call `receive`, or `receive_many` for many tubes in the same few statements.
"""

from lis.results.correcting import correct, repeat, withdraw
from lis.results.entering import Entry, enter
from lis.results.keeping import holding, runs_of
from lis.results.lists import of_order, queue, worklist
from lis.results.models import LabResult, ResultSource, ResultState
from lis.results.readings import Delivery, Outcome, OutcomeKind, Reading
from lis.results.receiving import receive, receive_many
from lis.results.verifying import check, verify
from lis.results.written import written

__all__ = [
    "Delivery",
    "Entry",
    "LabResult",
    "Outcome",
    "OutcomeKind",
    "Reading",
    "ResultSource",
    "ResultState",
    "check",
    "correct",
    "enter",
    "holding",
    "of_order",
    "queue",
    "receive",
    "receive_many",
    "repeat",
    "runs_of",
    "verify",
    "withdraw",
    "worklist",
    "written",
]
