"""The practice clinic's machines, and what its imaging services need (all invented)."""

from typing import Any

from sqlmodel import Session, col, select

from his.admin import service as admin
from his.catalogs import service as catalogs
from kernel.access import SYSTEM
from ris_pacs.schedule.machines import save_machine, save_procedure
from ris_pacs.schedule.models import Machine, Procedure
from ris_pacs.schedule.states import Contrast, SafetyForm

_MACHINES = (
    ("CT1", "CT 32 dãy (giả lập)", "CT", 20),
    ("MR1", "Cộng hưởng từ 1,5 T (giả lập)", "MR", 30),
    ("DX1", "X quang số (giả lập)", "DX", 10),
    ("US1", "Siêu âm (giả lập)", "US", 15),
    ("XA1", "Chụp mạch DSA (giả lập)", "XA", 60),
)
_FAST = (
    "Nhịn ăn 6 giờ, vẫn uống nước lọc. Mang theo kết quả creatinin trong 90 ngày, phim cũ. "
    "Người đang uống metformin: hỏi bác sĩ trước khi chụp."
)
_MAGNET = (
    "Tháo mọi đồ kim loại, thẻ từ, máy trợ thính, răng giả. Báo ngay nếu có máy tạo nhịp, "
    "kẹp mạch não, ốc tai điện tử, mảnh kim loại trong người hoặc có thai."
)
_BLADDER = "Nhịn ăn 6 giờ; uống 500 ml nước và nhịn tiểu trước khi siêu âm 1 giờ."
_PROTOCOLS = ["Thường quy", "Lớp mỏng 1 mm", "Có tiêm: động mạch, tĩnh mạch"]


def _xray(body: str, **more: Any) -> dict[str, Any]:
    return {
        "modality": "DX",
        "body_part": body,
        "minutes": 10,
        "safety": SafetyForm.RADIATION,
        **more,
    }


def _sound(body: str, **more: Any) -> dict[str, Any]:
    return {"modality": "US", "body_part": body, "minutes": 15, **more}


def _magnet(body: str) -> dict[str, Any]:
    return {
        "modality": "MR",
        "body_part": body,
        "minutes": 30,
        "safety": SafetyForm.MR,
        "contrast": Contrast.POSSIBLE,
        "needs_protocol": True,
        "preparation": _MAGNET,
        "protocols": ["Thường quy", "Thêm T1 sau tiêm"],
    }


_PROCEDURES: dict[str, dict[str, Any]] = {
    "XQ-NGUC": _xray("CHEST"),
    "XQ-COTAY": _xray("WRIST", needs_side=True),
    "XQ-GOI": _xray("KNEE", needs_side=True),
    "XQ-CSTL": _xray("LSPINE"),
    "XQ-BUNG": _xray("ABDOMEN"),
    "XQ-RANG": _xray("JAW"),
    "SA-BUNG": _sound("ABDOMEN", preparation=_BLADDER),
    "SA-THAI": _sound("UTERUS"),
    "SA-GIAP": _sound("THYROID"),
    "SA-VU": _sound("BREAST"),
    "SA-TIM": _sound("HEART", minutes=30),
    "CT-SO": {
        "modality": "CT",
        "body_part": "HEAD",
        "minutes": 20,
        "safety": SafetyForm.RADIATION,
        "protocols": _PROTOCOLS[:2],
    },
    "CT-NGUC": {
        "modality": "CT",
        "body_part": "CHEST",
        "minutes": 20,
        "safety": SafetyForm.CONTRAST,
        "contrast": Contrast.POSSIBLE,
        "needs_protocol": True,
        "preparation": _FAST,
        "protocols": _PROTOCOLS,
    },
    "MRI-SO": _magnet("HEAD"),
    "MRI-CSTL": _magnet("LSPINE"),
}


def demo(db: Session) -> None:
    """Once: machines in the first imaging room, and procedures of services that are there."""
    if db.exec(select(col(Machine.id)).limit(1)).first() is None:
        room = next(iter(admin.rooms(db, kind=admin.RoomKind.IMAGING)), None)
        for code, name, modality, minutes in _MACHINES if room else ():
            save_machine(
                db,
                SYSTEM,
                code=code,
                name=name,
                modality=modality,
                ae_title=code,
                station=code,
                room_id=room.id if room else None,
                slot_minutes=minutes,
            )
    if db.exec(select(col(Procedure.id)).limit(1)).first() is None:
        there = catalogs.entries(db, "service", list(_PROCEDURES))
        for code, known in _PROCEDURES.items():
            if code in there:
                save_procedure(db, SYSTEM, service_code=code, name="", **known)
