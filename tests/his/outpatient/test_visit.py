"""A nurse measures, a doctor examines, codes and closes; afterwards only amendments."""

from decimal import Decimal as D

import pytest
from sqlmodel import Session

from his.cdr import service as cdr
from his.encounters import service as encounters
from his.encounters.errors import NotReadyToClose
from his.encounters.service import Disposition, Encounter, EncounterState
from his.outpatient import service, summary
from his.outpatient.diagnosing import Code
from his.outpatient.errors import (
    DiagnosesBreakRules,
    NothingChanged,
    TooManyMain,
    VisitNotClosed,
    VitalsNotPlausible,
)
from his.outpatient.models import DiagnosisKind, Outcome
from his.outpatient.service import Reading
from kernel.access import Actor
from kernel.errors import ChangedMeanwhile, Conflict
from tests.his import clinic, lists

MAIN, SECONDARY = DiagnosisKind.MAIN, DiagnosisKind.SECONDARY
WRITTEN = {
    "reason": "Đau họng",
    "organs": "Họng đỏ",
    "conclusion": "Viêm họng cấp",
    "outcome": Outcome.BETTER,
}


@pytest.fixture
def visit(db: Session, actor: Actor) -> Encounter:
    """A visit that a doctor has begun."""
    lists.diseases(db)
    found = clinic.visit(db, actor, clinic.build(db).p101)
    return encounters.begin(db, actor, found.id)


def measured(db: Session, actor: Actor, visit: Encounter) -> None:
    readings = {
        "pulse": Reading(D(80)),
        "temperature": Reading(D("37.2")),
        "systolic": Reading(D(120)),
        "diastolic": Reading(D(80)),
        "weight": Reading(D(60)),
        "height": Reading(D(165)),
    }
    service.measure(db, actor, visit.id, readings=readings)


def done(db: Session, actor: Actor, visit: Encounter) -> None:
    """Everything that the closing gate wants."""
    measured(db, actor, visit)
    service.write(db, actor, visit.id, version=0, texts=WRITTEN)
    service.diagnose(db, actor, visit.id, codes=[Code(MAIN, "J02.9")])


def test_vital_signs_are_facts_in_the_repository(
    db: Session, actor: Actor, visit: Encounter
) -> None:
    measured(db, actor, visit)

    facts = cdr.latest(db, visit.patient_id, ["8867-4", "39156-5"])
    assert (facts["8867-4"].number, facts["8867-4"].unit) == (D(80), "/min")
    assert facts["39156-5"].number == D("22.0")


def test_an_unusual_value_is_asked_about_once(db: Session, actor: Actor, visit: Encounter) -> None:
    odd = {"pulse": Reading(D(140))}
    with pytest.raises(VitalsNotPlausible) as asked:
        service.measure(db, actor, visit.id, readings=odd)
    assert asked.value.facts["can_confirm"] is True
    assert cdr.latest(db, visit.patient_id, ["8867-4"]) == {}

    written, _ = service.measure(db, actor, visit.id, readings=odd, confirmed=True)
    assert (written[0].number, written[0].flag) == (D(140), "H")


def test_an_impossible_value_is_never_kept(db: Session, actor: Actor, visit: Encounter) -> None:
    with pytest.raises(VitalsNotPlausible) as refused:
        service.measure(
            db, actor, visit.id, readings={"temperature": Reading(D(98))}, confirmed=True
        )
    assert refused.value.facts["can_confirm"] is False


def test_the_gate_names_everything_that_is_missing(
    db: Session, actor: Actor, visit: Encounter
) -> None:
    with pytest.raises(NotReadyToClose) as refused:
        service.close(db, actor, visit.id, disposition=Disposition.HOME)
    assert len(refused.value.facts["missing"]) == 6  # type: ignore[arg-type]

    done(db, actor, visit)
    service.close(db, actor, visit.id, disposition=Disposition.HOME)
    assert visit.state is EncounterState.CLOSED


def test_a_closed_visit_leaves_its_summary_in_the_record(
    db: Session, actor: Actor, visit: Encounter
) -> None:
    done(db, actor, visit)
    service.close(db, actor, visit.id, disposition=Disposition.HOME)

    [document], _ = cdr.documents(db, visit.patient_id)
    assert document.encounter_id == visit.id
    assert document.content["main"][0]["code"] == "J02.9"
    assert document.content["examination"]["conclusion"] == "Viêm họng cấp"


def test_closing_again_replaces_the_summary(db: Session, actor: Actor, visit: Encounter) -> None:
    done(db, actor, visit)
    service.close(db, actor, visit.id, disposition=Disposition.HOME)
    encounters.reopen(db, actor, visit.id, reason="thiếu bệnh kèm")
    codes = [Code(MAIN, "J02.9"), Code(SECONDARY, "I10")]
    service.diagnose(db, actor, visit.id, codes=codes)
    service.close(db, actor, visit.id, disposition=Disposition.HOME)

    [document], _ = cdr.documents(db, visit.patient_id)
    assert [d["code"] for d in document.content["secondary"]] == ["I10"]
    assert document.replaces is not None


def test_closing_again_leaves_what_others_filed_about_the_visit(
    db: Session, actor: Actor, visit: Encounter
) -> None:
    done(db, actor, visit)
    for kind, source in (("visit_summary", "lis"), ("referral", "his.outpatient")):
        cdr.file_document(
            db,
            actor,
            patient_id=visit.patient_id,
            encounter_id=visit.id,
            kind=kind,
            title="Giấy",
            source=source,
        )
    service.close(db, actor, visit.id, disposition=Disposition.HOME)
    encounters.reopen(db, actor, visit.id, reason="thiếu bệnh kèm")
    service.close(db, actor, visit.id, disposition=Disposition.HOME)

    found, _ = cdr.documents(db, visit.patient_id)
    assert len(found) == 3


def test_the_second_writer_is_told_and_nothing_is_lost(
    db: Session, actor: Actor, visit: Encounter
) -> None:
    first = service.write(db, actor, visit.id, version=0, texts=WRITTEN)
    service.write(db, actor, visit.id, version=first.version, texts={"plan": "Súc họng"})

    with pytest.raises(ChangedMeanwhile) as refused:
        service.write(db, actor, visit.id, version=1, texts={"plan": "Nghỉ ngơi"})
    assert refused.value.facts["present"]["plan"] == "Súc họng"  # type: ignore[index]


def test_a_womans_code_does_not_fit_a_man(db: Session, actor: Actor, visit: Encounter) -> None:
    from his.patients import service as patients

    patients.locked(db, actor, visit.patient_id).sex = patients.Sex.MALE
    with pytest.raises(DiagnosesBreakRules) as refused:
        service.diagnose(db, actor, visit.id, codes=[Code(MAIN, "Z34.9")])
    assert "Z34.9" in refused.value.detail.vi


def test_an_unknown_code_and_two_main_ones_are_refused(
    db: Session, actor: Actor, visit: Encounter
) -> None:
    with pytest.raises(DiagnosesBreakRules):
        service.diagnose(db, actor, visit.id, codes=[Code(MAIN, "Q99.9")])
    with pytest.raises(TooManyMain):
        service.diagnose(db, actor, visit.id, codes=[Code(MAIN, "I10"), Code(MAIN, "J02.9")])


def test_an_injury_without_its_cause_is_warned_of(
    db: Session, actor: Actor, visit: Encounter
) -> None:
    _, warnings = service.diagnose(db, actor, visit.id, codes=[Code(MAIN, "S52.50")])
    assert [w.rule for w in warnings] == ["external_cause"]

    codes = [Code(MAIN, "S52.50"), Code(DiagnosisKind.EXTERNAL_CAUSE, "W19")]
    _, warnings = service.diagnose(db, actor, visit.id, codes=codes)
    assert warnings == []


def test_a_removed_diagnosis_stays_with_the_time(
    db: Session, actor: Actor, visit: Encounter
) -> None:
    service.diagnose(db, actor, visit.id, codes=[Code(MAIN, "I10"), Code(SECONDARY, "E78.5")])
    service.diagnose(db, actor, visit.id, codes=[Code(MAIN, "I10")])

    assert [d.code for d in service.diagnoses(db, visit.id)] == ["I10"]


def test_an_open_visit_is_edited_and_a_closed_one_amended(
    db: Session, actor: Actor, visit: Encounter
) -> None:
    done(db, actor, visit)
    change = {"field": "conclusion", "value": "Viêm họng do virus", "reason": "có kết quả muộn"}
    written = service.examination(db, visit.id)
    assert written
    with pytest.raises(VisitNotClosed):
        service.amend(db, actor, visit.id, **change, version=written.version)

    service.close(db, actor, visit.id, disposition=Disposition.HOME)
    with pytest.raises(Conflict):
        service.write(db, actor, visit.id, version=written.version, texts={"plan": "khác"})
    service.amend(db, actor, visit.id, **change, version=written.version)
    with pytest.raises(NothingChanged):
        service.amend(db, actor, visit.id, **change, version=written.version)

    [kept] = service.amendments(db, visit.id)
    assert (kept.old, kept.new) == ("Viêm họng cấp", "Viêm họng do virus")


def test_the_summary_is_printed_and_its_copies_are_numbered(
    db: Session, actor: Actor, visit: Encounter
) -> None:
    from his.outpatient import permissions
    from kernel.printing import ReprintNotAllowed

    done(db, actor, visit)
    first = summary.print_summary(db, actor, visit.id, language="vi")
    assert first.pdf.startswith(b"%PDF")
    assert first.copy == 1

    with pytest.raises(ReprintNotAllowed):
        summary.print_summary(db, actor, visit.id, language="vi")
    allowed = Actor(actor.id, actor.name, frozenset({permissions.REPRINT.id}))
    assert summary.print_summary(db, allowed, visit.id, language="en").copy >= 2
