"""The instruments as the gateway and the filing know them: values, not rows."""

import re
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from lis.analysers.drivers import PROFILES, Profile
from lis.analysers.models import Analyser, Connection


@dataclass(frozen=True, slots=True)
class Instrument:
    """One analyser, its profile with it."""

    id: UUID
    code: str
    name: str
    profile: Profile
    connection: Connection
    address: str
    port: int
    baud: int
    two_way: bool
    control_pattern: str
    version: int

    def is_control(self, specimen: str) -> bool:
        return bool(self.control_pattern and re.search(self.control_pattern, specimen))


def instrument(row: Analyser) -> Instrument:
    return Instrument(
        row.id,
        row.code,
        row.name,
        PROFILES[row.profile],
        row.connection,
        row.address,
        row.port,
        row.baud,
        row.two_way,
        row.control_pattern,
        row.version,
    )


def active(db: Session) -> list[Instrument]:
    """Those that have a line now; of a profile that this version knows."""
    rows = db.exec(select(Analyser).where(col(Analyser.active)).order_by(col(Analyser.id)))
    return [instrument(row) for row in rows if row.profile in PROFILES]
