"""New and renewed prescriptions, sets, drugs, tables and rules, through the services."""

import re
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlmodel import Session

from his.catalogs import service as catalogs
from his.encounters import service as encounters
from his.patients import service as patients
from his.prescribing import (
    alerts,
    approving,
    checking,
    drugs,
    information,
    knowing,
    renewing,
    rules,
    service,
)
from his.prescribing.errors import AlertsUnanswered, NotThatDay, RuleIsLaw
from his.prescribing.handlers import timeline
from his.prescribing.service import Heading
from his.prescribing.words import Severity
from kernel.access import SYSTEM, Actor
from kernel.clock import today, utc_now
from tests.conftest import Later
from tests.his import clinic
from tests.his.prescribing.house import ROOT, drug, rules_of, sign, visit, write


def test_a_drug_is_found_by_brand_ingredient_code_and_without_diacritics(
    db: Session, house: clinic.Clinic
) -> None:
    brand = drugs.one(db, "AMOX500").brand
    for typed in ("amoxicilin", brand, "amox500", "J01CA04", "AMOXICILIN 500"):
        found = [o.drug.code for o in service.search_drugs(db, typed, payer="bhyt")]
        assert "AMOX500" in found, typed
    offer = service.search_drugs(db, "amox500", payer="bhyt")[0]
    assert offer.price
    assert offer.price.unit_price == Decimal(900)


def test_the_page_of_a_drug_has_all_there_is_to_know(db: Session, house: clinic.Clinic) -> None:
    page = information.page(db, "WARF5")
    assert page.indications
    assert page.registration
    assert {f.table for f in page.facts} >= {"pregnancy_risk"}
    assert any("metronidazol" in f.title.lower() for f in page.interactions)
    assert all(not f.approved for f in page.interactions), "nobody has approved a table yet"
    amoxicillin = information.page(db, "AMOX500")
    assert {o.code for o in amoxicillin.alternatives} >= {"AMOX250", "AMOXS"}
    assert amoxicillin.offer.price is not None


def test_warfarin_and_metronidazole_want_a_reason(
    db: Session, actor: Actor, house: clinic.Clinic
) -> None:
    encounter = visit(db, actor, house.p101, "I48.9")
    draft = write(db, actor, encounter, drug("WARF5", 0, 0, 0, 0.5), drug("METR250", 2, 0, 0, 2))
    with pytest.raises(AlertsUnanswered):
        sign(db, actor, draft)
    assert sign(db, actor, draft, why="Theo dõi INR sau 3 ngày")


def test_a_contraindicated_pair_of_the_national_list_stops(
    db: Session, actor: Actor, house: clinic.Clinic, tmp_path: Path
) -> None:
    content = (
        "id,drug_a_vi,drug_b_vi,drug_a_atc,drug_b_atc,severity,scope,effect_vi,"
        "mechanism_en,management_vi,source\n"
        "VN-1,Simvastatin,Clarithromycin,C10AA01,J01FA09,contraindicated,absolute,"
        "Tiêu cơ vân,CYP3A4,Chống chỉ định phối hợp.,Mẫu thử\n"
    )
    file = tmp_path / "ddi_5948.csv"
    file.write_text(content)
    catalogs.import_file(db, SYSTEM, "ddi_5948", file, dry_run=False, valid_from=today())
    encounter = visit(db, actor, house.p101, "J18.9")
    draft = write(db, actor, encounter, drug("SIMV20", 0, 0, 0, 1), drug("CLAR500", 1, 0, 0, 1))
    [found] = [f for f in draft.checked.found if f.rule == "interaction.contraindicated"]
    assert (found.severity, found.source) == (Severity.STOP, "Mẫu thử")


@pytest.mark.official
def test_the_whole_of_decision_5948_is_read(db: Session, official: Path) -> None:
    file = official / "interactions" / "ddi_vn_5948_contraindicated.csv"
    catalogs.import_file(db, SYSTEM, "ddi_5948", file, dry_run=False, valid_from=today())
    known = knowing.knowledge(db, today())
    assert dict(known.counts)["ddi_5948"] == 633
    [pair] = known.interactions.between("M01AB16", "M01AB15")
    assert (pair.severity, pair.names) == (Severity.STOP, ("Aceclofenac", "Ketorolac"))


def test_an_old_prescription_is_renewed_with_todays_prices_and_checks(
    db: Session, actor: Actor, house: clinic.Clinic, later: Later
) -> None:
    first = visit(db, actor, house.p101, "I10")
    [old] = sign(
        db,
        actor,
        write(db, actor, first, drug("AMLO5", 1, days=28), drug("LOSA50", 1, days=28)),
        why="Được",
    )
    later(days=27)
    catalogs.end(
        db,
        SYSTEM,
        "drug",
        catalogs.demand(db, "drug", "LOSA50").id,
        version=1,
        last_day=today() - timedelta(days=1),
        reason="Hết thầu",
    )
    who = patients.get(db, actor, first.patient_id)
    second = clinic.visit(db, actor, house.p101, patient=who)
    encounters.begin(db, actor, second.id)
    made = service.renew(db, actor, second.id, prescription_id=old.id)
    assert [n.drug_code for n in made.draft.lines] == ["AMLO5", "LOSA50"]
    changes = [(c.drug_code, c.kind) for c in made.changes if c.kind != "stock"]
    assert changes == [("LOSA50", "ended")]
    assert "list.ended" in rules_of(made.draft)
    assert "law.diagnosis" in rules_of(made.draft), "today's diagnosis, not the old one"
    assert "duplicate.ingredient" not in rules_of(made.draft), "what is renewed is not doubled"


def test_what_is_still_taken_from_another_prescription_counts(
    db: Session, actor: Actor, house: clinic.Clinic
) -> None:
    first = visit(db, actor, house.p101, "I48.9")
    sign(db, actor, write(db, actor, first, drug("WARF5", 0, 0, 0, 0.5, days=28)), why="Được")
    draft = write(db, actor, first, drug("METR250", 2, 0, 0, 2))
    [found] = [f for f in draft.checked.found if f.rule.startswith("interaction")]
    assert "đang dùng" in found.says.vi


def test_a_set_is_kept_and_used(db: Session, actor: Actor, house: clinic.Clinic) -> None:
    encounter = visit(db, actor, house.p101, "J02.9")
    draft = write(db, actor, encounter, drug("CEFU500", 1, 0, 0, 1), drug("PARA500", 1, 1, 0, 1))
    made = renewing.keep_set(
        db, actor, name="Viêm họng", prescription_id=draft.prescription.id, for_department=False
    )
    other = visit(db, actor, house.p102, "J02.9")
    used = service.use_set(db, actor, other.id, set_id=made.id)
    assert [(n.drug_code, int(n.quantity)) for n in used.lines] == [
        ("CEFU500", 10),
        ("PARA500", 15),
    ]
    assert [s.name for s in renewing.sets(db, actor)] == ["Viêm họng"]
    assert renewing.sets(db, Actor(other.id, "Người khác")) == []


def test_a_child_gets_a_dose_by_weight_that_can_be_given(
    db: Session, actor: Actor, house: clinic.Clinic
) -> None:
    birth = f"{today().year - 3}-{today():%m}-01"
    encounter = visit(db, actor, house.p102, "J02.9", birth=birth)
    draft = write(
        db,
        actor,
        encounter,
        drug("PARA150", 1, 1, 0, 1),
        heading=Heading(weight=Decimal(14), guardian="Nguyễn Thị Hoa"),
    )
    assert not rules_of(draft) & {"law.weight", "law.guardian", "dose.child_max"}
    sachet = drugs.one(db, "PARA150")
    takes, per_kg = checking.suggested(sachet, draft.checked.person, db)
    assert per_kg == 15
    assert takes[0] * 150 <= Decimal(15) * 14 + 75
    assert takes[0] % sachet.step == 0


def test_a_small_child_without_weight_or_guardian_is_stopped_by_the_law(
    db: Session, actor: Actor, chief: Actor, house: clinic.Clinic
) -> None:
    birth = f"{today().year - 2}-{today():%m}-01"
    encounter = visit(db, actor, house.p102, "J02.9", birth=birth)
    draft = write(db, chief, encounter, drug("PARA150", 1, 1, 0, 1))
    assert {"law.weight", "law.guardian"} <= rules_of(draft)
    with pytest.raises(AlertsUnanswered):
        sign(db, chief, draft, why="Không có cân")


def test_a_rule_is_tried_on_last_months_prescriptions_before_it_is_changed(
    db: Session, actor: Actor, house: clinic.Clinic
) -> None:
    encounter = visit(db, actor, house.p101, "I48.9")
    lines = (drug("WARF5", 0, 0, 0, 0.5), drug("METR250", 2, 0, 0, 2))
    sign(db, actor, write(db, actor, encounter, *lines), why="Theo dõi INR")
    trial = approving.dry_run(db, "interaction.serious", severity=Severity.STOP)
    assert (trial.prescriptions, trial.hit, trial.warnings, trial.overridden) == (1, 1, 1, 1)
    assert trial.examples
    assert trial.examples[0].code
    softer = approving.dry_run(db, "interaction.serious", severity=Severity.INFO)
    assert (softer.warnings, softer.infos) == (0, 1)


def test_a_rule_is_switched_off_from_a_day_on_by_somebody_with_a_reason(
    db: Session, actor: Actor, house: clinic.Clinic, later: Later
) -> None:
    encounter = visit(db, actor, house.p101, "I48.9")
    pair = (drug("WARF5", 0, 0, 0, 0.5), drug("METR250", 2, 0, 0, 2))
    tomorrow = today() + timedelta(days=1)
    rules.decide(
        db,
        actor,
        "interaction.serious",
        is_on=False,
        severity=Severity.WARNING,
        valid_from=tomorrow,
        reason="Hội đồng thuốc quyết định",
    )
    assert "interaction.serious" in rules_of(write(db, actor, encounter, *pair))
    later(days=1)
    assert "interaction.serious" not in rules_of(write(db, actor, encounter, *pair))
    with pytest.raises(NotThatDay):
        rules.decide(
            db,
            actor,
            "interaction.serious",
            is_on=True,
            severity=Severity.WARNING,
            valid_from=today() - timedelta(days=1),
            reason="Muộn",
        )


def test_the_law_is_not_switched_off(db: Session, actor: Actor) -> None:
    with pytest.raises(RuleIsLaw):
        rules.decide(
            db,
            actor,
            "law.supply",
            is_on=False,
            severity=Severity.STOP,
            valid_from=today(),
            reason="Cho tiện",
        )


def test_every_rule_that_a_check_can_say_is_known() -> None:
    said = set()
    for file in (ROOT.parents[1] / "his" / "prescribing" / "checks").glob("*.py"):
        said |= set(
            re.findall(
                r'"((?:allergy|interaction|duplicate|dose|pregnancy|lactation|age|diagnosis|law'
                r'|list|quantity|stock|bhyt|knowledge)\.[a-z_]+)"',
                file.read_text(),
            )
        )
    assert said == set(rules.BY_ID)


def test_a_table_is_not_approved_until_a_pharmacist_says_so_and_again_after_a_change(
    db: Session, actor: Actor, house: clinic.Clinic
) -> None:
    assert "dose_limit" in approving.unapproved(db)
    approving.approve(db, actor, "dose_limit", remark="Đã đối chiếu Dược thư")
    assert "dose_limit" not in approving.unapproved(db)
    row = catalogs.demand(db, "dose_limit", "N02BE01-oral")
    catalogs.change(
        db,
        actor,
        "dose_limit",
        row.id,
        version=row.version,
        reason="Thử",
        valid_from=today(),
        facts={**row.facts, "adult_max_day": "3000"},
    )
    [standing] = [s for s in approving.standing(db) if s.list_id == "dose_limit"]
    assert standing.changed_since
    assert "dose_limit" in approving.unapproved(db)
    approving.withdraw(db, actor, "dose_limit")
    assert "dose_limit" in approving.unapproved(db)


def test_the_override_rate_is_counted_by_rule(
    db: Session, actor: Actor, house: clinic.Clinic
) -> None:
    for diagnosis in ("I48.9", "I48.9"):
        encounter = visit(db, actor, house.p101, diagnosis)
        lines = (drug("WARF5", 0, 0, 0, 0.5), drug("METR250", 2, 0, 0, 2))
        sign(db, actor, write(db, actor, encounter, *lines), why="Theo dõi INR")
    heeded = visit(db, actor, house.p101, "I48.9")
    write(db, actor, heeded, drug("WARF5", 0, 0, 0, 0.5), drug("METR250", 2, 0, 0, 2))
    write(db, actor, heeded, drug("WARF5", 0, 0, 0, 0.5))
    [rate] = [r for r in alerts.rates(db) if r.rule == "interaction.serious"]
    assert (rate.shown, rate.overridden, rate.heeded) == (3, 2, 1)


def test_the_timeline_of_a_patient_shows_the_drugs(
    db: Session, actor: Actor, house: clinic.Clinic
) -> None:
    encounter = visit(db, actor, house.p101, "J02.9")
    [signed] = sign(db, actor, write(db, actor, encounter, drug("PARA500", 1)), why="Được")
    [item] = timeline(db, actor, encounter.patient_id, utc_now() + timedelta(days=1), 10)
    assert signed.code
    assert signed.code in item.title.vi
    assert item.detail == "Paracetamol 500 mg × 5"


def test_a_long_prescription_asks_the_database_no_more_than_a_short_one(
    db: Session, actor: Actor, house: clinic.Clinic
) -> None:
    """What keeps the alerts of a draft under 100 ms: the tables are in memory, the rest is asked
    for all lines together."""
    codes = ("AMLO5", "LOSA50", "METF850", "ATOR20", "MELO75", "PARA500", "OMEP20", "CETI10")
    asked: dict[int, int] = {}
    for many in (2, len(codes)):
        encounter = visit(db, actor, house.p101, "I10", "E11.9", "M17.9")
        draft = write(db, actor, encounter, *(drug(c, 1, days=28) for c in codes[:many]))
        service.show(db, actor, encounter, draft.prescription)
        counted: list[str] = []
        engine = db.get_bind()

        def note(_: object, __: object, statement: str, *___: object, to: list[str]) -> None:
            to.append(statement)

        listener = partial(note, to=counted)
        event.listen(engine, "before_cursor_execute", listener)
        service.show(db, actor, encounter, draft.prescription)
        event.remove(engine, "before_cursor_execute", listener)
        asked[many] = len(counted)
    assert asked[2] == asked[len(codes)]
    assert asked[2] <= 25
