"""The checks by themselves: values in, findings out."""

from decimal import Decimal
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as some

from his.prescribing.checks import doses, kidney, patient, rules_of_law, together
from his.prescribing.checks.allergies import check as allergy_check
from his.prescribing.checks.facts import Allergy, Course, Ingredient, Person
from his.prescribing.checks.knowledge import (
    AllergyClass,
    ByAtc,
    DoseLimit,
    Group,
    Interaction,
    Knowledge,
    Pairs,
    Risk,
)
from his.prescribing.checks.run import again, kept, run
from his.prescribing.words import Severity
from kernel.text import Text

D = Decimal
_numbers = count(1)
PEN = AllergyClass("PEN", Text("Penicilin", "Penicillins"), ("J01C",), ("CEPH",), ("penicillin",))
CEPH = AllergyClass("CEPH", Text("Cephalosporin", "Cephalosporins"), ("J01D",), ("PEN",), ())
WARFARIN = Interaction(
    "SER-02",
    "ddi_common",
    ("Warfarin", "Metronidazol"),
    ("B01AA",),
    ("P01AB01",),
    Severity.WARNING,
    Text("Tăng INR", "INR rises"),
    Text("", ""),
    "",
    "",
    conditional=False,
)
STOPS = Interaction(
    "VN-1",
    "ddi_5948",
    ("Warfarin", "Metronidazol"),
    ("B01AA03",),
    ("P01AB",),
    Severity.STOP,
    Text("Chảy máu", "Bleeding"),
    Text("Chọn thuốc khác.", "Choose another."),
    "ức chế CYP2C9",
    "Quyết định 5948/QĐ-BYT",
    conditional=False,
)


def course(
    *atc: str,
    name: str = "",
    mg: str | None = "500",
    takes: tuple[str, ...] = ("1", "1"),
    route: str = "1.01",
    days: int = 5,
    control: str = "",
    current: bool = False,
    quantity: int = 10,
    indications: tuple[str, ...] = (),
) -> Course:
    code = f"T{next(_numbers)}"
    return Course(
        line=code,
        code=code,
        name=name or code,
        ingredients=tuple(
            Ingredient(name or f"{code}{a}", a, None if mg is None else D(mg), "mg") for a in atc
        ),
        route=route,
        control=control,
        takes=tuple(D(t) for t in takes),
        days=days,
        quantity=D(quantity),
        indications=indications,
        current=current,
    )


ADULT = Person("male", 40 * 365, diagnoses=("J02.9",))


def rules(person: Person, *courses: Course, **tables: object) -> list[str]:
    known = Knowledge(**tables)  # type: ignore[arg-type]
    return [found.rule for found in run(person, courses, known)]


def test_an_allergy_is_found_by_either_spelling_and_by_class() -> None:
    known = Knowledge(allergy_classes=(PEN, CEPH))
    amoxicillin = course("J01CA04", name="amoxicilin")
    for said, rule in (
        ("Amoxicillin 500mg", "allergy.ingredient"),
        ("penicillin", "allergy.class"),
        ("PENICILIN", "allergy.class"),
    ):
        person = Person("male", 9000, allergies=(Allergy(said),))
        assert [f.rule for f in allergy_check(person, [amoxicillin], known)] == [rule], said
    cross = Person("male", 9000, allergies=(Allergy("Penicilin"),))
    [found] = allergy_check(cross, [course("J01DC02", name="cefuroxim")], known)
    assert (found.rule, found.severity) == ("allergy.cross", Severity.WARNING)


def test_an_allergy_holds_for_eye_drops_as_well() -> None:
    person = Person("male", 9000, allergies=(Allergy("tobramycin"),))
    [found] = allergy_check(
        person, [course("S01AA12", name="tobramycin", route="6.01")], Knowledge()
    )
    assert found.severity is Severity.STOP


def test_nobody_asked_is_not_the_same_as_none_known() -> None:
    person = Person("male", 9000, allergies_asked=False, diagnoses=("J02",))
    assert "allergy.not_asked" in rules(person, course("J01CA04"))


def test_the_gravest_rule_of_a_pair_is_said_once_the_national_list_first() -> None:
    pair = [course("B01AA03", name="warfarin"), course("P01AB01", name="metronidazol")]
    known = Knowledge(interactions=Pairs([WARFARIN, STOPS]))
    [found] = together.interactions(ADULT, pair, known)
    assert (found.rule, found.source) == (
        "interaction.contraindicated",
        "Quyết định 5948/QĐ-BYT",
    )
    assert "CYP2C9" in found.says.vi


def test_an_interaction_with_what_is_still_taken_counts_but_not_between_old_ones() -> None:
    known = Knowledge(interactions=Pairs([WARFARIN]))
    old = course("B01AA03", name="warfarin", current=True)
    new = course("P01AB01", name="metronidazol")
    old2 = course("P01AB01", name="metronidazol", current=True)
    assert len(together.interactions(ADULT, [old, new], known)) == 1
    assert together.interactions(ADULT, [old, old2], known) == []


ATC = some.sampled_from(["B01AA03", "P01AB01", "J01CA04", "N02BE01", "C09AA02", "M01AE01"])


@given(some.lists(ATC, min_size=2, max_size=6))
def test_interactions_do_not_depend_on_the_order_of_the_lines(codes: list[str]) -> None:
    known = Knowledge(interactions=Pairs([WARFARIN, STOPS]))
    courses = [course(c, name=c.lower()) for c in codes]
    one = {f.key for f in together.interactions(ADULT, courses, known)}
    other = {f.key for f in together.interactions(ADULT, courses[::-1], known)}
    assert one == other


def test_one_ingredient_in_two_products_and_one_therapy_twice() -> None:
    group = Group("NSAID", Text("NSAID", "NSAIDs"), ("M01A",), 1)
    tables = {"groups": ByAtc([group])}
    two = [course("N02BE01", name="paracetamol"), course("N02BE01", name="paracetamol")]
    assert "duplicate.ingredient" in rules(ADULT, *two)
    nsaids = [course("M01AE01", name="ibuprofen"), course("M01AB05", name="diclofenac")]
    assert "duplicate.therapy" in rules(ADULT, *nsaids, **tables)
    cream = course("M01AB05", name="diclofenac", route="3.01")
    assert "duplicate.therapy" not in rules(ADULT, nsaids[0], cream, **tables)


PARA = DoseLimit("paracetamol", ("N02BE",), "oral", D(4000), D(15), "dose", D(75), "")


def test_the_days_dose_is_summed_over_products() -> None:
    tables = {"doses": ByAtc([PARA])}
    one = course("N02BE01", name="paracetamol", takes=("2", "2", "2"))
    more = course("N02BE01", name="paracetamol", takes=("1", "1", "1"))
    assert "dose.day_max" not in rules(ADULT, one, **tables)
    found = rules(ADULT, one, more, **tables)
    assert found.count("dose.day_max") == 1


def test_a_childs_dose_goes_by_weight() -> None:
    tables = {"doses": ByAtc([PARA])}
    sachet = course("N02BE01", name="paracetamol", mg="250", takes=("1", "1", "1"))
    light = Person("male", 3 * 365, weight=D(8), guardian=True, diagnoses=("J02",))
    right = Person("male", 3 * 365, weight=D(15), guardian=True, diagnoses=("J02",))
    unknown = Person("male", 3 * 365, guardian=True, diagnoses=("J02",))
    assert "dose.child_max" in rules(light, sachet, **tables)
    assert "dose.child_max" not in rules(right, sachet, **tables)
    assert "dose.weight_missing" in rules(unknown, sachet, **tables)


AMOUNTS = some.decimals(min_value=D("0.1"), max_value=D(5000), places=2)
STEPS = some.sampled_from([D("0.1"), D("0.25"), D("0.5"), D(1), D(5)])


@given(AMOUNTS, STEPS)
def test_a_rounded_dose_can_be_given_and_is_near(amount: Decimal, step: Decimal) -> None:
    given_ = doses.rounded(amount, step)
    assert given_ > 0
    assert given_ % step == 0
    assert abs(given_ - amount) <= max(step / 2, step - amount)


@given(
    some.decimals(min_value=D(2), max_value=D(60), places=1),
    some.decimals(min_value=D(1), max_value=D(50), places=1),
    some.sampled_from([D(50), D(120), D(250), D(500)]),
    some.sampled_from([D("0.5"), D(1)]),
    some.decimals(min_value=D(500), max_value=D(2000), places=0),
)
def test_a_dose_by_weight_never_goes_above_the_most_unless_it_is_one_step(
    weight: Decimal, per_kg: Decimal, strength: Decimal, step: Decimal, most: Decimal
) -> None:
    units = doses.by_weight(per_kg, weight, strength, step, most=most)
    assert units * strength <= most or units == step


@given(
    some.lists(some.sampled_from([D(0), D("0.5"), D(1), D(2), D(5)]), min_size=4, max_size=4),
    some.integers(min_value=1, max_value=90),
    some.sampled_from([D(1), D(60), D(100)]),
)
def test_the_quantity_lasts_for_the_days_and_no_unit_longer(
    takes: list[Decimal], days: int, per_unit: Decimal
) -> None:
    quantity = doses.quantity(takes, days, per_unit)
    used = sum(takes, D(0)) * days
    assert quantity * per_unit >= used
    assert (quantity - 1) * per_unit < used or quantity == 0


def test_renal_rules_take_the_strictest_that_holds() -> None:
    rows = [
        Risk("R1", "Metformin", ("A10BA02",), Severity.STOP, Text("< 30", "< 30"), below=30),
        Risk(
            "R2",
            "Metformin",
            ("A10BA02",),
            Severity.WARNING,
            Text("1000 mg", "1000 mg"),
            below=45,
            max_day=D(1000),
        ),
    ]
    known = Knowledge(renal=ByAtc(rows))
    pills = course("A10BA02", name="metformin", mg="850", takes=("1", "1"))
    half = course("A10BA02", name="metformin", mg="500", takes=("1", "1"))

    def found(egfr: str, each: Course) -> list[Severity]:
        person = Person("male", 60 * 365, egfr=D(egfr))
        return [f.severity for f in doses.check(person, [each], known)]

    assert found("25", pills) == [Severity.STOP]
    assert found("40", pills) == [Severity.WARNING]
    assert found("40", half) == []
    assert found("80", pills) == []


@pytest.mark.parametrize(
    ("creatinine", "years", "female", "expected"),
    [("80", 40, False, 110), ("80", 40, True, 82), ("200", 70, False, 31), ("60", 25, True, 124)],
)
def test_egfr_by_ckd_epi_2021(creatinine: str, years: int, female: bool, expected: int) -> None:
    assert abs(kidney.egfr(D(creatinine), years=years, female=female) - expected) <= 1


def test_pregnancy_by_trimester_and_the_question_where_nobody_said() -> None:
    rows = [
        Risk(
            "P1",
            "ACEI",
            ("C09A",),
            Severity.STOP,
            Text("thận thai", "kidney"),
            trimesters=("T2", "T3"),
        ),
        Risk(
            "P2",
            "Warfarin",
            ("B01AA",),
            Severity.STOP,
            Text("dị tật", "defect"),
            trimesters=("all",),
        ),
    ]
    tables = {"pregnancy": ByAtc(rows)}
    pill = course("C09AA02")

    def woman(**more: object) -> Person:
        return Person("female", 30 * 365, diagnoses=("I10",), **more)  # type: ignore[arg-type]

    assert "pregnancy.risk" in rules(woman(pregnant=True, pregnant_weeks=20), pill, **tables)
    assert "pregnancy.risk" not in rules(woman(pregnant=True, pregnant_weeks=8), pill, **tables)
    assert "pregnancy.risk" in rules(woman(pregnant=True), pill, **tables), "not known: warn"
    assert "pregnancy.ask" in rules(woman(), pill, **tables)
    assert "pregnancy.ask" not in rules(ADULT, pill, **tables)
    assert [patient.trimester(w) for w in (13, 14, 27, 28)] == ["T1", "T2", "T2", "T3"]


def test_age_diagnosis_and_indication() -> None:
    tables = {
        "ages": ByAtc(
            [Risk("A", "Codein", ("R05DA04",), Severity.STOP, Text("x", "x"), under=144)]
        ),
        "diseases": ByAtc(
            [Risk("D", "NSAID", ("M01A",), Severity.STOP, Text("loét", "ulcer"), icd=("K25",))]
        ),
    }
    child = Person("male", 5 * 365, weight=D(18), guardian=True, diagnoses=("J02",))
    ulcer = Person("male", 50 * 365, diagnoses=("K25.4",))
    assert "age.limit" in rules(child, course("R05DA04"), **tables)
    assert "age.limit" not in rules(ulcer, course("R05DA04"), **tables)
    assert "diagnosis.contraindicated" in rules(ulcer, course("M01AE01"), **tables)
    assert "diagnosis.indication" in rules(ADULT, course("C09AA02", indications=("I10",)))
    assert "diagnosis.indication" not in rules(ADULT, course("J01CA04", indications=("J",)))


@pytest.mark.parametrize(
    ("control", "icd", "days", "allowed"),
    [
        ("", "J02.9", 30, True),
        ("", "J02.9", 31, False),
        ("", "I10", 90, True),
        ("", "I10", 91, False),
        ("narcotic", "I10", 7, True),
        ("narcotic", "I10", 8, False),
    ],
)
def test_days_of_supply(control: str, icd: str, days: int, allowed: bool) -> None:
    known = Knowledge(supply=(("N", 7), ("H", 30), ("C", 30)), long_supply=((("I10",), 90),))
    person = Person("male", 50 * 365, diagnoses=(icd,))
    found = rules_of_law.check(person, [course("C08CA01", control=control, days=days)], known)
    stops = [f for f in found if f.rule == "law.supply"]
    assert bool(stops) is not allowed
    assert all(f.final and f.severity is Severity.STOP for f in stops)


def test_under_72_months_weight_and_guardian_are_asked_for_and_not_after() -> None:
    small = Person("male", 71 * 30, diagnoses=("J02",))
    big = Person("male", 73 * 31, diagnoses=("J02",))
    assert {"law.weight", "law.guardian"} <= set(rules(small, course("J01CA04")))
    assert not {"law.weight", "law.guardian"} & set(rules(big, course("J01CA04")))


def test_a_drug_that_cannot_be_checked_says_so() -> None:
    """Silence must never read as "no interaction"."""
    assert "knowledge.missing" in rules(ADULT, course("", name="cao thuốc lạ"))


@given(
    some.lists(ATC, min_size=1, max_size=4),
    some.booleans(),
    some.one_of(some.none(), some.decimals(min_value=D(2), max_value=D(90), places=1)),
)
def test_what_was_looked_at_can_be_looked_at_again(
    codes: list[str], pregnant: bool, weight: Decimal | None
) -> None:
    person = Person(
        "female",
        9000,
        weight=weight,
        pregnant=pregnant,
        allergies=(Allergy("penicillin"),),
        diagnoses=("J02",),
        stock=(("A", D(3)),),
    )
    courses = [course(c) for c in codes]
    known = Knowledge(allergy_classes=(PEN,), interactions=Pairs([WARFARIN]))
    who, what = again(kept(person, courses))
    assert (who, what) == (person, courses)
    assert [f.key for f in run(who, what, known)] == [f.key for f in run(person, courses, known)]
