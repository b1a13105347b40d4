"""Who may write reports, and who may sign them."""

from uuid import UUID

from sqlmodel import Session, col, select

from kernel.identity import grants, users
from kernel.identity.models import User
from ris_pacs.reading.permissions import SIGN, WRITE


def readers(db: Session) -> dict[UUID, str]:
    """Names of everybody who may be given a reading."""
    return _named(db, WRITE.id)


def signers(db: Session) -> dict[UUID, str]:
    return _named(db, SIGN.id)


def name_of(db: Session, user_id: UUID) -> str:
    return users.user(db, user_id).name


def _named(db: Session, permission_id: str) -> dict[UUID, str]:
    holders = grants.holders(db, permission_id)
    asked = select(User).where(col(User.id).in_(holders)).order_by(col(User.name), col(User.id))
    return {each.id: each.name for each in db.exec(asked)}
