"""Counting visits for reports: by day, room, doctor, age, way out (thống kê khám bệnh).

A visit counts on the Vietnamese day on which it was opened; a cancelled one does not count,
but for its own column. A merged patient's visits are the survivor's.
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from his.admin import service as admin
from his.encounters import permissions
from his.encounters.models import Disposition, Encounter, EncounterState, Payer, VisitType
from his.patients import service as patients
from his.patients.service import Patient, Sex
from kernel.access import Actor
from kernel.paging import page_of_rows
from kernel.reports import (
    Filters,
    Line,
    Period,
    Record,
    local_day,
)
from kernel.text import Text

PAYERS = {
    Payer.BHYT: Text("BHYT", "Insured"),
    Payer.SELF_PAY: Text("Viện phí", "Self-pay"),
    Payer.SERVICE: Text("Dịch vụ", "On demand"),
}
_DISPOSITIONS = {
    Disposition.HOME: Text("Về nhà", "Home"),
    Disposition.APPOINTMENT: Text("Hẹn khám lại", "Appointment"),
    Disposition.ADMITTED: Text("Nhập viện", "Admitted"),
    Disposition.REFERRED: Text("Chuyển tuyến", "Referred"),
    Disposition.LEFT: Text("Bỏ về", "Left"),
    Disposition.DIED: Text("Tử vong", "Died"),
}
NOBODY = "nobody"  # the line of visits that no doctor took
_OPEN = Text("Chưa kết thúc", "Not closed")
_AGES = (
    ("0-5", Text("Dưới 6 tuổi", "Under 6"), 0, 5),
    ("6-14", Text("6 đến 14", "6 to 14"), 6, 14),
    ("15-59", Text("15 đến 59", "15 to 59"), 15, 59),
    ("60-74", Text("60 đến 74", "60 to 74"), 60, 74),
    ("75-", Text("Từ 75 tuổi", "75 and over"), 75, 200),
    ("?", Text("Không rõ tuổi", "Age unknown"), -1, -1),
)


def _of_period(over: Period, filters: Filters, *columns: Any) -> Select[Any]:
    start, end = over.bounds
    query = select(*columns).where(
        col(Encounter.opened_at) >= start, col(Encounter.opened_at) < end
    )
    if room := filters.get("room"):
        rooms = select(col(admin.Room.id)).where(col(admin.Room.code) == room)
        query = query.where(col(Encounter.room_id).in_(rooms))
    if payer := filters.get("payer"):
        query = query.where(col(Encounter.payer) == payer)
    return query


def by_day(db: Session, _: Actor, over: Period, filters: Filters) -> list[Line]:
    columns = (Encounter.opened_at, Encounter.payer, Encounter.visit_type, Encounter.state)
    counts = {day: [0] * 6 for day in over.days}
    for at, payer, kind, state in db.execute(_of_period(over, filters, *columns)):
        row = counts[local_day(at)]
        if state is EncounterState.CANCELLED:
            row[5] += 1
            continue
        row[0] += 1
        row[1 + list(Payer).index(payer)] += 1
        row[4] += kind is VisitType.FOLLOW_UP
    return [Line((day, *row), day.isoformat()) for day, row in counts.items() if any(row)]


def counted(label: Callable[..., tuple[str, Text | str]], *columns: Any) -> Any:
    """Lines of one group each: how many visits, insured ones, women, children, old people."""

    def lines(db: Session, actor: Actor, over: Period, filters: Filters) -> list[Line]:
        query = _of_period(
            over,
            filters,
            col(Encounter.opened_at),
            col(Encounter.payer),
            col(Patient.sex),
            col(Patient.birth),
            *columns,
        ).join(Patient, col(Patient.id) == col(Encounter.patient_id))
        query = query.where(col(Encounter.state) != EncounterState.CANCELLED)
        groups: dict[tuple[str, str], list[int]] = {}
        for at, payer, sex, birth, *rest in db.execute(query):
            age = whole_years(birth, local_day(at))
            key, words = label(age, *rest)
            said = words.to(actor.language) if isinstance(words, Text) else words
            row = groups.setdefault((key, said), [0] * 5)
            row[0] += 1
            row[1] += payer is Payer.BHYT
            row[2] += sex is Sex.FEMALE
            row[3] += 0 <= age < 6
            row[4] += age >= 60
        return [Line((said, *row), key) for (key, said), row in sorted(groups.items())]

    return lines


def whole_years(birth: str | None, on: date) -> int:
    """Whole years; of a partial birth date by its year. -1: unknown."""
    if not birth:
        return -1
    year, month, day = (int(birth[a:b] or 1) for a, b in ((0, 4), (5, 7), (8, 10)))
    return max(0, on.year - year - ((on.month, on.day) < (month, day)))


def age_group(age: int) -> tuple[str, Text]:
    key, words, *_ = next(each for each in _AGES if each[2] <= age <= each[3])
    return key, words


def way_out(_: int, disposition: Disposition | None) -> tuple[str, Text]:
    if disposition is None:
        return "open", _OPEN
    return disposition.value, _DISPOSITIONS[disposition]


def records_of(narrow: Callable[[Select[Any], str], Select[Any]]) -> Any:
    """The visits behind a line, in the order of opening."""

    def records(
        db: Session,
        actor: Actor,
        over: Period,
        filters: Filters,
        key: str,
        after: str | None,
        limit: int,
    ) -> tuple[list[Record], str | None]:
        query = (
            narrow(_of_period(over, filters, Encounter, Patient), key)
            .join(Patient, col(Patient.id) == col(Encounter.patient_id))
            .where(patients.visible(actor))
        )
        by = (col(Encounter.opened_at), col(Encounter.id))
        found, following = page_of_rows(
            db, query, by=by, types=(datetime.fromisoformat, UUID), after=after, limit=limit
        )
        return [record(actor, visit, person) for visit, person in found], following

    return records


def record(actor: Actor, visit: Encounter, person: Patient) -> Record:
    """A visit behind a figure; its patient's name to those who may see visits."""
    named = actor.holds(permissions.READ)
    return Record(
        id=visit.id,
        at=visit.opened_at,
        code=visit.code,
        who=f"{person.name} ({person.code})" if named else person.code,
        says=visit.reason if named else "",
        to=f"/visits/{visit.id}" if named else None,
        subject=("patient", person.id),
    )


def on_day(query: Select[Any], key: str) -> Select[Any]:
    start, end = Period(date.fromisoformat(key), date.fromisoformat(key)).bounds
    return query.where(
        col(Encounter.opened_at) >= start,
        col(Encounter.opened_at) < end,
        col(Encounter.state) != EncounterState.CANCELLED,
    )


def _held(query: Select[Any]) -> Select[Any]:
    return query.where(col(Encounter.state) != EncounterState.CANCELLED)


def in_room(query: Select[Any], key: str) -> Select[Any]:
    rooms = select(col(admin.Room.id)).where(col(admin.Room.code) == key)
    return _held(query).where(col(Encounter.room_id).in_(rooms))


def with_doctor(query: Select[Any], key: str) -> Select[Any]:
    if key == NOBODY:
        return _held(query).where(col(Encounter.doctor_id).is_(None))
    return _held(query).where(col(Encounter.doctor_id) == UUID(key))


def going(query: Select[Any], key: str) -> Select[Any]:
    if key == "open":
        return _held(query).where(col(Encounter.disposition).is_(None))
    return _held(query).where(col(Encounter.disposition) == Disposition(key))


def by_age(db: Session, actor: Actor, over: Period, filters: Filters) -> list[Line]:
    found = {line.key: line for line in counted(age_group)(db, actor, over, filters)}
    return [Line(found[key].values[:4]) for key, *_ in _AGES if key in found]


def by_room(db: Session, actor: Actor, over: Period, filters: Filters) -> list[Line]:
    names = {r.id: (r.code, f"{r.code} · {r.name}") for r in admin.rooms(db, active=None)}
    of = counted(lambda _, room: names[room], col(Encounter.room_id))
    found: list[Line] = of(db, actor, over, filters)
    return found


def visits_of(db: Session, _: Actor, day: date) -> int:
    """Visits opened on a day, without the cancelled."""
    query = _of_period(Period(day, day), {}, func.count())
    query = query.where(col(Encounter.state) != EncounterState.CANCELLED)
    return int(db.execute(query).scalar_one())


def insured_share(db: Session, actor: Actor, day: date) -> Decimal | None:
    """Of a day's visits those that are insured, in percent with one decimal."""
    every = visits_of(db, actor, day)
    query = _of_period(Period(day, day), {"payer": Payer.BHYT.value}, func.count())
    query = query.where(col(Encounter.state) != EncounterState.CANCELLED)
    insured = int(db.execute(query).scalar_one())
    return round(Decimal(insured) * 100 / every, 1) if every else None
