"""The front door of the laboratory's figures: its working clocks, and what it reports."""

from lis.statistics.keeping import clocks
from lis.statistics.working import WorkClock

__all__ = ["WorkClock", "clocks"]
