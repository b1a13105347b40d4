"""The front door of the reports. Modules bring theirs by the types of `kernel.reports`."""

from his.reports.freezing import freeze, in_force, late_changes, sign, snapshots, withdraw
from his.reports.morning import briefing
from his.reports.running import Sheet, catalogue, find, run

__all__ = [
    "Sheet",
    "briefing",
    "catalogue",
    "find",
    "freeze",
    "in_force",
    "late_changes",
    "run",
    "sign",
    "snapshots",
    "withdraw",
]
