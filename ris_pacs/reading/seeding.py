"""What every house begins with: a few templates and macros; the practice clinic's screens."""

import json
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from kernel.access import SYSTEM
from ris_pacs.reading import displays
from ris_pacs.reading.desk_models import (
    DisplayPurpose,
    ReadingDisplay,
    ReportMacro,
    ReportTemplate,
)
from ris_pacs.reading.displays import CRITERIA, DisplayText

_STARTER = Path(__file__).parent / "starter.json"
_SCREENS = (
    ("MH-CD1", "Màn hình chẩn đoán 1", "MT-CDHA01", "EIZO RX360 (giả định)", True),
    ("MH-XL1", "Màn hình phòng khám Nội 1", "MT-P101", "", False),
)


def templates(db: Session) -> None:
    """Only where the house has none."""
    if db.exec(select(col(ReportTemplate.id)).limit(1)).first() is not None:
        return
    kept: dict[str, Any] = json.loads(_STARTER.read_text(encoding="utf-8"))
    db.add_all(ReportTemplate(**each) for each in kept["templates"])
    db.add_all(
        ReportMacro(owner_id=None, owner_key="", shortcut=shortcut, text=text)
        for shortcut, text in kept["macros"].items()
    )
    db.flush()


def screens(db: Session) -> None:
    if db.exec(select(col(ReadingDisplay.id)).limit(1)).first() is not None:
        return
    for code, name, workstation, model, diagnostic in _SCREENS:
        purpose = DisplayPurpose.DIAGNOSIS if diagnostic else DisplayPurpose.REVIEW
        made = displays.save(
            db,
            DisplayText(
                code=code, name=name, workstation=workstation, model=model, purpose=purpose
            ),
        )
        if diagnostic:
            seen = dict.fromkeys(CRITERIA, True)
            displays.check(db, SYSTEM, made.id, items=seen, darkest="0.4", brightest="380")
