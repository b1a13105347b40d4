"""The national e-prescription system, played here (`his54 simulate prescriptions`).

Shapes as several clients of the real one use them; it checks what the Circular names, refuses a
code a second time, and answers pharmacies that ask for a code.
"""

import hashlib
import json
import re
import secrets
from typing import Annotated, Any

from fastapi import Body, FastAPI, Header
from fastapi.responses import JSONResponse

from kernel.simulators import Desk, Fault, Simulator
from kernel.text import Text

_CODE = re.compile(r"[0-9a-zA-Z]{5}[0-9a-z]{7}-[NHCnhcyY]")
_NEEDED = (
    "loai_don_thuoc",
    "ma_don_thuoc",
    "ho_ten_benh_nhan",
    "ngay_sinh_benh_nhan",
    "gioi_tinh",
    "chan_doan",
    "thong_tin_don_thuoc",
    "ngay_gio_ke_don",
)
REFUSE = Fault("refuse", Text("Từ chối mọi đơn (422)", "Refuses everything (422)"))
EXPIRED = Fault("expired", Text("Phiên hết hạn (401)", "Token expired (401)"))


def make_app(desk: Desk) -> FastAPI:
    app = FastAPI()
    tokens: set[str] = set()
    kept: dict[str, dict[str, Any]] = {}
    app.state.prescriptions = kept

    def token() -> dict[str, str]:
        made = secrets.token_hex(16)
        tokens.add(made)
        return {"token": made, "token_type": "bearer"}

    @app.post("/api/auth/dang-nhap-co-so-kham-chua-benh")
    def facility(who: Annotated[dict[str, Any], Body()]) -> dict[str, str]:
        return token()

    @app.post("/api/auth/dang-nhap-bac-si")
    def doctor(who: Annotated[dict[str, Any], Body()]) -> dict[str, str]:
        return token()

    @app.post("/api/v1/gui-don-thuoc")
    def receive(
        sent: Annotated[dict[str, Any], Body()], authorization: Annotated[str, Header()] = ""
    ) -> JSONResponse:
        if desk.has(EXPIRED.id) or authorization.removeprefix("Bearer ") not in tokens:
            return JSONResponse({"error": "Unauthenticated."}, 401)
        wrong = complaints(sent)
        if desk.has(REFUSE.id):
            wrong = ["Giả lập: từ chối theo yêu cầu"]
        code = str(sent.get("ma_don_thuoc", ""))
        if not wrong and code in kept and kept[code] != sent:
            wrong = ["Mã đơn thuốc đã tồn tại"]
        if wrong:
            return JSONResponse({"danh_sach_cac_loi": wrong}, 422)
        kept[code] = sent
        digest = hashlib.sha256(json.dumps(sent, sort_keys=True).encode()).hexdigest()
        return JSONResponse({"success": "Gửi đơn thuốc thành công", "checksum": digest})

    @app.get("/api/v1/thong-tin-don-thuoc/{code}")
    def look(code: str) -> JSONResponse:
        found = kept.get(code)
        if found is None:
            return JSONResponse({"error": "Không tìm thấy đơn thuốc"}, 404)
        return JSONResponse(found)

    return app


def complaints(sent: dict[str, Any]) -> list[str]:
    """What the system would say of a prescription."""
    found = [f"Thiếu {name}" for name in _NEEDED if not sent.get(name)]
    code = str(sent.get("ma_don_thuoc", ""))
    if code and not _CODE.fullmatch(code):
        found.append("Mã đơn thuốc không đúng 14 ký tự")
    if code and sent.get("loai_don_thuoc") and code[-1].lower() != sent["loai_don_thuoc"]:
        found.append("Loại đơn không khớp mã đơn")
    if sent.get("gioi_tinh") not in (1, 2, 3):
        found.append("Giới tính phải là 1, 2 hoặc 3")
    for drug in sent.get("thong_tin_don_thuoc") or ():
        found += [
            f"Thuốc thiếu {name}"
            for name in ("ten_thuoc", "don_vi_tinh", "so_luong", "cach_dung")
            if not drug.get(name)
        ]
    return found


SIMULATOR = Simulator(
    "prescriptions",
    Text("Hệ thống đơn thuốc quốc gia", "National e-prescription system"),
    make_app,
    port=8062,
    faults=(REFUSE, EXPIRED),
    about=Text(
        "Đặt HIS54_ERX_URL=http://127.0.0.1:8062, HIS54_ERX_FACILITY, bật tham số gửi, rồi ký đơn.",
        "Set HIS54_ERX_URL=http://127.0.0.1:8062, HIS54_ERX_FACILITY, switch sending on, sign.",
    ),
)
