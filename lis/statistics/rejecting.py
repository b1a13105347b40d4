"""Specimens that could not be used: how many, why, from where (mẫu bị từ chối)."""

from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col

from his.encounters.service import Encounter
from his.patients.service import Patient
from kernel.access import Actor
from kernel.reports import Cell, Column, Filters, Line, Period, Record, Report
from kernel.text import Text
from lis.specimens.service import Rejection, Specimen
from lis.statistics import behind, dimensions, permissions
from lis.statistics.dimensions import SECTION
from lis.statistics.grounds import COLLECTED, collected
from lis.statistics.volume import GROUP, HEAD, many, ordered, percent

BY = (
    "reason",
    "department",
    "room",
    "section",
    "container",
    "collector",
    "urgency",
    *dimensions.STEPS,
)


def by_group(db: Session, actor: Actor, over: Period, filters: Filters) -> list[Line]:
    """One line a group; by reason: of all that were collected."""
    by = dimensions.chosen(filters, BY)
    what = dimensions.column(COLLECTED, by)
    query = collected(
        over,
        what,
        func.count(),
        func.count(col(Rejection.id)),
        many(col(Rejection.again)),
    )
    query = _narrowed(dimensions.joined(query, COLLECTED, by), filters).group_by(what)
    rows = ordered(db, query, by, 2)
    said = by.said(db, actor)
    every = sum(row[1] for row in rows)
    lines = []
    for value, drawn, refused, again in rows:
        if by.id == "reason" and not refused:
            continue
        of = every if by.id == "reason" else drawn
        name = dimensions.NOBODY if value in (None, "") else said(value)
        figures = (of, refused, percent(refused, of), int(again or 0))
        lines.append(Line((name, *figures), dimensions.key(value) if refused else ""))
    return lines


def _narrowed(query: Any, filters: Filters) -> Any:
    section = filters.get("section")
    return query.where(col(Specimen.section_code) == section) if section else query


def of_group(
    db: Session,
    actor: Actor,
    over: Period,
    filters: Filters,
    key: str,
    after: str | None,
    limit: int,
) -> tuple[list[Record], str | None]:
    """The rejected specimens of a group, in the order in which they were collected."""
    by = dimensions.chosen(filters, BY)
    head = (col(Specimen.collected_at), col(Specimen.id))
    query = _narrowed(collected(over, *head, Specimen, Rejection, Encounter, Patient), filters)
    query = behind.people(query, COLLECTED.visit, actor)
    query = query.where(col(Rejection.id).is_not(None), dimensions.behind(COLLECTED, by, key))
    rows, following = behind.page(db, query, *head, after, limit)
    return [_record(actor, *row[2:]) for row in rows], following


def _record(
    actor: Actor, tube: Specimen, refused: Rejection, visit: Encounter, person: Patient
) -> Record:
    return behind.record(
        actor,
        visit,
        person,
        id_=tube.id,
        at=refused.at,
        says=f"{tube.code} ({refused.tests}): {refused.reason} → {refused.by_name}",
        to=f"/lab/specimens/{tube.code}",
    )


REJECTIONS = Report(
    id="lis.statistics.rejections",
    title=Text("Mẫu bị từ chối", "Rejected specimens"),
    group=GROUP,
    definition=Text(
        "Đơn vị đếm: một mẫu đã lấy, theo lúc lấy (giờ Việt Nam). Tỷ lệ: mẫu bị từ chối trên mẫu "
        "đã lấy của nhóm; theo lý do: trên mọi mẫu đã lấy trong kỳ.",
        "Counted: one collected specimen, by the moment of collection (Vietnamese time). Rate: "
        "rejected ones of those collected in the group; by reason: of all collected.",
    ),
    needs=permissions.FIGURES,
    columns=(
        HEAD,
        Column(Text("Mẫu đã lấy", "Collected"), Cell.COUNT, adds=False),
        Column(Text("Bị từ chối", "Rejected"), Cell.COUNT),
        Column(Text("Tỷ lệ", "Rate"), Cell.PERCENT),
        Column(Text("Đã xếp lấy lại", "Collected again"), Cell.COUNT),
    ),
    by=by_group,
    records=of_group,
    filters=(dimensions.choice(BY), SECTION),
)
