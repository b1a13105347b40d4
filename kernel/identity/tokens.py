"""Keys for machines: named, limited to a few permissions, expiring, revocable."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from kernel.access import Actor
from kernel.clock import utc_now
from kernel.errors import NotFound
from kernel.events import assembly_of
from kernel.identity import grants, sessions, users
from kernel.identity.errors import BeyondTheUser
from kernel.identity.models import ApiToken

MARK = "his54_"


def give(
    db: Session,
    actor: Actor,
    *,
    user_id: UUID,
    name: str,
    scopes: Collection[str],
    expires_at: datetime,
) -> tuple[str, ApiToken]:
    """A new key for a user; it is told once. Raises BeyondTheUser."""
    owner = users.user(db, user_id)
    _, may = grants.permissions_of(db, owner.id, assembly_of(db))
    if beyond := sorted(set(scopes) - may):
        raise BeyondTheUser(scopes=", ".join(beyond))
    token = MARK + sessions.new_token()
    made = ApiToken(
        token=sessions.digest(token),
        user_id=owner.id,
        name=name,
        scopes=sorted(set(scopes)),
        made_by_name=actor.name,
        expires_at=expires_at,
    )
    db.add(made)
    db.flush()
    return token, made


def revoke(db: Session, token_id: UUID) -> ApiToken:
    """Raises NotFound."""
    found = db.get(ApiToken, token_id, with_for_update=True)
    if found is None:
        raise NotFound
    if found.revoked_at is None:
        found.revoked_at = utc_now()
        db.flush()
    return found


def of_user(db: Session, user_id: UUID) -> list[ApiToken]:
    query = select(ApiToken).where(col(ApiToken.user_id) == user_id).order_by(col(ApiToken.made_at))
    return list(db.execute(query).scalars())
