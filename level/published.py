"""The assessment as others read it: the JSON of `GET /api/level/assessment`.

    {"profile", "generated_at", "version", "able", "reached", "reached_with_na",
     "levels": [{"level", "met", "requirements": [...]}],
     "criteria": [{"id", "number", "group", "tier", "title": {vi, en}, "able", "reached",
                   "reached_with_na", "claimed_by": [...],
                   "findings": [{"kind", "verdict", "says", "at"}]}]}

`met` of a level is strict and cumulative. Verdicts are words: met, not_met, not_reviewed,
error, not_applicable; in `able` also by_attestation.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from level.assessing import Assessment
from level.calculus import Judgement, Shown


def as_json(assessment: Assessment) -> dict[str, Any]:
    outcome, catalogue = assessment.outcome, assessment.catalogue
    return {
        "profile": catalogue.profile,
        "generated_at": instant(assessment.gathered.at),
        "version": assessment.version,
        "able": outcome.able,
        "reached": outcome.reached,
        "reached_with_na": outcome.reached_with_na,
        "levels": levels(assessment),
        "criteria": [
            {
                "id": c.id,
                "number": c.number,
                "group": c.group,
                "tier": c.tier,
                "title": c.title.json(),
                **verdicts(outcome.judgements[c.id]),
                "claimed_by": list(outcome.judgements[c.id].claimed_by),
                "findings": findings(outcome.judgements[c.id].shown),
            }
            for c in catalogue.criteria
        ],
    }


def levels(assessment: Assessment) -> list[dict[str, Any]]:
    outcome = assessment.outcome
    told = {r.id: r for r in assessment.catalogue.requirements}
    found: dict[int, list[dict[str, Any]]] = {}
    for each in outcome.demands:
        requirement = told[each.demand.id]
        judgement = outcome.judgements.get(requirement.id)
        found.setdefault(requirement.level, []).append(
            {
                "id": requirement.id,
                "kind": requirement.kind,
                "title": requirement.title.json(),
                "group": requirement.group,
                "tier": requirement.tier,
                "criteria": list(requirement.criteria),
                "parts": [{"id": p.id, "title": p.title.json()} for p in requirement.parts],
                "able": each.three.able.value,
                "reached": each.three.reached.value,
                "reached_with_na": each.three.reached_with_na.value,
                "claimed_by": list(judgement.claimed_by) if judgement else [],
                "findings": findings(judgement.shown) if judgement else [],
            }
        )
    return [
        {"level": level, "met": level <= outcome.reached, "requirements": requirements}
        for level, requirements in sorted(found.items())
    ]


def verdicts(judgement: Judgement) -> dict[str, str]:
    return {
        "able": judgement.three.able.value,
        "reached": judgement.three.reached.value,
        "reached_with_na": judgement.three.reached_with_na.value,
    }


def findings(shown: Sequence[Shown]) -> list[dict[str, Any]]:
    return [
        {
            "kind": s.kind.value,
            "verdict": s.verdict.value,
            "says": s.says.json(),
            "at": instant(s.at) if s.at else None,
        }
        for s in shown
    ]


def instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
