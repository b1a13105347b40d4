"""Reports of the practice clinic: one signed, one preliminary; the rest waits to be read."""

from sqlmodel import Session, col, select

from kernel.access import Actor
from kernel.db import Database
from kernel.identity import signing
from kernel.identity.models import User
from ris_pacs.reading import people
from ris_pacs.reading import service as reading
from ris_pacs.reading.permissions import SIGN, WRITE
from ris_pacs.reading.service import Reading, ReadingState, Written

_NORMAL = Written(
    findings="Không thấy tổn thương khu trú trên các lát cắt khảo sát. Cấu trúc giải phẫu bình "
    "thường, đối xứng hai bên.",
    conclusion="Hiện chưa thấy bất thường.",
    recommendation="Đề nghị kết hợp lâm sàng.",
)
_DOUBT = Written(
    findings="Đám mờ nhỏ, bờ không rõ, cần so với phim cũ.",
    conclusion="Theo dõi tổn thương viêm.",
)


def play(database: Database) -> None:
    """Once, where pictures have been matched to orders."""
    with database.read() as db:
        if db.exec(select(col(Reading.id)).where(col(Reading.final_at).is_not(None))).first():
            return
        reader = _reader(db)
    if reader is None:
        return
    with database.write(reader, "seed reading") as db:
        waiting = select(col(Reading.id)).where(Reading.state == ReadingState.UNREAD)
        found = db.exec(waiting.order_by(col(Reading.asked_at), col(Reading.id)).limit(3)).all()
        if len(found) > 1:
            ticket = signing.issue(reader, signing.PASSWORD)
            reading.sign(db, reader, found[0], _NORMAL, ticket=ticket)
        if len(found) > 2:
            reading.preliminary(db, reader, found[1], _DOUBT)


def _reader(db: Session) -> Actor | None:
    for each in people.signers(db):
        user = db.get(User, each)
        assert user
        return Actor(user.id, user.name, frozenset((WRITE.id, SIGN.id)), username=user.username)
    return None
