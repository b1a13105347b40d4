"""A closed visit leaves its summary in the record."""

from sqlmodel import Session

from his.cdr import service as cdr
from his.encounters.events import EncounterClosed
from his.outpatient import summary
from his.outpatient.measuring import SOURCE


def file_summary(db: Session, event: EncounterClosed) -> None:
    """Each closing files the summary; after a reopening the newer one replaces the older."""
    content = summary.of(db, event.actor, event.encounter_id)
    older, _ = cdr.documents(db, event.patient_id, limit=200)
    replaced = next(
        (d.id for d in older if d.encounter_id == event.encounter_id and d.source == SOURCE), None
    )
    cdr.file_document(
        db,
        event.actor,
        patient_id=event.patient_id,
        encounter_id=event.encounter_id,
        kind="visit_summary",
        title=f"Phiếu khám bệnh {content['encounter']['code']}",
        content=content,
        source=SOURCE,
        replaces=replaced,
    )
