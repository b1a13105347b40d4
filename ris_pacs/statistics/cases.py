"""The exams of a period, each with all by which it is counted; and what lies behind a figure.

Counted: one exam (one order of imaging) whose pictures were made, by the moment at which they
were (Vietnamese time). Repeated exposures are of the same exam.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlmodel import Session, col, func, select

from his.admin import service as admin
from his.encounters.service import Encounter
from his.patients import service as patients
from his.patients.service import Patient
from kernel.access import Actor
from kernel.clock import LOCAL
from kernel.paging import cursor, place
from kernel.reports import Filter, Filters, Line, Period, Record
from kernel.text import Text
from ris_pacs.reading.service import Reading
from ris_pacs.schedule import service as schedule
from ris_pacs.schedule.service import Exam, ExamState, Incident

NOBODY = "—"
GROUP = Text("Chẩn đoán hình ảnh", "Imaging")
REJECT = "reject"
SHIFTS = (
    ("1", 6, 14, Text("Ca sáng (6–14 giờ)", "Morning (6-14)")),
    ("2", 14, 22, Text("Ca chiều (14–22 giờ)", "Evening (14-22)")),
    ("3", 22, 6, Text("Ca đêm (22–6 giờ)", "Night (22-6)")),
)


@dataclass(frozen=True, slots=True)
class Case:
    """One exam as it is counted."""

    rejected: int
    id: UUID
    at: datetime
    patient_id: UUID
    encounter_id: UUID
    accession: str
    name: str
    modality: str
    machine_id: UUID | None
    technician: str
    reader: str
    requester: str
    department_id: UUID | None
    images: int
    ordered_at: datetime
    arrived_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    first_out_at: datetime | None
    final_at: datetime | None
    ctdi_vol: Decimal | None
    dlp: Decimal | None
    dap: Decimal | None


def load(db: Session, over: Period, filters: Filters) -> list[Case]:
    """The exams that were done in it, by that moment; a few columns of each, in two queries."""
    start, end = over.bounds
    query = (
        select(  # type: ignore[call-overload]
            col(Exam.id),
            col(Exam.ended_at),
            col(Exam.patient_id),
            col(Exam.encounter_id),
            col(Exam.accession),
            col(Exam.procedure_name),
            col(Exam.modality),
            col(Exam.machine_id),
            col(Exam.performed_by_name),
            func.coalesce(Reading.signed_by_name, ""),
            col(Exam.ordered_by_name),
            col(Encounter.department_id),
            col(Exam.images),
            col(Exam.ordered_at),
            col(Exam.arrived_at),
            col(Exam.started_at),
            col(Exam.ended_at),
            col(Reading.preliminary_at),
            col(Reading.final_at),
            col(Exam.ctdi_vol),
            col(Exam.dlp),
            col(Exam.dap),
        )
        .join(Encounter, col(Encounter.id) == col(Exam.encounter_id))
        .outerjoin(Reading, col(Reading.order_id) == col(Exam.order_id))
        .where(
            col(Exam.ended_at) >= start,
            col(Exam.ended_at) < end,
            Exam.state == ExamState.DONE,
        )
        .order_by(col(Exam.ended_at), col(Exam.id))
    )
    if modality := filters.get("modality"):
        query = query.where(Exam.modality == modality)
    rejected = _rejected(db, over)
    return [Case(rejected.get(row[0], 0), *row) for row in db.execute(query)]


def _rejected(db: Session, over: Period) -> dict[UUID, int]:
    """Pictures thrown away, of exams that were done about then."""
    start, end = over.bounds
    asked = (
        select(col(Incident.exam_id), func.sum(Incident.images))
        .where(
            Incident.kind == REJECT,
            col(Incident.at) >= start - timedelta(days=2),
            col(Incident.at) < end + timedelta(days=2),
        )
        .group_by(col(Incident.exam_id))
    )
    return {exam_id: int(n or 0) for exam_id, n in db.execute(asked)}


# By what they are grouped


@dataclass(frozen=True, slots=True)
class Way:
    """One way of grouping: the key of a case, and the words of a key."""

    id: str
    title: Text
    key: Callable[[Case], str]
    said: Callable[[Session, Actor], Callable[[str], str]]


def _plain(_: Session, __: Actor) -> Callable[[str], str]:
    return lambda value: value or NOBODY


def _machines(db: Session, _: Actor) -> Callable[[str], str]:
    known = {str(m.id): f"{m.code} · {m.name}" for m in schedule.machines(db)}
    return lambda value: known.get(value, NOBODY)


def _departments(db: Session, _: Actor) -> Callable[[str], str]:
    known = {str(d.id): d.name for d in admin.departments(db)}
    return lambda value: known.get(value, NOBODY)


def _shifts(_: Session, actor: Actor) -> Callable[[str], str]:
    known = {key: words.to(actor.language) for key, _, _, words in SHIFTS}
    return lambda value: known.get(value, NOBODY)


def _days(_: Session, __: Actor) -> Callable[[str], str]:
    return lambda value: date.fromisoformat(value).strftime("%d/%m/%Y")


def _months(_: Session, __: Actor) -> Callable[[str], str]:
    return lambda value: f"{value[5:]}/{value[:4]}"


def shift_of(at: datetime) -> str:
    """In which shift a moment lies, by the clock of the house."""
    hour = at.astimezone(LOCAL).hour
    return next(
        key
        for key, opens, closes, _ in SHIFTS
        if opens <= hour < closes or (opens > closes and (hour >= opens or hour < closes))
    )


def _id(value: UUID | None) -> str:
    return str(value) if value else ""


WAYS = {
    way.id: way
    for way in (
        Way("machine", Text("máy", "machine"), lambda c: _id(c.machine_id), _machines),
        Way("modality", Text("loại máy", "modality"), lambda c: c.modality, _plain),
        Way("procedure", Text("kỹ thuật", "procedure"), lambda c: c.name, _plain),
        Way("reader", Text("bác sĩ đọc", "reader"), lambda c: c.reader, _plain),
        Way("technician", Text("kỹ thuật viên", "technician"), lambda c: c.technician, _plain),
        Way("requester", Text("người chỉ định", "requester"), lambda c: c.requester, _plain),
        Way(
            "department",
            Text("khoa chỉ định", "department"),
            lambda c: _id(c.department_id),
            _departments,
        ),
        Way("shift", Text("ca làm việc", "shift"), lambda c: shift_of(c.at), _shifts),
        Way("day", Text("ngày", "day"), lambda c: f"{c.at.astimezone(LOCAL):%Y-%m-%d}", _days),
        Way("month", Text("tháng", "month"), lambda c: f"{c.at.astimezone(LOCAL):%Y-%m}", _months),
    )
}
BY = Filter(
    "by",
    Text("Nhóm theo", "By"),
    lambda _: [(way.id, way.title) for way in WAYS.values()],
    usual="machine",
)
MODALITY = Filter(
    "modality",
    Text("Loại máy", "Modality"),
    lambda db: [(m, Text(m, m)) for m in sorted({each.modality for each in schedule.machines(db)})],
)


def chosen(filters: Filters) -> Way:
    return WAYS.get(filters.get("by", ""), WAYS["machine"])


def grouped(cases: Iterable[Case], way: Way) -> list[tuple[str, list[Case]]]:
    """Days and months in their order; other groups by how many they are."""
    found: dict[str, list[Case]] = {}
    for each in cases:
        found.setdefault(way.key(each), []).append(each)
    if way.id in ("day", "month", "shift"):
        return sorted(found.items())
    return sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))


def line(said: Callable[[str], str], key: str, *figures: object) -> Line:
    return Line((said(key), *figures), key or NOBODY)


def behind(
    db: Session,
    actor: Actor,
    over: Period,
    filters: Filters,
    key: str,
    after: str | None,
    limit: int,
) -> tuple[list[Record], str | None]:
    """The exams that a line counts, in the order in which they were done."""
    way = chosen(filters)
    wanted = "" if key == NOBODY else key
    mine = [c for c in load(db, over, filters) if way.key(c) == wanted]
    return shown(db, actor, mine, after, limit)


def shown(
    db: Session,
    actor: Actor,
    cases: Sequence[Case],
    after: str | None,
    limit: int,
    says: Callable[[Case], str] | None = None,
) -> tuple[list[Record], str | None]:
    """One page of them, without those whose patients the actor may not see."""
    if after:
        since = place(after, datetime.fromisoformat, UUID)
        cases = [c for c in cases if (c.at, c.id) > since]
    seen = _seen(db, actor, {c.patient_id for c in cases[: limit * 4 + 1]})
    page = [c for c in cases[: limit * 4 + 1] if c.patient_id in seen]
    more = len(page) > limit or len(cases) > limit * 4 + 1
    page = page[:limit]
    records = [
        Record(
            id=c.id,
            at=c.at,
            code=c.accession,
            who=seen[c.patient_id],
            says=says(c) if says else f"{c.modality} · {c.name}",
            to=f"/visits/{c.encounter_id}",
            subject=("patient", c.patient_id),
        )
        for c in page
    ]
    following = cursor(page[-1].at, page[-1].id) if more and page else None
    return records, following


def _seen(db: Session, actor: Actor, ids: set[UUID]) -> dict[UUID, str]:
    asked = select(col(Patient.id), col(Patient.name), col(Patient.code)).where(
        col(Patient.id).in_(ids), patients.visible(actor)
    )
    return {i: f"{name} ({code})" for i, name, code in db.exec(asked)}
