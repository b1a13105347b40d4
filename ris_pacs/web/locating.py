"""The files behind an address: of one picture quickly, of a study or a series in order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from anyio.to_thread import run_sync
from fastapi import Request
from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from his.patients import service as patients
from kernel.access import Actor
from kernel.db import Database
from kernel.errors import NotFound
from kernel.prepared import Prepared
from kernel.text import Text
from ris_pacs.archive import service as archive
from ris_pacs.archive.service import (
    ImagingInstance,
    ImagingSeries,
    ImagingStudy,
    InstanceState,
)
from ris_pacs.web import remembered


class NoSuchPicture(NotFound):
    """Nothing has this address, or it lies outside what the person may see."""

    says = Text(
        "Không tìm thấy ảnh. Ảnh có thể chưa về hoặc bạn không được xem; hãy tải lại ca chụp.",
        "There is no such picture. It may not have come yet, or you may not see it; load it again.",
    )


@dataclass(frozen=True, slots=True)
class Located:
    """One picture: whose, where, and what the index knows of it."""

    study_id: UUID
    study: str
    series: str
    patient_id: UUID | None
    store: archive.LocalStore
    row: Any  # the instance's columns

    @property
    def path(self) -> Path:
        return self.store.local(self.row.path)

    @property
    def syntax(self) -> str:
        return str(self.row.transfer_syntax)


_COLUMNS: tuple[Any, ...] = (
    col(ImagingStudy.id).label("study_id"),
    col(ImagingStudy.uid).label("study_uid"),
    col(ImagingStudy.patient_id),
    col(ImagingSeries.uid).label("series_uid"),
    col(ImagingInstance.id),
    col(ImagingInstance.uid),
    col(ImagingInstance.sop_class),
    col(ImagingInstance.transfer_syntax),
    col(ImagingInstance.rows),
    col(ImagingInstance.columns),
    col(ImagingInstance.frames),
    col(ImagingInstance.path),
    col(ImagingInstance.size),
    col(ImagingInstance.frame_table),
)


def _statement(actor: Actor) -> Any:
    return (
        select(*_COLUMNS)
        .join(ImagingSeries, col(ImagingSeries.id) == col(ImagingInstance.series_id))
        .join(ImagingStudy, col(ImagingStudy.id) == col(ImagingInstance.study_id))
        .where(col(ImagingInstance.state) == InstanceState.KEPT, archive.visible(actor))
    )


_prepared: dict[tuple[str, bool], Prepared] = {}


def _by_uid(actor: Actor) -> Prepared:
    """A frame is asked for hundreds of times a second: the statement is written once."""
    key = (patients.scope(actor), actor.holds(archive.UNMATCHED))
    found = _prepared.get(key)
    if found is None:
        asked = _statement(actor).where(col(ImagingInstance.uid) == bindparam("uid_"))
        found = _prepared[key] = Prepared(asked)
    return found


def described(db: Session, study_id: UUID, series_id: UUID | None, instance: str) -> Sequence[Any]:
    """The instances of a study or a series with their ready metadata, in order."""
    columns: tuple[Any, ...] = (
        *_COLUMNS[4:],
        col(ImagingInstance.series_id),
        col(ImagingInstance.metadata_json),
    )
    asked = select(*columns).where(
        col(ImagingInstance.study_id) == study_id,
        col(ImagingInstance.state) == InstanceState.KEPT,
    )
    if series_id:
        asked = asked.where(col(ImagingInstance.series_id) == series_id)
    if instance:
        asked = asked.where(col(ImagingInstance.uid) == instance)
    order = (
        col(ImagingInstance.series_id),
        col(ImagingInstance.number),
        col(ImagingInstance.id),
    )
    return db.execute(asked.order_by(*order)).all()


async def one(request: Request, actor: Actor, study: str, series: str, instance: str) -> Located:
    """SQLite answers sooner than a thread could be found to ask it. Raises NoSuchPicture."""
    database: Database = request.app.state.database
    if database.is_sqlite:
        return _one(database, actor, study, series, instance)
    return await run_sync(_one, database, actor, study, series, instance)


def _one(database: Database, actor: Actor, study: str, series: str, instance: str) -> Located:
    statement = _by_uid(actor)

    def ask() -> Any:
        (found, *_) = statement.glance(database.reader, uid_=instance) or (None,)
        return found

    found = remembered.answer(database, (statement, instance), ask)
    if found is None or (study and (found.study_uid, found.series_uid) != (study, series)):
        raise NoSuchPicture
    return _located(found, archive.store_of(database.folder))


def _located(found: Any, store: archive.LocalStore) -> Located:
    return Located(
        found.study_id,
        found.study_uid,
        found.series_uid,
        found.patient_id,
        store,
        found,
    )


def several(db: Session, actor: Actor, study: str, series: str = "") -> Iterator[Located]:
    """All of a study or a series, in order."""
    asked = _statement(actor).where(col(ImagingStudy.uid) == study)
    if series:
        asked = asked.where(col(ImagingSeries.uid) == series)
    asked = asked.order_by(
        col(ImagingSeries.number),
        col(ImagingSeries.id),
        col(ImagingInstance.number),
        col(ImagingInstance.id),
    )
    store = archive.store(db)
    for found in db.execute(asked):
        yield _located(found, store)


def first(db: Session, actor: Actor, study: str, series: str = "") -> Located:
    """A picture that stands for a study or a series: from the middle. Raises NoSuchPicture."""
    found = [each for each in several(db, actor, study, series) if each.row.rows]
    if not found:
        raise NoSuchPicture
    run = [each for each in found if each.series == found[0].series]
    return run[len(run) // 2]
