"""Pictures thrown away and why, and how the store grows."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlmodel import Session, col, select

from his.patients import service as patients
from his.patients.service import Patient
from kernel.access import Actor
from kernel.clock import LOCAL
from kernel.paging import cursor, place
from kernel.reports import Cell, Column, Filter, Filters, Line, Period, Record, Report
from kernel.text import Text
from ris_pacs.archive import service as archive
from ris_pacs.archive.service import ImagingStudy
from ris_pacs.schedule import service as schedule
from ris_pacs.schedule.service import Exam, Incident
from ris_pacs.statistics import permissions
from ris_pacs.statistics.cases import GROUP, NOBODY, REJECT, load
from ris_pacs.statistics.reports import HEAD, percent

_REASONS = {
    "position": Text("tư thế", "position"),
    "motion": Text("người bệnh cử động", "motion"),
    "exposure": Text("phơi tia", "exposure"),
    "artifact": Text("nhiễu ảnh", "artifact"),
    "wrong_part": Text("nhầm bộ phận", "wrong part"),
    "machine": Text("máy", "machine"),
    "wrong_patient": Text("nhầm người bệnh", "wrong patient"),
    "wrong_side": Text("nhầm bên", "wrong side"),
    "other": Text("khác", "other"),
}
_REJECT_BY = Filter(
    "by",
    Text("Nhóm theo", "By"),
    lambda _: [
        ("reason", Text("lý do", "reason")),
        ("machine", Text("máy", "machine")),
        ("technician", Text("kỹ thuật viên", "technician")),
        ("procedure", Text("kỹ thuật", "procedure")),
    ],
    usual="reason",
)
_Row = tuple[Incident, Exam]


def _incidents(db: Session, over: Period) -> list[_Row]:
    start, end = over.bounds
    asked = (
        select(Incident, Exam)
        .join(Exam, col(Exam.id) == col(Incident.exam_id))
        .where(Incident.kind == REJECT, col(Incident.at) >= start, col(Incident.at) < end)
        .order_by(col(Incident.at), col(Incident.id))
    )
    return [(incident, exam) for incident, exam in db.exec(asked)]


def _key(filters: Filters) -> Callable[[_Row], str]:
    match filters.get("by"):
        case "machine":
            return lambda row: str(row[0].machine_id or row[1].machine_id or "")
        case "technician":
            return lambda row: row[0].by_name
        case "procedure":
            return lambda row: row[1].procedure_name
    return lambda row: row[0].reason


def _said(db: Session, actor: Actor, filters: Filters) -> Callable[[str], str]:
    known: dict[str, str] = {}
    if filters.get("by") == "machine":
        known = {str(m.id): f"{m.code} · {m.name}" for m in schedule.machines(db)}
    elif filters.get("by", "reason") == "reason":
        known = {code: words.to(actor.language) for code, words in _REASONS.items()}
    return lambda key: known.get(key, key or NOBODY)


def rejects(db: Session, actor: Actor, over: Period, filters: Filters) -> list[Line]:
    """Of all pictures that came in the period, and those thrown away."""
    key, said = _key(filters), _said(db, actor, filters)
    made = sum(c.images for c in load(db, over, {}))
    found: dict[str, list[_Row]] = {}
    for row in _incidents(db, over):
        found.setdefault(key(row), []).append(row)
    thrown = sum(max(1, i.images) for rows in found.values() for i, _ in rows)
    lines = []
    for name, rows in sorted(found.items(), key=lambda item: (-len(item[1]), item[0])):
        images = sum(max(1, i.images) for i, _ in rows)
        figures = (len(rows), len({e.id for _, e in rows}), images, percent(images, made + thrown))
        lines.append(Line((said(name), *figures), name or NOBODY))
    return lines


def rejected(
    db: Session,
    actor: Actor,
    over: Period,
    filters: Filters,
    key: str,
    after: str | None,
    limit: int,
) -> tuple[list[Record], str | None]:
    """What was thrown away, in its order."""
    of, words = _key(filters), _said(db, actor, {})
    wanted = "" if key == NOBODY else key
    rows = [row for row in _incidents(db, over) if of(row) == wanted]
    if after:
        since = place(after, datetime.fromisoformat, UUID)
        rows = [row for row in rows if (row[0].at, row[0].id) > since]
    people = _people(db, actor, {e.patient_id for _, e in rows})
    rows = [row for row in rows if row[1].patient_id in people]
    records = [
        Record(
            id=i.id,
            at=i.at,
            code=e.accession,
            who=people[e.patient_id],
            says=f"{words(i.reason)} ({max(1, i.images)}): {i.note} → {i.by_name}",
            to=f"/visits/{e.encounter_id}",
            subject=("patient", e.patient_id),
        )
        for i, e in rows[:limit]
    ]
    more = len(rows) > limit
    return records, cursor(records[-1].at, records[-1].id) if more else None


def _people(db: Session, actor: Actor, ids: set[UUID]) -> dict[UUID, str]:
    asked = select(col(Patient.id), col(Patient.name), col(Patient.code)).where(
        col(Patient.id).in_(ids), patients.visible(actor)
    )
    return {i: f"{name} ({code})" for i, name, code in db.exec(asked)}


# The store

_STORE_BY = Filter(
    "by",
    Text("Nhóm theo", "By"),
    lambda _: [
        ("month", Text("tháng", "month")),
        ("day", Text("ngày", "day")),
        ("modality", Text("loại máy", "modality")),
        ("source", Text("nơi gửi", "source")),
    ],
    usual="month",
)


def _store_key(filters: Filters) -> Callable[[ImagingStudy], str]:
    match filters.get("by"):
        case "day":
            return lambda s: f"{s.received_at.astimezone(LOCAL):%Y-%m-%d}"
        case "modality":
            return lambda s: s.modalities
        case "source":
            return lambda s: s.source
    return lambda s: f"{s.received_at.astimezone(LOCAL):%Y-%m}"


def _store_said(filters: Filters) -> Callable[[str], str]:
    match filters.get("by", "month"):
        case "day":
            return lambda key: date.fromisoformat(key).strftime("%d/%m/%Y")
        case "month":
            return lambda key: f"{key[5:]}/{key[:4]}"
    return lambda key: key or NOBODY


def _studies(db: Session, over: Period) -> list[ImagingStudy]:
    start, end = over.bounds
    asked = select(ImagingStudy).where(
        col(ImagingStudy.received_at) >= start, col(ImagingStudy.received_at) < end
    )
    return list(db.exec(asked.order_by(col(ImagingStudy.received_at), col(ImagingStudy.id))))


def storage(db: Session, _: Actor, over: Period, filters: Filters) -> list[Line]:
    key, said = _store_key(filters), _store_said(filters)
    found: dict[str, list[ImagingStudy]] = {}
    for each in _studies(db, over):
        found.setdefault(key(each), []).append(each)
    lines = []
    grown = 0
    for name, rows in sorted(found.items()):
        size = sum(s.size for s in rows)
        grown += size
        figures = (len(rows), sum(s.instance_count for s in rows), _mb(size), _mb(grown))
        lines.append(Line((said(name), *figures), name or NOBODY))
    return lines


def _mb(size: int) -> Decimal:
    return (Decimal(size) / 1_000_000).quantize(Decimal("0.01"))


def stored(
    db: Session,
    actor: Actor,
    over: Period,
    filters: Filters,
    key: str,
    after: str | None,
    limit: int,
) -> tuple[list[Record], str | None]:
    """The studies of a line, in the order in which they came."""
    of, wanted = _store_key(filters), "" if key == NOBODY else key
    rows = [s for s in _studies(db, over) if of(s) == wanted]
    if after:
        since = place(after, datetime.fromisoformat, UUID)
        rows = [s for s in rows if (s.received_at, s.id) > since]
    people = _people(db, actor, {s.patient_id for s in rows if s.patient_id})
    open_ = actor.holds(archive.UNMATCHED)
    rows = [s for s in rows if (s.patient_id in people if s.patient_id else open_)]
    records = [
        Record(
            id=s.id,
            at=s.received_at,
            code=s.accession or s.uid[-12:],
            who=people[s.patient_id] if s.patient_id else NOBODY,
            says=f"{s.modalities} · {s.instance_count} · {_mb(s.size)} MB",
            subject=("patient", s.patient_id) if s.patient_id else None,
        )
        for s in rows[:limit]
    ]
    return records, cursor(records[-1].at, records[-1].id) if len(rows) > limit else None


REJECTS = Report(
    id="ris_pacs.statistics.rejects",
    title=Text("Ảnh bỏ, chụp lại", "Rejected pictures"),
    group=GROUP,
    definition=Text(
        "Đơn vị đếm: một lần bỏ ảnh, theo lúc ghi (giờ Việt Nam); ảnh: số ảnh bỏ của lần đó, không "
        "ghi thì 1. Tỷ lệ: ảnh bỏ trên tổng ảnh giữ và ảnh bỏ của kỳ.",
        "Counted: one rejection, by the moment it was written down (Vietnamese time); images: how "
        "many of it, 1 where nobody said. Rate: of all pictures of the period, kept or rejected.",
    ),
    needs=permissions.FIGURES,
    columns=(
        HEAD,
        Column(Text("Lần bỏ", "Rejections"), Cell.COUNT),
        Column(Text("Ca chụp", "Exams"), Cell.COUNT, adds=False),
        Column(Text("Ảnh bỏ", "Images"), Cell.COUNT),
        Column(Text("Tỷ lệ", "Rate"), Cell.PERCENT),
    ),
    by=rejects,
    records=rejected,
    filters=(_REJECT_BY,),
)
STORAGE = Report(
    id="ris_pacs.statistics.storage",
    title=Text("Kho ảnh tăng", "Growth of the picture store"),
    group=GROUP,
    definition=Text(
        "Đơn vị đếm: một ca chụp trong kho (một Study Instance UID), theo lúc ảnh đầu về (giờ Việt "
        "Nam), cả ca chưa khớp người bệnh. Dung lượng: byte của tệp như đã nhận, triệu byte.",
        "Counted: one study in the store (one Study Instance UID), by the moment its first picture "
        "came (Vietnamese time), those of nobody yet as well. Size: bytes of the files as "
        "received, in millions.",
    ),
    needs=permissions.FIGURES,
    columns=(
        HEAD,
        Column(Text("Ca", "Studies"), Cell.COUNT),
        Column(Text("Ảnh", "Instances"), Cell.COUNT),
        Column(Text("MB", "MB"), Cell.QUANTITY),
        Column(Text("Cộng dồn (MB)", "Running total (MB)"), Cell.QUANTITY),
    ),
    by=storage,
    records=stored,
    filters=(_STORE_BY,),
)
