"""What the practice clinic's director signed for: level 1's infrastructure, unseen by programs."""

from sqlalchemy import select
from sqlmodel import Session, col

from kernel.access import Actor
from kernel.clock import today
from kernel.db import Database
from kernel.identity.models import User
from level import service as level
from level.models import Attestation

_SIGNED = {
    "TT54/1": "Dữ liệu thực hành: 14 máy tính, mọi vị trí làm việc đều có máy.",
    "TT54/2": "Dữ liệu thực hành: mạng LAN hai tầng, sơ đồ treo ở phòng máy.",
    "TT54/3": "Dữ liệu thực hành: một đường cáp quang và một đường 4G dự phòng.",
}


def attest(database: Database, actor: Actor) -> None:
    """Once: the three signatures."""
    with database.write(actor, "seed level") as db:
        if db.execute(select(col(Attestation.id)).limit(1)).first() is None:
            _sign(db, actor)


def _sign(db: Session, actor: Actor) -> None:
    asked = select(col(User.name)).where(col(User.username) == "director")
    signer: str = db.execute(asked).scalar_one()
    for claim, statement in _SIGNED.items():
        level.attest(
            db,
            actor,
            claim=claim,
            statement=statement,
            signer_name=signer,
            signer_role="Giám đốc",
            signed_on=today(),
        )
