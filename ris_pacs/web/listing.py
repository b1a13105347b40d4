"""Lists of studies: the newest first, each study's text taken as it lies ready."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, or_
from sqlmodel import col, select

from his.patients import service as patients
from his.patients.service import Patient
from kernel.access import Actor
from kernel.db import Database
from kernel.prepared import Prepared
from ris_pacs.archive import service as archive
from ris_pacs.archive.service import ImagingStudy
from ris_pacs.web import answers, remembered, searching
from ris_pacs.web.query import Level, Query
from ris_pacs.web.ready import MARKS, Marks, Shelf, marks_of
from ris_pacs.web.searching import START

_NEWEST = (col(ImagingStudy.study_date).desc(), col(ImagingStudy.id).desc())
_EXACTLY = {"00100020": "code", "00080050": "accession", "0020000D": "uid"}
_prepared: dict[tuple[str, str, bool], Prepared] = {}


def listed(
    database: Database, actor: Actor, query: Query, kept: Shelf
) -> tuple[list[str], tuple[str, ...], bool]:
    """Studies as texts, whose they are, and whether there are more. What was joined before of a
    study that is as it was is taken from the shelf."""
    limit = query.limit or START
    if query.limit == 0:
        return [], (), False
    rows = _rows(database, actor, query, limit + 1)
    found = rows[:limit]
    texts = {each.study_id: kept.get((each.marks, Level.STUDY)) for each in found}
    missing = [study_id for study_id, said in texts.items() if said is None]
    if missing:
        with database.session(writing=False) as db:
            studies = db.execute(select(ImagingStudy).where(col(ImagingStudy.id).in_(missing)))
            of = {each.id: each for each in studies.scalars()}
            overlays = archive.overlays(db, of.values())
        for each in found:
            if study := of.get(each.study_id):
                text = archive.study_json(study, overlays[study.id])
                made = answers.with_address(text, answers.address(study.uid)).encode()
                texts[study.id] = made
                kept.put((each.marks, Level.STUDY), made)
    people = tuple(sorted({str(each.patient_id) for each in found if each.patient_id}))
    told = [said.decode() for each in found if (said := texts[each.study_id]) is not None]
    return told, people, len(rows) > limit


def _rows(database: Database, actor: Actor, query: Query, limit: int) -> Sequence[Marks]:
    """Asked again before anything was committed, a list is what it was."""
    sight = patients.scope(actor), actor.holds(archive.UNMATCHED)

    def ask() -> list[Marks]:
        return [marks_of(each) for each in _found(database, actor, query, limit)]

    return remembered.answer(database, (sight, query, limit), ask)


def _found(database: Database, actor: Actor, query: Query, limit: int) -> Sequence[Any]:
    """What is asked most (all, or by one exact number) is written once; the rest as it comes."""
    kind, value = _plain(query)
    if kind:
        given: dict[str, Any] = {"limit_": limit, "offset_": query.offset}
        if value:
            given["value_"] = value
        return _statement(actor, kind).glance(database.reader, **given)
    with database.session(writing=False) as db:
        asked = (
            searching.where(db, actor, query, "")
            .with_only_columns(*MARKS)
            .outerjoin(Patient, col(Patient.id) == col(ImagingStudy.patient_id))
            .order_by(*_NEWEST)
        )
        return db.execute(asked.offset(query.offset).limit(limit)).all()


def _plain(query: Query) -> tuple[str, str]:
    if not query.matches:
        return "all", ""
    (first, *others) = query.matches
    if others or first.has_wildcard or len(first.values) != 1:
        return "", ""
    return _EXACTLY.get(first.tag, ""), first.values[0]


def _statement(actor: Actor, kind: str) -> Prepared:
    key = (kind, patients.scope(actor), actor.holds(archive.UNMATCHED))
    found = _prepared.get(key)
    if found is None:
        value: Any = bindparam("value_")
        asked = (
            select(*MARKS)
            .outerjoin(Patient, col(Patient.id) == col(ImagingStudy.patient_id))
            .where(archive.visible(actor))
        )
        if kind == "code":  # as the machine wrote it, or as the house calls him
            ours = select(col(Patient.id)).where(col(Patient.code) == value).scalar_subquery()
            same = col(ImagingStudy.dicom_patient_id) == value
            asked = asked.where(or_(same, col(ImagingStudy.patient_id).in_(ours)))
        elif kind == "accession":
            asked = asked.where(col(ImagingStudy.accession) == value)
        elif kind == "uid":
            asked = asked.where(col(ImagingStudy.uid) == value)
        asked = asked.order_by(*_NEWEST)
        asked = asked.limit(bindparam("limit_")).offset(bindparam("offset_"))
        found = _prepared[key] = Prepared(asked)
    return found
