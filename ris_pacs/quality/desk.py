"""A study on the quality desk: what the house knows beside what its files say."""

import json
from typing import Any

from sqlmodel import Session, select

from his.orders.service import Order
from his.patients import service as patients
from kernel.access import Actor
from ris_pacs.archive import service as archive
from ris_pacs.archive.service import ImagingInstance, ImagingStudy, InstanceState
from ris_pacs.quality import correcting
from ris_pacs.quality.errors import CorrectionFailed
from ris_pacs.quality.schemas import CorrectionPersonOut, DeskSeriesOut
from ris_pacs.web import service as web

_SECONDS = 120.0


def compared(db: Session, actor: Actor, of: ImagingStudy) -> dict[str, Any]:
    patient = patients.get(db, actor, of.patient_id) if of.patient_id else None
    order = db.get(Order, of.order_id) if of.order_id else None
    whole = patient.birth if patient and len(patient.birth or "") == 10 else ""
    return {
        "study_id": of.id,
        "uid": of.uid,
        "patient": CorrectionPersonOut(id=patient.id, code=patient.code, name=patient.name)
        if patient
        else None,
        "patient_birth": (patient.birth or "") if patient else "",
        "order_code": order.code if order else "",
        "order_service": order.service_name if order else "",
        "accession": of.accession,
        "said_name": of.dicom_patient_name,
        "said_code": of.dicom_patient_id,
        "said_birth": of.birth_date,
        "study_date": of.study_date,
        "description": of.description,
        "name_agrees": bool(patient and archive.names_agree(of.dicom_patient_name, patient.name)),
        "birth_agrees": bool(whole and whole == of.birth_date),
        "mixed": of.mixed,
        "reported": correcting.reported(db, of),
        "series": [_series(each) for each in archive.series(db, of)],
    }


def _series(of: archive.ImagingSeries) -> DeskSeriesOut:
    said = json.loads(of.attributes or "{}")
    side = (said.get("00200060", {}).get("Value") or [""])[0]
    return DeskSeriesOut(
        uid=of.uid,
        number=of.number,
        modality=of.modality,
        description=of.description,
        body_part=of.body_part,
        laterality=str(side),
        pictures=of.instance_count,
    )


def people(db: Session, of: ImagingStudy) -> list[dict[str, Any]]:
    """Raises CorrectionFailed."""
    store = archive.store(db)
    asked = select(ImagingInstance).where(
        ImagingInstance.study_id == of.id, ImagingInstance.state == InstanceState.KEPT
    )
    files = [(row.uid, str(store.local(row.path))) for row in db.exec(asked)]
    job = {"work": "ris_pacs.quality.deriving:people", "files": files}
    try:
        found: list[dict[str, Any]] = json.loads(web.apart(job, seconds=_SECONDS))
    except web.CodecRefused as error:
        raise CorrectionFailed(why=str(error)[:200]) from error
    return found
