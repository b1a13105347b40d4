"""The re-visit paper books its time in the calendar; taken back, it gives the time back."""

from datetime import timedelta
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from his.appointments import permissions as may
from his.appointments import planning, revisit
from his.appointments.errors import SlotTaken
from his.appointments.service import AppointmentState, Schedule, of_patient
from his.encounters import service as encounters
from his.encounters.service import Encounter
from his.outpatient import paper_prints, papers, proposing, revisiting, service
from his.outpatient import permissions as writing
from his.outpatient.diagnosing import Code
from his.outpatient.models import DiagnosisKind
from his.outpatient.paper_models import Paper, VisitPaperKind
from his.patients.permissions import READ as READ_PATIENTS
from kernel.access import SYSTEM, Actor
from kernel.clock import LOCAL
from kernel.db import Database
from kernel.errors import NotAllowed
from tests.conftest import SignIn
from tests.his import clinic, lists
from tests.his.appointments.conftest import Book, plan_on, tomorrow, weekly

DOCTOR = Actor(uuid4(), "BS. Lan", frozenset({may.BOOK.id}))
AT = tomorrow(9, days=7)
CONTENT = papers.Revisit(on=(AT + timedelta(days=1)).date(), diagnosis="J02.9", room="Phòng khác")


def seen(db: Session, house: clinic.Clinic) -> Encounter:
    """A visit that is about to end."""
    lists.diseases(db)
    begun = encounters.begin(db, DOCTOR, clinic.visit(db, DOCTOR, house.p101).id)
    service.diagnose(db, DOCTOR, begun.id, codes=[Code(DiagnosisKind.MAIN, "J02.9")])
    return begun


@pytest.fixture
def visit(db: Session, house: clinic.Clinic) -> Encounter:
    return seen(db, house)


def issue(db: Session, visit: Encounter, plans: list[Schedule], actor: Actor = DOCTOR) -> Paper:
    wanted = revisiting.Wanted(plan_on(plans, AT).id, AT)
    return revisiting.issue(db, actor, visit.id, content=CONTENT, book=wanted)


def test_the_paper_takes_a_time_and_says_it(
    db: Session, visit: Encounter, plans: list[Schedule]
) -> None:
    paper = issue(db, visit, plans)

    [line], _ = of_patient(db, SYSTEM, visit.patient_id)
    assert (line.appointment.at, line.appointment.from_encounter_id) == (AT, visit.id)
    said = papers.content_of(paper)
    assert (said.on, said.at) == (AT.astimezone(LOCAL).date(), "09:00")
    assert (said.appointment, said.room) == (line.appointment.code, "Phòng khám Nội")
    printed = paper_prints.data(db, DOCTOR, paper, "vi")["content"]
    assert (printed["at"], printed["appointment"]) == ("09:00", line.appointment.code)


def test_a_taken_time_issues_no_paper(
    db: Session, visit: Encounter, plans: list[Schedule], book: Book
) -> None:
    book(AT)

    with pytest.raises(SlotTaken):
        issue(db, visit, plans)
    assert papers.of_encounter(db, visit.id) == []


def test_who_may_not_book_issues_the_day_only(
    db: Session, visit: Encounter, plans: list[Schedule]
) -> None:
    with pytest.raises(NotAllowed):
        issue(db, visit, plans, Actor(DOCTOR.id, DOCTOR.name))

    paper = revisiting.issue(db, DOCTOR, visit.id, content=CONTENT, book=None)
    assert (papers.content_of(paper).on, papers.content_of(paper).at) == (CONTENT.on, "")
    assert of_patient(db, SYSTEM, visit.patient_id)[0] == []


def test_what_was_booked_before_stands_on_the_paper(
    db: Session, visit: Encounter, plans: list[Schedule]
) -> None:
    booked = revisit.book(db, DOCTOR, visit, plan_on(plans, AT).id, AT)

    proposed = proposing.proposal(db, DOCTOR, visit.id, VisitPaperKind.REVISIT)
    day = AT.astimezone(LOCAL).date()
    assert (proposed["on"], proposed["room"]) == (day.isoformat(), "Phòng khám Nội")
    content = papers.Revisit(on=day, diagnosis="J02.9")
    paper = revisiting.issue(db, DOCTOR, visit.id, content=content, book=None)
    assert papers.content_of(paper).appointment == booked.code


def test_a_paper_taken_back_gives_its_time_back(
    db: Session, visit: Encounter, plans: list[Schedule]
) -> None:
    paper = issue(db, visit, plans)
    day = AT.astimezone(LOCAL).date()
    left = len(planning.free(db, first=day, last=day))

    papers.cancel(db, DOCTOR, paper.id, version=1, reason="đổi ngày")
    revisiting.cancelled(db, DOCTOR, paper, "đổi ngày")

    [line], _ = of_patient(db, SYSTEM, visit.patient_id)
    assert line.appointment.state is AppointmentState.CANCELLED
    assert len(planning.free(db, first=day, last=day)) == left + 1


def test_over_the_api_paper_and_time_are_one_press(database: Database, sign_in: SignIn) -> None:
    with database.write(DOCTOR) as db:
        house = clinic.build(db)
        visit = seen(db, house).id
        place = plan_on(weekly(db, DOCTOR, house.p101), AT).id
    doctor: TestClient = sign_in(
        writing.ISSUE, writing.READ, may.BOOK, READ_PATIENTS, name=DOCTOR.name, id=DOCTOR.id
    )
    body = {"kind": "revisit", "on": CONTENT.on.isoformat(), "diagnosis": "J02.9"}
    book = {"place": str(place), "at": AT.isoformat()}

    made = doctor.post(f"/api/outpatient/visits/{visit}/papers", json={**body, "book": book})
    assert made.status_code == 201, made.text
    assert made.json()["content"]["at"] == "09:00"
    gone = f"/api/outpatient/papers/{made.json()['id']}/cancellation"
    assert doctor.post(gone, json={"reason": "đổi ngày", "version": 1}).status_code == 200
    again = doctor.post(f"/api/outpatient/visits/{visit}/papers", json={**body, "book": book})
    assert again.status_code == 201, again.text
