"""What the house's own pages ask: a patient's studies."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from his.patients import service as patients
from kernel import audit
from kernel.access import Actor, Requires
from kernel.db import Db
from kernel.routing import Router
from ris_pacs.archive import service as archive
from ris_pacs.archive.service import ImagingStudy, Wanted
from ris_pacs.web import viewer
from ris_pacs.web.permissions import VIEW
from ris_pacs.web.schemas import PatientStudiesOut, PatientStudyOut

router = Router(prefix="/pictures", tags=["ris_pacs.web"])

_MOST = 30


@router.get("/of-patient/{patient_id}")
def of_patient(
    patient_id: UUID, actor: Annotated[Actor, Depends(Requires(VIEW))], db: Db
) -> PatientStudiesOut:
    patient = patients.get(db, actor, patient_id)
    audit.read(db, ("patient", patient.id), "studies")
    found = archive.studies(db, actor, Wanted(patient_id=patient.id), limit=_MOST + 1)
    return PatientStudiesOut(
        items=[_shown(each) for each in found[:_MOST]],
        more=len(found) > _MOST,
        ohif=viewer.brought(),
    )


def _shown(of: ImagingStudy) -> PatientStudyOut:
    return PatientStudyOut(
        uid=of.uid,
        on=of.study_date,
        description=of.description,
        modalities=of.modalities.split(),
        accession=of.accession,
        series=of.series_count,
        pictures=of.instance_count,
        received_at=of.received_at,
    )
