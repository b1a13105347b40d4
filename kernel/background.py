"""What runs beside the web server all the time, apart from jobs: gateways, listeners.

A module contributes a `Background`; the server starts each once a process and stops it at the
end. It watches `database.assembly` itself: its module may be switched off and on meanwhile.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from kernel.db import Database
from kernel.text import Text


class Running(Protocol):
    def stop(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Background:
    """`start(database)` comes back at once with what `stop`s it."""

    id: str
    title: Text
    start: Callable[[Database], Running]
