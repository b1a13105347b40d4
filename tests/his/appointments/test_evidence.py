"""What the claims of reception, queue, appointments and card rest on, shown in a small clinic."""

import pytest
from sqlmodel import Session

from his.appointments import evidence as appointments
from his.encounters import evidence as encounters
from his.patients import evidence as patients
from his.queue import evidence as queue
from kernel.module import Claim, Demonstrated, InUse, Verdict
from tests.his import clinic

CLAIMS = (*patients.CLAIMS, *encounters.CLAIMS, *queue.CLAIMS, *appointments.CLAIMS)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda c: c.because.en[:30])
def test_what_is_claimed_is_shown_in_a_clinic_with_rooms(db: Session, claim: Claim) -> None:
    clinic.build(db)
    for each in claim.evidence:
        if isinstance(each, Demonstrated):
            found = each.by(db)
            assert found.verdict in (Verdict.MET, Verdict.NOT_REVIEWED), found.says.en
            assert found.verdict is Verdict.MET or "time" in found.says.en
        if isinstance(each, InUse):
            assert each.by(db).verdict in (Verdict.MET, Verdict.NOT_REVIEWED)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda c: c.because.en[:30])
def test_in_an_empty_house_nothing_is_claimed_to_be_in_use(db: Session, claim: Claim) -> None:
    for each in claim.evidence:
        if isinstance(each, InUse):
            assert each.by(db).verdict is Verdict.NOT_REVIEWED
