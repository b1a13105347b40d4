"""Papers that leave with the patient: what they need, their numbers, taking them back."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal as D
from uuid import UUID

import pytest
from sqlmodel import Session

from his.encounters import service as encounters
from his.encounters.service import Disposition, Encounter
from his.outpatient import paper_prints, papers, proposing, service
from his.outpatient.diagnosing import Code
from his.outpatient.errors import (
    NoMainDiagnosis,
    PaperAlreadyIssued,
    PaperCancelled,
    PaperNeeded,
    PregnancyEndedWithoutReason,
    RevisitNotLater,
    SickLeaveNotFromVisit,
    SickLeaveTooLong,
)
from his.outpatient.models import DiagnosisKind, Outcome
from his.outpatient.paper_models import VisitPaperKind
from kernel.access import Actor
from kernel.clock import today
from kernel.db import Database
from tests.his import clinic, lists

LEAVE = papers.SickLeave(
    diagnosis="J02.9 Viêm họng cấp",
    treatment="Nghỉ ngơi",
    from_day=today(),
    to_day=today() + timedelta(days=2),
    workplace="Công ty thử",
    insurance_no="0123456789",
)
TRANSFER = papers.Transfer(
    to_code="79014",
    to_name="Bệnh viện thử",
    signs="Sốt cao",
    course="Sốt 3 ngày",
    results="Bạch cầu tăng",
    diagnosis="J02.9",
    treatment="Hạ sốt",
    condition="Tỉnh",
    reason="2",
    plan="Nhập viện",
)


@pytest.fixture
def visit(db: Session, actor: Actor) -> Encounter:
    lists.diseases(db)
    found = clinic.visit(db, actor, clinic.build(db).p101)
    begun = encounters.begin(db, actor, found.id)
    service.diagnose(db, actor, begun.id, codes=[Code(DiagnosisKind.MAIN, "J02.9")])
    return begun


def test_a_paper_needs_a_diagnosis(db: Session, actor: Actor, visit: Encounter) -> None:
    service.diagnose(db, actor, visit.id, codes=[])
    with pytest.raises(NoMainDiagnosis):
        papers.issue(db, actor, visit.id, content=LEAVE)


def test_numbers_of_a_kind_have_no_gap_and_a_cancelled_one_stays_used(
    db: Session, actor: Actor, visit: Encounter
) -> None:
    first = papers.issue(db, actor, visit.id, content=LEAVE)
    with pytest.raises(PaperAlreadyIssued):
        papers.issue(db, actor, visit.id, content=LEAVE)
    papers.cancel(db, actor, first.id, version=first.version, reason="sai ngày")
    with pytest.raises(PaperCancelled):
        papers.cancel(db, actor, first.id, version=first.version, reason="sai ngày")
    second = papers.issue(db, actor, visit.id, content=LEAVE)
    transfer = papers.issue(db, actor, visit.id, content=TRANSFER)

    assert second.number == first.number + 1
    assert transfer.number == 1
    assert [p.id for p in papers.of_encounter(db, visit.id)] == [first.id, second.id, transfer.id]


def test_whoever_claims_reads_the_paper_that_stands(
    db: Session, actor: Actor, visit: Encounter
) -> None:
    assert service.sick_leave_of(db, visit.id) is None
    papers.issue(db, actor, visit.id, content=LEAVE)
    papers.issue(db, actor, visit.id, content=TRANSFER)
    revisit = papers.Revisit(on=today() + timedelta(days=30), diagnosis="J02.9")
    papers.issue(db, actor, visit.id, content=revisit)

    leave = service.sick_leave_of(db, visit.id)
    assert leave
    assert (leave.content, leave.content.days) == (LEAVE, 3)
    assert (leave.code, leave.doctor_id) == (f"NO{today():%y}000001", actor.id)
    transfer, again = service.transfer_of(db, visit.id), service.revisit_of(db, visit.id)
    assert transfer
    assert transfer.content == TRANSFER
    assert again
    assert again.content.on == today() + timedelta(days=30)


def test_a_sick_leave_keeps_to_the_days_that_the_rule_permits(
    db: Session, actor: Actor, visit: Encounter
) -> None:
    def issue(**change: object) -> None:
        papers.issue(db, actor, visit.id, content=replace(LEAVE, **change))  # type: ignore[arg-type]

    with pytest.raises(SickLeaveTooLong):
        issue(to_day=today() + timedelta(days=30))
    with pytest.raises(SickLeaveTooLong):
        issue(to_day=today() - timedelta(days=1))
    with pytest.raises(SickLeaveNotFromVisit):
        issue(from_day=today() - timedelta(days=1))
    with pytest.raises(PregnancyEndedWithoutReason):
        issue(pregnancy_ended=True)
    issue(
        pregnancy_ended=True,
        pregnancy_reason="Sẩy thai",
        gestation_weeks=14,
        to_day=today() + timedelta(days=49),
    )


def test_a_revisit_lies_after_the_visit(db: Session, actor: Actor, visit: Encounter) -> None:
    with pytest.raises(RevisitNotLater):
        papers.issue(db, actor, visit.id, content=papers.Revisit(on=today(), diagnosis="x"))


def test_a_transfer_needs_its_paper_before_the_visit_ends(
    db: Session, actor: Actor, visit: Encounter
) -> None:
    texts = {
        "reason": "Đau",
        "organs": "x",
        "conclusion": "Nặng",
        "outcome": Outcome.WORSE,
    }
    service.write(db, actor, visit.id, version=0, texts=texts)
    readings = {"pulse": service.Reading(D(80))}
    service.measure(db, actor, visit.id, readings=readings)
    with pytest.raises(PaperNeeded) as refused:
        service.close(db, actor, visit.id, disposition=Disposition.REFERRED)
    assert "giấy chuyển" in refused.value.detail.vi

    papers.issue(db, actor, visit.id, content=TRANSFER)
    service.close(db, actor, visit.id, disposition=Disposition.REFERRED)


@pytest.mark.parametrize("kind", list(VisitPaperKind))
def test_a_proposal_knows_what_the_record_knows_and_each_kind_prints(
    db: Session, actor: Actor, visit: Encounter, kind: VisitPaperKind
) -> None:
    proposed = proposing.proposal(db, actor, visit.id, kind)
    assert "J02.9" in proposed["diagnosis"]

    contents: dict[VisitPaperKind, papers.Content] = {
        VisitPaperKind.ADMISSION: papers.Admission(
            department="Nội", reason="Sốt cao", diagnosis="J02.9"
        ),
        VisitPaperKind.TRANSFER: TRANSFER,
        VisitPaperKind.SICK_LEAVE: LEAVE,
        VisitPaperKind.REVISIT: papers.Revisit(on=today() + timedelta(days=7), diagnosis="J02.9"),
    }
    content = contents[kind]
    assert set(proposed) <= {*papers.kept(content)}
    paper = papers.issue(db, actor, visit.id, content=content)
    printed = paper_prints.printed(db, actor, paper.id, language="vi")
    assert printed.pdf.startswith(b"%PDF")


def test_twenty_doctors_at_once_get_numbers_without_a_gap(database: Database, actor: Actor) -> None:
    with database.write(actor) as db:
        lists.diseases(db)
        room = clinic.build(db).p101
        visits = [clinic.visit(db, actor, room).id for _ in range(20)]
        for each in visits:
            encounters.begin(db, actor, each)
            service.diagnose(db, actor, each, codes=[Code(DiagnosisKind.MAIN, "J02.9")])
    numbers: list[int] = []

    def issue(visit: UUID) -> None:
        with database.write(actor) as db:
            numbers.append(papers.issue(db, actor, visit, content=LEAVE).number)

    with ThreadPoolExecutor(20) as pool:
        for done in [pool.submit(issue, each) for each in visits]:
            done.result()
    assert sorted(numbers) == list(range(1, 21))
