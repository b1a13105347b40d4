"""A consultation: who is let in, what all of them see, what is written down, how it ends."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select
from starlette.websockets import WebSocketDisconnect

from his.cdr.service import Document
from his.patients import service as patients
from his.patients.service import Sex
from kernel.access import SYSTEM
from kernel.audit import Audit
from kernel.db import Database
from ris_pacs.archive.permissions import UNMATCHED
from ris_pacs.consult.models import ConsultLine
from ris_pacs.consult.permissions import ALL, JOIN
from tests.conftest import SignIn
from tests.ris_pacs import pictures

HOUSE = "http://localhost"
ORIGIN = {"origin": "http://testserver"}


@dataclass
class Room:
    """An open consultation on a study of five slices."""

    doctor: TestClient
    clients: Callable[[], TestClient]
    id: str
    series: str

    @property
    def own(self) -> str:
        return f"/hoi-chan/phong-{self.id}"

    def whole(self) -> dict[str, Any]:
        found: dict[str, Any] = self.doctor.get(f"/api/consultations/{self.id}").json()
        return found

    def invite(self) -> tuple[dict[str, Any], str, str]:
        """The guest, his path and his PIN."""
        who = {"name": "GS. Lê Xa", "facility": "Bệnh viện tuyến trên"}
        made = self.doctor.post(f"/api/consultations/{self.id}/guests", json=who)
        assert made.status_code == 201, made.text
        guest = made.json()["guest"]
        return guest, guest["address"].removeprefix(HOUSE), made.json()["pin"]

    def guest(self) -> tuple[TestClient, str]:
        """Somebody from outside who has typed his PIN."""
        _, path, pin = self.invite()
        outside = self.clients()
        assert outside.post(path, data={"pin": pin}).status_code == 200
        return outside, path


@pytest.fixture
def room(
    database: Database,
    sign_in: SignIn,
    clients: Callable[[], TestClient],
    monkeypatch: pytest.MonkeyPatch,
) -> Room:
    monkeypatch.setenv("HIS54_PUBLIC_URL", HOUSE)
    with database.write() as db:
        who = patients.register(db, SYSTEM, name="Nguyễn Văn An", birth="1980-05-17", sex=Sex.MALE)
        files = pictures.study(
            5, PatientID=who.code, PixelSpacing=[2.0, 2.0], StudyDescription="CT sọ não"
        )
        pictures.keep(db, *files)
    doctor = sign_in(*ALL, name="BS. Trần Nhà")
    asked = {"study_uid": files[0].StudyInstanceUID, "question": "Có máu tụ không?"}
    made = doctor.post("/api/consultations", json=asked)
    assert made.status_code == 201, made.text
    return Room(doctor, clients, made.json()["id"], files[0].SeriesInstanceUID)


def heard(line: Any, kind: str, act: str = "") -> dict[str, Any]:
    """The next message of a kind; what comes before it is passed over."""
    for _ in range(30):
        message: dict[str, Any] = line.receive_json()
        if message["kind"] == kind and (not act or message["act"] == act):
            return message
    raise AssertionError(f"no {kind} {act}")


def turned_away(client: TestClient, path: str, headers: dict[str, str]) -> bool:
    with client.websocket_connect(f"{path}/line", headers=headers) as line:
        try:
            line.receive_json()
        except WebSocketDisconnect as gone:
            return gone.code == 1008
    return False


def test_two_sites_see_the_same_picture_pointer_and_words(database: Database, room: Room) -> None:
    outside, path = room.guest()
    with (
        room.doctor.websocket_connect(f"{room.own}/line", headers=ORIGIN) as ours,
        outside.websocket_connect(f"{path}/line", headers=ORIGIN) as theirs,
    ):
        heard(ours, "line", "joined")
        heard(theirs, "line", "joined")
        ours.send_json({"kind": "viewed", "series": room.series, "picture": 4, "window": [40, 80]})
        seen = heard(theirs, "viewed")
        assert (seen["series"], seen["picture"], seen["window"]) == (room.series, 4, [40, 80])
        assert seen["name"] == "BS. Trần Nhà"
        here = {"series": room.series, "picture": 4}
        theirs.send_json({"kind": "pointed", **here, "at": [0.5, 0.25]})
        assert heard(ours, "pointed")["at"] == [0.5, 0.25]
        theirs.send_json({"kind": "said", "text": "Có, ở thái dương phải."})
        assert heard(ours, "line", "said")["text"] == "Có, ở thái dương phải."
        # Sixteen pixels of two millimetres.
        ours.send_json({"kind": "measured", **here, "start": [0, 0.5], "end": [1, 0.5]})
        line = heard(theirs, "line", "measured")
        assert line["text"] == "32.0 mm"
        assert line["about"]["picture"] == 4
    with database.read() as db:
        kept = {line.text for line in db.exec(select(ConsultLine))}
    assert {"Có, ở thái dương phải.", "32.0 mm"} <= kept


def test_a_guest_sees_no_name_and_only_this_study(room: Room) -> None:
    outside, path = room.guest()
    state = outside.get(f"{path}/state").json()
    assert state["about"]["patient"].startswith("N. V. An · Nam")
    assert "Nguyễn" not in json.dumps(state, ensure_ascii=False)
    assert room.doctor.get(f"{room.own}/state").json()["about"]["patient"].startswith("Nguyễn Văn")
    assert [run["pictures"] for run in state["runs"]] == [5]
    picture = outside.get(f"{path}/pictures/{room.series}/5?width=64")
    assert picture.headers["content-type"] == "image/jpeg"
    assert outside.get(f"{path}/pictures/{room.series}/6").status_code == 404
    assert outside.get(f"{path}/pictures/1.2.3/1").status_code == 404
    assert outside.get("/dicom-web/studies").status_code == 401


def test_a_link_without_the_pin_opens_nothing_and_wrong_pins_lock(room: Room) -> None:
    guest, path, pin = room.invite()
    outside = room.clients()
    assert outside.get(path).status_code == 200
    assert outside.get(f"{path}/state").status_code == 403
    assert outside.get(f"{path}/pictures/{room.series}/1").status_code == 403
    assert turned_away(outside, path, ORIGIN)
    wrong = "000000" if pin != "000000" else "111111"
    answers = [outside.post(path, data={"pin": wrong}).status_code for _ in range(5)]
    assert answers == [422, 422, 422, 422, 429]
    assert outside.post(path, data={"pin": pin}).status_code == 429
    assert outside.get("/hoi-chan/nobody-made-this-address").status_code == 404
    shown = room.whole()["guests"][0]
    assert (shown["id"], shown["locked"], shown["joined_at"]) == (guest["id"], True, None)


def test_a_page_of_another_site_cannot_open_a_line(room: Room) -> None:
    elsewhere = {"origin": "https://evil.example"}
    assert turned_away(room.doctor, room.own, elsewhere)


def test_somebody_without_the_right_is_not_let_in(room: Room, sign_in: SignIn) -> None:
    stranger = sign_in(name="Lễ tân")
    assert stranger.get(room.own, follow_redirects=False).status_code == 303
    assert stranger.get(f"{room.own}/state").status_code == 403
    assert stranger.get("/api/consultations").status_code == 403
    assert sign_in(JOIN, name="BS. Nghe").get(room.own).status_code == 200


def test_a_guest_whose_invitation_is_withdrawn_is_out_at_once(room: Room) -> None:
    outside, path = room.guest()
    with outside.websocket_connect(f"{path}/line", headers=ORIGIN) as line:
        heard(line, "line", "joined")
        guest = room.whole()["guests"][0]
        his = {"version": guest["version"]}
        answer = room.doctor.post(f"/api/consultations/guests/{guest['id']}/withdraw", json=his)
        assert answer.status_code == 200, answer.text
        with pytest.raises(WebSocketDisconnect) as gone:
            heard(line, "nothing any more")
        assert gone.value.code == 4001
    assert outside.get(path).status_code == 410
    assert outside.get(f"{path}/state").status_code == 403


def test_signed_minutes_go_into_the_record_and_close_the_room(
    database: Database, room: Room
) -> None:
    outside, path = room.guest()
    with outside.websocket_connect(f"{path}/line", headers=ORIGIN) as line:
        heard(line, "line", "joined")
        line.send_json({"kind": "advised", "text": "Nên phẫu thuật sớm."})
        heard(line, "line", "advised")
    here = f"/api/consultations/{room.id}"
    version = room.whole()["version"]
    unwritten = room.doctor.post(f"{here}/sign", json={"version": version})
    assert unwritten.json()["error"] == "NothingConcluded"
    words = {"minutes": "Bàn về khối tụ.", "conclusion": "Chuyển mổ.", "version": version}
    drafted = room.doctor.put(f"{here}/minutes", json=words)
    assert drafted.status_code == 200, drafted.text
    stale = room.doctor.post(f"{here}/sign", json={"version": version})
    assert stale.status_code == 409
    signed = room.doctor.post(f"{here}/sign", json={"version": drafted.json()["version"]})
    assert signed.json()["state"] == "signed"
    with database.read() as db:
        document = db.exec(
            select(Document).where(Document.kind == "ris_pacs.consult.minutes")
        ).one()
    assert document.content["conclusion"] == "Chuyển mổ."
    assert [each["text"] for each in document.content["lines"]] == ["Nên phẫu thuật sớm."]
    assert outside.get(f"{path}/state").status_code == 403
    printed = room.doctor.post(f"{here}/prints/minutes")
    assert printed.content[:4] == b"%PDF"
    late = room.doctor.post(f"{here}/guests", json={"name": "Ai", "facility": "Đâu"})
    assert late.json()["error"] == "ConsultationIsOver"


def test_a_guest_signs_a_reading_into_the_record(database: Database, room: Room) -> None:
    who = {"name": "GS. Lê Xa", "facility": "Bệnh viện tuyến trên", "licence": "000111/HNO-GPHN"}
    made = room.doctor.post(f"/api/consultations/{room.id}/guests", json=who).json()
    path, pin = made["guest"]["address"].removeprefix(HOUSE), made["pin"]
    outside = room.clients()
    told = {"findings": "Không lệch đường giữa.", "conclusion": "Không máu tụ.", "pin": pin}
    unknown = outside.post(f"{path}/opinion", json=told, headers=ORIGIN)
    assert unknown.status_code == 403  # the link alone does not do
    assert outside.post(path, data={"pin": pin}).status_code == 200
    assert outside.get(f"{path}/state").json()["guest"]["licence"] == who["licence"]
    assert outside.post(f"{path}/opinion", json=told).status_code == 403  # another site's page
    wrong = {**told, "pin": "000000" if pin != "000000" else "111111"}
    answer = outside.post(f"{path}/opinion", json=wrong, headers=ORIGIN)
    assert (answer.status_code, answer.json()) == (422, {"why": "pin"})
    for conclusion in ("Không máu tụ.", "Máu tụ nhỏ."):
        said = {**told, "conclusion": conclusion}
        signed = outside.post(f"{path}/opinion", json=said, headers=ORIGIN)
        assert signed.status_code == 201, signed.text
    shown = room.whole()["opinions"]
    assert [(each["conclusion"], each["standing"]) for each in shown] == [
        ("Máu tụ nhỏ.", True),
        ("Không máu tụ.", False),
    ]
    assert all(each["whole"] and each["licence"] == who["licence"] for each in shown)
    with database.read() as db:
        asked = select(Document).where(Document.kind == "ris_pacs.consult.opinion")
        kept = sorted(db.exec(asked), key=lambda each: each.at)
        states = [each.state.value for each in kept]
        content = kept[-1].content
        his = select(Audit).where(Audit.actor_name == "GS. Lê Xa (Bệnh viện tuyến trên)")
        acts = {row.action for row in db.exec(his)}
    assert states == ["amended", "final"]
    assert content["licence"] == who["licence"]
    assert {"read", "write", "consult.report"} <= acts
    printed = room.doctor.post(f"/api/consultations/opinions/{shown[0]['id']}/prints/opinion")
    assert printed.content[:4] == b"%PDF"


def test_nobody_is_invited_over_a_line_that_is_not_encrypted(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HIS54_PUBLIC_URL", "http://pk.example")
    who = {"name": "GS. Lê Xa", "facility": "Bệnh viện tuyến trên"}
    refused = room.doctor.post(f"/api/consultations/{room.id}/guests", json=who)
    assert refused.json()["error"] == "LinkNotEncrypted"
    monkeypatch.setenv("HIS54_PUBLIC_URL", "https://pk.example")
    made = room.doctor.post(f"/api/consultations/{room.id}/guests", json=who)
    assert made.json()["guest"]["address"].startswith("https://pk.example/hoi-chan/")


def test_a_quick_picture_is_smaller_than_a_full_and_a_sharp_one(room: Room) -> None:
    path = f"{room.own}/pictures/{room.series}/3"
    sizes = [
        len(room.doctor.get(f"{path}?quality={each}").content)
        for each in ("quick", "full", "sharp")
    ]
    assert sizes[0] < sizes[1] < sizes[2]
    assert room.doctor.get(f"{path}?quality=raw").status_code == 422


def test_pictures_of_nobody_are_not_discussed(database: Database, sign_in: SignIn) -> None:
    [one] = pictures.study(1, PatientID="AI-DO")
    pictures.sent(database, one)
    doctor = sign_in(*ALL, UNMATCHED, name="BS. Trần Nhà")
    asked = {"study_uid": one.StudyInstanceUID, "question": "Của ai?"}
    answer = doctor.post("/api/consultations", json=asked)
    assert answer.json()["error"] == "StudyOfNobody"
