"""The index takes in what lies on the disk: one transaction for whatever came together.

A SOP Instance UID is kept once. The same data set again is a success that changes nothing; a
different one under the same UID is refused and written down (ris_conflict), the first stays.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, col

from kernel import live
from kernel.access import SYSTEM, Actor
from kernel.clock import utc_now
from kernel.events import publish
from kernel.ids import new_id
from kernel.prepared import Prepared
from ris_pacs.archive import deciding, events
from ris_pacs.archive.incoming import Ready, same_person
from ris_pacs.archive.models import (
    ImagingConflict,
    ImagingInstance,
    ImagingSeries,
    ImagingStudy,
    InstanceState,
    StudyState,
)

TOPIC = "imaging"


class Outcome(StrEnum):
    """What became of an object."""

    STORED = "stored"
    DUPLICATE_SAME = "duplicate_same"
    DUPLICATE_DIFFERS = "duplicate_differs"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Kept:
    """One object's outcome; `unwanted` is a path whose file nobody needs any more."""

    uid: str
    sop_class: str
    study_uid: str
    series_uid: str
    status: Outcome
    why: str = ""
    unwanted: str = ""


def _all_columns(of: type[SQLModel]) -> dict[str, Any]:
    return {c.name: bindparam(c.name) for c in of.__table__.columns}  # type: ignore[attr-defined]


def _new(of: type[SQLModel], key: str) -> dict[str, Prepared]:
    """An insert that answers the id, or nothing where the key is there already."""
    made = {}
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql)):
        table: Any = of
        put = dialect.insert(table).values(_all_columns(of))
        made[name] = Prepared(put.on_conflict_do_nothing().returning(table.id))
    return made


_KNOWN = Prepared(
    select(col(ImagingInstance.digest), col(ImagingInstance.transfer_syntax)).where(
        col(ImagingInstance.uid) == bindparam("uid_")
    )
)
_STUDY = Prepared(
    select(
        col(ImagingStudy.id),
        col(ImagingStudy.dicom_patient_id),
        col(ImagingStudy.dicom_patient_name),
        col(ImagingStudy.modalities),
        col(ImagingStudy.series_count),
        col(ImagingStudy.mixed),
    )
    .where(col(ImagingStudy.uid) == bindparam("uid_"))
    .with_for_update()
)
_SERIES = Prepared(
    select(col(ImagingSeries.id)).where(
        col(ImagingSeries.study_id) == bindparam("study_"),
        col(ImagingSeries.uid) == bindparam("uid_"),
    )
)
_GROW_STUDY = Prepared(
    update(ImagingStudy)
    .where(col(ImagingStudy.id) == bindparam("id_"))
    .values(
        instance_count=col(ImagingStudy.instance_count) + bindparam("count_"),
        size=col(ImagingStudy.size) + bindparam("size_"),
        series_count=bindparam("series_"),
        modalities=bindparam("modalities_"),
        mixed=bindparam("mixed_"),
        changed_at=bindparam("now_"),
    )
)
_GROW_SERIES = Prepared(
    update(ImagingSeries)
    .where(col(ImagingSeries.id) == bindparam("id_"))
    .values(
        instance_count=col(ImagingSeries.instance_count) + bindparam("count_"),
        size=col(ImagingSeries.size) + bindparam("size_"),
        changed_at=bindparam("now_"),
    )
)
_PUT_INSTANCE = _new(ImagingInstance, "uid")
_PUT_STUDY = _new(ImagingStudy, "uid")
_PUT_SERIES = _new(ImagingSeries, "uid")


@dataclass(slots=True)
class _Open:
    """A study that this transaction adds to."""

    id: Any
    dicom_id: str
    name: str
    modalities: set[str]
    series_count: int
    mixed: bool
    count: int = 0
    size: int = 0
    new: bool = False


def keep(db: Session, files: Sequence[Ready], actor: Actor = SYSTEM) -> list[Kept]:
    """All of them, or (where the transaction fails) none. The answers are in their order."""
    answers: dict[int, Kept] = {}
    studies: dict[str, _Open] = {}
    series: dict[tuple[str, str], list[Any]] = {}  # id, how many more, bytes more
    order = sorted(
        range(len(files)), key=lambda n: (files[n].study["uid"], files[n].instance["uid"])
    )
    for n in order:
        answers[n] = _one(db, files[n], studies, series, actor)
    now = utc_now()
    grown = [
        {"id_": i, "count_": count, "size_": size, "now_": now}
        for i, count, size in series.values()
        if count
    ]
    if grown:
        _GROW_SERIES.run(db, grown)
        _GROW_STUDY.run(
            db,
            [
                {
                    "id_": s.id,
                    "count_": s.count,
                    "size_": s.size,
                    "series_": s.series_count,
                    "modalities_": " ".join(sorted(s.modalities))[:100],
                    "mixed_": s.mixed,
                    "now_": now,
                }
                for s in studies.values()
                if s.count
            ],
        )
    if any(s.new for s in studies.values()):
        live.touch(db, TOPIC)
    return [answers[n] for n in range(len(files))]


def _one(
    db: Session,
    file: Ready,
    studies: dict[str, _Open],
    series: dict[tuple[str, str], list[Any]],
    actor: Actor,
) -> Kept:
    known = _KNOWN.first(db, uid_=file.instance["uid"])
    if known is not None:
        return _again(db, file, known)
    study = studies.get(file.study["uid"])
    if study is None:
        study = studies[file.study["uid"]] = _study(db, file, actor)
    key = (file.study["uid"], file.series["uid"])
    run = series.get(key)
    if run is None:
        run = series[key] = [_run(db, file, study), 0, 0]
    dialect = db.get_bind().dialect.name
    made = _PUT_INSTANCE[dialect].all(
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
    if not made:  # another process was quicker
        return _again(db, file, _KNOWN.first(db, uid_=file.instance["uid"]))
    if not same_person(file.study, study.dicom_id, study.name):
        study.mixed = True
    study.count += 1
    study.size += file.instance["size"]
    run[1] += 1
    run[2] += file.instance["size"]
    return _told(file, Outcome.STORED)


def _study(db: Session, file: Ready, actor: Actor) -> _Open:
    found = _STUDY.first(db, uid_=file.study["uid"])
    if found is not None:
        return _Open(
            found.id,
            found.dicom_patient_id,
            found.dicom_patient_name,
            set(found.modalities.split()),
            found.series_count,
            found.mixed,
        )
    owner = deciding.owner(db, file.study)
    made = _PUT_STUDY[db.get_bind().dialect.name].all(
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
    if not made:
        return _study(db, file, actor)
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
    return _Open(
        study_id, said["dicom_patient_id"], said["dicom_patient_name"], set(), 0, False, new=True
    )


def _run(db: Session, file: Ready, study: _Open) -> Any:
    found = _SERIES.first(db, study_=study.id, uid_=file.series["uid"])
    if found is not None:
        return found.id
    made = _PUT_SERIES[db.get_bind().dialect.name].all(
        db, **file.series, study_id=study.id, instance_count=0, size=0
    )
    if not made:
        return _SERIES.first(db, study_=study.id, uid_=file.series["uid"]).id
    study.series_count += 1
    if file.series["modality"]:
        study.modalities.add(file.series["modality"])
    return made[0].id


def _again(db: Session, file: Ready, known: Any) -> Kept:
    same = known.digest == file.instance["digest"]
    if same and known.transfer_syntax == file.instance["transfer_syntax"]:
        return _told(file, Outcome.DUPLICATE_SAME, unwanted=file.instance["path"])
    note(
        db,
        uid=file.instance["uid"],
        study_uid=file.study["uid"],
        source=file.instance["source"],
        digest=file.instance["digest"],
        size=file.instance["size"],
        why="differs",
    )
    return _told(file, Outcome.DUPLICATE_DIFFERS, why="differs", unwanted=file.instance["path"])


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
