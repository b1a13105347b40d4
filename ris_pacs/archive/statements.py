"""What the receipt asks of the database, written once (kernel/prepared.py): it runs for each
picture, some thousand times a second.
"""

from typing import Any

from sqlalchemy import bindparam, false, null, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel, col

from kernel.prepared import Prepared
from ris_pacs.archive.models import ImagingInstance, ImagingSeries, ImagingStudy

_LATER = ("received_digest", "received_syntax")  # nothing of it is known at the receipt


def _all_columns(of: type[SQLModel]) -> dict[str, Any]:
    columns = of.__table__.columns  # type: ignore[attr-defined]
    return {c.name: bindparam(c.name) for c in columns if c.name not in _LATER}


def _new(of: type[SQLModel]) -> dict[str, Prepared]:
    """An insert that answers the id, or nothing where the key is there already."""
    made = {}
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql)):
        table: Any = of
        put = dialect.insert(table).values(_all_columns(of))
        made[name] = Prepared(put.on_conflict_do_nothing().returning(table.id))
    return made


KNOWN = Prepared(
    select(
        col(ImagingInstance.id),
        col(ImagingInstance.digest),
        col(ImagingInstance.transfer_syntax),
        col(ImagingInstance.path),
        col(ImagingInstance.size),
        col(ImagingInstance.data_offset),
        col(ImagingInstance.damaged),
        col(ImagingInstance.received_digest),
        col(ImagingInstance.received_syntax),
    ).where(col(ImagingInstance.uid) == bindparam("uid_"))
)
STUDY = Prepared(
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
SERIES = Prepared(
    select(col(ImagingSeries.id)).where(
        col(ImagingSeries.study_id) == bindparam("study_"),
        col(ImagingSeries.uid) == bindparam("uid_"),
    )
)
GROW_STUDY = Prepared(
    update(ImagingStudy)
    .where(col(ImagingStudy.id) == bindparam("id_"))
    .values(
        instance_count=col(ImagingStudy.instance_count) + bindparam("count_"),
        size=col(ImagingStudy.size) + bindparam("size_"),
        changed_at=bindparam("now_"),
    )
)
DESCRIBE_STUDY = Prepared(
    update(ImagingStudy)
    .where(col(ImagingStudy.id) == bindparam("id_"))
    .values(
        series_count=bindparam("series_"),
        modalities=bindparam("modalities_"),
        mixed=bindparam("mixed_"),
    )
)
HEAL = Prepared(
    update(ImagingInstance)
    .where(col(ImagingInstance.id) == bindparam("id_"))
    .values(
        path=bindparam("path_"),
        size=bindparam("size_"),
        data_offset=bindparam("offset_"),
        digest=bindparam("digest_"),
        transfer_syntax=bindparam("syntax_"),
        received_digest=null(),
        received_syntax=null(),
        damaged=false(),
        checked_at=null(),
        indexed_at=null(),
        metadata_json=null(),
        frame_table=null(),
    )
)
GROW_SERIES = Prepared(
    update(ImagingSeries)
    .where(col(ImagingSeries.id) == bindparam("id_"))
    .values(
        instance_count=col(ImagingSeries.instance_count) + bindparam("count_"),
        size=col(ImagingSeries.size) + bindparam("size_"),
        changed_at=bindparam("now_"),
    )
)
PUT_INSTANCE = _new(ImagingInstance)
PUT_STUDY = _new(ImagingStudy)
PUT_SERIES = _new(ImagingSeries)
