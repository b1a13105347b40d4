from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from kernel.schemas import Input, Output, Words
from kernel.text import Language

Secret = Annotated[str, Field(min_length=1, max_length=200)]


class SignInIn(Input):
    username: Annotated[str, Field(min_length=1, max_length=100)]
    password: Secret
    otp: Annotated[str, Field(max_length=20)] = ""


class UserOut(Output):
    id: UUID
    name: str
    username: str
    roles: list[str]
    language: Language


class SessionOut(Output):
    """`must` lists what the person has to do before anything else."""

    csrf_token: str
    user: UserOut
    must: list[Literal["password", "second_factor"]]
    role_titles: list[Words]
    second_factor: bool
    idle_minutes: int


class PasswordIn(Input):
    old: Secret
    new: Secret


class SigningIn(Input):
    """By which secret somebody shows again that it is he: his password, or his PIN."""

    password: Annotated[str, Field(max_length=200)] = ""
    pin: Annotated[str, Field(max_length=20)] = ""


class SigningOut(Output):
    """`ticket`: to be sent with what is signed, within a few minutes."""

    ticket: str
    how: str


class PinIn(Input):
    """A PIN to sign with; the password says that it is his own."""

    password: Annotated[str, Field(max_length=200)]
    pin: Annotated[str, Field(max_length=20)]


class CodeIn(Input):
    code: Annotated[str, Field(min_length=4, max_length=20)]


class LanguageIn(Input):
    language: Language


class EnrolmentOut(Output):
    """Shown once. `qr` is an SVG picture of `uri`."""

    secret: str
    uri: str
    qr: str


class RecoveryCodesOut(Output):
    recovery_codes: list[str]


class OpenSessionOut(Output):
    id: UUID
    at: datetime
    seen_at: datetime
    expires_at: datetime
    ip: str
    browser: str
    second_factor: bool
    here: bool


class OpenSessionsOut(Output):
    sessions: list[OpenSessionOut]
