"""A card opens the visit for which its owner is in the house, wherever it is scanned."""

from sqlmodel import Session

from his.encounters import permissions, timeline
from his.encounters import service as encounters
from his.patients import service as patients
from his.patients.service import CardKind, CardState
from kernel.access import Actor
from kernel.ids import new_id
from tests.his import clinic


def cashier() -> Actor:
    return Actor(new_id(), "Quầy", frozenset({permissions.READ.id}))


def test_card_wristband_and_identity_card_open_todays_visit(db: Session, actor: Actor) -> None:
    house = clinic.build(db)
    patient = clinic.somebody(db, actor)
    number = "099190001234"
    document = patients.Document(kind=patients.IdentifierKind.CCCD, value=number)
    patients.add_document(db, actor, patient.id, document)
    visit = clinic.visit(db, actor, house.p101, patient=patient)
    tokens = [
        patients.issue_card(db, actor, patient.id, kind=kind).token
        for kind in (CardKind.CARD, CardKind.WRISTBAND)
    ]
    for scanned in (*tokens, number, patient.code, visit.code):
        hits = timeline.search(db, cashier(), scanned, 8)
        assert [hit.to for hit in hits] == [f"/visits?visit={visit.id}"], scanned
    doctor = Actor(new_id(), "Bác sĩ", frozenset({"his.outpatient.examination.read"}))
    [hit] = timeline.search(db, doctor, tokens[0], 8)
    assert hit.to == f"/visits/{visit.id}"
    who_takes_money = Actor(new_id(), "Thu ngân", frozenset({"his.billing.payment.take"}))
    visit.state = encounters.EncounterState.CLOSED
    db.flush()
    [hit] = timeline.search(db, who_takes_money, tokens[0], 8)
    assert hit.to == f"/billing/{visit.id}"


def test_a_lost_card_opens_nothing_and_its_replacement_does(db: Session, actor: Actor) -> None:
    house = clinic.build(db)
    visit = clinic.visit(db, actor, house.p101)
    old = patients.issue_card(db, actor, visit.patient_id, kind=CardKind.CARD)
    patients.withdraw_card(
        db,
        actor,
        visit.patient_id,
        old.id,
        version=old.version,
        state=CardState.LOST,
        reason="Mất thẻ",
    )
    new = patients.issue_card(db, actor, visit.patient_id, kind=CardKind.CARD)
    assert encounters.by_scan(db, actor, old.token) == []
    assert [line.encounter.id for line in encounters.by_scan(db, actor, new.token)] == [visit.id]


def test_a_patient_who_is_not_in_the_house_has_no_visit_to_open(db: Session, actor: Actor) -> None:
    clinic.build(db)
    patient = clinic.somebody(db, actor)
    card = patients.issue_card(db, actor, patient.id, kind=CardKind.CARD)
    assert encounters.by_scan(db, actor, card.token) == []


def test_the_card_of_a_merged_patient_still_works(db: Session, actor: Actor) -> None:
    house = clinic.build(db)
    kept, gone = clinic.somebody(db, actor), clinic.somebody(db, actor)
    card = patients.issue_card(db, actor, gone.id, kind=CardKind.CARD)
    known = [
        id_ for id_, _ in patients.preview(db, actor, kept_id=kept.id, gone_id=gone.id).warnings
    ]
    patients.merge(db, actor, kept_id=kept.id, gone_id=gone.id, reason="Một người", accepted=known)
    visit = clinic.visit(db, actor, house.p101, patient=kept)
    assert [line.encounter.id for line in encounters.by_scan(db, actor, card.token)] == [visit.id]
