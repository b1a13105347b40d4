"""What happened to a patient, from every module, newest first (dòng thời gian)."""

import heapq
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from his.patients import permissions
from his.patients.background import allergies
from his.patients.finding import get, many
from his.patients.merging import merges
from his.patients.models import Patient
from his.patients.slots import TimelineItem, TimelinePart
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.events import assembly_of
from kernel.paging import cursor, place, small
from kernel.schemas import BadCursor
from kernel.text import Text

_MOST_AT_ONCE = 10_000  # items of one and the same instant


def timeline(
    db: Session,
    actor: Actor,
    patient_id: UUID,
    *,
    parts: Collection[str] = (),
    after: str | None = None,
    limit: int = 50,
) -> tuple[list[tuple[TimelinePart, TimelineItem]], str | None]:
    """One page of the timeline; `parts` narrows it to some of the parts by id.

    The cursor is an instant and how many items of just that instant were shown already.
    """
    patient = get(db, actor, patient_id)
    before, shown = place(after, datetime.fromisoformat, small) if after else (_soon(), 0)
    if shown > _MOST_AT_ONCE:
        raise BadCursor
    wanted = limit + 1 + shown
    found = [
        [(part, item) for item in part.by(db, actor, patient.id, before, wanted)]
        for part in assembly_of(db).contributions(TimelinePart)
        if actor.holds(part.needs) and (not parts or part.id in parts)
    ]
    merged = heapq.merge(*found, key=lambda each: -each[1].at.timestamp())
    page = [each for _, each in zip(range(wanted), merged, strict=False)][shown:]
    if len(page) <= limit:
        return page, None
    page.pop()
    last = page[-1][1].at
    same = sum(item.at == last for _, item in page)
    return page, cursor(last, same + (shown if last == before else 0))


def _soon() -> datetime:
    return utc_now() + timedelta(days=1)


def own_part(
    db: Session, actor: Actor, patient_id: UUID, before: datetime, limit: int
) -> list[TimelineItem]:
    """Registration, newborns, allergies, merges."""
    patient = get(db, actor, patient_id)
    page = f"/patients/{patient.id}"
    items = [
        TimelineItem(
            patient.registered_at, Text("Đăng ký lần đầu", "First registered"), patient.code, page
        )
    ]
    for allergy in allergies(db, actor, patient.id):
        items.append(
            TimelineItem(
                allergy.recorded_at,
                Text("Ghi dị ứng: {what}", "Allergy recorded: {what}").put(what=allergy.substance),
                allergy.reaction,
                page,
            )
        )
    children = select(Patient).where(col(Patient.newborn_of) == patient.id)
    for child in db.exec(children):
        items.append(
            TimelineItem(
                child.registered_at,
                Text("Đăng ký con mới sinh", "Newborn registered"),
                child.name,
                f"/patients/{child.id}",
            )
        )
    found = merges(db, patient.id)
    people = many(db, actor, {id_ for m in found for id_ in (m.kept_id, m.gone_id)})
    for merged in found:
        other = people[merged.gone_id if merged.kept_id == patient.id else merged.kept_id]
        items.append(
            TimelineItem(
                merged.merged_at,
                Text("Gộp hồ sơ {code}", "Merged with record {code}").put(code=other.code),
                merged.reason,
                page,
            )
        )
        if merged.unmerged_at:
            items.append(
                TimelineItem(
                    merged.unmerged_at,
                    Text("Tách hồ sơ {code}", "Record {code} taken apart again").put(
                        code=other.code
                    ),
                    merged.unmerge_reason,
                    page,
                )
            )
    past = [item for item in items if item.at <= before]
    return sorted(past, key=lambda item: item.at, reverse=True)[:limit]


PART = TimelinePart("his.patients", Text("Hành chính", "Particulars"), permissions.READ, own_part)
