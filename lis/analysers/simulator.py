"""An analyser, played on this machine (máy xét nghiệm giả lập): every profile, with its faults.

It calls the gateway as the instrument would: results of a tube, or the question what a tube is
for. `POST /play` does it; the page at `/play` has a form for teaching.
"""

import asyncio
from html import escape
from typing import Annotated, Any

from fastapi import FastAPI, Form
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from kernel.ids import new_id
from kernel.simulators import Desk, Fault, Simulator
from kernel.text import Text
from lis.analysers import playing
from lis.analysers.drivers import ALL, PROFILES, Protocol

CHECKSUM = Fault("checksum", Text("Sai tổng kiểm (ASTM)", "Wrong checksum (ASTM)"))
TORN = Fault("torn", Text("Đứt giữa khung", "Frame torn"))
DUPLICATE = Fault("duplicate", Text("Gửi hai lần", "Sent twice"))
WRONG_ID = Fault("wrong_id", Text("Sai số mẫu", "Wrong tube number"))
OUT_OF_RANGE = Fault("out_of_range", Text("Giá trị vô lý", "Impossible values"))
FLOOD = Fault("flood", Text("Dồn 200 tin", "A flood of 200 messages"))
_FLOOD = 200


class Play(BaseModel):
    """What to play. Without values: those of the profile."""

    profile: str
    specimen: str
    host: str = "127.0.0.1"
    port: int = Field(ge=1, le=65535)
    ask: bool = False
    values: dict[str, tuple[str, str]] = Field(default_factory=dict)


def make_app(desk: Desk) -> FastAPI:
    app = FastAPI(title="Analyser simulator")

    async def play(wanted: Play) -> dict[str, Any]:
        if wanted.profile not in PROFILES or PROFILES[wanted.profile].protocol is Protocol.CSV:
            return {"taken": False, "lines": ["no such instrument"], "orders": []}
        messages = [_message(desk, wanted)]
        if desk.has("duplicate"):
            messages *= 2
        if desk.has("flood"):
            messages = [_message(desk, wanted) for _ in range(_FLOOD)]
        faults = frozenset(f for f in ("checksum", "torn") if desk.has(f))
        try:
            async with asyncio.timeout(120):
                told = await playing.send(
                    wanted.profile, wanted.host, wanted.port, messages, faults=faults
                )
        except (OSError, TimeoutError) as error:
            return {"taken": False, "lines": [f"no line: {error}"], "orders": []}
        orders = [o.decode("utf-8", "replace") for o in told.orders]
        return {"taken": told.taken, "lines": told.lines[-50:], "orders": orders}

    @app.post("/play")
    async def play_it(wanted: Play) -> dict[str, Any]:
        return await play(wanted)

    @app.get("/play", response_class=HTMLResponse)
    def page() -> str:
        return _page("")

    @app.post("/form", response_class=HTMLResponse)
    async def form(
        profile: Annotated[str, Form()],
        specimen: Annotated[str, Form()],
        port: Annotated[int, Form(ge=1, le=65535)],
        act: Annotated[str, Form()] = "send",
    ) -> str:
        found = await play(Play(profile=profile, specimen=specimen, port=port, ask=act == "ask"))
        return _page("\n".join([*found["lines"], *found["orders"]]).replace("\r", "\n"))

    return app


def _message(desk: Desk, wanted: Play) -> bytes:
    number = new_id().hex[-12:]
    tube = "000000" if desk.has("wrong_id") else wanted.specimen
    if wanted.ask:
        return playing.question(wanted.profile, tube, number=number)
    values = wanted.values or playing.VALUES[wanted.profile]
    if desk.has("out_of_range"):
        values = {code: ("99999", unit) for code, (_, unit) in values.items()}
    return playing.message(wanted.profile, tube, values, number=number)


def _page(said: str) -> str:
    choices = "".join(
        f'<option value="{p.id}">{escape(p.maker)} {escape(p.title)}</option>'
        for p in ALL
        if p.protocol is not Protocol.CSV
    )
    return f"""<!doctype html><meta charset="utf-8"><title>Analyser</title>
<body style="font-family:sans-serif;max-width:50rem;margin:2rem auto">
<h1>Máy xét nghiệm giả lập / Simulated analyser</h1>
<form method="post" action="/form">
<p><label>Máy / Instrument <select name="profile">{choices}</select></label>
<p><label>Số mẫu / Tube <input name="specimen" required></label>
<p><label>Cổng / Port <input name="port" type="number" value="15001" required></label>
<p><button name="act" value="send">Gửi kết quả / Send results</button>
<button name="act" value="ask">Hỏi chỉ định / Ask what it is for</button>
</form><p><a href="/">Lỗi giả lập / Faults</a></p><pre>{escape(said)}</pre>"""


SIMULATOR = Simulator(
    "analyser",
    Text("Máy xét nghiệm (giả lập)", "Analyser (simulated)"),
    make_app,
    port=8066,
    faults=(CHECKSUM, TORN, DUPLICATE, WRONG_ID, OUT_OF_RANGE, FLOOD),
    about=Text(
        "Mở /play: chọn máy, số mẫu và cổng đã khai báo rồi gửi kết quả hoặc hỏi chỉ định.",
        "Open /play: choose an instrument, a tube and the port that was set up, then send or ask.",
    ),
)
