"""A closed visit leaves its summary in the record."""

from sqlmodel import Session

from his.cdr import service as cdr
from his.encounters.events import EncounterClosed
from his.outpatient import summary
from his.outpatient.measuring import SOURCE

KIND = "visit_summary"


def file_summary(db: Session, event: EncounterClosed) -> None:
    """Each closing files the summary; after a reopening the newer one replaces the older."""
    content = summary.of(db, event.actor, event.encounter_id)
    older = cdr.documents_of(db, event.encounter_id, source=SOURCE, kind=KIND)
    cdr.file_document(
        db,
        event.actor,
        patient_id=event.patient_id,
        encounter_id=event.encounter_id,
        kind=KIND,
        title=f"Phiếu khám bệnh {content['encounter']['code']}",
        content=content,
        source=SOURCE,
        replaces=older[0].id if older else None,
    )
