"""What the API of the shared lists takes and gives."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, Field

from his.catalogs.lists.declaration import GROUP_TITLES, Catalogue, Group, Kind
from his.catalogs.models import CatalogueImport, ChangeKind, Entry, ImportState
from his.catalogs.reviewing import Line, Overview
from his.catalogs.timeline import Difference
from his.catalogs.timeline import Kind as DifferenceKind
from his.catalogs.values import clean, write
from kernel.schemas import Input, Output, Reason, Version, Words, said

Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2999, 12, 31))]
EntryCode = Annotated[
    str, Field(min_length=1, max_length=60), AfterValidator(clean), Field(min_length=1)
]
Name = Annotated[
    str, Field(min_length=1, max_length=2000), AfterValidator(clean), Field(min_length=1)
]
NameOrNone = Annotated[str, Field(max_length=2000), AfterValidator(clean)]
CodeOrNone = Annotated[str, Field(max_length=60), AfterValidator(clean)]
Source = Annotated[str, Field(max_length=300), AfterValidator(clean)]
FactIn = (
    Annotated[str, Field(max_length=4000)]
    | bool
    | Annotated[int, Field(ge=-(10**15), le=10**15)]
    | Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=200)]
    | None
)
FactName = Annotated[str, Field(max_length=40, pattern=r"^[a-z][a-z0-9_]*$")]
FactsIn = Annotated[dict[FactName, FactIn], Field(max_length=60)]
FactsOut = dict[str, str | bool | int | list[str]]


class ColumnOut(Output):
    id: str
    title: Words
    kind: Kind
    of: str
    choices: list[str]
    required: bool


class ImportOut(Output):
    """One import, with what it does and what is wrong with its file."""

    id: UUID
    list_id: str
    state: ImportState
    file_name: str
    source: str
    whole: bool
    valid_from: date
    valid_to: date | None
    rows: int
    added: int
    changed: int
    ended: int
    unchanged: int
    errors: int
    used: int
    first_errors: list["RowErrorOut"]
    ignored_columns: list[str]
    joined_rows: int
    most_used: list["UsedOut"]
    checked_at: datetime
    checked_by_name: str
    approved_at: datetime | None
    approved_by_name: str
    rolled_back_at: datetime | None
    rolled_back_by_name: str
    reason: str

    @classmethod
    def of(cls, made: CatalogueImport) -> Self:
        found = made.findings
        return cls.model_validate(
            {
                **made.model_dump(exclude={"findings"}),
                "first_errors": found["errors"],
                "ignored_columns": found["ignored_columns"],
                "joined_rows": found["joined_rows"],
                "most_used": found["used"],
            }
        )


class RowErrorOut(Output):
    row: int
    column: str
    says: Words


class UsedOut(Output):
    code: str
    count: int


class ListOut(Output):
    """One shared list."""

    id: str
    title: Words
    group: Group
    group_title: Words
    owner: Words
    source: str
    official: bool
    whole: bool
    maps_to: str
    columns: list[ColumnOut]
    entries: int
    unmapped: int
    last_import: ImportOut | None

    @classmethod
    def of_overview(cls, seen: Overview) -> Self:
        return cls(
            **_declared(seen.catalogue),
            entries=seen.entries,
            unmapped=seen.unmapped,
            last_import=ImportOut.of(seen.last_import) if seen.last_import else None,
        )


def _declared(list_: Catalogue) -> dict[str, object]:
    return {
        "id": list_.id,
        "title": said(list_.title),
        "group": list_.group,
        "group_title": said(GROUP_TITLES[list_.group]),
        "owner": said(list_.owner),
        "source": list_.source,
        "official": list_.official,
        "whole": list_.whole,
        "maps_to": list_.maps_to,
        "columns": [
            ColumnOut(
                id=c.id,
                title=said(c.title),
                kind=c.kind,
                of=c.of,
                choices=list(c.choices),
                required=c.required,
            )
            for c in list_.columns
        ],
    }


class EntryOut(Output):
    """One version of one code."""

    id: UUID
    list_id: str
    code: str
    name: str
    name_en: str
    ministry_code: str
    facts: FactsOut
    valid_from: date
    valid_to: date | None
    active: bool
    source: str
    version: int


class EntryIn(Input):
    """A new code, or one that comes back."""

    code: EntryCode
    name: Name
    name_en: NameOrNone = ""
    ministry_code: CodeOrNone = ""
    facts: FactsIn = Field(default_factory=dict)
    valid_from: Day | None = None
    source: Source = ""
    reason: Reason


class EntryChangeIn(Input):
    """What a code says from a day on; what is left out stays. A fact given as null goes."""

    version: Version
    reason: Reason
    valid_from: Day | None = None
    name: Name | None = None
    name_en: NameOrNone | None = None
    ministry_code: CodeOrNone | None = None
    facts: FactsIn | None = None


class EndIn(Input):
    version: Version
    reason: Reason
    last_day: Day


class ReasonIn(Input):
    reason: Reason


class ChangeOut(Output):
    kind: ChangeKind
    at: datetime
    actor_name: str
    reason: str
    import_id: UUID | None
    valid_to_before: date | None
    valid_to_after: date | None


class VersionOut(Output):
    """One version in a code's history: what it said, who made it, what happened to it."""

    entry: EntryOut
    made_at: datetime
    made_by_name: str
    reason: str
    import_file: str | None
    import_state: ImportState | None
    changes: list[ChangeOut]

    @classmethod
    def of(cls, line: Line) -> Self:
        entry: Entry = line.entry
        made = line.made_by_import
        return cls(
            entry=EntryOut.model_validate(entry),
            made_at=entry.made_at,
            made_by_name=entry.made_by_name,
            reason=entry.reason,
            import_file=made.file_name if made else None,
            import_state=made.state if made else None,
            changes=[ChangeOut.model_validate(c) for c in line.changes],
        )


class FieldOut(Output):
    field: str
    before: str
    after: str


class DifferenceOut(Output):
    """One code that differs, from which day, and in what."""

    code: str
    kind: DifferenceKind
    on: date
    name: str
    fields: list[FieldOut]

    @classmethod
    def of(cls, line: Difference) -> Self:
        shown = line.after or line.before
        return cls(
            code=line.code,
            kind=line.kind,
            on=line.on,
            name=shown.name if shown else "",
            fields=[
                FieldOut(field=field, before=write(before), after=write(after))
                for field, (before, after) in line.fields().items()
            ]
            if line.kind is DifferenceKind.CHANGED
            else [],
        )

    @classmethod
    def of_kept(cls, line: dict[str, object]) -> Self:
        fields = line["fields"]
        pairs = fields.items() if isinstance(fields, dict) else ()
        return cls.model_validate(
            {
                **line,
                "fields": [
                    {"field": f, "before": write(v["before"]), "after": write(v["after"])}
                    for f, v in pairs
                ],
            }
        )
