"""Users and what they may do. Nothing secret is kept in a form that could be used."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, Column, Index, LargeBinary
from sqlmodel import Field, SQLModel

from kernel.clock import utc_now
from kernel.columns import Encrypted, Instant, words
from kernel.db import Versioned
from kernel.ids import new_id

_SECRET = {"info": {"secret": True}}


class UserKind(StrEnum):
    """A machine has tokens and never a password."""

    PERSON = "person"
    MACHINE = "machine"


class User(Versioned, table=True):
    """Somebody who may sign in (người dùng)."""

    __tablename__ = "kernel_user"
    __table_args__ = (Index("ix_kernel_user_name", "name", "id"),)
    audit_subject: ClassVar = ("user", "id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    username: str = Field(max_length=60, unique=True, description="Lower case.")
    name: str = Field(max_length=200)
    kind: UserKind = Field(default=UserKind.PERSON, sa_type=words(UserKind))
    language: str = Field(default="vi", max_length=5)
    active: bool = True
    password: str = Field(default="", max_length=200, sa_column_kwargs=_SECRET)
    password_at: datetime | None = Field(default=None, sa_type=Instant)
    must_change_password: bool = False
    access_version: int = Field(default=1, description="Counts up when roles change.")
    made_at: datetime = Field(default_factory=utc_now, sa_type=Instant)


class Role(Versioned, table=True):
    """A bundle of permissions that people are given together (vai trò)."""

    __tablename__ = "kernel_role"
    audit_subject: ClassVar = ("role", "id")

    id: str = Field(primary_key=True, max_length=40)
    title_vi: str = Field(max_length=120)
    title_en: str = Field(max_length=120)
    needs_second_factor: bool = False
    active: bool = True


class RolePermission(SQLModel, table=True):
    """One square of the matrix. `granted` false says: somebody took it away."""

    __tablename__ = "kernel_role_permission"
    audit_subject: ClassVar = ("role", "role_id")

    role_id: str = Field(foreign_key="kernel_role.id", primary_key=True, max_length=40)
    permission_id: str = Field(primary_key=True, max_length=120)
    granted: bool = True


class UserRole(SQLModel, table=True):
    """A role that a user has, or (`active` false) had."""

    __tablename__ = "kernel_user_role"
    __table_args__ = (Index("ix_kernel_user_role_role", "role_id", "user_id"),)
    audit_subject: ClassVar = ("user", "user_id")

    user_id: UUID = Field(foreign_key="kernel_user.id", primary_key=True)
    role_id: str = Field(foreign_key="kernel_role.id", primary_key=True, max_length=40)
    active: bool = True


class KnownPermission(SQLModel, table=True):
    """A permission whose default roles have been given it. Done once: what an administrator
    takes away later stays away."""

    __tablename__ = "kernel_permission"
    audited: ClassVar[bool] = False

    id: str = Field(primary_key=True, max_length=120)
    first_seen_at: datetime = Field(default_factory=utc_now, sa_type=Instant)


class SignIn(SQLModel, table=True):
    """A session (phiên đăng nhập). Only the SHA-256 of its token is kept."""

    __tablename__ = "kernel_sign_in"
    __table_args__ = (Index("ix_kernel_sign_in_user", "user_id", "at"),)
    audited: ClassVar[bool] = False  # sign_in and sign_out are recorded as acts

    id: UUID = Field(default_factory=new_id, primary_key=True)
    token: bytes = Field(sa_column=Column(LargeBinary(32), unique=True, nullable=False))
    user_id: UUID = Field(foreign_key="kernel_user.id")
    at: datetime = Field(sa_type=Instant)
    seen_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant, index=True)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    ip: str = Field(default="", max_length=60)
    browser: str = Field(default="", max_length=200)
    second_factor: bool = False


class SignInFailures(SQLModel, table=True):
    """Wrong passwords in a row for a name, known or not, and until when it is locked."""

    __tablename__ = "kernel_sign_in_failures"
    audited: ClassVar[bool] = False

    username: str = Field(primary_key=True, max_length=60)
    failures: int
    last_at: datetime = Field(sa_type=Instant, index=True)
    locked_until: datetime | None = Field(default=None, sa_type=Instant)


class SecondFactor(SQLModel, table=True):
    """A person's authenticator (RFC 6238). `last_step` stops a code from being used twice."""

    __tablename__ = "kernel_second_factor"
    audit_subject: ClassVar = ("user", "user_id")

    user_id: UUID = Field(foreign_key="kernel_user.id", primary_key=True)
    secret: str = Field(
        sa_column=Column(
            Encrypted("kernel_second_factor.secret"), nullable=False, info={"secret": True}
        )
    )
    confirmed_at: datetime | None = Field(default=None, sa_type=Instant)
    last_step: int = 0


class RecoveryCode(SQLModel, table=True):
    """A code for the day the phone is lost: kept as a keyed hash, good once."""

    __tablename__ = "kernel_recovery_code"
    audited: ClassVar[bool] = False

    user_id: UUID = Field(foreign_key="kernel_user.id", primary_key=True)
    code: bytes = Field(sa_column=Column(LargeBinary(16), primary_key=True))
    used_at: datetime | None = Field(default=None, sa_type=Instant)


class SigningPin(SQLModel, table=True):
    """A short secret by which a person signs again what he is signed in for (signing.py)."""

    __tablename__ = "kernel_signing_pin"
    audit_subject: ClassVar = ("user", "user_id")

    user_id: UUID = Field(foreign_key="kernel_user.id", primary_key=True)
    pin: str = Field(max_length=200, sa_column_kwargs=_SECRET)
    set_at: datetime = Field(default_factory=utc_now, sa_type=Instant)


class ApiToken(SQLModel, table=True):
    """A key for a machine (khoá truy cập): its holder may do the `scopes` that the user may.

    Only the SHA-256 is kept; the key itself is shown once.
    """

    __tablename__ = "kernel_api_token"
    __table_args__ = (Index("ix_kernel_api_token_user", "user_id"),)
    audit_subject: ClassVar = ("user", "user_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    token: bytes = Field(sa_column=Column(LargeBinary(32), unique=True, nullable=False))
    user_id: UUID = Field(foreign_key="kernel_user.id")
    name: str = Field(max_length=200)
    scopes: Any = Field(sa_column=Column(JSON, nullable=False))
    made_at: datetime = Field(default_factory=utc_now, sa_type=Instant)
    made_by_name: str = Field(max_length=200)
    expires_at: datetime = Field(sa_type=Instant)
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)
