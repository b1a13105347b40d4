"""The whole way of a prescription: written, warned of, signed, printed, taken back."""

import re
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from his.cdr import service as cdr
from his.prescribing import alerts, paper, permissions, service
from his.prescribing.errors import (
    AlertsUnanswered,
    NoDose,
    NothingPrescribed,
    NotSigned,
    StopNotYours,
)
from his.prescribing.events import PrescriptionCancelled, PrescriptionSigned
from his.prescribing.models import Alert
from his.prescribing.words import AlertAnswer, Form, PrescriptionState, Severity
from kernel.access import Actor
from kernel.errors import ChangedMeanwhile
from tests.his import clinic
from tests.his.prescribing.house import drug, rules_of, sign, visit, write

CODE = re.compile(r"79999[0-9a-z]{7}-[NHC]")


def test_amoxicillin_is_stopped_for_whoever_is_allergic_to_penicillin(
    db: Session, actor: Actor, house: clinic.Clinic
) -> None:
    encounter = visit(db, actor, house.p101, "J02.9", allergy="Penicillin")
    draft = write(db, actor, encounter, drug("AMOX500", 1, 1, 0, 1))
    [found] = [f for f in draft.checked.found if f.severity is Severity.STOP]
    assert found.rule == "allergy.class"
    assert "Penicillin" in found.says.vi
    with pytest.raises(StopNotYours):
        sign(db, actor, draft, why="Người bệnh đã dùng được")


def test_a_chief_signs_against_a_stop_with_a_reason_that_the_pharmacist_reads(
    db: Session, actor: Actor, chief: Actor, house: clinic.Clinic
) -> None:
    encounter = visit(db, actor, house.p101, "J02.9", allergy="Penicilin")
    draft = write(db, chief, encounter, drug("AMOX500", 1, 1, 0, 1))
    with pytest.raises(AlertsUnanswered):
        sign(db, chief, draft)
    sign(db, chief, draft, why="Đã thử test dưới da âm tính")
    listed, _ = alerts.overridden(db, actor, reviewed=False, rule=None, after=None, limit=50)
    mine = [a for a in listed if a.encounter_id == encounter.id and a.rule == "allergy.class"]
    assert [(a.reason, a.answered_by_name) for a in mine] == [
        ("Đã thử test dưới da âm tính", "BS. Trưởng")
    ]
    seen = alerts.review(db, actor, mine[0].id, remark="Đồng ý")
    assert (seen.review_note, seen.reviewed_by_name) == ("Đồng ý", "BS. Lan")


def test_signing_gives_a_code_locks_and_tells_the_others(
    db: Session, actor: Actor, house: clinic.Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[object] = []
    monkeypatch.setattr("his.prescribing.signing.publish", lambda _, event: heard.append(event))
    encounter = visit(db, actor, house.p101, "J02.9")
    draft = write(db, actor, encounter, drug("CEFU500", 1, 0, 0, 1, days=7))
    [signed] = sign(db, actor, draft, why="Đã cân nhắc")
    assert signed.code
    assert CODE.fullmatch(signed.code)
    assert signed.form is Form.COMMON
    [line] = service.lines(db, signed.id)
    assert line.quantity == 14
    assert line.dose == "Sáng 1 viên, tối 1 viên"
    assert [type(e) for e in heard] == [PrescriptionSigned]
    facts, _ = cdr.observations(
        db, encounter.patient_id, category=cdr.Category.MEDICATION, limit=10
    )
    assert [f.name for f in facts] == ["Cefuroxim 500 mg"]
    again = write(db, actor, encounter, drug("PARA500", 1))
    assert again.prescription.id != signed.id, "a signed one is not written on"


def test_signed_twice_is_signed_once(db: Session, actor: Actor, house: clinic.Clinic) -> None:
    encounter = visit(db, actor, house.p101, "J02.9")
    draft = write(db, actor, encounter, drug("PARA500", 1, 0, 0, 1))
    first = sign(db, actor, draft, why="Được")
    second = service.sign(db, actor, draft.prescription.id, version=1)
    assert [p.code for p in first] == [p.code for p in second]


def test_narcotics_and_psychotropics_go_on_forms_of_their_own(
    db: Session, actor: Actor, chief: Actor, house: clinic.Clinic
) -> None:
    encounter = visit(db, actor, house.p101, "C50.9")
    draft = write(
        db,
        actor,
        encounter,
        drug("PARA500", 1, days=5),
        drug("DIAZ5", 0, 0, 0, 1, days=5),
        drug("MORP30", 1, 0, 0, 1, days=7),
    )
    signed = sign(db, chief, draft, why="Đau do ung thư")
    assert [(p.form.value, p.code[-1:] if p.code else "") for p in signed] == [
        ("C", "C"),
        ("H", "H"),
        ("N", "N"),
    ]
    assert [[n.drug_code for n in service.lines(db, p.id)] for p in signed] == [
        ["PARA500"],
        ["DIAZ5"],
        ["MORP30"],
    ]


def test_two_doctors_on_one_draft_keep_both_texts(
    db: Session, actor: Actor, house: clinic.Clinic
) -> None:
    encounter = visit(db, actor, house.p101, "J02.9")
    first = write(db, actor, encounter, drug("PARA500", 1))
    seen = first.prescription.version
    write(db, actor, encounter, drug("PARA500", 2), version=seen)
    with pytest.raises(ChangedMeanwhile) as no:
        write(db, actor, encounter, drug("IBU400", 1), version=seen)
    assert no.value.facts["present"]
    kept = service.draft_of(db, encounter.id)
    assert kept
    assert [n.morning for n in service.lines(db, kept.id)] == [Decimal(2)]


def test_a_cancelled_prescription_leaves_the_record_and_the_queue(
    db: Session, actor: Actor, house: clinic.Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    encounter = visit(db, actor, house.p101, "J02.9")
    draft = write(db, actor, encounter, drug("PARA500", 1))
    [signed] = sign(db, actor, draft, why="Được")
    heard: list[object] = []
    monkeypatch.setattr("his.prescribing.signing.publish", lambda _, event: heard.append(event))
    service.cancel(db, actor, signed.id, reason="Người bệnh đổi ý")
    assert [type(e) for e in heard] == [PrescriptionCancelled]
    facts, _ = cdr.observations(
        db, encounter.patient_id, category=cdr.Category.MEDICATION, limit=10
    )
    assert facts == []
    with pytest.raises(NotSigned):
        service.cancel(db, actor, signed.id, reason="Lần nữa")


def test_an_amended_prescription_gets_a_new_code(
    db: Session, actor: Actor, house: clinic.Clinic
) -> None:
    encounter = visit(db, actor, house.p101, "J02.9")
    [old] = sign(db, actor, write(db, actor, encounter, drug("PARA500", 1)), why="Được")
    draft = service.amend(db, actor, old.id, reason="Kê nhầm số ngày")
    assert [n.drug_code for n in draft.lines] == ["PARA500"]
    [new] = sign(db, actor, draft, why="Được")
    assert new.replaces == old.id
    assert new.code != old.code
    assert service.by_id(db, old.id).state is PrescriptionState.CANCELLED


def test_what_was_changed_because_of_an_alert_counts_as_heeded(
    db: Session, actor: Actor, house: clinic.Clinic
) -> None:
    encounter = visit(db, actor, house.p101, "J02.9", allergy="amoxicillin")
    write(db, actor, encounter, drug("AMOX500", 1, 1, 0, 1))
    write(db, actor, encounter, drug("AZIT500", 1, days=3))
    rows = db.execute(select(Alert).where(col(Alert.rule) == "allergy.ingredient")).scalars()
    assert {r.answer for r in rows if r.encounter_id == encounter.id} == {AlertAnswer.HEEDED}


def test_an_empty_prescription_and_a_line_without_a_dose_are_refused(
    db: Session, actor: Actor, house: clinic.Clinic
) -> None:
    encounter = visit(db, actor, house.p101, "J02.9")
    with pytest.raises(NothingPrescribed):
        sign(db, actor, write(db, actor, encounter))
    with pytest.raises(NoDose):
        sign(db, actor, write(db, actor, encounter, drug("PARA500", quantity=10)))


def test_the_paper_says_what_the_circular_wants(
    db: Session, actor: Actor, house: clinic.Clinic
) -> None:
    may = frozenset({permissions.PRINT.id, permissions.REPRINT.id})
    doctor = Actor(UUID(int=7), "BS. Lan", may)
    encounter = visit(db, actor, house.p101, "J02.9")
    [signed] = sign(db, doctor, write(db, doctor, encounter, drug("PARA500", 1)), why="Được")
    shown = paper.data(db, doctor, signed, "vi")
    assert shown["code"] == signed.code
    assert shown["diagnoses"]
    assert shown["lines"][0]["quantity"] == "05"
    printed = paper.print_prescription(db, doctor, signed.id, language="vi")
    assert printed.pdf[:4] == b"%PDF"
    assert paper.print_usage(db, doctor, signed.id, language="en").pdf[:4] == b"%PDF"


def test_the_alerts_of_a_draft_say_the_same_when_it_is_opened_again(
    db: Session, actor: Actor, house: clinic.Clinic
) -> None:
    encounter = visit(db, actor, house.p101, "I48.9")
    saved = write(db, actor, encounter, drug("WARF5", 0, 0, 0, 0.5), drug("METR250", 2, 0, 0, 2))
    assert "interaction.serious" in rules_of(saved)
    shown = service.show(db, actor, encounter, saved.prescription)
    assert [f.key for f in shown.checked.found] == [f.key for f in saved.checked.found]
