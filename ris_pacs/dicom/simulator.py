"""A modality, played on this machine (máy chụp giả lập): CT, X-ray and ultrasound, with faults.

It calls as the machine would and stores a phantom's pictures. `POST /play` does it; the page at
`/play` has a form for teaching.
"""

from html import escape
from typing import Annotated, Any

from fastapi import FastAPI, Form
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from kernel.clock import local_now
from kernel.simulators import Desk, Fault, Simulator
from kernel.text import Text
from ris_pacs.dicom import phantoms, requesting
from ris_pacs.dicom.phantoms import Made, Person
from ris_pacs.dicom.wire import Ended

WRONG_ID = Fault("wrong_id", Text("Gõ sai mã người bệnh", "Wrong patient id typed"))
CUT = Fault("cut", Text("Đứt đường truyền giữa chừng", "Line cut half-way"))
DUPLICATE = Fault("duplicate", Text("Gửi hai lần", "Sent twice"))
SAME_UID = Fault("same_uid", Text("Trùng UID, khác nội dung", "Same UIDs, other contents"))
CHARSET = Fault("charset", Text("Sai bảng mã chữ", "Wrong character set"))


class PlayPictures(BaseModel):
    """What to play."""

    kind: str = Field(default="CT", pattern="^(CT|CR|US)$")
    code: str = ""
    name: str = "Nguyễn^Văn Thử"
    birth: str = ""
    sex: str = "O"
    accession: str = ""
    ae_title: str = ""
    called: str = "HIS54"
    host: str = "127.0.0.1"
    port: int = Field(default=11112, ge=1, le=65535)
    slices: int = Field(default=20, ge=1, le=500)
    size: int = Field(default=512, ge=64, le=1024)


def play(desk: Desk, wanted: PlayPictures) -> dict[str, Any]:
    """Store the pictures; answers what came of it."""
    code = "000000" if desk.has("wrong_id") else wanted.code
    who = Person(code, wanted.name, wanted.birth, wanted.sex, wanted.accession)
    charset = "ISO_IR 100" if desk.has("charset") else "ISO_IR 192"
    title = wanted.ae_title or f"{wanted.kind}1"
    made = list(
        phantoms.study(
            wanted.kind,
            who,
            local_now(),
            slices=wanted.slices,
            size=wanted.size,
            charset=charset,
            station=title,
        )
    )
    if desk.has("duplicate"):
        made += made
    if desk.has("same_uid"):
        made += [Made(m.sop_class, m.uid, m.data[:-2] + b"\x07\x07") for m in made[:1]]
    statuses: list[str] = []
    try:
        with requesting.association(
            wanted.host,
            wanted.port,
            calling=title,
            called=wanted.called,
            contexts=[(made[0].sop_class, (phantoms.EXPLICIT,))],
        ) as line:
            for n, each in enumerate(made):
                if desk.has("cut") and n == len(made) // 2:
                    line.wire.close()
                statuses.append(f"{requesting.store_made(line, each):04X}")
    except (requesting.NotReached, Ended, OSError) as error:
        why = getattr(error, "why", None) or str(error)
        return {"sent": len(statuses), "statuses": sorted(set(statuses)), "why": why}
    return {"sent": len(statuses), "statuses": sorted(set(statuses)), "why": ""}


def make_app(desk: Desk) -> FastAPI:
    app = FastAPI(title="Modality simulator")

    @app.post("/play")
    def play_it(wanted: PlayPictures) -> dict[str, Any]:
        return play(desk, wanted)

    @app.get("/play", response_class=HTMLResponse)
    def page() -> str:
        return _page("")

    @app.post("/form", response_class=HTMLResponse)
    def form(
        kind: Annotated[str, Form()],
        code: Annotated[str, Form()] = "",
        name: Annotated[str, Form()] = "Nguyễn^Văn Thử",
        birth: Annotated[str, Form()] = "",
        accession: Annotated[str, Form()] = "",
        port: Annotated[int, Form(ge=1, le=65535)] = 11112,
    ) -> str:
        wanted = PlayPictures(
            kind=kind, code=code, name=name, birth=birth, accession=accession, port=port
        )
        told = play(desk, wanted)
        return _page(f"{told['sent']} ảnh / pictures · {' '.join(told['statuses'])} {told['why']}")

    return app


def _page(said: str) -> str:
    return f"""<!doctype html><meta charset="utf-8"><title>Modality</title>
<body style="font-family:sans-serif;max-width:50rem;margin:2rem auto">
<h1>Máy chụp giả lập / Simulated modality</h1>
<form method="post" action="/form">
<p><label>Loại / Kind <select name="kind"><option>CT<option>CR<option>US</select></label>
<p><label>Mã người bệnh / Patient code <input name="code"></label>
<p><label>Họ^Tên / Name <input name="name" value="Nguyễn^Văn Thử" required></label>
<p><label>Ngày sinh / Birth (YYYYMMDD) <input name="birth"></label>
<p><label>Số chỉ định / Order number <input name="accession"></label>
<p><label>Cổng / Port <input name="port" type="number" value="11112" required></label>
<p><button>Chụp và gửi / Take and send</button>
</form><p><a href="/">Lỗi giả lập / Faults</a></p><pre>{escape(said)}</pre>"""


SIMULATOR = Simulator(
    "modality",
    Text("Máy chụp (giả lập)", "Modality (simulated)"),
    make_app,
    port=8069,
    faults=(WRONG_ID, CUT, DUPLICATE, SAME_UID, CHARSET),
    about=Text(
        "Mở /play: chọn loại máy và người bệnh rồi gửi ảnh tới dịch vụ DICOM (CT1, CR1, US1).",
        "Open /play: choose a kind and a patient, then send to the DICOM service (CT1, CR1, US1).",
    ),
)
