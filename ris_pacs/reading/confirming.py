"""A report is confirmed after its pictures were corrected."""

from uuid import UUID

from sqlmodel import Session

from kernel.access import Actor
from ris_pacs.reading import keeping, touching
from ris_pacs.reading.errors import NothingToConfirm
from ris_pacs.reading.models import ReadingVersion
from ris_pacs.reading.sending import addend


def confirm(
    db: Session, actor: Actor, reading_id: UUID, *, remark: str = "", ticket: str = ""
) -> ReadingVersion:
    """The reader has looked at the corrected pictures and the report holds: said by a signed
    addendum. Raises NothingToConfirm, PicturesAreAnothers, SignImaging."""
    found = keeping.reading(db, actor, reading_id)
    touched = touching.open_of(db, found.id)
    if not touched:
        raise NothingToConfirm(code=found.accession)
    said = remark.strip() or "Kết quả không thay đổi."
    text = f"Đã xem lại hình ảnh sau hiệu chỉnh. {said}"
    why = f"Xác nhận lại sau khi hình ảnh được hiệu chỉnh ({touched[-1].reason})"
    return addend(db, actor, reading_id, text=text[:1000], reason=why[:500], ticket=ticket)
