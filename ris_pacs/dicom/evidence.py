"""Shows that a machine is set up, tested and heard (TT54/63)."""

import socket
import threading
from contextlib import suppress
from secrets import token_hex
from typing import Any

from sqlmodel import Session

from kernel.access import SYSTEM
from kernel.clock import local_now
from kernel.module import Checked, Claim, Demonstrated, Finding, Verdict
from kernel.text import Text
from ris_pacs.archive import service as archive
from ris_pacs.archive.service import Kept, Ready
from ris_pacs.dicom import commands, nodes, pdus, phantoms, querying, requesting, services
from ris_pacs.dicom.line import Line
from ris_pacs.dicom.nodes import Caller
from ris_pacs.dicom.phantoms import Made, Person
from ris_pacs.dicom.storing import Storing
from ris_pacs.dicom.wire import Ended, Wire

_NAME = "Đặng^Thị Ngọc Hoà"
_SECONDS = 10.0


class _Undone(Storing):
    """Receives into a transaction that will be rolled back."""

    def __init__(self, db: Session) -> None:
        self._db = db
        self.store = archive.store(db)
        self.committer = self  # type: ignore[assignment]
        self.last_at = 0.0
        self.storing = self
        self.paths: list[str] = []

    def keep(self, ready: Ready) -> Kept:
        self.store.sync(ready.draft)
        self.paths.append(ready.instance["path"])
        return archive.keep_ready(self._db, [ready])[0]

    def full(self) -> bool:
        return archive.full(self._db, self.store)

    def forget(self) -> None:
        """The transaction is undone by itself, a file is not."""
        for path in self.paths:
            self.store.remove(path)


def a_machine_is_set_up_and_its_picture_arrives(db: Session) -> Finding:
    """Added, it is answered and its picture kept, letter by letter; strangers are refused."""
    title = f"MC{token_hex(4).upper()}"
    nodes.save(db, SYSTEM, node_id=None, **_values(title))
    ours = nodes.our_title(db)
    refused = [
        nodes.caller(db, title[::-1], ours, "127.0.0.1"),
        nodes.caller(db, title, f"{ours[:14]}-X", "127.0.0.1"),
        nodes.caller(db, title, ours, "192.0.2.1"),
    ]
    if refused != ["unknown", "called", "address"]:
        return _not_met()
    person = Person(title, _NAME, "19800517", "F")
    (made,) = phantoms.study("CT", person, local_now(), slices=1, size=64)
    said: list[int] = []
    here = _Undone(db)
    try:
        _spoken(db, here, title, made, said)
        fine = said == [commands.SUCCESS] * 2 and _kept(db, made)
    finally:
        here.forget()
    return _met() if fine else _not_met()


def _values(title: str) -> dict[str, Any]:
    return {
        "ae_title": title,
        "name": "Máy minh chứng",
        "modality": "CT",
        "host": "127.0.0.1",
        "port": None,
        "check_address": True,
        "may_store": True,
        "may_find": False,
        "may_move": False,
        "may_commit": False,
        "receives": False,
        "active": True,
        "note": "",
    }


def _spoken(db: Session, here: _Undone, title: str, made: Made, said: list[int]) -> None:
    """A real line within this machine: C-ECHO and C-STORE."""
    ours = nodes.our_title(db)
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(_SECONDS)
        port = server.getsockname()[1]
        machine = threading.Thread(target=_machine, args=(port, title, ours, made, said))
        machine.start()
        with suppress(OSError, Ended):
            wire = Wire(server.accept()[0], _SECONDS)
            try:
                asked = pdus.read_request(wire.pdu()[1])
                who = nodes.caller(db, asked.calling, asked.called, "127.0.0.1")
                if isinstance(who, Caller):
                    agreed = services.agreed(asked, who)
                    wire.send(pdus.accept(pdus.Accept(asked.called, asked.calling, agreed)))
                    known = {a.id: a for a in agreed if a.result == pdus.ACCEPTED}
                    line = Line(here, wire, who, known, ours)  # type: ignore[arg-type]
                    while True:
                        line.one()
            finally:
                wire.close()
        machine.join(_SECONDS)


def _machine(port: int, title: str, ours: str, made: Made, said: list[int]) -> None:
    plain = (phantoms.EXPLICIT,)
    with (
        suppress(requesting.NotReached),
        requesting.association(
            "127.0.0.1",
            port,
            calling=title,
            called=ours,
            contexts=[(requesting.VERIFICATION, plain), (made.sop_class, plain)],
            seconds=_SECONDS,
        ) as line,
    ):
        said.append(line.echo())
        said.append(requesting.store_made(line, made))


def _kept(db: Session, made: Made) -> bool:
    """It is found by its name, shown as it was sent, and the file holds every byte."""
    wanted = archive.Wanted(name="dang thi ngoc hoa*", uids=())
    for study in archive.studies(db, querying.viewer(), wanted, limit=20):
        for row in archive.instances(db, study, uid=made.uid):
            raw = archive.file(db, row).read_bytes()
            told = archive.study_json(study, archive.overlays(db, [study])[study.id])
            return raw[row.data_offset :] == made.data and f'"{_NAME}"' in told
    return False


def _met() -> Finding:
    return Finding(
        Verdict.MET,
        Text(
            "Thêm một máy chụp bằng phiếu: máy được trả lời C-ECHO, ảnh gửi vào lưu nguyên từng "
            "byte, tên đúng dấu; máy lạ, sai tên hay sai địa chỉ bị từ chối.",
            "A machine is added by a form: its C-ECHO is answered, its picture kept byte for byte "
            "with every diacritic; an unknown title or address is refused.",
        ),
    )


def _not_met() -> Finding:
    return Finding(
        Verdict.NOT_MET,
        Text(
            "Máy chụp thử không gửi được ảnh vào, hoặc máy lạ không bị từ chối. Hãy xem Máy chụp "
            "(DICOM) và Kho hình ảnh.",
            "The trial machine could not store its picture, or a stranger was let in. Look at "
            "Imaging machines and Picture store.",
        ),
    )


CLAIMS = (
    Claim(
        "TT54/63",
        Text(
            "Khai báo máy chụp bằng phiếu, kiểm tra C-ECHO, ảnh thử hiện trong trình xem đúng dấu "
            "tiếng Việt; kho có mức cảnh báo và mức ngừng nhận.",
            "Machines are set up by a form, tested by C-ECHO, and a test picture is seen with its "
            "Vietnamese diacritics; the store warns, and stops, by marks.",
        ),
        (
            Demonstrated(a_machine_is_set_up_and_its_picture_arrives),
            Checked("tests/ris_pacs/dicom"),
            Checked("tests/ris_pacs/archive/test_matching.py"),
        ),
        screen="/imaging/nodes",
    ),
    Claim(
        "TT54/67",
        Text(
            "CT, MRI, X quang số, siêu âm, chụp mạch: máy nhận danh sách, báo bắt đầu và kết thúc, "
            "gửi ảnh, được xác nhận đã lưu; năm lượt chạy với máy giả lập.",
            "CT, MR, DX, US and XA take their worklist, tell that they begin and end, store, and "
            "are told that all is safe: five runs with the simulated machine.",
        ),
        (Checked("tests/ris_pacs/dicom/test_five_machines.py"),),
        screen="/imaging/nodes",
    ),
)
