"""The national e-prescription system (donthuocquocgia.vn): what is sent, and how it stands.

The outbox sends after the commit; the key is the prescription's code, so nothing goes twice.
A sent prescription cannot be changed there: whoever amends gets a new code.
"""

from collections.abc import Sequence
from typing import Any

import httpx
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import select
from sqlmodel import Session, col

from his.admin import service as admin
from his.patients import service as patients
from his.prescribing.errors import NotOverdue, NotSigned
from his.prescribing.models import Prescription, PrescriptionLine
from his.prescribing.reading import lines as lines_of
from his.prescribing.wanted import shown
from his.prescribing.words import PrescriptionState
from kernel import outbox, outside
from kernel.access import Actor
from kernel.clock import LOCAL
from kernel.module import Sender
from kernel.outbox import Message, OutboxMessage, OutboxState, Undeliverable
from kernel.text import Text

KIND = "national.prescription"
#: The API's letters (lower case) for the form of the code.
_FORM = {"N": "n", "H": "h", "C": "c"}
#: 1 unknown, 2 male, 3 female: not the numbers of the insurance's files.
_SEX = {"unknown": 1, "male": 2, "female": 3}


class Account(BaseSettings):
    """What the operator sets: `HIS54_ERX_*` (docs/admin/e-prescription.md)."""

    model_config = SettingsConfigDict(env_prefix="HIS54_ERX_", extra="ignore")

    url: str = ""  # https://api.donthuocquocgia.vn; never a default: practice data stay here
    facility: str = ""
    password: str = ""
    doctor_password: str = ""
    seconds: float = 20


def put(
    db: Session, actor: Actor, prescription: Prescription, lines: Sequence[PrescriptionLine]
) -> None:
    """Lay a signed prescription into the outbox, where the facility sends at all."""
    if not admin.parameter(db, "his.prescribing.national"):
        return
    outbox.put(
        db,
        KIND,
        prescription.code or "",
        payload(db, actor, prescription, lines),
        ("patient", prescription.patient_id),
    )


def payload(
    db: Session, actor: Actor, prescription: Prescription, lines: Sequence[PrescriptionLine]
) -> dict[str, Any]:
    """The prescription as the API wants it, and the doctor who signs in for it."""
    patient = patients.get(db, actor, prescription.patient_id)
    papers = {d.kind: d.value for d in patients.documents(db, patient.id)}
    facts: dict[str, Any] = prescription.facts or {}
    signed = prescription.signed_at
    days = max((line.days for line in lines), default=0)
    body: dict[str, Any] = {
        "loai_don_thuoc": _FORM[prescription.form.value],
        "ma_don_thuoc": prescription.code,
        "ho_ten_benh_nhan": patient.name,
        "ma_dinh_danh_y_te": "",
        "ma_dinh_danh_cong_dan": papers.get(patients.IdentifierKind.CCCD, ""),
        "ngay_sinh_benh_nhan": shown(patient.birth),
        "can_nang": f"{prescription.weight.normalize():f}" if prescription.weight else "",
        "gioi_tinh": _SEX[patient.sex.value],
        "ma_so_the_bao_hiem_y_te": papers.get(patients.IdentifierKind.BHYT, ""),
        "thong_tin_nguoi_giam_ho": prescription.guardian,
        "dia_chi": patient.street or "",
        "chan_doan": [
            {"ma_chan_doan": d["code"], "ten_chan_doan": d["name"], "ket_luan": d["note"]}
            for d in facts.get("diagnoses", ())
        ],
        "luu_y": "",
        "hinh_thuc_dieu_tri": 1,
        "dot_dung_thuoc": {},
        "thong_tin_don_thuoc": [_drug(line) for line in lines],
        "loi_dan": prescription.advice,
        "so_dien_thoai_nguoi_kham_benh": patient.phone or "",
        "ngay_tai_kham": prescription.follow_up.isoformat() if prescription.follow_up else "",
        "ngay_gio_ke_don": signed.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M:%S") if signed else "",
        "so_ngay_dung_thuoc": days,
    }
    return {"doctor": prescription.licence, "body": body}


def _drug(line: PrescriptionLine) -> dict[str, Any]:
    facts: dict[str, Any] = line.facts or {}
    return {
        "ma_thuoc": facts.get("registration") or line.drug_code,
        "biet_duoc": facts.get("brand") or "",
        "ten_thuoc": f"{line.substance} {line.strength}".strip() or line.name,
        "don_vi_tinh": line.unit,
        "so_luong": f"{line.quantity.normalize():f}",
        "cach_dung": ". ".join(p for p in (line.dose, line.instruction) if p),
    }


def send(message: Message) -> None:
    """Sign the facility's doctor in and send; a 422 waits for a person, all else is tried again."""
    account = Account()
    if not (account.url and account.facility):
        raise Undeliverable("HIS54_ERX_URL and HIS54_ERX_FACILITY are not set")
    with httpx.Client(
        base_url=account.url, timeout=account.seconds, verify=outside.trusted()
    ) as http:
        token = _token(http, account, str(message.payload["doctor"]))
        answer = http.post(
            "/api/v1/gui-don-thuoc",
            json=message.payload["body"],
            headers={"Authorization": f"Bearer {token}"},
        )
        if answer.status_code == 422:
            raise Undeliverable(_complaints(answer))
        answer.raise_for_status()


def _token(http: httpx.Client, account: Account, doctor: str) -> str:
    """The doctor's own account; where the facility has only one, that of the facility."""
    if doctor and account.doctor_password:
        answer = http.post(
            "/api/auth/dang-nhap-bac-si",
            json={
                "ma_lien_thong_bac_si": doctor,
                "ma_lien_thong_co_so_kham_chua_benh": account.facility,
                "password": account.doctor_password,
            },
        )
    else:
        answer = http.post(
            "/api/auth/dang-nhap-co-so-kham-chua-benh",
            json={
                "ma_lien_thong_co_so_kham_chua_benh": account.facility,
                "password": account.password,
            },
        )
    answer.raise_for_status()
    return str(answer.json()["token"])


def _complaints(answer: httpx.Response) -> str:
    try:
        said = answer.json().get("danh_sach_cac_loi") or answer.text
    except ValueError:
        said = answer.text
    return f"422: {said}"[:900]


SENDER = Sender(KIND, Text("Đơn thuốc quốc gia", "National e-prescription"), send)


def message_of(db: Session, prescription: Prescription) -> OutboxMessage | None:
    """How its sending stands."""
    return messages_of(db, [prescription]).get(prescription.code or "")


def messages_of(db: Session, found: Sequence[Prescription]) -> dict[str, OutboxMessage]:
    """The same for a list, by code, in one question."""
    codes = [p.code for p in found if p.code]
    if not codes:
        return {}
    asked = select(OutboxMessage).where(
        col(OutboxMessage.kind) == KIND, col(OutboxMessage.key).in_(codes)
    )
    return {row.key: row for row in db.execute(asked).scalars()}


def again(db: Session, actor: Actor, prescription: Prescription) -> OutboxMessage:
    """Send it (again): where it was never laid out, or failed. Raises NotSigned, NotOverdue."""

    if prescription.state is not PrescriptionState.SIGNED:
        raise NotSigned
    row = message_of(db, prescription)
    if row is None:
        its = lines_of(db, prescription.id)
        body = payload(db, actor, prescription, its)
        return outbox.put(
            db, KIND, prescription.code or "", body, ("patient", prescription.patient_id)
        )
    if row.state in (OutboxState.SENT, OutboxState.SENDING):
        raise NotOverdue
    return outbox.resend(db, actor, row.id)


def give_up(db: Session, actor: Actor, prescription: Prescription, *, reason: str) -> None:
    """A cancelled prescription that has not left yet stays here."""
    row = message_of(db, prescription)
    if row is not None and row.state in (OutboxState.WAITING, OutboxState.FAILED):
        outbox.cancel(db, actor, row.id, reason=reason)
