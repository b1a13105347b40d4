"""The page behind a link to pictures: a PIN opens it, on a telephone too; it ends."""

import hmac
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, select

from kernel import keys, links
from kernel.access import Actor
from kernel.errors import Refusal
from kernel.links import Linked, LinkedPage, LinkedPicture
from kernel.text import Language, Text
from ris_pacs.archive import service as archive
from ris_pacs.archive.service import ImagingInstance, ImagingSeries, ImagingStudy
from ris_pacs.delivery import asking
from ris_pacs.delivery.errors import NoAddressForLinks, NotReadyToHand
from ris_pacs.delivery.models import Delivery, DeliveryForm
from ris_pacs.web import service as web

KIND = "ris_pacs.delivery.pictures"
_A_SERIES, _IN_ALL = 12, 60
_WIDTH = 900
_NOTE = Text(
    "Ảnh xem nhanh, không dùng để chẩn đoán. Hãy hỏi bác sĩ về ý nghĩa của hình ảnh.",
    "Pictures for a quick look, not for diagnosis. Ask your doctor what they mean.",
)
_SOME = Text(
    "Chuỗi dài chỉ hiện một số ảnh; muốn đủ ảnh hãy nhận đĩa.",
    "Of long series only some pictures are shown; ask for a disc to have all.",
)


def pin(of: Delivery) -> str:
    """Six digits that stand nowhere: made of the delivery, its round, and a key of the ring."""
    key = keys.ring().derive("imaging-delivery-pin")
    made = hmac.digest(key, of.id.bytes + of.pin_round.to_bytes(4, "big"), "sha256")
    return f"{int.from_bytes(made[:8], 'big') % 1_000_000:06d}"


def address(db: Session, actor: Actor, of: Delivery) -> str:
    """What to print or send. Raises NotReadyToHand, NoAddressForLinks."""
    if of.form is not DeliveryForm.LINK or asking.over(of):
        raise NotReadyToHand
    found = links.address(
        db,
        actor,
        kind=KIND,
        document_id=of.id,
        patient_id=of.patient_id,
        title=f"Hình ảnh: {of.recipient}",
    )
    if not found:
        raise NoAddressForLinks
    return found


def _open(db: Session, delivery_id: UUID) -> Delivery | None:
    of = db.get(Delivery, delivery_id)
    return of if of and of.form is DeliveryForm.LINK and not asking.over(of) else None


def _studies(db: Session, of: Delivery) -> list[ImagingStudy]:
    """Those that are still this patient's: one that was taken off him is not shown."""
    rows = [db.get(ImagingStudy, each) for each in asking.studies_of(db, of.id)]
    return [s for s in rows if s is not None and s.patient_id == of.patient_id]


def show(db: Session, delivery_id: UUID, language: Language) -> Linked | None:
    of = _open(db, delivery_id)
    if of is None:
        return None
    shown: list[LinkedPicture] = []
    facts: list[tuple[str, str]] = []
    shortened = False
    for study in _studies(db, of):
        day = _day(study.study_date)
        facts.append((day, f"{study.modalities} {study.description}".strip()))
        rows = archive.instances(db, study)
        for run in archive.series(db, study):
            mine = [r for r in rows if r.series_id == run.id and r.rows]
            some = _spread(mine, _A_SERIES)
            shortened = shortened or len(some) < len(mine)
            for row in some:
                if len(shown) < _IN_ALL:
                    told = f"{run.modality} {run.description} · {row.number or ''} · {day}"
                    shown.append(LinkedPicture(row.id.hex, told))
    notes = [_NOTE.to(language)] + ([_SOME.to(language)] if shortened else [])
    return Linked(
        title=Text("Hình ảnh y tế", "Medical pictures").to(language),
        facts=tuple(facts),
        notes=tuple(notes),
        pictures=tuple(shown),
    )


def _spread(rows: list[ImagingInstance], most: int) -> list[ImagingInstance]:
    """Evenly over a series, its middle among them."""
    if len(rows) <= most:
        return rows
    return [rows[(2 * n + 1) * len(rows) // (2 * most)] for n in range(most)]


def _day(said: str | None) -> str:
    return "/".join(reversed(said.split("-"))) if said else ""


def picture(db: Session, delivery_id: UUID, key: str) -> bytes | None:
    of = _open(db, delivery_id)
    try:
        row = db.get(ImagingInstance, UUID(hex=key)) if of else None
    except ValueError:
        return None
    if of is None or row is None or row.state is not archive.InstanceState.KEPT:
        return None
    if row.study_id not in {s.id for s in _studies(db, of)}:
        return None
    series_uid = db.exec(select(ImagingSeries.uid).where(ImagingSeries.id == row.series_id)).one()
    study = db.get(ImagingStudy, row.study_id)
    assert study is not None
    try:
        middle = (row.frames + 1) // 2
        return web.jpeg(db, study.uid, series_uid, row.uid, middle, width=_WIDTH)
    except Refusal:
        return None


def until(db: Session, delivery_id: UUID) -> datetime | None:
    of = db.get(Delivery, delivery_id)
    return of.expires_at if of else None


def closed(db: Session, delivery_id: UUID) -> bool:
    return _open(db, delivery_id) is None


def pin_of(db: Session, delivery_id: UUID) -> str:
    of = db.get(Delivery, delivery_id)
    return pin(of) if of else ""


PAGE = LinkedPage(
    KIND,
    Text("Xem hình ảnh", "Pictures"),
    show,
    picture=picture,
    pin=pin_of,
    until=until,
    closed=closed,
)
