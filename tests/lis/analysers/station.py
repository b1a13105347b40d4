"""An instrument beside the small laboratory of tests/lis/results/bench.py."""

from decimal import Decimal
from typing import Any

from sqlmodel import Session

from kernel.access import SYSTEM
from kernel.clock import utc_now
from lis.analysers import filing, setting_up
from lis.analysers.filing import Incoming, Kept
from lis.analysers.instruments import Instrument, instrument
from lis.analysers.models import Analyser, Connection

CODES = {"685": "GLU", "687": "K"}


def machine(
    db: Session,
    profile: str = "hl7_oru",
    codes: dict[str, str] | None = None,
    *,
    code: str = "M1",
    port: int = 15001,
    **more: Any,
) -> Analyser:
    """Set up, its codes mapped: by default GLU and K under their own names."""
    values: dict[str, Any] = {
        "code": code,
        "name": f"Máy {code}",
        "profile": profile,
        "section_code": "HS",
        "connection": Connection.TCP_SERVER,
        "address": "",
        "port": port,
        "baud": 9600,
        "two_way": True,
        "control_pattern": "",
        "quiet_minutes": 0,
        "active": True,
        "note": "",
        **more,
    }
    row = setting_up.save(db, SYSTEM, analyser_id=None, **values)
    for own, test in ({"GLU": "GLU", "K": "K"} if codes is None else codes).items():
        setting_up.map_code(
            db, SYSTEM, row.id, code=own, test_code=test, unit="", factor=Decimal(1)
        )
    return row


def incoming(row: Analyser | Instrument, raw: bytes, torn: str = "") -> Incoming:
    found = instrument(row) if isinstance(row, Analyser) else row
    return Incoming(found, raw, utc_now(), "test", torn)


def take(db: Session, row: Analyser, *raws: bytes) -> list[Kept]:
    """As the gateway keeps a batch, but in a transaction that is undone."""
    kept = [filing.understood(incoming(row, raw)) for raw in raws]
    filing.keep(db, kept)
    db.expire_all()
    return kept
