"""Another system, played on this machine (hệ thống bên ngoài giả lập): a HIS that orders, a
laboratory that answers, a monitor.

It listens on 2580 for what we send and acknowledges it (an order with ORL^O22, as a laboratory
does), and at /play it sends us messages of any kind.
"""

import asyncio
from html import escape
from typing import Annotated, Any

from fastapi import FastAPI, Form
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from kernel.clock import utc_now
from kernel.hl7 import mllp
from kernel.hl7.message import Message, NotHL7
from kernel.hl7.writing import answer, field, head, segment, stamp, written
from kernel.ids import new_id
from kernel.simulators import Desk, Fault, Simulator
from kernel.text import Text

REFUSES = Fault("refuses", Text("Từ chối tin (AE)", "Refuses messages (AE)"))
SILENT = Fault("silent", Text("Nhận nhưng không trả lời", "Takes, never answers"))
TWICE = Fault("twice", Text("Gửi hai lần", "Sends twice"))
PORT = 2580


class Say(BaseModel):
    """A message to send, as text; segments on lines of their own."""

    text: str = Field(max_length=200_000)
    host: str = "127.0.0.1"
    port: int = Field(2575, ge=1, le=65535)


def make_app(desk: Desk, port: int = PORT) -> FastAPI:
    heard: list[str] = []

    async def take(raw: bytes, _: str) -> bytes | None:
        heard.append(raw.decode("utf-8", "replace"))
        del heard[:-200]
        if desk.has("silent"):
            await asyncio.sleep(3600)
        try:
            message = Message(raw)
        except NotHL7:
            return None
        if desk.has("refuses"):
            return answer(message, new_id().hex[-20:], utc_now(), "AE", "refused by the teacher")
        return told(message)

    app = FastAPI(title="Linked system simulator")
    app.state.heard = heard
    state: dict[str, Any] = {}

    async def open_() -> None:
        """The server lives in the loop of the application: opened by the first request."""
        if "server" not in state:
            state["server"] = await mllp.listen(take, "127.0.0.1", port)

    @app.post("/listen")
    async def listen() -> dict[str, int]:
        await open_()
        return {"port": state["server"].sockets[0].getsockname()[1]}

    @app.post("/close")
    async def close() -> dict[str, bool]:
        """Listen no more, as a system that is switched off."""
        if (server := state.pop("server", None)) is not None:
            server.close()
            await server.wait_closed()
        return {"closed": server is not None}

    @app.get("/heard")
    def what() -> list[str]:
        return heard

    @app.post("/say")
    async def say(wanted: Say) -> dict[str, list[str]]:
        await open_()
        raw = wanted.text.replace("\r\n", "\r").replace("\n", "\r").encode()
        answers = []
        try:
            async with mllp.connected(wanted.host, wanted.port, seconds=5) as line:
                for _ in range(2 if desk.has("twice") else 1):
                    answers.append((await line.ask(raw, seconds=20)).decode("utf-8", "replace"))
        except (OSError, TimeoutError, mllp.BadFrame) as error:
            answers.append(f"no line: {error}")
        return {"answers": answers}

    @app.get("/play", response_class=HTMLResponse)
    async def play() -> str:
        await open_()
        return _page("", "")

    @app.post("/form", response_class=HTMLResponse)
    async def form(
        text: Annotated[str, Form()], port: Annotated[int, Form(ge=1, le=65535)] = 2575
    ) -> str:
        said = await say(Say(text=text, port=port))
        return _page(text, "\n\n".join(said["answers"]).replace("\r", "\n"))

    return app


def told(message: Message) -> bytes:
    """How a laboratory acknowledges: orders one by one (ORL^O22), the rest with ACK."""
    control = new_id().hex[-20:]
    if message.type != "OML^O21":
        return answer(message, control, utc_now())
    lines = [
        head(["ORL", "O22", "ORL_O22"], control, utc_now(), receiver=message.head.get(3)),
        segment("MSA", "AA", message.control_id),
    ]
    words = {"NW": "OK", "CA": "CR"}
    for group in message.groups("ORC"):
        placer, act = group[0].get(2), group[0].get(1)
        lines.append(segment("ORC", words.get(act, "OK"), placer, f"LAB-{placer}", "", "IP"))
    return written(*lines)


def order(number: str = "BV-1", service: str = "XN-GLU") -> str:
    """An order as another HIS would send it, for the form."""
    now = utc_now()
    lines = (
        head(["OML", "O21", "OML_O21"], new_id().hex[-12:], now, sender="BVHIS"),
        f"PID|1||BVH-001^^^BVH^PI||{field(['Lê', 'Hoa', 'Thị'])}||19800517|F",
        segment("PV1", "1", "O"),
        segment("ORC", "NW", number, "", "", "", "", "", "", stamp(now)),
        segment("OBR", "1", number, "", [service, "", "L"]),
    )
    return "\n".join(lines)


def _page(text: str, said: str) -> str:
    return f"""<!doctype html><meta charset="utf-8"><title>HL7</title>
<body style="font-family:sans-serif;max-width:60rem;margin:2rem auto">
<h1>Hệ thống bên ngoài (giả lập) / Another system (simulated)</h1>
<form method="post" action="/form">
<p><label>Tin gửi đi / Message<br>
<textarea name="text" rows="12" style="width:100%">{escape(text or order())}</textarea></label>
<p><label>Cổng / Port <input name="port" type="number" value="2575" required></label>
<button>Gửi / Send</button>
</form><p><a href="/heard">Tin đã nhận / What was heard</a> · <a href="/">Lỗi giả lập / Faults</a>
<pre>{escape(said)}</pre>"""


SIMULATOR = Simulator(
    "link",
    Text("Hệ thống HL7 bên ngoài (giả lập)", "Another HL7 system (simulated)"),
    make_app,
    port=8067,
    faults=(REFUSES, SILENT, TWICE),
    about=Text(
        "Mở /play: gửi chỉ định, kết quả, dấu hiệu sinh tồn; nhận tin của ta trên cổng 2580.",
        "Open /play: send orders, results, vital signs; it takes ours on port 2580.",
    ),
)
