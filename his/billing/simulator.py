"""A bank for tests and teaching: `his54 simulate bank`. Its page shows every transfer.

`POST /transfers {"payload": "<what the QR says>", "hook": "http://127.0.0.1:8054/hooks/bank/<id>",
"secret": "..."}` pays what a QR asks for and tells the clinic, signed; `amount` and `content`
may be others (paid too little, a text of one's own). Faults: the notice comes twice, late
(never by itself), or with a wrong signature.
"""

import json
from itertools import count

import httpx
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel, Field

from his.billing import vietqr
from his.billing.notices import signature
from kernel.clock import local_now
from kernel.simulators import Desk, Fault, Simulator
from kernel.text import Text

TWICE = Fault("twice", Text("Báo có hai lần", "Tells twice"))
SILENT = Fault("silent", Text("Nhận tiền nhưng không báo", "Takes the money, tells nothing"))
FORGED = Fault("forged", Text("Chữ ký sai", "Wrong signature"))


class Transfer(BaseModel):
    """A patient scans a code and pays."""

    payload: str = Field(max_length=500)
    hook: str = Field(pattern=r"^http://(127\.0\.0\.1|localhost|testserver)[:/]")
    secret: str = Field(min_length=1, max_length=200)
    amount: int | None = Field(default=None, ge=1, le=10**12)
    content: str | None = Field(default=None, max_length=200)


def make_app(desk: Desk) -> FastAPI:
    app = FastAPI()
    numbers = count(1)

    @app.post("/transfers")
    def pay(transfer: Transfer) -> dict[str, object]:
        try:
            read = vietqr.decode(transfer.payload)
            more = vietqr.fields(read.get("62", ""))
        except vietqr.NotVietQr as error:
            raise HTTPException(422, "not a VietQR") from error
        body = json.dumps(
            {
                "id": f"FT{next(numbers):09}",
                "amount": transfer.amount or int(read.get("54", "0")),
                "content": transfer.content or f"IBFT {more.get('08', '')}",
                "at": local_now().isoformat(timespec="seconds"),
            }
        ).encode()
        answers = []
        if not desk.has(SILENT.id):
            secret = "forged" if desk.has(FORGED.id) else transfer.secret
            for _ in range(2 if desk.has(TWICE.id) else 1):
                told = httpx.post(
                    transfer.hook,
                    content=body,
                    headers={"X-Signature": signature(secret, body)},
                    timeout=10,
                )
                answers.append({"status": told.status_code, "body": told.text})
        return {"transfer": json.loads(body), "told": answers}

    return app


SIMULATOR = Simulator(
    "bank",
    Text("Ngân hàng (VietQR, báo có)", "Bank (VietQR, credit notices)"),
    make_app,
    port=8065,
    faults=(TWICE, SILENT, FORGED),
    about=Text(
        "POST /transfers với nội dung mã QR, địa chỉ báo có và khóa ký (trang Chuyển khoản).",
        "POST /transfers with the QR's text, the hook and the secret (transfers page).",
    ),
)
