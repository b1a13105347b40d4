"""The machines of the practice clinic, as `his54 simulate modality` plays them."""

from sqlmodel import Session, col, select

from kernel.access import SYSTEM
from ris_pacs.dicom import nodes
from ris_pacs.dicom.models import DicomNode
from ris_pacs.dicom.simulator import LISTEN

_DEMO = (
    ("CT1", "Máy CT (giả lập)", "CT"),
    ("MR1", "Máy cộng hưởng từ (giả lập)", "MR"),
    ("DX1", "X quang số (giả lập)", "DX"),
    ("CR1", "X quang CR (giả lập)", "CR"),
    ("US1", "Siêu âm (giả lập)", "US"),
    ("XA1", "Chụp mạch DSA (giả lập)", "XA"),
)


def demo(db: Session) -> None:
    if db.exec(select(col(DicomNode.id)).limit(1)).first() is not None:
        return
    for title, name, modality in _DEMO:
        nodes.save(
            db,
            SYSTEM,
            node_id=None,
            ae_title=title,
            name=name,
            modality=modality,
            host="127.0.0.1",
            port=LISTEN,
            check_address=True,
            may_store=True,
            may_find=True,
            may_move=False,
            may_commit=True,
            receives=False,
            active=True,
            note="Máy của phòng khám thực hành: `his54 simulate modality` gửi ảnh thử.",
        )
