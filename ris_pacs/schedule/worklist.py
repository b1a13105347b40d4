"""What a machine has to do, as Modality Worklist tells it: STAT first, what is done is not there.

Read at each question from the exams themselves: an order that was cancelled, a name that was
corrected, show with the next one.
"""

from datetime import date, datetime, time, timedelta
from fnmatch import fnmatchcase
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col

from his.patients.service import Patient, Sex
from kernel.clock import LOCAL
from kernel.columns import unaccented
from kernel.text import Text
from ris_pacs.dicom.slots import Caller, Item, Worklist, WorklistQuestion
from ris_pacs.schedule import notices
from ris_pacs.schedule.machines import machines, machines_by_title
from ris_pacs.schedule.models import Exam, Machine
from ris_pacs.schedule.states import ON_WORKLIST, Contrast, ExamState, Side

MOST = 300
_PRIORITY = {0: "STAT", 1: "HIGH", 2: "ROUTINE"}
_STATUS = {ExamState.ARRIVED: "ARRIVED"}
_SEX = {Sex.MALE: "M", Sex.FEMALE: "F"}
_SIDES = {Side.LEFT: "TRÁI", Side.RIGHT: "PHẢI", Side.BOTH: "HAI BÊN"}
_COLUMNS: Any = (
    col(Exam.id),
    col(Exam.accession),
    col(Exam.study_uid),
    col(Exam.modality),
    col(Exam.service_code),
    col(Exam.procedure_name),
    col(Exam.side),
    col(Exam.contrast),
    col(Exam.protocol),
    col(Exam.rank),
    col(Exam.state),
    col(Exam.due_at),
    col(Exam.machine_id),
    col(Exam.indication),
    col(Exam.ordered_by_name),
    col(Exam.bedside),
    col(Exam.order_id),
    col(Exam.urgency),
    col(Patient.id).label("patient_id"),
    col(Patient.code),
    col(Patient.name),
    col(Patient.birth),
    col(Patient.sex),
)


def of_machine(db: Session, who: Caller, asked: WorklistQuestion) -> Worklist:
    """The answer to a machine's question, in its own character set."""
    own = machines_by_title(db, who.ae_title)
    named = machines_by_title(db, asked.ae_title) if asked.ae_title else own
    if asked.ae_title and not named:
        return Worklist([])
    mine = own[0] if own else (named[0] if named else None)
    rows = _rows(db, named, asked)
    said = notices.of_rows(db, rows)
    shown = {m.id: m for m in machines(db, active=None)}
    plain = mine.plain_names if mine else False
    charset = mine.charset if mine else "ISO_IR 192"
    found = []
    for row in rows:
        machine = shown.get(row.machine_id) if row.machine_id else None
        at = machine or (named[0] if named else None)
        found.append(item(row, at, said.get(row.id, Text("", "")), plain=plain))
    return Worklist(found, charset)


def _rows(db: Session, on: list[Machine], asked: WorklistQuestion) -> list[Any]:
    query = (
        columns(*_COLUMNS)
        .join(Patient, col(Patient.id) == col(Exam.patient_id))
        .where(col(Exam.closed_at).is_(None), col(Exam.state).in_(list(ON_WORKLIST)))
    )
    if on:  # what is planned on it, and what may be done on any of its kind
        query = query.where(or_(*(_may_do(m) for m in on)))
    if asked.modality:
        query = query.where(col(Exam.modality).in_(asked.modality.split("\\")))
    for value, column in (
        (asked.accession, col(Exam.accession)),
        (asked.study_uid, col(Exam.study_uid)),
        (asked.procedure_id, col(Exam.accession)),
        (asked.step_id, col(Exam.accession)),
        (asked.patient_code, col(Patient.code)),
    ):
        if value and "*" not in value:
            query = query.where(column == value)
    if asked.since:
        query = query.where(col(Exam.due_at) >= _begin(asked.since))
    if asked.until:
        query = query.where(col(Exam.due_at) < _begin(asked.until + timedelta(days=1)))
    query = query.order_by(col(Exam.rank), col(Exam.due_at), col(Exam.id))
    if not asked.patient_name.strip("*^ "):
        return list(db.execute(query.limit(bindparam("most", MOST))))
    wanted = _folded(asked.patient_name)
    rows = db.execute(query.limit(bindparam("most", 20 * MOST)))
    return [r for r in rows if fnmatchcase(_folded(r.name), wanted)][:MOST]


def _may_do(machine: Machine) -> Any:
    of_its_kind = and_(
        col(Exam.machine_id).is_(None),
        col(Exam.modality) == machine.modality,
        col(Exam.site_id) == machine.site_id,
    )
    return or_(col(Exam.machine_id) == machine.id, of_its_kind)


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, LOCAL)


def _folded(name: str) -> str:
    """(As C-FIND matches names: a word's beginning will do.)"""
    bare = " ".join(unaccented(name.replace("^", " ").replace("=", " ")).split())
    return bare if not name.rstrip("^ ").endswith("*") or bare.endswith("*") else f"{bare}*"


def item(row: Any, machine: Machine | None, notice: Text, *, plain: bool) -> Item:
    """One exam as a machine gets it."""
    due = row.due_at.astimezone(LOCAL)
    name = dicom_name(row.name, plain=plain)
    doctor = dicom_name(row.ordered_by_name, plain=plain)
    said = " · ".join(p for p in (row.procedure_name, _SIDES.get(row.side, "")) if p)
    title = _text(said, plain=plain)[:64]
    code = [{0x00080100: row.service_code[:16], 0x00080102: "99HIS54", 0x00080104: title}]
    note = _text(notice.vi, plain=plain)
    hint = " · ".join(p for p in (note, _text(row.protocol, plain=plain)) if p)
    step: Item = {
        0x00080060: row.modality,
        0x00321070: "IODINE" if row.contrast is Contrast.GIVEN and row.modality == "CT" else "",
        0x00400001: machine.ae_title if machine else "",
        0x00400002: f"{due:%Y%m%d}",
        0x00400003: f"{due:%H%M%S}",
        0x00400007: title,
        0x00400008: code,
        0x00400009: row.accession[:16],
        0x00400010: (machine.station or machine.code)[:16] if machine else "",
        0x00400011: "TAI GIUONG" if row.bedside else "",
        0x00400020: _STATUS.get(row.state, "SCHEDULED"),
        0x00400400: hint[:1024],
    }
    birth = (row.birth or "").replace("-", "")
    return {
        0x00080050: row.accession,
        0x00080090: doctor,
        0x00100010: name,
        0x00100020: row.code,
        0x00100030: birth if len(birth) == 8 else "",
        0x00100040: _SEX.get(row.sex, "O"),
        0x00102000: note[:64],
        0x0020000D: row.study_uid,
        0x00321032: doctor,
        0x00321060: title,
        0x00321064: code,
        0x00380500: note[:64],
        0x00400100: [step],
        0x00401001: row.accession[:16],
        0x00401002: _text(row.indication, plain=plain)[:64],
        0x00401003: _PRIORITY[row.rank],
        0x00402016: row.accession,
        0x00402017: row.accession,
    }


def dicom_name(name: str, *, plain: bool) -> str:
    """Family name, then the rest; without diacritics where the machine is old."""
    family, _, given = _text(name, plain=plain).partition(" ")
    return (f"{family}^{given}" if given else family)[:64]


def _text(text: str, *, plain: bool) -> str:
    return unaccented(text).upper() if plain else " ".join(text.split())


def shown_to(db: Session, machine_id: UUID) -> Worklist:
    """The same list, for a screen beside the machine: what it would be told now."""
    machine = db.get(Machine, machine_id)
    if machine is None:
        return Worklist([])
    rows = _rows(db, [machine], WorklistQuestion())
    said = notices.of_rows(db, rows)
    found = [item(r, machine, said.get(r.id, Text("", "")), plain=False) for r in rows]
    return Worklist(found)


def patients_of(db: Session, items: list[Item]) -> set[UUID]:
    """Whose lines these are (the look at them is written down)."""
    codes = [i[0x00100020] for i in items]
    return set(db.execute(columns(col(Patient.id)).where(col(Patient.code).in_(codes))).scalars())
