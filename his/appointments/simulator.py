"""An SMS gateway for tests and teaching: `his54 simulate sms`; its page shows what was sent."""

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel, Field

from kernel.simulators import Desk, Fault, Simulator
from kernel.text import Text

REFUSES = Fault("refuse", Text("Từ chối số điện thoại (422)", "Refuses the number (422)"))


class Sms(BaseModel):
    to: str = Field(min_length=8, max_length=20)
    text: str = Field(min_length=1, max_length=1000)
    key: str


def make_app(desk: Desk) -> FastAPI:
    app = FastAPI()
    sent: dict[str, Sms] = {}
    app.state.sent = sent

    @app.post("/send")
    def send(sms: Sms) -> dict[str, str | int]:
        """The same key again is not sent twice."""
        if desk.has(REFUSES.id):
            raise HTTPException(422, "number refused")
        sent.setdefault(sms.key, sms)
        return {"id": sms.key, "sent": len(sent)}

    return app


SMS = Simulator(
    "sms",
    Text("Cổng tin nhắn SMS", "SMS gateway"),
    make_app,
    port=8064,
    faults=(REFUSES,),
    about=Text(
        "Đặt tham số “Cổng SMS” là http://127.0.0.1:8064/send để tin nhắn hiện ở đây.",
        "Set the parameter “SMS gateway” to http://127.0.0.1:8064/send to see messages here.",
    ),
)
