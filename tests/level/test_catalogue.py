"""The circulars as they are kept here."""

from itertools import chain

import pytest

from level.asked import checklists, doubts, level_names
from level.calculus import judge
from level.catalogue import GROUPS, SERVICES, circular_54, known_ids
from level.claimants import CLAIMANTS
from level.readings import SWITCHES


def asked_at(level: int, **reading: str) -> set[str]:
    whole = circular_54("2017", reading)
    return set(chain.from_iterable(r.criteria for r in whole.requirements if r.level == level))


def numbers(*numbers: int) -> set[str]:
    return {f"TT54/{n}" for n in numbers}


def test_the_circular_has_146_criteria_in_eight_groups() -> None:
    whole = circular_54("2017")

    assert [c.number for c in whole.criteria] == list(range(1, 147))
    assert {c.group for c in whole.criteria} == set(GROUPS)


def test_criteria_129_to_146_ended_in_2025() -> None:
    current = circular_54("current")

    assert [c.number for c in current.criteria] == list(range(1, 129))
    assert not {r.id for r in current.requirements} & {"TT54/L6.emr", "TT54/L7.emr"}


def test_every_criterion_is_asked_by_exactly_one_level_first() -> None:
    whole = circular_54("2017")
    asked = {c for r in whole.requirements for c in r.criteria}

    assert asked == {c.id for c in whole.criteria}


@pytest.mark.parametrize(
    ("level", "wanted"),
    [
        (1, numbers(1, 2, 3, *range(30, 37))),
        (2, numbers(4, 5, 6, 7, 37, 38, *range(90, 99), *range(114, 119))),
        (3, numbers(8, 9, 10, *range(39, 44), *range(80, 86), 20, 21, 22)),
    ],
)
def test_what_the_first_levels_ask(level: int, wanted: set[str]) -> None:
    assert asked_at(level) == wanted


def test_the_laboratory_is_asked_whole_at_level_4_unless_read_as_the_english() -> None:
    assert numbers(*range(80, 90)) <= asked_at(4)
    assert not numbers(86, 87, 88, 89) & asked_at(4, lis_at_4="basic")


def test_criteria_58_and_59_can_be_read_as_ended() -> None:
    ended = circular_54("current", {"emr_words": "ended"})

    assert not {58, 59} & {c.number for c in ended.criteria}
    assert {58, 59} <= {c.number for c in circular_54("2017", {"emr_words": "ended"}).criteria}


def test_an_unknown_reading_is_refused() -> None:
    with pytest.raises(ValueError, match="no such reading"):
        circular_54("2017", {"lis_at_4": "none"})


def test_every_contradiction_with_a_choice_has_a_default_and_a_reason() -> None:
    known = {d.id for d in doubts()} | {"L2.cdr"}
    for switch in SWITCHES:
        assert switch.default in switch.options
        assert switch.reason.vi
        assert switch.reason.en
        assert switch.doubt in known


def test_what_may_be_waived_names_a_service() -> None:
    waivable = circular_54("2017").waivable

    assert set(waivable.values()) <= set(SERVICES)
    assert "TT54/30" not in waivable
    assert waivable["TT54/51"] == "blood_bank"
    assert waivable["TT54/L2.cdr.lab_results"] == "laboratory"
    assert "TT54/L2.cdr.orders" not in waivable
    assert "TT54/L2.cdr.orders" in circular_54("2017", {"if_any": "wide"}).waivable


def test_everything_is_in_both_languages() -> None:
    whole = circular_54("2017")
    texts = list(whole.titles.values())
    texts += [t for c in whole.criteria for t in (c.reading, c.asked, c.suggested) if t]
    texts += [t for d in doubts() for t in (d.where, d.text, d.resolution, d.product)]
    texts += [t for c in checklists() for i in c.items for t in (i.title, i.suggested) if t]
    texts += level_names().values()

    assert all(t.vi.strip() and t.en.strip() for t in texts)


def test_further_checklists_stand_on_the_same_engine() -> None:
    by_id = {c.id: c for c in checklists()}

    assert set(by_id) == {"TT53", "TT38", "QD5969"}
    assert {"TT53/3.1.a", "TT38/12.1", "QD5969/obj.3.a"} <= known_ids()
    for checklist in by_id.values():
        outcome = judge(checklist.rules, [])
        assert outcome.judgements
        assert outcome.able == 0


def test_claimants_are_of_things_that_can_be_claimed() -> None:
    assert set(CLAIMANTS) <= known_ids()
