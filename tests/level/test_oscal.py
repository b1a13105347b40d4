"""The OSCAL export has the shape that NIST published for assessment results (1.1).

Written down here from the published model: which fields there are, which must be, and how words,
texts, instants and UUIDs look. (The export was also read by NIST-derived tooling once, by hand;
that is too heavy to be a part of the suite.)
"""

from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

from kernel.access import SYSTEM
from kernel.db import Database
from level import oscal, service
from level.catalogue import PROFILES

Uuid = Annotated[
    str, Field(pattern=r"^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[45][0-9A-Fa-f]{3}-"
               r"[89ABab][0-9A-Fa-f]{3}-[0-9A-Fa-f]{12}$")
]  # fmt: skip
Token = Annotated[str, Field(pattern=r"^[^\W\d][\w.\-]*$")]
Line = Annotated[str, Field(pattern=r"^\S(.*\S)?$")]
Instant = Annotated[
    str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$")
]
Uri = Annotated[str, Field(pattern=r"^[a-zA-Z][a-zA-Z0-9+\-.]+:.+$")]
Some = Field(min_length=1)


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", alias_generator=lambda n: n.replace("_", "-"))


class Prop(Part):
    name: Token
    ns: Uri | None = None
    value: Line


class Role(Part):
    id: Token
    title: Line


class Party(Part):
    uuid: Uuid
    type: Literal["person", "organization"]
    name: Line


class Responsible(Part):
    role_id: Token
    party_uuids: Annotated[list[Uuid], Some]


class Metadata(Part):
    title: Line
    last_modified: Instant
    version: Line
    oscal_version: Line
    roles: Annotated[list[Role], Some]
    parties: Annotated[list[Party], Some]
    responsible_parties: Annotated[list[Responsible], Some]
    remarks: str | None = None


class Control(Part):
    control_id: Token


class Selection(Part):
    include_controls: Annotated[list[Control], Some]


class Reviewed(Part):
    control_selections: Annotated[list[Selection], Some]


class Observation(Part):
    uuid: Uuid
    title: Line | None = None
    description: Line
    props: Annotated[list[Prop], Some]
    methods: Annotated[list[Literal["EXAMINE", "INTERVIEW", "TEST", "UNKNOWN"]], Some]
    collected: Instant
    remarks: str | None = None


class Status(Part):
    state: Literal["satisfied", "not-satisfied"]
    reason: Token | None = None


class Target(Part):
    type: Literal["statement-id", "objective-id"]
    target_id: Token
    status: Status


class Related(Part):
    observation_uuid: Uuid


class Finding(Part):
    uuid: Uuid
    title: Line
    description: Line
    props: Annotated[list[Prop], Some]
    target: Target
    related_observations: Annotated[list[Related], Some] | None = None


class Result(Part):
    uuid: Uuid
    title: Line
    description: Line
    start: Instant
    props: Annotated[list[Prop], Some]
    reviewed_controls: Reviewed
    observations: Annotated[list[Observation], Some]
    findings: Annotated[list[Finding], Some]


class Plan(Part):
    href: Uri


class Results(Part):
    uuid: Uuid
    metadata: Metadata
    import_ap: Plan
    results: Annotated[list[Result], Some]


class Document(Part):
    assessment_results: Results


@pytest.mark.parametrize("profile", sorted(PROFILES))
def test_the_export_has_the_published_shape(database: Database, profile: str) -> None:
    with database.read(SYSTEM) as db:
        told = service.assess(db, profile=profile)
    document = Document.model_validate(oscal.results(told, "Phòng khám Đa khoa HIS54"))

    [result] = document.assessment_results.results
    assert len(result.findings) == len(told.catalogue.criteria)
    observed = {each.uuid for each in result.observations}
    for finding in result.findings:
        assert {r.observation_uuid for r in finding.related_observations or ()} <= observed
