"""What goes out of a study: its files, with the house's names laid over where they differ."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from ris_pacs.archive import service as archive
from ris_pacs.archive.service import ImagingInstance, ImagingStudy, LocalStore
from ris_pacs.dicom import coercing
from ris_pacs.dicom.requesting import Sending


def over(study: ImagingStudy, overlay: Mapping[str, Any]) -> Mapping[int, str] | None:
    """What has to be laid over its files; None where they say it already."""
    if study.patient_id is None:
        return None
    told = coercing.wanted(overlay)
    came = {
        0x00080050: study.accession,
        0x00100010: study.dicom_patient_name,
        0x00100020: study.dicom_patient_id,
        0x00100030: study.birth_date.replace("-", ""),
        0x00100040: study.sex,
    }
    differs = study.mixed or any(text and text != came.get(tag) for tag, text in told.items())
    return told if differs else None


def sending(store: LocalStore, row: ImagingInstance, over: Mapping[int, str] | None) -> Sending:
    return Sending(
        store.local(row.path), row.data_offset, row.sop_class, row.uid, row.transfer_syntax, over
    )


def of_study(db: Session, study: ImagingStudy) -> list[Sending]:
    """Every file of it, in the order of their ids (the same at each try)."""
    store, laid = archive.store(db), over(study, archive.overlays(db, [study])[study.id])
    rows = sorted(archive.instances(db, study), key=lambda row: row.id)
    return [sending(store, row, laid) for row in rows]
