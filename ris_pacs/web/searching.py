"""QIDO-RS: the studies, series and instances that somebody asks for, newest first.

The answer is stored text, joined; a page takes three questions to the database at any length.
"""

import json
import zlib
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, or_
from sqlalchemy.orm import Bundle
from sqlmodel import Session, col

from kernel import audit
from kernel.access import Actor
from ris_pacs.archive import service as archive
from ris_pacs.archive.service import (
    ImagingInstance,
    ImagingSeries,
    ImagingStudy,
    InstanceState,
)
from ris_pacs.web import answers
from ris_pacs.web.query import MOST, Kind, Level, Match, Query

_LIKE = str.maketrans({"\\": "\\\\", "%": "\\%", "_": "\\_", "*": "%", "?": "_"})
START = 100
# Thousands of rows a study: their columns alone, not as objects.
_SERIES: Bundle[Any] = Bundle(
    "series",
    col(ImagingSeries.uid),
    col(ImagingSeries.attributes),
    col(ImagingSeries.instance_count),
)
_INSTANCE: Bundle[Any] = Bundle(
    "instance",
    col(ImagingInstance.uid),
    col(ImagingInstance.sop_class),
    col(ImagingInstance.transfer_syntax),
    col(ImagingInstance.number),
    col(ImagingInstance.rows),
    col(ImagingInstance.columns),
    col(ImagingInstance.frames),
    col(ImagingInstance.metadata_json),
)
_BITS = b'"00280100":'


class Page:
    """`objects` are DICOM JSON texts; `more` says that the list goes on."""

    def __init__(self, objects: list[str], *, more: bool) -> None:
        self.objects = objects
        self.more = more


def search(db: Session, actor: Actor, query: Query, *, study: str = "", series: str = "") -> Page:
    limit = MOST if query.limit is None and study else query.limit or START
    if query.limit == 0:
        return Page([], more=False)
    find = {Level.STUDY: _studies, Level.SERIES: _series, Level.INSTANCE: _instances}[query.level]
    rows = find(db, actor, query, study, series, limit + 1)
    page = rows[:limit]
    studies = {row[0].id: row[0] for row in page}
    audit.read_list(
        db, "patient", sorted({str(s.patient_id) for s in studies.values() if s.patient_id})
    )
    overlays = archive.overlays(db, studies.values())
    whole = {
        s.id: answers.with_address(archive.study_json(s, overlays[s.id]), answers.address(s.uid))
        for s in studies.values()
        if query.level is Level.STUDY or not study
    }
    if query.level is Level.STUDY:
        found = [whole[row[0].id] for row in page]
    elif query.level is Level.SERIES:
        found = [_of_series(row, whole.get(row[0].id)) for row in page]
    else:
        found = [_of_instance(row, whole.get(row[0].id), query) for row in page]
    return Page(found, more=len(rows) > limit)


def _studies(
    db: Session, actor: Actor, query: Query, study: str, series: str, limit: int
) -> Sequence[Any]:
    found = where(db, actor, query, study).order_by(
        col(ImagingStudy.study_date).desc(), col(ImagingStudy.id).desc()
    )
    return db.execute(found.offset(query.offset).limit(limit)).all()


def _series(
    db: Session, actor: Actor, query: Query, study: str, series: str, limit: int
) -> Sequence[Any]:
    found = (
        where(db, actor, query, study)
        .join(ImagingSeries, col(ImagingSeries.study_id) == col(ImagingStudy.id))
        .add_columns(ImagingSeries)
        .where(col(ImagingSeries.instance_count) > 0)
    )
    for match in query.matches:
        clause = _series_clause(match)
        if clause is not None:
            found = found.where(clause)
    order: list[Any] = [col(ImagingSeries.number), col(ImagingSeries.id)]
    if not study:
        order = [col(ImagingStudy.study_date).desc(), col(ImagingStudy.id).desc(), *order]
    return db.execute(found.order_by(*order).offset(query.offset).limit(limit)).all()


def _instances(
    db: Session, actor: Actor, query: Query, study: str, series: str, limit: int
) -> Sequence[Any]:
    found = (
        where(db, actor, query, study)
        .join(ImagingSeries, col(ImagingSeries.study_id) == col(ImagingStudy.id))
        .join(ImagingInstance, col(ImagingInstance.series_id) == col(ImagingSeries.id))
        .add_columns(_SERIES, _INSTANCE)
        .where(col(ImagingInstance.state) == InstanceState.KEPT)
    )
    if series:
        found = found.where(col(ImagingSeries.uid) == series)
    for match in query.matches:
        clause = _series_clause(match)
        if clause is None:
            clause = _instance_clause(match)
        if clause is not None:
            found = found.where(clause)
    order: list[Any] = [
        col(ImagingSeries.number),
        col(ImagingSeries.id),
        col(ImagingInstance.number),
        col(ImagingInstance.id),
    ]
    if not study:
        order = [col(ImagingStudy.study_date).desc(), col(ImagingStudy.id).desc(), *order]
    return db.execute(found.order_by(*order).offset(query.offset).limit(limit)).all()


def where(db: Session, actor: Actor, query: Query, study: str) -> Select[Any]:
    """The studies that are asked for."""

    def said(tag: str) -> str:
        match = query.match(tag)
        return match.values[0] if match else ""

    uids = query.match("0020000D")
    modalities = query.match("00080061")
    days = query.match("00080020")
    since, until = (_day(value) for value in (days.values if days else ("", "")))
    wanted = archive.Wanted(
        uids=(study,) if study else uids.values if uids else (),
        name=said("00100010"),
        loosely=query.fuzzy,
        patient_code=said("00100020"),
        accession=said("00080050"),
        description=said("00081030"),
        referring=said("00080090"),
        study_number=said("00200010"),
        modalities=modalities.values if modalities and len(modalities.values) == 1 else (),
        since=since,
        until=until,
    )
    found = archive.query(db, actor, wanted)
    if modalities and len(modalities.values) > 1:
        padded = " " + col(ImagingStudy.modalities) + " "
        found = found.where(
            or_(*(padded.contains(f" {m} ", autoescape=True) for m in modalities.values))
        )
    if (issuer := said("00100021")) != "":
        found = found.where(col(ImagingStudy.issuer) == issuer)
    if (sex := said("00100040")) != "":
        found = found.where(col(ImagingStudy.sex) == sex)
    for tag, column, shape in (
        ("00080030", col(ImagingStudy.study_time), lambda v: v),
        ("00100030", col(ImagingStudy.birth_date), _dashed),
    ):
        if span := query.match(tag):
            found = found.where(*_span(column, span, shape))
    return found


def _span(column: Any, span: Match, shape: Any) -> list[ColumnElement[bool]]:
    first, last = span.values
    asked: list[ColumnElement[bool]] = [column != ""]
    if first:
        asked.append(column >= shape(first))
    if last:
        asked.append(column <= shape(last) + "\x7f")
    return asked


def _dashed(day: str) -> str:
    return f"{day[:4]}-{day[4:6]}-{day[6:8]}"


def _day(value: str) -> date | None:
    try:
        return date(int(value[:4]), int(value[4:6]), int(value[6:8])) if value else None
    except ValueError:
        return None


def _series_clause(match: Match) -> ColumnElement[bool] | None:
    column: Any = {
        "0020000E": ImagingSeries.uid,
        "00080060": ImagingSeries.modality,
        "0008103E": ImagingSeries.description,
        "00180015": ImagingSeries.body_part,
        "00200011": ImagingSeries.number,
    }.get(match.tag)
    return None if column is None else _clause(column, match)


def _instance_clause(match: Match) -> ColumnElement[bool] | None:
    column: Any = {
        "00080018": ImagingInstance.uid,
        "00080016": ImagingInstance.sop_class,
        "00200013": ImagingInstance.number,
    }.get(match.tag)
    return None if column is None else _clause(column, match)


def _clause(column: Any, match: Match) -> ColumnElement[bool]:
    if match.kind is Kind.NUMBER:
        return col(column) == int(match.values[0])
    if match.has_wildcard and match.kind is not Kind.UID:
        return col(column).ilike(match.values[0].translate(_LIKE), escape="\\")
    return col(column).in_(match.values)


def _of_series(row: Any, whole: str | None) -> str:
    study, series = row[0], row[1]
    own = answers.with_address(
        archive.series_json(series, study.uid), answers.address(study.uid, series.uid)
    )
    return own if whole is None else _merged(whole, own)


def _merged(*objects: str) -> str:
    found: dict[str, Any] = {}
    for each in objects:
        found |= json.loads(each)
    return archive.compact(dict(sorted(found.items())))


def _of_instance(row: Any, whole: str | None, query: Query) -> str:
    study, series, instance = row
    element = archive.element
    made: dict[str, Any] = {
        "00080016": element("UI", instance.sop_class),
        "00080018": element("UI", instance.uid),
        "00080056": element("CS", "ONLINE"),
        "00081190": element("UR", answers.address(study.uid, series.uid, instance.uid)),
        "00083002": element("UI", instance.transfer_syntax),
        "0020000D": element("UI", study.uid),
        "0020000E": element("UI", series.uid),
    }
    if instance.number is not None:
        made["00200013"] = element("IS", instance.number)
    if instance.rows and instance.columns:
        made["00280010"] = element("US", instance.rows)
        made["00280011"] = element("US", instance.columns)
        if instance.frames > 1:
            made["00280008"] = element("IS", instance.frames)
    if instance.metadata_json is not None:
        said = zlib.decompress(instance.metadata_json)
        if query.everything or query.include:
            tags = _tags(query.include)
            kept = json.loads(said)
            made |= {t: value for t, value in kept.items() if query.everything or t in tags}
        else:
            made |= _bits(said)
    own = archive.compact(dict(sorted(made.items())))
    return own if whole is None else _merged(whole, archive.series_json(series, study.uid), own)


def _tags(include: Iterable[str]) -> frozenset[str]:
    """Tags, also of those that were called by their keyword."""
    found = {each for each in include if each[0].isdigit() or len(each) == 8}
    if named := set(include) - found:
        from pydicom.datadict import tag_for_keyword

        known = (tag_for_keyword(each) for each in named)
        found |= {f"{tag:08X}" for tag in known if tag is not None}
    return frozenset(found)


def _bits(said: bytes) -> dict[str, Any]:
    """Bits Allocated, which every answer about pixels has, without reading the rest."""
    place = said.find(_BITS)
    if place < 0:
        return {}
    value = said[place + len(_BITS) : said.find(b"}", place) + 1]
    return {"00280100": json.loads(value)}
