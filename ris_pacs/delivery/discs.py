"""A disc of another house: quarantined, read, and taken in only after a person says whose."""

import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from his.patients import service as patients
from kernel import audit, live
from kernel.access import ACTING, Acting, Actor
from kernel.clock import utc_now
from kernel.db import Database, expect
from kernel.errors import NotFound
from kernel.ids import new_id
from ris_pacs.archive import service as archive
from ris_pacs.archive.service import ImagingStudy, Outcome, Ready
from ris_pacs.delivery import asking, errors
from ris_pacs.delivery.models import DiscState, OutsideDisc
from ris_pacs.web import service as web

TOPIC = "imaging.discs"
_MOST = 8 * 1_073_741_824
_FILES = 20_000
_SECONDS = 900.0
_AT_ONCE = 50


def _folder(database: Database) -> Path:
    if database.folder is None:
        raise RuntimeError("this database has no data folder")
    return database.folder / "outside-discs"


def bring(
    database: Database,
    actor: Actor,
    acting: Acting,
    chunks: Callable[[], bytes],
    *,
    came_from: str,
    file_name: str,
) -> UUID:
    """Piece by piece to the disk, unpacked by another process. Raises NoPicturesOnDisc,
    DiscTooLarge."""
    disc_id = new_id()
    parent = _folder(database)
    parent.mkdir(mode=0o700, exist_ok=True)
    came, folder = parent / f"{disc_id.hex}.came", parent / disc_id.hex
    digest, size = hashlib.sha256(), 0
    try:
        with came.open("wb") as file:
            while chunk := chunks():
                size += len(chunk)
                if size > _MOST:
                    raise _too_large()
                digest.update(chunk)
                file.write(chunk)
        job = {"work": "ris_pacs.delivery.reading:read", "path": str(came), "folder": str(folder)}
        try:
            said = json.loads(web.apart(job, seconds=_SECONDS))
        except web.CodecRefused as error:
            if "TooLarge" in str(error):
                raise _too_large() from error
            raise errors.NoPicturesOnDisc from error
    finally:
        came.unlink(missing_ok=True)
    if not said["taken"]:
        shutil.rmtree(folder, ignore_errors=True)
        raise errors.NoPicturesOnDisc
    with database.write(actor) as db:
        db.info[ACTING] = acting
        made = OutsideDisc(
            id=disc_id,
            came_from=came_from,
            file_name=file_name[-200:],
            size=size,
            sha256=digest.hexdigest(),
            studies=said["studies"],
            ignored=said["ignored"],
            state=DiscState.QUARANTINED,
            brought_by_name=actor.name,
            brought_at=utc_now(),
        )
        db.add(made)
        live.touch(db, TOPIC)
    return disc_id


def _too_large() -> errors.DiscTooLarge:
    return errors.DiscTooLarge(most=_MOST // 1_073_741_824, files=_FILES)


def get(db: Session, actor: Actor, disc_id: UUID, *, lock: bool = False) -> OutsideDisc:
    found = db.get(OutsideDisc, disc_id, with_for_update=True if lock else None)
    if found is None:
        raise NotFound
    if found.patient_id:
        patients.get(db, actor, found.patient_id)
    return found


def take(
    database: Database,
    actor: Actor,
    acting: Acting,
    disc_id: UUID,
    *,
    studies: Sequence[str],
    patient_id: UUID | None,
    code: str,
    birth: str,
    version: int,
) -> None:
    """Into the archive: for a patient whose two identifiers were compared, or, without one, to
    the list of those to be matched. Raises IdentityNotConfirmed, DiscIsDecided,
    DiscStudyIsAnothers."""
    with database.read() as db:
        disc = get(db, actor, disc_id)
        _standing(disc, version)
        confirmed = ""
        if patient_id is not None:
            patient = patients.get(db, actor, patient_id)
            confirmed = asking.confirmed(patient, code=code, birth=birth)
        wanted = [s for s in disc.studies if s["uid"] in studies]
        if not wanted:
            raise errors.NoPicturesOnDisc
        _not_anothers(db, actor, wanted, patient_id)
        source = f"CD {disc.came_from}"[:60]
    store = archive.store_of(database.folder)
    folder = _folder(database) / disc_id.hex
    ready: list[Ready] = []
    try:
        for name in (n for s in wanted for n in s["files"]):
            try:
                incoming = archive.take_file(store, _pieces(folder / name), source)
                ready.append(archive.prepare(store, incoming))
            except archive.NotDicom:
                continue
        with database.write(actor) as db:
            db.info[ACTING] = acting
            _not_anothers(db, actor, wanted, patient_id)
            disc = get(db, actor, disc_id, lock=True)
            _standing(disc, version)
            unwanted = _taken(db, actor, disc, ready, patient_id, confirmed)
    except BaseException:
        for each in ready:
            store.remove(each.instance["path"])
        raise
    for path in unwanted:
        store.remove(path)
    shutil.rmtree(folder, ignore_errors=True)


def _taken(
    db: Session,
    actor: Actor,
    disc: OutsideDisc,
    ready: list[Ready],
    patient_id: UUID | None,
    confirmed: str,
) -> list[str]:
    unwanted: list[str] = []
    stored = 0
    for start in range(0, len(ready), _AT_ONCE):
        kept = archive.keep_ready(db, ready[start : start + _AT_ONCE], actor)
        unwanted += archive.unwanted(kept)
        stored += sum(k.status is Outcome.STORED for k in kept)
    reason = f"Đĩa của {disc.came_from}"
    db.expire_all()
    for uid in {each.study["uid"] for each in ready}:
        study = db.exec(select(ImagingStudy).where(ImagingStudy.uid == uid)).one()
        # Numbers of another house mean nothing here: what the rule found by them does not hold.
        if study.patient_id is not None and study.patient_id != patient_id:
            archive.unmatch(db, actor, study.id, reason=reason)
        if patient_id is not None and study.patient_id != patient_id:
            archive.match(db, actor, study.id, patient_id=patient_id, reason=reason)
    disc.state, disc.taken, disc.confirmed = DiscState.TAKEN, stored, confirmed
    disc.patient_id = patient_id
    disc.decided_by_name, disc.decided_at = actor.name, utc_now()
    db.add(disc)
    if patient_id is not None:
        audit.record(db, "imaging.disc", "taken", ("patient", patient_id), disc=str(disc.id))
    live.touch(db, TOPIC)
    return unwanted


def refuse(
    database: Database, actor: Actor, acting: Acting, disc_id: UUID, *, reason: str, version: int
) -> None:
    """Nothing of it is kept. Raises DiscIsDecided."""
    with database.write(actor) as db:
        db.info[ACTING] = acting
        disc = get(db, actor, disc_id, lock=True)
        _standing(disc, version)
        disc.state, disc.reason = DiscState.REFUSED, reason
        disc.decided_by_name, disc.decided_at = actor.name, utc_now()
        live.touch(db, TOPIC)
    shutil.rmtree(_folder(database) / disc_id.hex, ignore_errors=True)


def _standing(disc: OutsideDisc, version: int) -> None:
    if disc.state is not DiscState.QUARANTINED:
        raise errors.DiscIsDecided
    expect(disc, version)


def _not_anothers(
    db: Session, actor: Actor, wanted: Sequence[dict[str, Any]], patient_id: UUID | None
) -> None:
    uids = {s["uid"] for s in wanted}
    asked = select(ImagingStudy).where(
        col(ImagingStudy.uid).in_(uids), col(ImagingStudy.patient_id).is_not(None)
    )
    for study in db.exec(asked):
        assert study.patient_id is not None
        holder = patients.get(db, actor, study.patient_id)
        if patient_id is None or holder.id != patients.get(db, actor, patient_id).id:
            raise errors.DiscStudyIsAnothers(code=holder.code)


def _pieces(path: Path) -> Any:
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            yield chunk
