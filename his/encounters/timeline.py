"""Visits on the patient's pages: timeline, banner, merging, and the search box."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from his.encounters import worklist
from his.encounters.models import EncounterState
from his.encounters.slots import VisitPage
from his.patients.slots import BannerItem, TimelineItem
from kernel import audit
from kernel.access import Actor
from kernel.events import assembly_of
from kernel.module import Hit
from kernel.text import Text

_STATES = {
    EncounterState.WAITING: Text("đang chờ", "waiting"),
    EncounterState.IN_PROGRESS: Text("đang khám", "in progress"),
    EncounterState.CLOSED: Text("đã kết thúc", "closed"),
    EncounterState.CANCELLED: Text("đã hủy", "cancelled"),
}


def visits(
    db: Session, actor: Actor, patient_id: UUID, before: datetime, limit: int
) -> list[TimelineItem]:
    """A patient's visits, newest first."""
    found, _ = worklist.of_patient(db, actor, patient_id, before=before, limit=limit)
    return [
        TimelineItem(
            at=line.encounter.opened_at,
            title=Text(
                f"Khám tại {line.room.name}: {_STATES[line.encounter.state].vi}",
                f"Visit in {line.room.name}: {_STATES[line.encounter.state].en}",
            ),
            detail=" · ".join(
                each for each in (line.encounter.code, line.encounter.reason) if each
            ),
            to=f"/visits/{line.encounter.id}",
        )
        for line in found
    ]


def open_now(db: Session, actor: Actor, patient_id: UUID) -> list[BannerItem]:
    """The patient is in the house: his open visits of today."""
    return [
        BannerItem(
            "info",
            Text(
                f"{line.encounter.code}: {_STATES[line.encounter.state].vi}, {line.room.code}",
                f"{line.encounter.code}: {_STATES[line.encounter.state].en}, {line.room.code}",
            ),
            f"/visits/{line.encounter.id}",
        )
        for line in worklist.open_today(db, actor, patient_id)
    ]


def both_in_the_house(db: Session, actor: Actor, kept_id: UUID, gone_id: UUID) -> list[Text]:
    """Whoever merges two records should know when both have an open visit today."""
    kept, gone = (worklist.open_today(db, actor, each) for each in (kept_id, gone_id))
    if not (kept and gone):
        return []
    codes = ", ".join(line.encounter.code for line in (*kept, *gone))
    return [
        Text(
            f"Cả hai hồ sơ đang có lượt khám mở hôm nay ({codes}).",
            f"Both records have an open visit today ({codes}).",
        )
    ]


def _page(db: Session, actor: Actor, encounter_id: UUID) -> str:
    """Where this person works on a visit; the list of visits where no module says."""
    pages = sorted(assembly_of(db).contributions(VisitPage), key=lambda page: page.order)
    for page in pages:
        if actor.holds(page.needs) and (path := page.to(db, encounter_id)):
            return path
    return f"/visits?visit={encounter_id}"


def search(db: Session, actor: Actor, text: str, limit: int) -> list[Hit]:
    """A visit by its code, typed or scanned from the slip; or, by the card of the patient, the
    one for which he is in the house today."""
    found = worklist.by_code(db, actor, text, limit) or worklist.by_scan(db, actor, text)[:limit]
    audit.read_list(db, "patient", [line.patient.id for line in found])
    return [
        Hit(
            title=f"{line.encounter.code} · {line.patient.name}",
            detail=line.room.name,
            to=_page(db, actor, line.encounter.id),
            rank=1.0,
        )
        for line in found
    ]
