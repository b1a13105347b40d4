"""The insurance agency's gateway, played on this machine (máy giả lập cổng giám định).

Behaves as the guides say as far as they were seen: token, card check, check-in, dossiers. A file
is taken apart and checked for structure; a second file with the same content gets the receipt of
the first. Account: any name ending in _BV, password `tap-huan`.
"""

import base64
import hashlib
import itertools
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import FastAPI, Form, Header, Query
from fastapi.responses import JSONResponse

from his.insurance.checking import check
from his.insurance.layouts import layout
from his.insurance.rules import structure
from his.insurance.rules.rule import Known, RuleSeverity
from his.insurance.xmlfiles import NotADossier, read, read_check_in
from kernel.clock import local_now
from kernel.simulators import Desk, Fault, Simulator
from kernel.text import Text

PASSWORD = "tap-huan"  # noqa: S105 (of a simulator, printed on its page)
_HASH = hashlib.md5(PASSWORD.encode(), usedforsecurity=False).hexdigest()

#: Test cards by their last ten digits: (code, further facts).
CARDS: dict[str, tuple[str, dict[str, str]]] = {
    "7900000010": ("010", {"gtTheDen": "31/12/2025"}),
    "7900000003": ("003", {"maTheMoi": "DN4797900000099", "gtTheTuMoi": "01/07/2026"}),
    "7900000060": ("060", {}),
    "7900000070": ("070", {}),
    "7900000110": ("110", {}),
    "7900000050": ("050", {}),
    "7900000101": ("101", {}),
}
TEXTS = {
    "000": "Thông tin thẻ BHYT chính xác",
    "003": "Thẻ BHYT cũ hết giá trị sử dụng, được cấp thẻ mới",
    "010": "Thẻ BHYT hết giá trị sử dụng",
    "050": "Không có thông tin thẻ BHYT",
    "060": "Thẻ BHYT sai họ tên",
    "070": "Thẻ BHYT sai ngày sinh",
    "101": "Lỗi server",
    "110": "Thẻ BHYT đã thu hồi",
    "205": "Lỗi sai định dạng tham số",
    "401": "Lỗi xác thực tài khoản",
}

UNAUTHORISED = Fault("401", Text("Từ chối phiên (401)", "Refuse the session (401)"))
EXPIRED = Fault("expired", Text("Phiên hết hạn ngay", "Tokens end at once"))
REFUSED = Fault("refused", Text("Từ chối hồ sơ", "Refuse dossiers"))
DUPLICATE = Fault("duplicate", Text("Báo hồ sơ trùng", "Say the dossier is a duplicate"))
LOST = Fault("lost", Text("Nhận rồi nhưng không trả lời", "Take the file, lose the answer"))


def make_app(desk: Desk) -> FastAPI:
    """A gateway that remembers tokens and files until it ends."""
    app = FastAPI(title="BHYT gateway simulator")
    tokens: dict[str, datetime] = {}
    files: dict[str, dict[str, Any]] = {}
    numbers = itertools.count(1)
    app.state.files = files

    def session(access: str) -> bool:
        if desk.has("401"):
            return False
        return access in tokens and tokens[access] > datetime.now(UTC)

    @app.post("/api/token/take")
    def take(username: Annotated[str, Form()], password: Annotated[str, Form()]) -> Any:
        if not username.endswith("_BV") or password.lower() != _HASH:
            return {"maKetQua": "401", "thongDiep": TEXTS["401"]}
        lasts = timedelta(seconds=-1) if desk.has("expired") else timedelta(minutes=15)
        access = f"token-{next(numbers):06}"
        tokens[access] = datetime.now(UTC) + lasts
        return {
            "maKetQua": "200",
            "APIKey": {
                "access_token": access,
                "id_token": f"id-{access}",
                "token_type": "bearer",
                "username": username,
                "expires_in": tokens[access].isoformat().replace("+00:00", "Z"),
            },
        }

    @app.post("/api/egw/KQNhanLichSuKCB2024")
    def card(body: dict[str, Any], token: Annotated[str, Query()]) -> Any:
        if not session(token):
            return {"maKetQua": "401", "ghiChu": TEXTS["401"]}
        number, name = str(body.get("maThe", "")), str(body.get("hoTen", ""))
        if len(number) not in (10, 12, 15) or not name:
            return {"maKetQua": "205", "ghiChu": TEXTS["205"]}
        code, facts = CARDS.get(number[-10:], ("000", {}))
        year = local_now().year
        return {
            "maKetQua": code,
            "ghiChu": TEXTS[code],
            "maThe": number,
            "hoTen": name,
            "ngaySinh": body.get("ngaySinh"),
            "gioiTinh": "",
            "maDKBD": "79999",
            "gtTheTu": f"01/01/{year}",
            "gtTheDen": f"31/12/{year}",
            "maKV": "",
            "ngayDu5Nam": f"01/01/{year + 2}",
            "dsLichSuKCB2018": [],
            "dsLichSuKT2018": [],
            **facts,
        }

    def taken(key: str, digest: str, what: str) -> Any:
        known = files.get(key)
        if known and known["digest"] == digest:
            return {**known["answer"], "thongDiep": "Hồ sơ đã được tiếp nhận trước đó"}
        answer = {
            "maKetQua": "200",
            "maGiaoDich": f"GD{next(numbers):09}",
            "thoiGianTiepNhan": f"{local_now():%Y%m%d%H%M%S}",
            "thongDiep": what,
        }
        count = known["count"] + 1 if known else 1
        files[key] = {"digest": digest, "answer": answer, "count": count}
        return answer

    def receive(edition: str, access: str, facility: str, encoded: str, kind: str) -> Any:
        if not session(access):
            return JSONResponse({"maKetQua": "401", "thongDiep": TEXTS["401"]}, 401)
        if desk.has("refused"):
            return {"maKetQua": "123", "maGiaoDich": "", "thongDiep": "Hồ sơ sai định dạng"}
        try:
            data = base64.b64decode(encoded, validate=True)
            key, wrong = _judged(data, layout(edition), facility, kind)
        except (ValueError, KeyError) as error:
            return {"maKetQua": "123", "maGiaoDich": "", "thongDiep": f"Sai cấu trúc: {error}"}
        if wrong:
            return {"maKetQua": "123", "maGiaoDich": "", "thongDiep": wrong}
        if desk.has("duplicate"):
            return {"maKetQua": "124", "maGiaoDich": "", "thongDiep": "Hồ sơ trùng mã liên kết"}
        answer = taken(f"{kind}/{key}", hashlib.sha256(data).hexdigest(), "Tiếp nhận thành công")
        if desk.has("lost"):
            return JSONResponse({"detail": "lost"}, 504)
        return answer

    def route(path: str, edition: str, kind: str) -> None:
        @app.post(path)
        def file(
            username: Annotated[str, Form()],
            maCSKCB: Annotated[str, Form()],
            fileHSBase64: Annotated[str, Form()],
            accessToken: Annotated[str, Header(convert_underscores=False)] = "",
        ) -> Any:
            return receive(edition, accessToken, maCSKCB, fileHSBase64, kind)

    for name, edition in (("4750", "4750"), ("3176", "1931")):
        route(f"/api/qd130/guiHoSoXmlQD{name}", edition, "dossier")
        route(f"/api/qd130/checkInKcbQd{name}", edition, "check-in")
    return app


def _judged(data: bytes, of: Any, facility: str, kind: str) -> tuple[str, str]:
    """The visit's number, and what is wrong with the file's structure ("" where nothing is)."""
    if kind == "check-in":
        return read_check_in(data, of)["MA_LK"], ""
    envelope = read(data, of)
    if len(envelope.dossiers) != 1:
        raise NotADossier("more than one dossier")
    if envelope.facility != facility:
        return "", f"MACSKCB {envelope.facility} khác tài khoản {facility}"
    [tables] = envelope.dossiers
    found = check(tables, of, Known(facility=facility), rules=structure.RULES)
    errors = [p for p in found if p.severity is RuleSeverity.ERROR]
    key = tables["XML1"][0]["MA_LK"] if tables.get("XML1") else ""
    if not key:
        return "", "Thiếu XML1"
    return key, f"{errors[0].table}: {errors[0].says.vi}" if errors else ""


SIMULATOR = Simulator(
    "bhyt",
    Text("Cổng giám định BHYT (giả lập)", "Health insurance gateway (simulated)"),
    make_app,
    port=8061,
    faults=(UNAUTHORISED, EXPIRED, REFUSED, DUPLICATE, LOST),
    about=Text(
        "Tài khoản: tên bất kỳ kết thúc bằng _BV, mật khẩu tap-huan. Thẻ thử (10 số cuối): "
        "7900000010 hết hạn, 7900000003 có thẻ mới, 7900000060 sai họ tên, 7900000070 sai ngày "
        "sinh, 7900000110 đã thu hồi, 7900000050 không có; số khác: thẻ chính xác.",
        "Account: any name ending in _BV, password tap-huan. Test cards (last ten digits): "
        "7900000010 ended, 7900000003 renewed, 7900000060 wrong name, 7900000070 wrong birth, "
        "7900000110 withdrawn, 7900000050 unknown; any other: correct.",
    ),
)
