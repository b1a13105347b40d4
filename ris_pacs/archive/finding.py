"""Studies by what people and viewers ask for: the newest first, each question by an index."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_
from sqlmodel import Session, col, select

from his.patients.service import Patient
from kernel.access import Actor
from kernel.columns import unaccented
from ris_pacs.archive.models import ImagingSeries, ImagingStudy, StudyState
from ris_pacs.archive.search_index import holding
from ris_pacs.archive.showing import visible

_LIKE = str.maketrans({"\\": "\\\\", "%": "\\%", "_": "\\_", "*": "%", "?": "_"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a study must have. Texts may hold `*` and `?`; empty ones ask for nothing."""

    uids: tuple[str, ...] = ()
    name: str = ""
    patient_code: str = ""
    accession: str = ""
    description: str = ""
    referring: str = ""
    study_number: str = ""
    modalities: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    patient_id: UUID | None = None
    order_id: UUID | None = None
    state: StudyState | None = None
    loosely: bool = False  # the words of a name in any order (fuzzy matching)
    anything: str = field(default="")  # one box: name, code, accession number or description


def query(db: Session, actor: Actor, wanted: Wanted) -> Select[Any]:
    """The studies he may see that have all of it, without an order."""
    found = select(ImagingStudy).where(visible(actor))
    if wanted.uids:
        found = found.where(col(ImagingStudy.uid).in_(wanted.uids))
    if wanted.patient_id:
        found = found.where(ImagingStudy.patient_id == wanted.patient_id)
    if wanted.order_id:
        found = found.where(ImagingStudy.order_id == wanted.order_id)
    if wanted.state:
        found = found.where(ImagingStudy.state == wanted.state)
    if wanted.since:
        found = found.where(col(ImagingStudy.study_date) >= wanted.since.isoformat())
    if wanted.until:
        found = found.where(col(ImagingStudy.study_date) <= wanted.until.isoformat())
    for modality in wanted.modalities:
        padded: ColumnElement[str] = " " + col(ImagingStudy.modalities) + " "
        found = found.where(padded.contains(f" {modality} ", autoescape=True))
    for clause in _texts(db, wanted):
        found = found.where(clause)
    return found


def studies(
    db: Session, actor: Actor, wanted: Wanted, *, offset: int = 0, limit: int = 100
) -> list[ImagingStudy]:
    """One page, the newest day first."""
    order = (col(ImagingStudy.study_date).desc(), col(ImagingStudy.id).desc())
    found = query(db, actor, wanted).order_by(*order)
    return list(db.execute(found.offset(offset).limit(limit)).scalars())


def runs(db: Session, of: list[ImagingStudy]) -> dict[UUID, list[ImagingSeries]]:
    """The series of several studies, in one query."""
    found: dict[UUID, list[ImagingSeries]] = {s.id: [] for s in of}
    asked = select(ImagingSeries).where(
        col(ImagingSeries.study_id).in_(found), col(ImagingSeries.instance_count) > 0
    )
    for each in db.exec(asked.order_by(col(ImagingSeries.number), col(ImagingSeries.id))):
        found[each.study_id].append(each)
    return found


def _texts(db: Session, wanted: Wanted) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = []
    if wanted.name.strip("* "):
        asked += _name(db, wanted.name, loosely=wanted.loosely)
    if wanted.patient_code.strip("* "):
        asked += _code(db, wanted.patient_code)
    for text, column in (
        (wanted.accession, ImagingStudy.accession),
        (wanted.description, ImagingStudy.description),
        (wanted.referring, ImagingStudy.referring),
        (wanted.study_number, ImagingStudy.study_number),
    ):
        if text.strip("* "):
            asked.append(_like(column, text))
            if column is not ImagingStudy.referring and column is not ImagingStudy.study_number:
                asked += _narrowed(db, text)
    if wanted.anything.strip("* "):
        text = unaccented(wanted.anything.strip())
        asked += _narrowed(db, text)
        asked.append(col(ImagingStudy.search).contains(text, autoescape=True))
    return asked


def _name(db: Session, text: str, *, loosely: bool) -> list[ColumnElement[bool]]:
    folded = " ".join(unaccented(text.replace("^", " ").replace("=", " ")).split())
    if loosely:
        asked: list[ColumnElement[bool]] = []
        for word in folded.replace("*", " ").split():
            asked += _narrowed(db, word)
            asked.append(col(ImagingStudy.name_folded).contains(word, autoescape=True))
        return asked
    return [
        *_narrowed(db, folded),
        col(ImagingStudy.name_folded).like(folded.translate(_LIKE), escape="\\"),
    ]


def _code(db: Session, text: str) -> list[ColumnElement[bool]]:
    """As the machine wrote it, or as the house calls him: a whole code finds either."""
    if "*" in text or "?" in text:
        return [*_narrowed(db, text), _like(ImagingStudy.dicom_patient_id, text)]
    ours = select(col(Patient.id)).where(Patient.code == text).scalar_subquery()
    return [
        or_(
            col(ImagingStudy.dicom_patient_id) == text,
            col(ImagingStudy.patient_id).in_(ours),
        )
    ]


def _like(column: Any, text: str) -> ColumnElement[bool]:
    if "*" not in text and "?" not in text:
        return col(column) == text
    if not text.isascii():  # SQLite's LIKE takes only ASCII letters of either case as the same
        part = max(unaccented(text.replace("?", "*")).split("*"), key=len)
        return col(ImagingStudy.search).contains(part, autoescape=True)
    return col(column).ilike(text.translate(_LIKE), escape="\\")


def _narrowed(db: Session, text: str) -> list[ColumnElement[bool]]:
    """By the index, for the longest part without a wildcard."""
    parts = unaccented(text.replace("?", "*")).split("*")
    clause = holding(db, max(parts, key=len))
    return [] if clause is None else [clause]
