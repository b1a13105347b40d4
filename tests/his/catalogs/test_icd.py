"""ICD-10 coding rules (Circular 06/2026, Decision 4469/2020)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from his.catalogs import icd, service
from his.catalogs.icd import Disease, Weight, check, disease, dotted, undotted
from kernel.access import Actor
from tests.his.catalogs.files import bring_in


def known(*diseases: Disease) -> dict[str, Disease]:
    return {each.code: each for each in diseases}


def rules(*args: object, **facts: object) -> list[str]:
    return [p.rule for p in check(*args, **{"sex": "", "age_days": None, **facts})]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("a000", "A00.0"),
        ("A00.0", "A00.0"),
        (" i10 ", "I10"),
        ("G01*", "G01"),
        ("A17.0†", "A17.0"),
        ("s52.50", "S52.50"),
        ("U071", "U07.1"),
        ("C4A", "C4A"),
    ],
)
def test_a_code_is_understood_with_and_without_dot_and_mark(typed: str, code: str) -> None:
    assert dotted(typed) == code
    assert dotted(undotted(code)) == code


@given(st.text(max_size=12))
def test_whatever_is_typed_shaping_it_twice_is_shaping_it_once(text: str) -> None:
    assert dotted(dotted(text)) == dotted(text)


def test_a_visit_needs_a_main_diagnosis() -> None:
    assert rules(None, [], known={}) == ["no_main"]


def test_a_code_outside_the_list_is_named() -> None:
    [problem] = check("I10", [], sex="", age_days=None, known={})
    assert (problem.rule, problem.weight) == ("unknown", Weight.STOP)
    assert "I10" in problem.says.vi


def test_an_asterisk_code_needs_its_dagger_and_is_never_main() -> None:
    anaemia = Disease("D63.8", mark="*", not_main=True, partners=frozenset({"N18.5"}))
    kidney = Disease("N18.5")
    both = known(anaemia, kidney)
    assert rules("N18.5", ["D63.8"], known=both) == []
    assert rules("D63.8", ["N18.5"], known=both) == ["not_main"]
    assert rules("I10", ["D63.8"], known={**both, "I10": Disease("I10")}) == ["no_dagger"]


def test_sex_and_age_are_checked_when_they_are_known() -> None:
    birth = disease(
        "O80.0",
        "Đẻ thường",
        {"sex": "F"},
        [{"rule": "age", "age_min": 9, "age_max": 60, "age_unit": "year"}],
    )
    of_age = icd.years(30)
    assert rules("O80.0", [], sex="F", age_days=of_age, known=known(birth)) == []
    assert rules("O80.0", [], sex="M", age_days=of_age, known=known(birth)) == ["sex"]
    assert rules("O80.0", [], sex="F", age_days=icd.years(61) - 1, known=known(birth)) == []
    assert rules("O80.0", [], sex="F", age_days=icd.years(61), known=known(birth)) == ["age"]
    assert rules("O80.0", [], known=known(birth)) == []


def test_a_newborn_code_holds_for_a_year_of_days() -> None:
    rule = {"rule": "age", "age_min": 0, "age_max": 365, "age_unit": "day"}
    jaundice = disease("P59.9", "", {}, [rule])
    assert rules("P59.9", [], age_days=365, known=known(jaundice)) == []
    assert rules("P59.9", [], age_days=366, known=known(jaundice)) == ["age"]


def test_flags_of_the_list_bind() -> None:
    codes = known(
        Disease("Z37.0", not_main=True),
        Disease("R05", discouraged_main=True),
        Disease("S52.5", use_more_specific=True),
        Disease("I46.1", death_only=True),
        Disease("W19"),
    )
    assert rules("Z37.0", [], known=codes) == ["not_main"]
    assert rules("R05", ["Z37.0"], known=codes) == ["discouraged_main"]
    assert rules("S52.5", ["W19"], known=codes) == ["use_more_specific"]
    assert rules("I46.1", [], known=codes) == ["death_only"]
    assert rules("R05", ["W19", "W19"], known=codes) == ["discouraged_main", "twice"]


def test_an_injury_asks_for_its_external_cause() -> None:
    codes = known(Disease("S93.4"), Disease("W19"))
    [problem] = check("S93.4", [], sex="", age_days=None, known=codes)
    assert (problem.rule, problem.weight) == ("external_cause", Weight.WARN)
    assert rules("S93.4", ["W19"], known=codes) == []


def test_the_edition_of_the_day_decides(db: Session, actor: Actor) -> None:
    """Two editions in force one after the other: the end of the visit chooses."""
    new, old = date(2026, 7, 1), date(2020, 10, 28)
    bring_in(
        db,
        actor,
        "icd10",
        "code,name,not_principal\nI10,Tăng huyết áp mới,\nZ37.0,Sinh sống,1\n",
        valid_from=new,
    )
    bring_in(
        db, actor, "icd10", "MÃ BỆNH;TÊN BỆNH\nI10;Tăng huyết áp cũ\nI84;Trĩ\n", valid_from=old
    )
    bring_in(db, actor, "icd10_rule", "code,rule,sex\nI84,sex,M\n", valid_from=old)
    before = service.icd_known(db, ["i10", "I84", "Z370"], on=date(2026, 6, 30))
    since = service.icd_known(db, ["i10", "I84", "Z370"], on=new)
    assert {c: d.name for c, d in before.items()} == {"I10": "Tăng huyết áp cũ", "I84": "Trĩ"}
    assert before["I84"].sex == "M"
    assert set(since) == {"I10", "Z37.0"}
    assert since["Z37.0"].not_main
