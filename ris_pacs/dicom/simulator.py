"""A modality, played on this machine (máy chụp giả lập): CT, MR, X-ray, ultrasound, angiography.

`POST /visit` examines somebody of the machine's worklist from the list to the commitment (player);
`POST /play` only stores a phantom's pictures. The page at `/play` has forms for teaching. Faults
go with both.
"""

from html import escape
from typing import Annotated, Any

from fastapi import FastAPI, Form
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from kernel.clock import local_now
from kernel.simulators import Desk, Fault, Simulator
from kernel.text import Text
from ris_pacs.dicom import phantoms, player
from ris_pacs.dicom.phantoms import Person
from ris_pacs.dicom.player import PlayVisit

WRONG_ID = Fault("wrong_id", Text("Gõ sai mã người bệnh", "Wrong patient id typed"))
CUT = Fault("cut", Text("Đứt đường truyền giữa chừng", "Line cut half-way"))
DUPLICATE = Fault("duplicate", Text("Gửi hai lần", "Sent twice"))
SAME_UID = Fault("same_uid", Text("Trùng UID, khác nội dung", "Same UIDs, other contents"))
CHARSET = Fault("charset", Text("Sai bảng mã chữ", "Wrong character set"))
LATE = Fault("late_worklist", Text("Không có danh sách, gõ tay", "Worklist comes too late"))
LISTEN = 11119
"""Where the simulated machines are told which pictures are safe."""


class PlayPictures(BaseModel):
    """What to play."""

    kind: str = Field(default="CT", pattern="^(CT|MR|DX|CR|US|XA)$")
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
    return player.store(desk, wanted.host, wanted.port, title, wanted.called, made)


def make_app(desk: Desk) -> FastAPI:
    app = FastAPI(title="Modality simulator")

    @app.post("/play")
    def play_it(wanted: PlayPictures) -> dict[str, Any]:
        return play(desk, wanted)

    @app.post("/visit")
    def visit_it(wanted: PlayVisit) -> dict[str, Any]:
        return player.visit(desk, wanted)

    @app.get("/play", response_class=HTMLResponse)
    def page() -> str:
        return _page("")

    @app.post("/visit-form", response_class=HTMLResponse)
    def visit_form(
        kind: Annotated[str, Form()],
        accession: Annotated[str, Form()] = "",
        port: Annotated[int, Form(ge=1, le=65535)] = 11112,
    ) -> str:
        wanted = PlayVisit(kind=kind, accession=accession, port=port, listen=LISTEN)
        told = player.visit(desk, wanted)
        lines = [f"{'✓' if s['ok'] else '✗'} {s['step']}: {s['said']}" for s in told["steps"]]
        return _page("\n".join([told["accession"], *lines]))

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


_KINDS = "".join(f"<option>{kind}" for kind in phantoms.KINDS)


def _page(said: str) -> str:
    return f"""<!doctype html><meta charset="utf-8"><title>Modality</title>
<body style="font-family:sans-serif;max-width:50rem;margin:2rem auto">
<h1>Máy chụp giả lập / Simulated modality</h1>
<h2>Chụp theo danh sách / By the worklist</h2>
<form method="post" action="/visit-form">
<p><label>Loại / Kind <select name="kind">{_KINDS}</select></label>
<p><label>Số chỉ định (trống: người đầu tiên) / Order number <input name="accession"></label>
<p><label>Cổng / Port <input name="port" type="number" value="11112" required></label>
<p><button>Chụp / Examine</button>
</form>
<h2>Gõ tay / Typed by hand</h2>
<form method="post" action="/form">
<p><label>Loại / Kind <select name="kind">{_KINDS}</select></label>
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
    faults=(WRONG_ID, LATE, CUT, DUPLICATE, SAME_UID, CHARSET),
    about=Text(
        "Mở /play: máy hỏi danh sách, báo bắt đầu, gửi ảnh, báo xong, hỏi ảnh đã an toàn chưa "
        "(CT1, MR1, DX1, US1, XA1).",
        "Open /play: the machine asks its list, tells that it begins, stores, tells that it ended "
        "and asks whether all is safe (CT1, MR1, DX1, US1, XA1).",
    ),
)
