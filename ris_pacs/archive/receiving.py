"""The index takes in what lies on the disk: one transaction for whatever came together.

A SOP Instance UID is kept once. The same data set again is a success that changes nothing; a
different one under the same UID is refused and written down (ris_conflict), the first stays.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from kernel import live
from kernel.access import SYSTEM, Actor
from kernel.clock import utc_now
from kernel.events import publish
from kernel.ids import new_id
from ris_pacs.archive import deciding, events, statements
from ris_pacs.archive.incoming import Ready, number, same_person
from ris_pacs.archive.models import ImagingConflict, InstanceState, StudyState

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
        statements.GROW_SERIES.run(db, grown)
        statements.GROW_STUDY.run(
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
    known = statements.KNOWN.first(db, uid_=file.instance["uid"])
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
    made = statements.PUT_INSTANCE[dialect].all(
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
        return _again(db, file, statements.KNOWN.first(db, uid_=file.instance["uid"]))
    if not same_person(file.study, study.dicom_id, study.name):
        study.mixed = True
    study.count += 1
    study.size += file.instance["size"]
    run[1] += 1
    run[2] += file.instance["size"]
    return _told(file, Outcome.STORED)


def _study(db: Session, file: Ready, actor: Actor, tries: int = 3) -> _Open:
    found = statements.STUDY.first(db, uid_=file.study["uid"])
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
    return _Open(
        study_id, said["dicom_patient_id"], said["dicom_patient_name"], set(), 0, False, new=True
    )


def _run(db: Session, file: Ready, study: _Open) -> Any:
    found = statements.SERIES.first(db, study_=study.id, uid_=file.series["uid"])
    if found is not None:
        return found.id
    made = statements.PUT_SERIES[db.get_bind().dialect.name].all(
        db, **file.series, study_id=study.id, instance_count=0, size=0
    )
    if not made:
        return statements.SERIES.first(db, study_=study.id, uid_=file.series["uid"]).id
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
