"""What the screens of external rounds show."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from kernel.schemas import Input, Line, Output
from lis.quality.figures import RoundGrade
from lis.quality.models import ExternalResult, ExternalRound, RoundState
from lis.quality.schemas import (
    AnalyserCode,
    Day,
    Plain,
    Remark,
    Short,
    Spread,
    TestCode,
    Value,
)
from lis.tests.service import TestProfile


class ExternalRoundIn(Input):
    programme: Line
    organiser: Line
    code: Annotated[str, Field(min_length=1, max_length=60)]
    sample: Annotated[str, Field(max_length=100)] = ""
    received_on: Day | None = None
    due_on: Day
    note: Remark = ""


class ExternalFoundIn(Input):
    test_code: TestCode
    analyser: AnalyserCode = ""
    value: Value


class ExternalFoundsIn(Input):
    results: Annotated[list[ExternalFoundIn], Field(min_length=1, max_length=60)]


class ExternalPeersIn(Input):
    result_id: UUID
    mean: Value
    sd: Spread
    n: Annotated[int | None, Field(ge=1, le=100_000)] = None
    group: Short = ""


class ExternalGradeIn(Input):
    peers: Annotated[list[ExternalPeersIn], Field(min_length=1, max_length=60)]


class ExternalAnswerIn(Input):
    cause: Annotated[str, Field(min_length=3, max_length=500)]
    action: Annotated[str, Field(min_length=3, max_length=1000)]


class ExternalResultOut(Output):
    id: UUID
    test_code: str
    test_name: str
    analyser: str
    unit: str
    value: Plain
    peer_group: str
    peer_n: int | None
    peer_mean: Plain | None
    peer_sd: Plain | None
    z: Plain | None
    bias: Plain | None
    grade: RoundGrade | None
    cause: str
    action: str
    answered_by_name: str

    @classmethod
    def of(cls, result: ExternalResult, test: TestProfile | None) -> "ExternalResultOut":
        return cls(
            **result.model_dump(include=set(cls.model_fields)),
            test_name=test.name if test else result.test_code,
        )


class ExternalRoundOut(Output):
    id: UUID
    programme: str
    organiser: str
    code: str
    sample: str
    received_on: date | None
    due_on: date
    state: RoundState
    submitted_at: datetime | None
    submitted_by_name: str
    note: str
    version: int
    results: list[ExternalResultOut]

    @classmethod
    def shown(
        cls, of: ExternalRound, results: list[ExternalResult], known: dict[str, TestProfile]
    ) -> "ExternalRoundOut":
        return cls(
            **of.model_dump(include=set(cls.model_fields)),
            results=[ExternalResultOut.of(r, known.get(r.test_code)) for r in results],
        )
