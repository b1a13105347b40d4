"""What leaves for the gateway: card checks, check-ins, dossiers (hộp thư đi)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlmodel import Session, select

from his.admin import service as admin
from his.insurance import asking, dossiers, gateway
from his.insurance.errors import NoGateway
from his.insurance.gateway import Account, Receipt
from his.insurance.models import Gateway, InsuranceDossier
from kernel.module import Sender
from kernel.outbox import Message
from kernel.text import Text

CHECK_IN = "his.insurance.check_in"


def account(db: Session) -> dict[str, Any]:
    """How the gateway is reached now. Raises NoGateway."""
    set_up = db.exec(select(Gateway)).first()
    house = admin.facility_if_any(db)
    if set_up is None or not set_up.address or house is None:
        raise NoGateway
    return {
        "account": Account(
            address=set_up.address.rstrip("/"),
            username=set_up.username,
            password=set_up.password or "",
            facility=house.code,
            md5_upper=set_up.md5_upper,
            staff_name=set_up.staff_name,
            staff_cccd=set_up.staff_cccd or "",
        )
    }


def _ask_card(db: Session, message: Message) -> Mapping[str, Any]:
    return {**account(db), **asking.question(db, UUID(message.payload["check"]))}


def _send_card(message: Message) -> Mapping[str, Any]:
    known = message.payload
    return gateway.check_card(
        known["account"], card=known["card"], name=known["name"], birth=known["birth"]
    )


def _card_answered(db: Session, message: Message, said: Mapping[str, Any]) -> None:
    asking.answer(db, UUID(message.payload["check"]), said)


def _ask_dossier(db: Session, message: Message) -> Mapping[str, Any]:
    row = db.get_one(InsuranceDossier, UUID(message.payload["dossier"]))
    return {**account(db), "file": row.file or "", "edition": row.edition}


def _send_dossier(message: Message) -> Receipt:
    known = message.payload
    return gateway.send_dossier(known["account"], known["edition"], known["file"].encode())


def _dossier_answered(db: Session, message: Message, said: Receipt) -> None:
    dossier_id = UUID(message.payload["dossier"])
    dossiers.answered(db, dossier_id, code=said.code, receipt=said.receipt, says=said.says)


def _ask_check_in(db: Session, message: Message) -> Mapping[str, Any]:
    return account(db)


def _send_check_in(message: Message) -> Receipt:
    known = message.payload
    found = gateway.send_check_in(known["account"], known["edition"], known["file"].encode())
    if not found.taken:
        raise gateway.GatewayDown(f"maKetQua {found.code}: {found.says}")
    return found


ALL = (
    Sender(
        asking.CARD,
        Text("Tra cứu thẻ BHYT", "Insurance card check"),
        _send_card,
        _ask_card,
        _card_answered,
    ),
    Sender(
        CHECK_IN, Text("Check-in BHYT (XML0)", "Check-in (XML0)"), _send_check_in, _ask_check_in
    ),
    Sender(
        dossiers.DOSSIER,
        Text("Hồ sơ giám định BHYT", "Insurance dossier"),
        _send_dossier,
        _ask_dossier,
        _dossier_answered,
    ),
)
