"""People and rights, as they go in and out."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from his.admin.schemas import Moment, PermissionId, RoleId, Short, Username
from kernel.columns import nfc
from kernel.identity.models import UserKind
from kernel.schemas import Input, Line, Output, Reason, Version, Words
from kernel.text import Language


class StaffIn(Input):
    title: Annotated[str, Field(max_length=120), AfterValidator(nfc)] = ""
    licence: Short = ""
    licence_on: date | None = None
    department_id: UUID | None = None
    room_id: UUID | None = None
    phone: Short = ""
    departments_only: bool = False


class StaffOut(Output):
    title: str
    licence: str
    licence_on: date | None
    department_id: UUID | None
    room_id: UUID | None
    phone: str
    departments_only: bool


class PersonNew(Input):
    """Without a password one is made and told once; it must be replaced at first use."""

    username: Username
    name: Line
    kind: UserKind = UserKind.PERSON
    roles: Annotated[list[RoleId], Field(max_length=20)]
    password: Annotated[str, Field(max_length=128)] = ""
    staff: StaffIn = StaffIn()


class PersonIn(Input):
    name: Line
    language: Language
    staff: StaffIn
    version: Version


class PersonOut(Output):
    id: UUID
    username: str
    name: str
    kind: UserKind
    language: Language
    active: bool
    must_change_password: bool
    made_at: datetime
    version: int
    roles: list[str]
    department: str
    staff: StaffOut | None
    last_sign_in: datetime | None
    locked_until: datetime | None
    second_factor: bool


class PersonMadeOut(Output):
    """`password` is told once; "" when the administrator chose one."""

    person: PersonOut
    password: str


class PasswordOut(Output):
    password: str


class RolesIn(Input):
    roles: Annotated[list[RoleId], Field(max_length=20)]
    reason: Reason


class ReasonIn(Input):
    reason: Reason


class PersonSessionOut(Output):
    id: UUID
    at: datetime
    seen_at: datetime
    expires_at: datetime
    ip: str
    browser: str
    second_factor: bool


class PersonSessionsOut(Output):
    sessions: list[PersonSessionOut]


class TokenNew(Input):
    name: Line
    scopes: Annotated[list[PermissionId], Field(min_length=1, max_length=200)]
    expires_at: Moment


class TokenOut(Output):
    id: UUID
    user_id: UUID
    name: str
    scopes: list[str]
    made_at: datetime
    made_by_name: str
    expires_at: datetime
    revoked_at: datetime | None


class TokenMadeOut(Output):
    """`secret` is shown once."""

    token: TokenOut
    secret: str


class TokensOut(Output):
    tokens: list[TokenOut]


class PeopleOut(Output):
    people: list[PersonOut]


class FailedSignInOut(Output):
    id: int
    at: datetime
    user_id: str
    username: str
    why: str
    ip: str
    workstation: str


# --- rights


class RoleNew(Input):
    id: RoleId
    title_vi: Annotated[str, Field(min_length=1, max_length=120), AfterValidator(nfc)]
    title_en: Annotated[str, Field(min_length=1, max_length=120), AfterValidator(nfc)]
    like: RoleId | None = None
    reason: Reason


class RoleIn(Input):
    title_vi: Annotated[str, Field(min_length=1, max_length=120), AfterValidator(nfc)]
    title_en: Annotated[str, Field(min_length=1, max_length=120), AfterValidator(nfc)]
    needs_second_factor: bool
    active: bool
    version: Version
    reason: Reason


class RoleOut(Output):
    id: str
    title: Words
    needs_second_factor: bool
    active: bool
    version: int


class PermissionOut(Output):
    id: str
    title: Words
    given_to: list[str]


class ModulePermissionsOut(Output):
    id: str
    title: Words
    permissions: list[PermissionOut]


class MatrixOut(Output):
    """`grants`: role -> permission ids."""

    modules: list[ModulePermissionsOut]
    roles: list[RoleOut]
    grants: dict[str, list[str]]


class GrantIn(Input):
    role: RoleId
    permission: PermissionId
    granted: bool
    reason: Reason


class SeenOut(Output):
    """What they would see: feed it to the shell instead of one's own assembly."""

    roles: list[str]
    modules: list[str]
    may: list[str]
    held_back: list[str]


class StepOut(Output):
    ok: bool
    says: Words


class WhyOut(Output):
    allowed: bool
    user: str
    permission: PermissionOut
    steps: list[StepOut]
