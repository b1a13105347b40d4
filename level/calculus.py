"""From evidence to a level. Pure: values in, values out; no database, no clock.

Circular 54/2017/TT-BYT, Article 4(3): a level is reached only if every criterion of it is met;
one unmet criterion drops the facility. Levels are cumulative.

Three figures are always kept apart:

* *able*: what the software can (tests and demonstrations). What is claimed by attestation
  alone is left out of account; what nobody claims is not.
* *reached*: everything that is claimed, strictly.
* *reached with N/A*: the same, where a service that the facility does not provide is accepted.

More evidence never lowers a figure, and `reached` is never above `able` (property tests).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from kernel.module import Verdict
from kernel.text import Text


class Kind(StrEnum):
    CHECKED = "checked"
    DEMONSTRATED = "demonstrated"
    IN_USE = "in_use"
    ATTESTED = "attested"


ABILITY = frozenset({Kind.CHECKED, Kind.DEMONSTRATED})

_WORST_FIRST = (
    Verdict.ERROR,
    Verdict.NOT_MET,
    Verdict.NOT_REVIEWED,
    Verdict.MET,
    Verdict.NOT_APPLICABLE,
    Verdict.BY_ATTESTATION,
)
_PASSES = {
    "able": frozenset({Verdict.MET, Verdict.BY_ATTESTATION}),
    "reached": frozenset({Verdict.MET}),
    "reached_with_na": frozenset({Verdict.MET, Verdict.NOT_APPLICABLE}),
}
FIGURES = tuple(_PASSES)


@dataclass(frozen=True, slots=True)
class Item:
    """Something that is met or not: a criterion, or a clause of a level. Parts are met each."""

    id: str
    parts: tuple[str, ...] = ()

    @property
    def leaves(self) -> tuple[str, ...]:
        return self.parts or (self.id,)


@dataclass(frozen=True, slots=True)
class Demand:
    """What a level asks for: all of these items."""

    id: str
    level: int
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """A circular as the calculus sees it.

    `claimants`: where several modules share an item or a part, each of these must claim it.
    """

    items: tuple[Item, ...]
    demands: tuple[Demand, ...] = ()
    claimants: Mapping[str, Collection[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shown:
    """What one piece of evidence of one claim showed, and when. `at` None: never looked."""

    module: str
    claim: str  # the id of an item, or of one of its parts
    kind: Kind
    verdict: Verdict
    says: Text
    at: datetime | None = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Three:
    """A verdict in each of the three figures."""

    able: Verdict
    reached: Verdict
    reached_with_na: Verdict

    def passes(self, figure: str) -> bool:
        verdict: Verdict = getattr(self, figure)
        return verdict in _PASSES[figure]


@dataclass(frozen=True, slots=True)
class Judgement:
    item: Item
    three: Three
    claimed_by: tuple[str, ...]
    shown: tuple[Shown, ...]
    unclaimed: tuple[str, ...]  # parts that nobody claims
    missing: tuple[str, ...]  # claimants that did not claim


@dataclass(frozen=True, slots=True)
class DemandJudged:
    demand: Demand
    three: Three


@dataclass(frozen=True, slots=True)
class Outcome:
    able: int
    reached: int
    reached_with_na: int
    judgements: Mapping[str, Judgement]
    demands: tuple[DemandJudged, ...]

    def level(self, figure: str) -> int:
        reached: int = getattr(self, figure)
        return reached


def judge(
    rules: Rules,
    shown: Iterable[Shown],
    *,
    waived: Collection[str] = (),
    forced: Mapping[str, bool] | None = None,
) -> Outcome:
    """Judge every item, every demand, every level.

    `waived`: items and parts that are not applicable here (approved and not expired).
    `forced`: what-if; the item counts as met or not met whatever the evidence.
    """
    by_claim: dict[str, list[Shown]] = defaultdict(list)
    for each in shown:
        by_claim[each.claim].append(each)
    forced = forced or {}
    judgements = {
        item.id: _judge(item, by_claim, rules.claimants, waived, forced.get(item.id))
        for item in rules.items
    }
    demands = tuple(
        DemandJudged(d, _all_of(judgements[i].three for i in d.items)) for d in rules.demands
    )
    able, reached, with_na = (_highest(demands, figure) for figure in FIGURES)
    return Outcome(able, reached, with_na, judgements, demands)


def _highest(demands: Sequence[DemandJudged], figure: str) -> int:
    """The highest level whose demands, and all those below it, pass."""
    unmet = {d.demand.level for d in demands if not d.three.passes(figure)}
    highest = 0
    for level in sorted({d.demand.level for d in demands}):
        if level in unmet:
            break
        highest = level
    return highest


def _judge(
    item: Item,
    by_claim: Mapping[str, Sequence[Shown]],
    claimants: Mapping[str, Collection[str]],
    waived: Collection[str],
    forced: bool | None,
) -> Judgement:
    whole = tuple(by_claim.get(item.id, ()))
    everything = whole + tuple(s for part in item.parts for s in by_claim.get(part, ()))
    claimed_by = tuple(dict.fromkeys(s.module for s in everything))
    absent = set(claimants.get(item.id, ())) - set(claimed_by)
    missing = set(absent)
    unclaimed: list[str] = []
    leaves: list[Three] = []
    for leaf in item.leaves:
        found = whole if leaf == item.id else whole + tuple(by_claim.get(leaf, ()))
        if not found and leaf != item.id:
            unclaimed.append(leaf)
        lacking = set(claimants.get(leaf, ())) - {s.module for s in found}
        missing |= lacking
        leaves.append(_leaf(found, incomplete=bool(lacking), waived=leaf in waived))
    three = _all_of(leaves)
    if absent and item.parts:
        three = Three(_worse(three.able), _worse(three.reached), _worse(three.reached_with_na))
    if item.id in waived:
        three = _waive(three)
    if forced is not None:
        verdict = Verdict.MET if forced else Verdict.NOT_MET
        three = Three(verdict, verdict, verdict)
    return Judgement(item, three, claimed_by, everything, tuple(unclaimed), tuple(sorted(missing)))


def _leaf(found: Sequence[Shown], *, incomplete: bool, waived: bool) -> Three:
    """One criterion, clause or part. Being used proves no ability, so use alone is not met."""
    showing = [s for s in found if s.kind in ABILITY]
    if showing:
        able = _worst(s.verdict for s in showing)
    elif any(s.kind is Kind.ATTESTED for s in found):
        able = Verdict.BY_ATTESTATION
    else:
        able = Verdict.NOT_MET
    reached = _worst(s.verdict for s in found)
    if able is Verdict.NOT_MET:
        reached = _worse(reached)
    if incomplete:
        able, reached = _worse(able), _worse(reached)
    three = Three(able, reached, reached)
    return _waive(three) if waived else three


def _waive(three: Three) -> Three:
    if three.reached_with_na is Verdict.MET:
        return three
    return Three(three.able, three.reached, Verdict.NOT_APPLICABLE)


def _all_of(threes: Iterable[Three]) -> Three:
    found = tuple(threes)
    return Three(
        _worst(t.able for t in found),
        _worst(t.reached for t in found),
        _worst(t.reached_with_na for t in found),
    )


def _worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The worst of them; of nothing, not met."""
    found = set(verdicts)
    return next((v for v in _WORST_FIRST if v in found), Verdict.NOT_MET)


def _worse(verdict: Verdict) -> Verdict:
    """At best not met."""
    return _worst((verdict, Verdict.NOT_MET))
