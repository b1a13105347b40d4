"""The words of prescriptions and alerts. Pure."""

from enum import StrEnum


class PrescriptionForm(StrEnum):
    """Which form a prescription is on (TT 26/2025/TT-BYT); the last letter of its code."""

    NARCOTIC = "N"
    PSYCHOTROPIC = "H"  # and precursors
    COMMON = "C"


Form = PrescriptionForm


class PrescriptionState(StrEnum):
    DRAFT = "draft"
    SIGNED = "signed"
    CANCELLED = "cancelled"


class AlertSeverity(StrEnum):
    """How grave an alert is: to know, to answer with a reason, to stop."""

    INFO = "info"
    WARNING = "warning"
    STOP = "stop"


Severity = AlertSeverity


class AlertAnswer(StrEnum):
    """What became of an alert."""

    OPEN = "open"
    HEEDED = "heeded"  # the prescription was changed so that it no longer says so
    OVERRIDDEN = "overridden"  # signed all the same, with a reason
    NOTED = "noted"  # an info that was there at signing


#: Control class of a drug -> the form on which it is prescribed.
FORM_OF = {
    "narcotic": Form.NARCOTIC,
    "psychotropic": Form.PSYCHOTROPIC,
    "precursor": Form.PSYCHOTROPIC,
}
