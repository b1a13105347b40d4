"""The insurance agency's gateway as a client sees it (cổng giám định BHYT). No database here.

Session by token, kept until shortly before it ends; a 401 takes a new one, once. Used by outbox
senders only, so nobody waits for it. Shapes: the gateway's guides of 130/4750 and CV 1923/2024.
"""

import base64
import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from kernel import outside

_EARLY = timedelta(minutes=2)
_SEND_SECONDS = 60.0
_DOSSIER = {
    "4750": "/api/qd130/guiHoSoXmlQD4750",
    "3176": "/api/qd130/guiHoSoXmlQD3176",
    "1931": "/api/qd130/guiHoSoXmlQD3176",
}
_CHECK_IN = {
    "4750": "/api/qd130/checkInKcbQd4750",
    "3176": "/api/qd130/checkInKcbQd3176",
    "1931": "/api/qd130/checkInKcbQd3176",
}
#: Card checks after which the card may be used; 003 and 004 bring a new card (maTheMoi).
USABLE = frozenset({"000", "001", "002", "003", "004"})
RENEWED = frozenset({"003", "004"})
#: The gateway itself was in trouble: asked again later.
TROUBLE = frozenset({"100", "101", "500"})


class GatewayDown(Exception):
    """It did not answer, or with an error of its own: tried again later."""


class NotLetIn(Exception):
    """It does not know our account or password."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """How this facility reaches it."""

    address: str
    username: str
    password: str
    facility: str
    md5_upper: bool = True
    staff_name: str = ""
    staff_cccd: str = ""

    @property
    def password_hash(self) -> str:
        found = hashlib.md5(self.password.encode(), usedforsecurity=False).hexdigest()
        return found.upper() if self.md5_upper else found


@dataclass(frozen=True, slots=True)
class Token:
    access: str
    id: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """What came back for a file. `code` 200: taken."""

    code: str
    receipt: str
    received_at: str
    says: str

    @property
    def taken(self) -> bool:
        return self.code == "200"


_tokens: dict[tuple[str, str, str], Token] = {}
_lock = threading.Lock()


def forget_tokens() -> None:
    with _lock:
        _tokens.clear()


def token(account: Account, *, fresh: bool = False) -> Token:
    """A session, the kept one if it lasts. Raises GatewayDown, NotLetIn."""
    key = (account.address, account.username, account.password_hash)
    with _lock:
        kept = _tokens.get(key)
    if kept and not fresh and kept.until - _EARLY > datetime.now(UTC):
        return kept
    said = _post(
        f"{account.address}/api/token/take",
        data={"username": account.username, "password": account.password_hash},
        seconds=20,
    )
    if str(said.get("maKetQua")) != "200":
        raise NotLetIn(f"maKetQua {said.get('maKetQua')}: {said.get('thongDiep', '')}")
    key_ = said["APIKey"]
    made = Token(str(key_["access_token"]), str(key_["id_token"]), _ends(key_.get("expires_in")))
    with _lock:
        _tokens[key] = made
    return made


def send_dossier(account: Account, edition: str, file: bytes) -> Receipt:
    """Send one dossier. Raises GatewayDown, NotLetIn."""
    return _file(account, _DOSSIER[edition], "130", file)


def send_check_in(account: Account, edition: str, file: bytes) -> Receipt:
    """Send a check-in (XML0). Raises GatewayDown, NotLetIn."""
    return _file(account, _CHECK_IN[edition], "0", file)


def check_card(
    account: Account, *, card: str, name: str, birth: str, seconds: float = 20
) -> Mapping[str, Any]:
    """What the gateway knows of a card; `birth` dd/MM/yyyy or a year.

    Raises GatewayDown, NotLetIn.
    """
    body = {
        "maThe": card,
        "hoTen": name,
        "ngaySinh": birth,
        "hoTenCb": account.staff_name,
        "cccdCb": account.staff_cccd,
    }
    said: Mapping[str, Any] = {}
    for fresh in (False, True):
        session = token(account, fresh=fresh)
        query = {
            "token": session.access,
            "id_token": session.id,
            "username": account.username,
            "password": account.password_hash,
        }
        said = _post(
            f"{account.address}/api/egw/KQNhanLichSuKCB2024",
            json=body,
            params=query,
            seconds=seconds,
        )
        if str(said.get("maKetQua")) != "401":
            break
    code = str(said.get("maKetQua", ""))
    if code in TROUBLE:
        raise GatewayDown(f"maKetQua {code}")
    if code == "401":
        raise NotLetIn("maKetQua 401")
    return said


def _file(account: Account, path: str, kind: str, file: bytes) -> Receipt:
    said: Mapping[str, Any] = {}
    for fresh in (False, True):
        session = token(account, fresh=fresh)
        said = _post(
            f"{account.address}{path}",
            data={
                "username": account.username,
                "loaiHoSo": kind,
                "maTinh": account.facility[:2],
                "maCSKCB": account.facility,
                "fileHSBase64": base64.b64encode(file).decode(),
            },
            headers={
                "accessToken": session.access,
                "tokenId": session.id,
                "passwordHash": account.password_hash,
            },
            seconds=_SEND_SECONDS,
        )
        if str(said.get("maKetQua")) != "401":
            break
    code = str(said.get("maKetQua", ""))
    if code == "401":
        raise NotLetIn("maKetQua 401")
    if code in ("", "500"):
        raise GatewayDown(f"maKetQua {code!r}")
    return Receipt(
        code,
        str(said.get("maGiaoDich") or ""),
        str(said.get("thoiGianTiepNhan") or ""),
        str(said.get("thongDiep") or ""),
    )


def _post(url: str, *, seconds: float, **given: Any) -> Mapping[str, Any]:
    try:
        answer = httpx.post(url, timeout=seconds, verify=outside.trusted(), **given)
    except httpx.HTTPError as error:
        raise GatewayDown(f"{type(error).__name__}") from error
    if answer.status_code == 401:
        return {"maKetQua": "401"}
    if answer.status_code >= 400:
        raise GatewayDown(f"HTTP {answer.status_code}")
    try:
        said = answer.json()
    except ValueError as error:
        raise GatewayDown("the answer is not JSON") from error
    if not isinstance(said, dict):
        raise GatewayDown("the answer is not an object")
    return said


def _ends(text: object) -> datetime:
    """`expires_in` is a UTC instant; without one a quarter of an hour is assumed."""
    try:
        found = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    except ValueError:
        return datetime.now(UTC) + timedelta(minutes=15)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
