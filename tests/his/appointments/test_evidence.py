"""What the claims of reception, queue, appointments and card rest on, shown in a small clinic."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlmodel import Session

from his.appointments import evidence as appointments
from his.encounters import evidence as encounters
from his.encounters.events import EncounterOpened, StepDone, StepWanted
from his.patients import evidence as patients
from his.queue import evidence as queue
from kernel.assembly import Assembly
from kernel.events import ASSEMBLY, Event
from kernel.module import Claim, Demonstrated, Finding, InUse, Verdict
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


def _deaf(db: Session, module_id: str, heard: type[Event]) -> None:
    """The house goes on, but this module does not hear of that any more."""
    whole: Assembly = db.info[ASSEMBLY]
    modules = tuple(
        replace(m, listens={e: h for e, h in m.listens.items() if e is not heard})
        if m.id == module_id
        else m
        for m in whole.modules
    )
    db.info[ASSEMBLY] = replace(whole, modules=modules)


@pytest.mark.parametrize(
    ("module_id", "heard", "shows"),
    [
        ("his.queue", StepWanted, queue.one_number_leads_through_the_house),
        ("his.queue", StepDone, queue.one_number_leads_through_the_house),
        ("his.appointments", EncounterOpened, appointments.a_time_is_booked_reminded_of_and_kept),
    ],
)
def test_what_is_broken_is_not_shown(
    db: Session, module_id: str, heard: type[Event], shows: Callable[[Session], Finding]
) -> None:
    clinic.build(db)
    whole = db.info[ASSEMBLY]
    _deaf(db, module_id, heard)
    try:
        assert shows(db).verdict in (Verdict.NOT_MET, Verdict.NOT_REVIEWED)
    finally:
        db.info[ASSEMBLY] = whole
