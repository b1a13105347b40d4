"""The paper that goes with a disc or a link (phiếu trả đĩa, đường dẫn xem ảnh)."""

from pathlib import Path

from sqlmodel import Session, col, select

from his.patients import service as patients
from kernel import printing
from kernel.access import Actor
from kernel.audit import plain
from kernel.clock import LOCAL, utc_now
from kernel.text import Language, Text
from ris_pacs.archive.service import ImagingStudy
from ris_pacs.delivery import asking, permissions, sharing
from ris_pacs.delivery.errors import NotReadyToHand
from ris_pacs.delivery.models import Delivery, DeliveryForm, DeliveryState

SLIP = printing.Print(
    id="ris_pacs.delivery.slip",
    title=Text("Phiếu trả đĩa, đường dẫn hình ảnh", "Slip of a picture disc or link"),
    template=Path(__file__).parent / "prints" / "slip.typ",
    needs=permissions.HAND,
)


def slip(db: Session, actor: Actor, of: Delivery, *, language: Language) -> printing.Printed:
    """Without the PIN, which is told apart. Raises NotReadyToHand, NoAddressForLinks."""
    if asking.over(of) or of.state is DeliveryState.ASKED:
        raise NotReadyToHand
    patient = patients.get(db, actor, of.patient_id)
    asked = select(ImagingStudy).where(col(ImagingStudy.id).in_(asking.studies_of(db, of.id)))
    link = sharing.address(db, actor, of) if of.form is DeliveryForm.LINK else ""
    at = utc_now().astimezone(LOCAL)
    data = {
        "name": patient.name,
        "code": patient.code,
        "birth": patient.birth or "",
        "form": of.form.value,
        "recipient": of.handed_to or of.recipient,
        "anonymised": of.anonymised,
        "pictures": of.pictures,
        "size": f"{of.size / 1_048_576:.1f} MB" if of.size else "",
        "sha256": of.sha256,
        "until": of.expires_at.astimezone(LOCAL).strftime("%d/%m/%Y"),
        "studies": [
            {
                "date": "/".join(reversed((s.study_date or "").split("-"))),
                "what": f"{s.modalities} {s.description}".strip(),
                "pictures": s.instance_count,
            }
            for s in db.exec(asked.order_by(col(ImagingStudy.study_date), col(ImagingStudy.id)))
        ],
        "by": of.asked_by_name,
        "date": {"day": at.day, "month": at.month, "year": at.year},
        "qr": printing.qr(link) if link else "",
        "address": link,
    }
    return printing.render(
        db,
        actor,
        SLIP,
        subject=("patient", of.patient_id),
        document=of.id,
        data=plain(data),
        code=patient.code,
        language=language,
    )
