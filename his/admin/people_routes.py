"""/api/admin/users: the people who work here, their sessions and tokens."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request, Response
from sqlalchemy import select, text
from sqlmodel import col

from his.admin import listing, people, permissions
from his.admin.parameters import parameter
from his.admin.people import Person
from his.admin.people_schemas import (
    FailedSignInOut,
    PasswordOut,
    PeopleOut,
    PersonIn,
    PersonMadeOut,
    PersonNew,
    PersonOut,
    PersonSessionOut,
    PersonSessionsOut,
    ReasonIn,
    RolesIn,
    StaffOut,
    TokenMadeOut,
    TokenNew,
    TokenOut,
    TokensOut,
)
from his.admin.schemas import RoleId, Search
from kernel.access import Actor, Requires
from kernel.audit import Audit
from kernel.db import Db
from kernel.idempotency import secret_answer
from kernel.identity import sessions, tokens, users
from kernel.identity.door import settings_of
from kernel.identity.models import User
from kernel.identity.passwords import hasher
from kernel.paging import After, Limit, Page, page_of
from kernel.routing import Router

router = Router(prefix="/admin", tags=["his.admin"])

Reads = Annotated[Actor, Depends(Requires(permissions.USERS_READ))]
Manages = Annotated[Actor, Depends(Requires(permissions.USERS))]
GivesTokens = Annotated[Actor, Depends(Requires(permissions.TOKENS))]
CSV: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {}}}}
PDF: dict[int | str, dict[str, Any]] = {200: {"content": {"application/pdf": {}}}}

ShownOnce = Annotated[None, Depends(secret_answer)]


def shown(person: Person) -> PersonOut:
    user = person.user
    return PersonOut.model_validate(
        {
            **user.model_dump(include=set(PersonOut.model_fields)),
            "roles": person.roles,
            "department": person.department,
            "staff": StaffOut.model_validate(person.staff) if person.staff else None,
            "last_sign_in": person.last_sign_in,
            "locked_until": person.locked_until,
            "second_factor": person.second_factor,
        }
    )


@router.get("/users")
def list_users(
    actor: Reads,
    db: Db,
    q: Search = "",
    active: bool | None = None,
    role: RoleId | None = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[PersonOut]:
    found, following = people.page(
        db, q=q, active=active, role=role or "", after=after, limit=limit
    )
    return Page(items=[shown(p) for p in found], next=following)


@router.get("/users/{user_id}")
def one_user(user_id: UUID, actor: Reads, db: Db) -> PersonOut:
    return shown(people.person(db, user_id))


@router.post("/users", status_code=201)
def create_user(
    new: PersonNew, request: Request, actor: Manages, once: ShownOnce, db: Db
) -> PersonMadeOut:
    """A new user with the roles' rights. The password made for them is told once."""
    made, password = people.create(
        db,
        actor,
        hasher(settings_of(request)),
        username=new.username,
        name=new.name,
        kind=new.kind,
        roles=new.roles,
        password=new.password or None,
        staff=new.staff.model_dump(),
    )
    return PersonMadeOut(person=shown(people.person(db, made.id)), password=password)


@router.put("/users/{user_id}")
def save_user(user_id: UUID, change: PersonIn, actor: Manages, db: Db) -> PersonOut:
    people.save(
        db,
        actor,
        user_id,
        version=change.version,
        name=change.name,
        language=change.language,
        staff=change.staff.model_dump(),
    )
    return shown(people.person(db, user_id))


@router.put("/users/{user_id}/roles")
def set_user_roles(user_id: UUID, change: RolesIn, actor: Manages, db: Db) -> PersonOut:
    """Takes effect at their next click."""
    people.set_roles(db, actor, user_id, roles=change.roles, reason=change.reason)
    return shown(people.person(db, user_id))


@router.post("/users/{user_id}/disable")
def disable_user(user_id: UUID, why: ReasonIn, actor: Manages, db: Db) -> PersonOut:
    """Their next click is refused. Refuses for the last administrator."""
    people.disable(db, actor, user_id, reason=why.reason)
    return shown(people.person(db, user_id))


@router.post("/users/{user_id}/enable")
def enable_user(user_id: UUID, why: ReasonIn, actor: Manages, db: Db) -> PersonOut:
    people.enable(db, actor, user_id, reason=why.reason)
    return shown(people.person(db, user_id))


@router.post("/users/{user_id}/password")
def reset_password(
    user_id: UUID, why: ReasonIn, request: Request, actor: Manages, once: ShownOnce, db: Db
) -> PasswordOut:
    """A password to read out, to be replaced at the next sign-in."""
    told = people.reset_password(db, actor, hasher(settings_of(request)), user_id, why.reason)
    return PasswordOut(password=told)


@router.post("/users/{user_id}/unlock", status_code=204)
def unlock_user(user_id: UUID, actor: Manages, db: Db) -> None:
    """Open an account that wrong passwords have locked."""
    people.unlock(db, actor, user_id)


@router.post("/users/{user_id}/second-factor/forget", status_code=204)
def forget_second_factor(user_id: UUID, why: ReasonIn, actor: Manages, db: Db) -> None:
    """The phone is lost: they set up a new one."""
    people.forget_second_factor(db, actor, user_id, reason=why.reason)


@router.get("/users/{user_id}/sessions")
def user_sessions(user_id: UUID, request: Request, actor: Manages, db: Db) -> PersonSessionsOut:
    """Where they are signed in now."""
    found = sessions.of_user(db, users.user(db, user_id).id, settings_of(request))
    return PersonSessionsOut(sessions=[PersonSessionOut.model_validate(s) for s in found])


@router.delete("/users/{user_id}/sessions/{session_id}", status_code=204)
def end_user_session(user_id: UUID, session_id: UUID, actor: Manages, db: Db) -> None:
    people.end_session(db, actor, user_id, session_id)


@router.delete("/users/{user_id}/sessions", status_code=204)
def end_user_sessions(user_id: UUID, actor: Manages, db: Db) -> None:
    people.end_all_sessions(db, actor, user_id)


@router.get("/users/{user_id}/tokens")
def user_tokens(user_id: UUID, actor: GivesTokens, db: Db) -> TokensOut:
    found = tokens.of_user(db, users.user(db, user_id).id)
    return TokensOut(tokens=[TokenOut.model_validate(t) for t in found])


@router.post("/users/{user_id}/tokens", status_code=201)
def give_token(
    user_id: UUID, new: TokenNew, actor: GivesTokens, once: ShownOnce, db: Db
) -> TokenMadeOut:
    """A key for a machine. It never reaches further than its user, nor than its scopes."""
    secret, made = tokens.give(
        db,
        actor,
        user_id=user_id,
        name=new.name,
        scopes=new.scopes,
        expires_at=new.expires_at,
    )
    return TokenMadeOut(token=TokenOut.model_validate(made), secret=secret)


@router.delete("/tokens/{token_id}")
def revoke_token(token_id: UUID, actor: GivesTokens, db: Db) -> TokenOut:
    return TokenOut.model_validate(tokens.revoke(db, token_id))


@router.get("/inactive-users")
def inactive_users(actor: Reads, db: Db) -> PeopleOut:
    """Accounts to review: open, and unused for `his.admin.inactive_days`."""
    days = int(parameter(db, "his.admin.inactive_days"))
    return PeopleOut(people=[shown(p) for p in people.inactive(db, days=days)])


@router.get("/failed-sign-ins")
def failed_sign_ins(
    actor: Reads, db: Db, after: After = None, limit: Limit = 50
) -> Page[FailedSignInOut]:
    """Refused sign-ins, newest first."""
    found, following = page_of(
        db,
        select(Audit).where(text("action = 'sign_in_refused'")),
        by=(col(Audit.id),),
        types=(int,),
        after=after,
        limit=limit,
        descending=True,
    )
    ids = {UUID(a.subject_id) for a in found if a.subject_id}
    names: dict[str, str] = {
        str(user_id): name
        for user_id, name in db.execute(
            select(col(User.id), col(User.username)).where(col(User.id).in_(ids))
        )
    }
    items = [
        FailedSignInOut(
            id=a.id,
            at=a.at,
            user_id=a.subject_id,
            username=names.get(a.subject_id, (a.facts or {}).get("name", "")),
            why=(a.facts or {}).get("why", ""),
            ip=a.ip,
            workstation=a.workstation,
        )
        for a in found
    ]
    return Page(items=items, next=following)


@router.get("/users.csv", response_class=Response, responses=CSV)
def users_as_csv(actor: Reads, db: Db) -> Response:
    """Users and their roles, for a spreadsheet."""
    return Response(
        listing.csv_of(db, actor),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="nguoi-dung.csv"'},
    )


@router.get("/users.pdf", response_class=Response, responses=PDF)
def users_as_pdf(actor: Reads, db: Db) -> Response:
    """The list of users and rights, to be signed once a year."""
    return Response(
        listing.pdf_of(db, actor),
        media_type="application/pdf",
        headers={"Content-Disposition": 'inline; filename="nguoi-dung.pdf"'},
    )
