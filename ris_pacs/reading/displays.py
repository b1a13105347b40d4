"""Screens at which pictures are read: registered, checked with a test pattern, due again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from kernel.access import Actor
from kernel.clock import utc_now
from kernel.db import expect
from kernel.paging import page_of
from kernel.text import Text
from ris_pacs.reading.desk_models import DisplayCheck, DisplayPurpose, ReadingDisplay
from ris_pacs.reading.errors import DisplayTaken, NoSuchDisplay

CRITERIA: dict[str, Text] = {
    "steps": Text(
        "Thấy đủ 18 bậc xám, từ đen đến trắng, không bậc nào dính nhau",
        "All 18 steps of grey are told apart, from black to white",
    ),
    "five": Text(
        "Thấy ô 5 % trong nền đen và ô 95 % trong nền trắng",
        "The 5 % square in black and the 95 % square in white are seen",
    ),
    "lines": Text(
        "Vạch nhỏ ở giữa và bốn góc rõ, không nhoè",
        "The fine lines in the middle and the corners are sharp",
    ),
    "shape": Text(
        "Lưới thẳng, hình tròn tròn, viền đủ bốn cạnh",
        "The grid is straight, the circle round, the border whole",
    ),
    "even": Text("Nền đều, không vết, không điểm chết", "The ground is even, without spots"),
    "letters": Text(
        "Đọc được chữ mờ dần ít nhất đến hàng thứ ba",
        "The fading letters are read to the third row at least",
    ),
}
"""What is looked at on the pattern (after AAPM TG18-QC)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisplayText:
    code: str
    name: str
    workstation: str
    model: str = ""
    serial: str = ""
    purpose: DisplayPurpose
    every_days: int = 30
    active: bool = True


def page(db: Session, *, after: str | None, limit: int) -> tuple[list[ReadingDisplay], str | None]:
    by = (col(ReadingDisplay.code), col(ReadingDisplay.id))
    return page_of(db, select(ReadingDisplay), by=by, types=(str, UUID), after=after, limit=limit)


def display(db: Session, display_id: UUID, *, lock: bool = False) -> ReadingDisplay:
    """Raises NoSuchDisplay."""
    found = db.get(ReadingDisplay, display_id, with_for_update=True if lock else None)
    if found is None:
        raise NoSuchDisplay
    return found


def save(
    db: Session, given: DisplayText, *, display_id: UUID | None = None, version: int = 0
) -> ReadingDisplay:
    """Register one or change it. Raises DisplayTaken, NoSuchDisplay, ChangedMeanwhile."""
    same = db.exec(select(ReadingDisplay).where(ReadingDisplay.code == given.code)).one_or_none()
    if same is not None and same.id != display_id:
        raise DisplayTaken(code=given.code)
    if display_id is None:
        found = ReadingDisplay(
            code=given.code,
            name=given.name,
            workstation=given.workstation,
            purpose=given.purpose,
        )
        db.add(found)
    else:
        found = display(db, display_id, lock=True)
        expect(found, version)
    found.code, found.name, found.workstation = given.code, given.name, given.workstation
    found.model, found.serial, found.purpose = given.model, given.serial, given.purpose
    found.every_days, found.active = given.every_days, given.active
    db.flush()
    return found


def check(
    db: Session,
    actor: Actor,
    display_id: UUID,
    *,
    items: Mapping[str, bool],
    darkest: str = "",
    brightest: str = "",
    width: int | None = None,
    height: int | None = None,
    ratio: str = "",
    note: str = "",
) -> DisplayCheck:
    """Somebody looked at the pattern: it passed where every criterion was seen."""
    found = display(db, display_id, lock=True)
    passed = all(items.get(each, False) for each in CRITERIA)
    made = DisplayCheck(
        display_id=found.id,
        items={each: bool(items.get(each, False)) for each in CRITERIA},
        darkest=darkest,
        brightest=brightest,
        width=width,
        height=height,
        ratio=ratio,
        passed=passed,
        note=note,
        by=actor.id,
        by_name=actor.name,
        at=utc_now(),
    )
    db.add(made)
    found.checked_at, found.passed = made.at, passed
    found.width, found.height = width or found.width, height or found.height
    db.flush()
    return made


def checks(
    db: Session, display_id: UUID, *, after: str | None, limit: int
) -> tuple[list[DisplayCheck], str | None]:
    """The log of a screen, the last check first."""
    return page_of(
        db,
        select(DisplayCheck).where(DisplayCheck.display_id == display_id),
        by=(col(DisplayCheck.at), col(DisplayCheck.id)),
        types=(datetime.fromisoformat, UUID),
        after=after,
        limit=limit,
        descending=True,
    )
