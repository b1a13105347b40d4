"""Rejection notes of other systems (IHE IOCM): a key object document that names pictures and says
why they are not to be seen. The pictures stay where they are; readers are not shown them.

Which reasons count is a rule of the house (`HIDES`); whoever is not sure leaves a note unheeded.
"""

from typing import Any

from sqlmodel import Session, col, select

from his.admin import service as admin
from kernel import audit, logs
from kernel.access import SYSTEM
from kernel.events import publish
from ris_pacs.archive import correcting, events
from ris_pacs.archive.models import ImagingInstance, ImagingStudy, InstanceState
from ris_pacs.archive.settings import HEED
from ris_pacs.archive.stores import LocalStore

KEY_OBJECT = "1.2.840.10008.5.1.4.1.1.88.59"
REASONS = {
    "113001": "rejected for quality",
    "113037": "rejected for patient safety",
    "113038": "incorrect modality worklist entry",
    "113039": "data retention policy expired",
}
_MOST = 20_000
_PARTS = 500


def read(store: LocalStore, row: ImagingInstance) -> tuple[str, list[str]] | None:
    """(reason, instance UIDs), if the document is such a note."""
    from pydicom import dcmread

    try:
        found = dcmread(store.local(row.path), stop_before_pixels=True)
        title = found.ConceptNameCodeSequence[0]
        code = str(title.CodeValue)
        if code not in REASONS or str(title.CodingSchemeDesignator) != "DCM":
            return None
        return code, [
            str(item.ReferencedSOPInstanceUID)
            for study in found.CurrentRequestedProcedureEvidenceSequence
            for run in study.ReferencedSeriesSequence
            for item in run.ReferencedSOPSequence
        ][:_MOST]
    except Exception as error:  # noqa: BLE001 (pydicom raises whatever it met; other documents too)
        logs.log.info("no_rejection_note", id=str(row.id), error=type(error).__name__)
        return None


def heed(db: Session, store: LocalStore, row: ImagingInstance) -> int:
    """Take the pictures that a note names out of sight, and the note with them; how many."""
    told = read(store, row)
    if told is None or not admin.parameter(db, HEED.id):
        return 0
    code, uids = told
    rows: list[Any] = []
    for start in range(0, len(uids), _PARTS):
        asked = select(ImagingInstance).where(
            col(ImagingInstance.uid).in_(uids[start : start + _PARTS]),
            ImagingInstance.study_id == row.study_id,
            ImagingInstance.state == InstanceState.KEPT,
        )
        rows += db.exec(asked).all()
    if not rows:
        return 0
    ids = [each.id for each in rows]
    correcting.turn(db, [*ids, row.id], InstanceState.REJECTED)
    db.flush()
    study: ImagingStudy = correcting.recount(db, row.study_id)
    facts = {"study": study.uid, "source": row.source, "pictures": len(ids)}
    audit.record(db, "reject", REASONS[code], ("patient", study.patient_id or ""), **facts)
    publish(
        db,
        events.RejectionNoted(
            study_id=study.id,
            study_uid=study.uid,
            patient_id=study.patient_id,
            order_id=study.order_id,
            note_uid=row.uid,
            code=code,
            reason=REASONS[code],
            source=row.source,
            instance_ids=tuple(ids),
            uids=tuple(each.uid for each in rows),
            actor=SYSTEM,
        ),
    )
    return len(ids)
