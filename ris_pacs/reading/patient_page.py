"""What a patient sees behind the QR code on his imaging report: only what is signed."""

from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from his.orders.service import Order
from kernel import files
from kernel.clock import LOCAL
from kernel.links import Linked, LinkedBlock, LinkedPage, LinkedPicture
from kernel.text import Language, Text
from ris_pacs.reading import critical, keeping, keys
from ris_pacs.reading.models import OUT, ReadingKey, VersionKind

KIND = "ris_pacs.reading.report"
_CALLED = Text(
    "Bác sĩ đang liên hệ với bạn về kết quả này. Hãy gọi hoặc đến cơ sở ngay để được giải thích.",
    "The doctor is trying to reach you about this result. Call or come to the facility now.",
)
_CHECKED = Text(
    "Cơ sở đang kiểm tra lại hình ảnh của kết quả này. Vui lòng xem lại sau hoặc gọi cho cơ sở; "
    "chưa dùng bản đã in.",
    "The facility is checking the pictures of this report again. Look later or call; do not use "
    "what was printed.",
)
_AMENDED = Text(
    "Kết quả này đã được bổ sung; chỉ dùng bản mới.", "This report was addended; use only this one."
)
_REFERENCE = Text(
    "Ảnh trên trang chỉ để tham khảo, không dùng để chẩn đoán.",
    "The pictures are for reference, not for diagnosis.",
)


def show(db: Session, order_id: UUID, language: Language) -> Linked | None:
    """The signed report of an order; None before that, and after a retraction. While nobody has
    been told a critical finding the page does not tell it first."""
    found = keeping.of_order(db, order_id)
    version = keeping.standing(db, found.id) if found else None
    if found is None or version is None or found.state not in OUT:
        return None
    order = db.get(Order, order_id)
    assert order
    facts = (
        (Text("Mã phiếu", "Order").to(language), found.accession),
        (Text("Bác sĩ chỉ định", "Ordered by").to(language), order.placed_by_name),
        (Text("Bác sĩ đọc", "Read by").to(language), version.signed_by_name),
        (Text("Ký lúc", "Signed").to(language), _at(version.signed_at)),
    )
    if found.touched_at is not None:
        return Linked(title=found.service_name, facts=facts[:2], warnings=(_CHECKED.to(language),))
    if critical.nobody_told(db, found):
        return Linked(title=found.service_name, facts=facts, warnings=(_CALLED.to(language),))
    said = [
        (Text("Mô tả", "Findings"), version.findings),
        (Text("Kết luận", "Conclusion"), version.conclusion),
        (Text("Đề nghị", "Advice"), version.recommendation),
    ]
    kept = [k for k in keys.of(db, found.id) if k.file_id]
    return Linked(
        title=found.service_name,
        facts=facts,
        blocks=tuple(LinkedBlock(t.to(language), paragraphs=(p,)) for t, p in said if p),
        warnings=(_AMENDED.to(language),) if version.kind is VersionKind.ADDENDUM else (),
        notes=(_REFERENCE.to(language),) if kept else (),
        pictures=tuple(
            LinkedPicture(str(k.id), k.note or _nth(n, language)) for n, k in enumerate(kept, 1)
        ),
    )


def _nth(number: int, language: Language) -> str:
    return Text(f"Ảnh {number}", f"Picture {number}").to(language)


def picture(db: Session, order_id: UUID, key: str) -> bytes | None:
    """A key image of a page that shows its report."""
    found = keeping.of_order(db, order_id)
    if found is None or found.state not in OUT or found.touched_at is not None:
        return None
    if critical.nobody_told(db, found):
        return None
    asked = select(ReadingKey).where(
        ReadingKey.reading_id == found.id, col(ReadingKey.ended_at).is_(None)
    )
    for each in db.exec(asked):
        if str(each.id) == key and each.file_id:
            return files.content(db, files.get(db, each.file_id))
    return None


def _at(moment: Any) -> str:
    return str(moment.astimezone(LOCAL).strftime("%H:%M %d/%m/%Y"))


PAGE = LinkedPage(KIND, Text("Kết quả chẩn đoán hình ảnh", "Imaging report"), show, picture=picture)
