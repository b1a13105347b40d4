"""Letting people in (đăng nhập).

Three short transactions around one slow hash, so that nobody waits for a write lock while
somebody's password is checked; and a refusal is written down although nothing else is.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from kernel import audit
from kernel.access import ACTING, Acting, Actor
from kernel.db import Database
from kernel.errors import NotSignedIn
from kernel.identity import lockout, second_factor, sessions, users
from kernel.identity.errors import (
    PasswordUnchanged,
    SecondFactorNeeded,
    SignInLocked,
    WrongCode,
    WrongPassword,
    WrongSignature,
)
from kernel.identity.models import SecondFactor, User, UserKind
from kernel.identity.passwords import Hasher, accept
from kernel.settings import Settings


@dataclass(frozen=True, slots=True)
class Entrance:
    """What stays the same for everyone who comes in by this application."""

    database: Database
    settings: Settings
    hasher: Hasher

    def sign_in(
        self, acting: Acting, *, username: str, password: str, otp: str, browser: str
    ) -> tuple[str, UUID]:
        """(session token, user id). Raises WrongPassword, SecondFactorNeeded, WrongCode,
        SignInLocked."""
        key = users.key_of(username)
        user, has_factor = self._look_up(acting, key)
        right = self.hasher.verify(password, user.password if user else "")
        if user is None or not right or not user.active or user.kind != UserKind.PERSON:
            self._refuse(acting, key, user, "password")
            raise WrongPassword
        if has_factor and not otp:
            raise SecondFactorNeeded
        if has_factor and not self._code_is_right(acting, user.id, otp):
            self._refuse(acting, key, user, "code")
            raise WrongCode
        weak = self.hasher.hash(password) if self.hasher.is_weaker(user.password) else ""
        return self._let_in(acting, user, weak, browser, has_factor=has_factor), user.id

    def change_password(self, acting: Acting, actor: Actor, *, old: str, new: str) -> None:
        """The person's own change: all other sessions end."""
        with self.database.read() as db:
            user = users.user(db, actor.id)
        accept(new, user.username)
        self._demand_open(acting, user.username)
        if not self.hasher.verify(old, user.password):
            self._refuse(acting, user.username, user, "password")
            raise WrongPassword
        if self.hasher.verify(new, user.password):
            raise PasswordUnchanged
        hashed = self.hasher.hash(new)
        with self.database.write() as db:
            db.info[ACTING] = acting
            mine = users.user(db, actor.id, to_change=True)
            users.keep_password(db, mine, hashed, must_change=False)
            users.end_sessions(db, mine.id, but=actor.session_id)
            lockout.forget(db, mine.username)

    def demand_proof(self, acting: Acting, user: User, said: str, kept: str, *, key: str) -> None:
        """Somebody who is signed in shows again that it is he (signing.py); `key`: under which
        wrong ones are counted, his name unless it is a PIN. Raises WrongSignature, SignInLocked."""
        name = key or f"pin {user.username}"[:60]
        self._demand_open(acting, name)
        if self.hasher.verify(said, kept):
            with self.database.write() as db:
                lockout.forget(db, name)
            return
        self._refuse(acting, name, user, "signature")
        raise WrongSignature

    def _look_up(self, acting: Acting, key: str) -> tuple[User | None, bool]:
        self._demand_open(acting, key)
        with self.database.read() as db:
            user = users.find(db, key)
            factor = db.get(SecondFactor, user.id) if user else None
            return user, factor is not None and factor.confirmed_at is not None

    def _demand_open(self, acting: Acting, key: str) -> None:
        try:
            with self.database.read() as db:
                lockout.demand_open(db, key)
        except SignInLocked:
            with self.database.write() as db:
                db.info[ACTING] = acting
                known = users.find(db, key)
                self._write_down(db, key, known, "locked")
            raise

    def _refuse(self, acting: Acting, key: str, user: User | None, why: str) -> None:
        with self.database.write() as db:
            db.info[ACTING] = acting
            failures = lockout.count(db, key)
            self._write_down(db, key, user, why, failures=failures)
        with self.database.read() as db:
            lockout.demand_open(db, key)

    def _write_down(self, db: Session, key: str, user: User | None, why: str, **more: int) -> None:
        # A password typed into the name's field must not end up on the audit.
        known = {} if user else {"name": key[:2] + "…"}
        subject = ("user", str(user.id) if user else "")
        audit.record(db, "sign_in_refused", "session.sign_in", subject, why=why, **known, **more)

    def _code_is_right(self, acting: Acting, user_id: UUID, otp: str) -> bool:
        with self.database.write() as db:
            db.info[ACTING] = acting
            return second_factor.is_right(db, user_id, otp)

    def _let_in(
        self, acting: Acting, user: User, weak: str, browser: str, *, has_factor: bool
    ) -> str:
        acting.actor = Actor(user.id, user.name, username=user.username)
        with self.database.write() as db:
            db.info[ACTING] = acting
            mine = users.user(db, user.id, to_change=True)
            if not mine.active:
                raise NotSignedIn
            if weak:
                mine.password = weak
            lockout.forget(db, mine.username)
            token, made = sessions.begin(
                db,
                mine.id,
                self.settings,
                ip=acting.ip,
                browser=browser,
                second_factor=has_factor,
            )
            audit.record(db, "sign_in", "session.sign_in", ("user", mine.id), session=made.id)
        return token
