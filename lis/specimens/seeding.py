"""Where the practice clinic keeps its specimens."""

from sqlmodel import Session, col, select

from kernel.access import SYSTEM
from lis.specimens.keeping import save_place
from lis.specimens.models import Location


def places(db: Session) -> None:
    """A room, a fridge, two racks; once."""
    if db.exec(select(col(Location.id)).limit(1)).first():
        return
    room = save_place(db, SYSTEM, code="PLM", name="Phòng lưu mẫu")
    fridge = save_place(
        db,
        SYSTEM,
        code="TL1",
        name="Tủ lạnh 1",
        parent_id=room.id,
        temperature="2–8 °C",
    )
    for number in (1, 2):
        save_place(
            db,
            SYSTEM,
            code=f"TL1-K{number}",
            name=f"Khay {number}",
            parent_id=fridge.id,
            rows=5,
            columns=10,
            temperature="2–8 °C",
        )
