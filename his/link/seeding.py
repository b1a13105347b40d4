"""Four systems of the practice clinic, set up but switched off: whoever teaches switches one on
and plays it with `his54 simulate link`."""

from typing import Any

from sqlmodel import Session, col, select

from his.admin import service as admin
from his.link import partners
from his.link.models import Partner, PartnerKind
from kernel.access import SYSTEM

NOTE = "Hệ thống thực hành: bật “Đang dùng” rồi chạy `his54 simulate link`."


def demo(db: Session) -> None:
    if db.exec(select(col(Partner.id)).limit(1)).first() is not None:
        return
    rooms = admin.rooms(db, kind=admin.RoomKind.LAB) or admin.rooms(db, kind=admin.RoomKind.EXAM)
    room = rooms[0].id if rooms else None
    for code, name, kind, application, more in (
        (
            "BVHUYEN",
            "HIS bệnh viện huyện (thực hành)",
            PartnerKind.HIS,
            "BVHIS",
            {
                "host": "127.0.0.1",
                "port": 2580,
                "authority": "BVH",
                "registers": True,
                "updates": True,
                "room_id": room,
            },
        ),
        (
            "LABTW",
            "Phòng xét nghiệm tham chiếu (thực hành)",
            PartnerKind.LABORATORY,
            "REFLAB",
            {"host": "127.0.0.1", "port": 2580, "authority": "REF", "sends_patients": True},
        ),
        (
            "MONITOR",
            "Máy theo dõi người bệnh (thực hành)",
            PartnerKind.DEVICES,
            "VSP",
            {"our_ids": True},
        ),
        (
            "TELERAD",
            "Trung tâm chụp, đọc phim từ xa (thực hành)",
            PartnerKind.IMAGING,
            "TELERIS",
            {"host": "127.0.0.1", "port": 2580, "authority": "TELE", "sends_patients": True},
        ),
    ):
        values: dict[str, Any] = {
            "code": code,
            "name": name,
            "kind": kind,
            "application": application,
            "facility": "",
            "allowed_from": "",
            "host": "",
            "port": 0,
            "tls": False,
            "authority": "",
            "our_ids": False,
            "registers": False,
            "updates": False,
            "sends_patients": False,
            "room_id": None,
            "quiet_minutes": 0,
            "active": False,
            "note": NOTE,
            **more,
        }
        partners.save(db, SYSTEM, partner_id=None, **values)
