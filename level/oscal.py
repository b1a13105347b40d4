"""The assessment as OSCAL assessment-results (NIST OSCAL 1.1.2), for other tools to read.

A claim's evidence is an observation; a criterion is a finding with the objective's status.
Verdicts that OSCAL has no word for (not reviewed, not applicable) are told as `reason`.
"""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid5

from fastapi import Response
from sqlmodel import Session

from his.admin import service as admin
from kernel import audit
from kernel.module import Verdict
from level.assessing import Assessment
from level.calculus import Judgement, Shown
from level.catalogue import GROUPS, NOT_LEGAL_ADVICE, PROFILES
from level.published import instant

JSON: dict[int | str, dict[str, Any]] = {200: {"content": {"application/json": {"schema": {}}}}}
_SPACE = UUID("0192f4a0-0000-7000-8000-000000000054")
_NS = "urn:his54:oscal"


def answer(db: Session, assessment: Assessment) -> Response:
    facility = admin.facility_if_any(db)
    told = results(assessment, facility.name if facility else "HIS54")
    audit.record(db, "export", "level.oscal", ("level", assessment.catalogue.profile))
    return Response(
        json.dumps(told, ensure_ascii=False),
        media_type="application/json",
        headers={"Content-Disposition": 'attachment; filename="his54-oscal.json"'},
    )


def results(assessment: Assessment, facility: str) -> dict[str, Any]:
    """The `assessment-results` object. The same assessment gives the same UUIDs."""
    at = instant(assessment.gathered.at)
    profile = assessment.catalogue.profile
    seed = f"{profile}/{assessment.version}/{at}"
    party = _id(f"{facility}")
    outcome = assessment.outcome
    observations: dict[int, dict[str, Any]] = {}
    findings = []
    for criterion in assessment.catalogue.criteria:
        judgement = outcome.judgements[criterion.id]
        for shown in judgement.shown:
            observations.setdefault(id(shown), _observation(seed, len(observations), shown, at))
        findings.append(
            _finding(
                seed,
                judgement,
                f"{criterion.number}. {criterion.title.en}",
                criterion.title.vi,
                [observations[id(s)]["uuid"] for s in judgement.shown],
                GROUPS[criterion.group].en,
            )
        )
    return {
        "assessment-results": {
            "uuid": _id(seed),
            "metadata": {
                "title": f"Circular 54/2017/TT-BYT: {facility}",
                "last-modified": at,
                "version": assessment.version,
                "oscal-version": "1.1.2",
                "roles": [{"id": "assessed-party", "title": "Assessed facility"}],
                "parties": [{"uuid": party, "type": "organization", "name": facility}],
                "responsible-parties": [{"role-id": "assessed-party", "party-uuids": [party]}],
                "remarks": NOT_LEGAL_ADVICE.en,
            },
            "import-ap": {"href": f"{_NS}:circular-54-{profile}"},
            "results": [
                {
                    "uuid": _id(f"{seed}/result"),
                    "title": PROFILES[profile].en,
                    "description": "Levels are worked out from evidence, never typed in.",
                    "start": at,
                    "props": [
                        _prop("profile", profile),
                        _prop("level-able", outcome.able),
                        _prop("level-reached", outcome.reached),
                        _prop("level-reached-with-na", outcome.reached_with_na),
                    ],
                    "reviewed-controls": {
                        "control-selections": [
                            {
                                "include-controls": [
                                    {"control-id": _control(c.id)}
                                    for c in assessment.catalogue.criteria
                                ]
                            }
                        ]
                    },
                    "observations": list(observations.values()),
                    "findings": findings,
                }
            ],
        }
    }


def _observation(seed: str, number: int, shown: Shown, at: str) -> dict[str, Any]:
    method = "INTERVIEW" if shown.kind == "attested" else "TEST"
    return {
        "uuid": _id(f"{seed}/observation/{number}"),
        "title": f"{shown.module}: {shown.kind}",
        "description": shown.says.en,
        "props": [
            _prop("kind", shown.kind.value),
            _prop("verdict", shown.verdict.value),
            _prop("module", shown.module),
        ],
        "methods": [method],
        "collected": instant(shown.at) if shown.at else at,
        "remarks": shown.says.vi,
    }


def _finding(
    seed: str,
    judgement: Judgement,
    title: str,
    vietnamese: str,
    observed: Iterable[str],
    group: str,
) -> dict[str, Any]:
    three = judgement.three
    found: dict[str, Any] = {
        "uuid": _id(f"{seed}/finding/{judgement.item.id}"),
        "title": title,
        "description": vietnamese,
        "props": [
            _prop("group", group),
            _prop("able", three.able.value),
            _prop("reached", three.reached.value),
            _prop("reached-with-na", three.reached_with_na.value),
        ],
        "target": {
            "type": "objective-id",
            "target-id": _control(judgement.item.id),
            "status": {
                "state": "satisfied" if three.reached is Verdict.MET else "not-satisfied",
                "reason": three.reached.value.replace("_", "-"),
            },
        },
    }
    if related := [{"observation-uuid": each} for each in observed]:
        found["related-observations"] = related
    return found


def _prop(name: str, value: object) -> dict[str, str]:
    return {"name": name, "ns": _NS, "value": str(value)}


def _control(id_: str) -> str:
    return id_.lower().replace("/", "-")


def _id(name: str) -> str:
    """UUIDv5, as OSCAL allows for what is worked out again."""
    return str(uuid5(_SPACE, name))
