"""The index takes in what lies on the disk: one transaction for whatever came together.

A SOP Instance UID is kept once. The same data set again is a success that changes nothing (unless
our file is damaged or lost: then it takes its place); a different one under the same UID is
refused and written down (ris_conflict), the first stays.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlmodel import Session

from kernel import live
from kernel.access import SYSTEM, Actor
from kernel.clock import utc_now
from kernel.events import publish
from kernel.ids import new_id
from ris_pacs.archive import deciding, duplicates, events, statements
from ris_pacs.archive.incoming import Ready, number, same_person
from ris_pacs.archive.models import (
    ImagingConflict,
    ImagingInstance,
    InstanceState,
    StudyState,
)
from ris_pacs.archive.remembering import Kept, Memory, Open, Outcome
from ris_pacs.archive.showing import store as store_of_session

TOPIC = "imaging"


def keep(
    db: Session, files: Sequence[Ready], actor: Actor = SYSTEM, memory: Memory | None = None
) -> list[Kept]:
    """All of them, or (where the transaction fails) none. The answers are in their order."""
    answers: dict[int, Kept] = {}
    known = Memory() if memory is None else memory.fresh()
    studies: dict[str, Open] = {}
    series: dict[tuple[str, str], list[Any]] = {}  # id, how many more, bytes more
    order = sorted(
        range(len(files)), key=lambda n: (files[n].study["uid"], files[n].instance["uid"])
    )
    for n in order:
        answers[n] = _one(db, files[n], studies, series, known, actor)
    _grow(db, studies, series)
    if any(s.new for s in studies.values()):
        live.touch(db, TOPIC)
    for uid, s in studies.items():
        known.studies[uid] = Open(s.id, s.dicom_id, s.name, None, 0, s.mixed)
    known.series.update((key, run[0]) for key, run in series.items())
    return [answers[n] for n in range(len(files))]


def _grow(db: Session, studies: dict[str, Open], series: dict[tuple[str, str], list[Any]]) -> None:
    now = utc_now()
    grown = [
        {"id_": i, "count_": count, "size_": size, "now_": now}
        for i, count, size in series.values()
        if count
    ]
    if not grown:
        return
    statements.GROW_SERIES.run(db, grown)
    added = [s for s in studies.values() if s.count]
    statements.GROW_STUDY.run(
        db, [{"id_": s.id, "count_": s.count, "size_": s.size, "now_": now} for s in added]
    )
    described = [
        {
            "id_": s.id,
            "series_": s.series_count,
            "modalities_": " ".join(sorted(s.modalities or ()))[:100],
            "mixed_": s.mixed,
        }
        for s in added
        if s.described
    ]
    if described:
        statements.DESCRIBE_STUDY.run(db, described)


def _one(
    db: Session,
    file: Ready,
    studies: dict[str, Open],
    series: dict[tuple[str, str], list[Any]],
    memory: Memory,
    actor: Actor,
) -> Kept:
    uid, key = file.study["uid"], (file.study["uid"], file.series["uid"])
    study, run = studies.get(uid), series.get(key)
    if study is None or run is None:
        remembered, its_run = memory.studies.get(uid), memory.series.get(key)
        if study is None and remembered is not None and its_run is not None:
            study = studies[uid] = remembered
            run = series[key] = [its_run, 0, 0]
        else:
            known = statements.KNOWN.first(db, uid_=file.instance["uid"])
            if known is not None:  # before a study or a series is begun for it
                return _again(db, file, known)
            if study is None:
                study = studies[uid] = _study(db, file, actor)
            run = series[key] = [_run(db, file, _described(db, file, study, actor)), 0, 0]
    made = statements.PUT_INSTANCE[db.get_bind().dialect.name].all(
        db,
        **file.instance,
        study_id=study.id,
        series_id=run[0],
        state=InstanceState.KEPT,
        indexed_at=None,
        checked_at=None,
        damaged=False,
        metadata_json=None,
        frame_table=None,
    )
    if not made:
        return _again(db, file, statements.KNOWN.first(db, uid_=file.instance["uid"]))
    if not study.mixed and not same_person(file.study, study.dicom_id, study.name):
        _described(db, file, study, actor).mixed = study.described = True
    study.count += 1
    study.size += file.instance["size"]
    run[1] += 1
    run[2] += file.instance["size"]
    return _told(file, Outcome.STORED)


def _described(db: Session, file: Ready, study: Open, actor: Actor) -> Open:
    """With what describes it, its row locked."""
    if study.modalities is None:
        now = _study(db, file, actor)
        study.modalities, study.series_count = now.modalities, now.series_count
        study.mixed = now.mixed
    return study


def _study(db: Session, file: Ready, actor: Actor, tries: int = 3) -> Open:
    found = statements.STUDY.first(db, uid_=file.study["uid"])
    if found is not None:
        return Open(
            found.id,
            found.dicom_patient_id,
            found.dicom_patient_name,
            set(found.modalities.split()),
            found.series_count,
            found.mixed,
        )
    owner = deciding.owner(db, file.study)
    made = statements.PUT_STUDY[db.get_bind().dialect.name].all(
        db,
        **file.study,
        patient_id=owner.patient_id if owner else None,
        order_id=owner.order_id if owner else None,
        site_id=owner.site_id if owner else None,
        modalities="",
        series_count=0,
        instance_count=0,
        size=0,
        mixed=False,
        state=StudyState.MATCHED if owner else StudyState.UNMATCHED,
        version=1,
    )
    if not made:  # another process was quicker, or the number is taken
        if tries == 0:
            raise RuntimeError("no room in the index for a study")
        file.study["number"] = number()
        return _study(db, file, actor, tries - 1)
    study_id = file.study["id"]
    publish(
        db,
        events.StudyArrived(
            study_id=study_id,
            patient_id=owner.patient_id if owner else None,
            order_id=owner.order_id if owner else None,
            actor=actor,
        ),
    )
    if owner:
        deciding.by_rule(db, actor, study_id, owner)
    said = file.study
    return Open(
        study_id, said["dicom_patient_id"], said["dicom_patient_name"], set(), 0, False, new=True
    )


def _run(db: Session, file: Ready, study: Open) -> Any:
    found = statements.SERIES.first(db, study_=study.id, uid_=file.series["uid"])
    if found is not None:
        return found.id
    made = statements.PUT_SERIES[db.get_bind().dialect.name].all(
        db, **file.series, study_id=study.id, instance_count=0, size=0
    )
    if not made:
        return statements.SERIES.first(db, study_=study.id, uid_=file.series["uid"]).id
    study.series_count += 1
    study.described = True
    if file.series["modality"] and study.modalities is not None:
        study.modalities.add(file.series["modality"])
    return made[0].id


def _again(db: Session, file: Ready, known: Any) -> Kept:
    store, came = store_of_session(db), file.instance
    if duplicates.same(store, known, file):
        if duplicates.there(store, known):
            return _told(file, Outcome.DUPLICATE_SAME, unwanted=came["path"])
        healed = {
            "id_": known.id,
            "path_": came["path"],
            "size_": came["size"],
            "offset_": came["data_offset"],
            "digest_": came["digest"],
            "syntax_": came["transfer_syntax"],
        }
        statements.HEAL.run(db, [healed])
        return _told(file, Outcome.DUPLICATE_SAME, unwanted=known.path)
    note(
        db,
        uid=came["uid"],
        study_uid=file.study["uid"],
        source=came["source"],
        digest=came["digest"],
        size=came["size"],
        why="differs",
    )
    return _told(file, Outcome.DUPLICATE_DIFFERS, why="differs", unwanted=came["path"])


def lost(db: Session, instance_id: UUID) -> None:
    """Its file did not come to the disk after all: shown as damaged till it is sent again."""
    row = db.get(ImagingInstance, instance_id, with_for_update=True)
    if row is not None:
        row.damaged = True
        db.add(row)


def note(
    db: Session, *, uid: str, study_uid: str, source: str, digest: str, size: int, why: str
) -> None:
    """Write down what was refused."""
    row = {
        "id": new_id(),
        "at": utc_now(),
        "uid": uid[:64],
        "study_uid": study_uid[:64],
        "source": source[:60],
        "digest": digest,
        "size": size,
        "why": why[:40],
    }
    db.execute(insert(ImagingConflict), [row])


def _told(file: Ready, status: Outcome, why: str = "", unwanted: str = "") -> Kept:
    return Kept(
        file.instance["uid"],
        file.instance["sop_class"],
        file.study["uid"],
        file.series["uid"],
        status,
        why,
        unwanted,
    )


def unwanted(kept: Iterable[Kept]) -> list[str]:
    """Files to remove once the transaction has ended."""
    return [each.unwanted for each in kept if each.unwanted]
