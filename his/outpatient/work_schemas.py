"""What the API takes and gives of consultations, templates and procedures in the room."""

from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, Field

from his.outpatient.schemas import ConsultationOut
from his.outpatient.template_models import Specialty
from kernel.columns import nfc
from kernel.schemas import Code, Input, Line, Note, Output, Reason, Version

Told = Annotated[str, Field(min_length=3, max_length=2000), AfterValidator(nfc)]
Answer = Annotated[str, Field(min_length=3, max_length=4000), AfterValidator(nfc)]
Advice = Annotated[str, Field(max_length=2000), AfterValidator(nfc)]
Prefix = Annotated[str, Field(pattern=r"^[A-Z][0-9A-Z.]{0,7}$")]
Maybe = Annotated[int, Field(ge=0, le=2_000_000_000, description="0 for a new one.")]


class AskIn(Input):
    room_id: UUID
    question: Told


class AnswerIn(Input):
    answer: Answer
    advice: Advice = ""
    version: Version


class ConsultationEndIn(Input):
    reason: Reason
    version: Version


class ConsultationWaitingOut(ConsultationOut):
    """A question that waits, and about whom."""

    patient_code: str
    patient_name: str
    room_name: str


class SupplyIn(Input):
    code: Code
    quantity: Annotated[Decimal, Field(gt=0, max_digits=10, decimal_places=2)]


class PerformedIn(Input):
    service_code: Code
    text: Answer
    quantity: Annotated[int, Field(ge=1, le=100)] = 1
    supplies: Annotated[list[SupplyIn], Field(max_length=50, default_factory=list)]


class PerformedOut(Output):
    order_id: UUID
    code: str
    service_name: str


class TemplateSectionIn(Input):
    title: Line
    text: Note = ""


class TextsIn(Input):
    """The usual text of each field of the examination."""

    illness: Note = ""
    past: Note = ""
    general: Note = ""
    organs: Note = ""
    plan: Note = ""
    conclusion: Note = ""


class ExamTemplateIn(Input):
    own: bool
    name: Line
    specialty: Specialty
    texts: TextsIn
    sections: Annotated[list[TemplateSectionIn], Field(max_length=20, default_factory=list)]
    icd: Annotated[list[Prefix], Field(max_length=50, default_factory=list)]
    active: bool = True
    version: Maybe = 0


class ExamTemplateOut(Output):
    id: UUID
    name: str
    specialty: Specialty
    own: bool
    texts: dict[str, str]
    sections: list[dict[str, Any]]
    icd: list[str]
    active: bool
    version: int


class PhraseIn(Input):
    own: bool
    word: Annotated[str, Field(pattern=r"^[\w-]{1,20}$")]
    text: Told
    active: bool = True
    version: Maybe = 0


class PhraseOut(Output):
    id: UUID
    word: str
    text: str
    own: bool
    active: bool
    version: int
