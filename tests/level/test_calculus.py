"""The arithmetic of a level, without a database."""

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from kernel.module import Verdict
from kernel.text import Text
from level.calculus import (
    FIGURES,
    Demand,
    Item,
    Kind,
    Outcome,
    Rules,
    Shown,
    judge,
)

SAYS = Text("…", "…")
ONE = Rules((Item("K/1"),), (Demand("K/L1", 1, ("K/1",)),))


def shown(
    claim: str = "K/1",
    verdict: Verdict = Verdict.MET,
    kind: Kind = Kind.CHECKED,
    module: str = "lis",
) -> Shown:
    return Shown(module, claim, kind, verdict, SAYS)


def figures(outcome: Outcome) -> tuple[int, int, int]:
    return outcome.able, outcome.reached, outcome.reached_with_na


def test_a_criterion_that_nobody_claims_is_not_met() -> None:
    assert figures(judge(ONE, [])) == (0, 0, 0)


def test_one_unmet_criterion_drops_the_level() -> None:
    rules = Rules(
        (Item("K/1"), Item("K/2"), Item("K/3")),
        (Demand("a", 1, ("K/1",)), Demand("b", 2, ("K/2",)), Demand("c", 3, ("K/3",))),
    )
    all_but_the_second = [shown("K/1"), shown("K/2", Verdict.NOT_MET), shown("K/3")]

    assert figures(judge(rules, all_but_the_second)) == (1, 1, 1)
    assert figures(judge(rules, [shown("K/1"), shown("K/2"), shown("K/3")])) == (3, 3, 3)


def test_a_signature_alone_is_left_out_of_what_the_software_can() -> None:
    signed = judge(ONE, [shown(kind=Kind.ATTESTED)])
    unsigned = judge(ONE, [shown(kind=Kind.ATTESTED, verdict=Verdict.NOT_REVIEWED)])

    assert figures(signed) == (1, 1, 1)
    assert figures(unsigned) == (1, 0, 0)
    assert unsigned.judgements["K/1"].three.able is Verdict.BY_ATTESTATION


def test_being_used_proves_no_ability() -> None:
    assert figures(judge(ONE, [shown(kind=Kind.IN_USE)])) == (0, 0, 0)


def test_able_software_that_nobody_uses_is_not_reached() -> None:
    found = [shown(), shown(kind=Kind.IN_USE, verdict=Verdict.NOT_REVIEWED)]

    assert figures(judge(ONE, found)) == (1, 0, 0)


def test_not_applicable_never_counts_strictly() -> None:
    assert figures(judge(ONE, [], waived={"K/1"})) == (0, 0, 1)
    judged = judge(ONE, [], waived={"K/1"}).judgements["K/1"].three
    assert (judged.reached, judged.reached_with_na) == (Verdict.NOT_MET, Verdict.NOT_APPLICABLE)


def test_every_part_of_a_criterion_must_be_claimed() -> None:
    rules = Rules((Item("K/1", ("K/1.1", "K/1.2")),), ONE.demands)

    half = judge(rules, [shown("K/1.1")])
    assert figures(half) == (0, 0, 0)
    assert half.judgements["K/1"].unclaimed == ("K/1.2",)
    assert figures(judge(rules, [shown("K/1.1"), shown("K/1.2")])) == (1, 1, 1)
    assert figures(judge(rules, [shown("K/1")])) == (1, 1, 1)
    assert figures(judge(rules, [shown("K/1.1")], waived={"K/1.2"})) == (0, 0, 1)


def test_a_shared_criterion_falls_with_each_of_its_claimants() -> None:
    rules = replace(ONE, claimants={"K/1": ("lis", "his.orders")})

    assert figures(judge(rules, [shown(), shown(module="his.orders")])) == (1, 1, 1)
    alone = judge(rules, [shown()])
    assert figures(alone) == (0, 0, 0)
    assert alone.judgements["K/1"].missing == ("his.orders",)


def test_what_if_overrides_the_evidence() -> None:
    assert figures(judge(ONE, [], forced={"K/1": True})) == (1, 1, 1)
    assert figures(judge(ONE, [shown()], forced={"K/1": False})) == (0, 0, 0)


def test_a_broken_check_is_an_error_and_not_a_pass() -> None:
    broken = judge(ONE, [shown(), shown(verdict=Verdict.ERROR, kind=Kind.DEMONSTRATED)])

    assert figures(broken) == (0, 0, 0)
    assert broken.judgements["K/1"].three.able is Verdict.ERROR


# ---------------------------------------------------------------- for any circular

ITEMS = (
    Item("K/1"),
    Item("K/2", ("K/2.1", "K/2.2")),
    Item("K/3"),
    Item("K/4", ("K/4.1", "K/4.2", "K/4.3")),
)
IDS = [i.id for i in ITEMS] + [p for i in ITEMS for p in i.parts]
MODULES = ("his.orders", "lis", "emr")
VERDICTS = (Verdict.MET, Verdict.NOT_MET, Verdict.NOT_REVIEWED, Verdict.ERROR)

evidence = st.builds(
    Shown,
    module=st.sampled_from(MODULES),
    claim=st.sampled_from(IDS),
    kind=st.sampled_from(list(Kind)),
    verdict=st.sampled_from(VERDICTS),
    says=st.just(SAYS),
)
evidences = st.lists(evidence, max_size=12)
waivers = st.frozensets(st.sampled_from(IDS), max_size=3)


@st.composite
def circulars(draw: st.DrawFn) -> Rules:
    demands = tuple(
        Demand(
            f"L{level}.{n}",
            level,
            tuple(draw(st.lists(st.sampled_from([i.id for i in ITEMS]), min_size=1, unique=True))),
        )
        for level in range(1, draw(st.integers(1, 4)) + 1)
        for n in range(draw(st.integers(1, 2)))
    )
    shared: Mapping[str, frozenset[str]] = draw(
        st.dictionaries(
            st.sampled_from(IDS),
            st.frozensets(st.sampled_from(MODULES), min_size=1, max_size=2),
            max_size=3,
        )
    )
    return Rules(ITEMS, demands, shared)


def never_lower(before: Outcome, after: Outcome) -> None:
    for figure in FIGURES:
        assert after.level(figure) >= before.level(figure)
        for item in ITEMS:
            if before.judgements[item.id].three.passes(figure):
                assert after.judgements[item.id].three.passes(figure), item.id


@given(circulars(), evidences, waivers, evidence)
def test_more_evidence_never_lowers_a_level(
    rules: Rules, found: list[Shown], waived: frozenset[str], more: Shown
) -> None:
    before = judge(rules, found, waived=waived)

    never_lower(before, judge(rules, [*found, replace(more, verdict=Verdict.MET)], waived=waived))


@given(circulars(), evidences, waivers, st.data())
def test_better_evidence_never_lowers_a_level(
    rules: Rules, found: list[Shown], waived: frozenset[str], data: st.DataObject
) -> None:
    if not found:
        return
    place = data.draw(st.integers(0, len(found) - 1))
    better = [*found]
    better[place] = replace(found[place], verdict=Verdict.MET)

    never_lower(judge(rules, found, waived=waived), judge(rules, better, waived=waived))


@given(circulars(), evidences, waivers, st.sampled_from(IDS))
def test_a_waiver_moves_no_strict_figure_and_lowers_none(
    rules: Rules, found: list[Shown], waived: frozenset[str], another: str
) -> None:
    before = judge(rules, found, waived=waived)
    after = judge(rules, found, waived=waived | {another})

    never_lower(before, after)
    assert (after.able, after.reached) == (before.able, before.reached)


@given(circulars(), evidences, waivers)
def test_the_figures_stand_in_order(
    rules: Rules, found: list[Shown], waived: frozenset[str]
) -> None:
    outcome = judge(rules, found, waived=waived)

    assert outcome.reached <= outcome.able
    assert outcome.reached <= outcome.reached_with_na


@given(circulars(), evidences)
def test_levels_are_cumulative(rules: Rules, found: list[Shown]) -> None:
    outcome = judge(rules, found)

    for figure in FIGURES:
        for each in outcome.demands:
            if each.demand.level <= outcome.level(figure):
                assert each.three.passes(figure)


@given(circulars(), evidences, st.sampled_from(MODULES))
def test_a_module_less_never_raises_a_level_by_what_it_met(
    rules: Rules, found: list[Shown], gone: str
) -> None:
    """Where everything a module shows is met, the house without it stands no higher."""
    met = [replace(s, verdict=Verdict.MET) if s.module == gone else s for s in found]

    never_lower(judge(rules, [s for s in met if s.module != gone]), judge(rules, met))


@given(evidences)
def test_an_unclaimed_criterion_is_not_met(found: list[Shown]) -> None:
    for item in ITEMS:
        claims = {item.id, *item.parts}
        outcome = judge(Rules(ITEMS), [s for s in found if s.claim not in claims])
        three = outcome.judgements[item.id].three
        assert {three.able, three.reached, three.reached_with_na} == {Verdict.NOT_MET}
