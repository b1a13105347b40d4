"""The statement says what the code does; the validator names each place; strangers agree."""

import json

import hl7
import pytest
from hl7apy.consts import VALIDATION_LEVEL
from hl7apy.parser import parse_message
from hl7apy.validation import Validator
from sqlmodel import Session

from his.orders import service as orders
from kernel.access import SYSTEM, Actor
from kernel.hl7.message import Message
from kernel.ids import new_id
from ris_pacs.archive import service as archive
from ris_pacs.dicom import services, steps, worklist
from ris_pacs.link import conforming, validating
from ris_pacs.link.models import LinkedExam
from tests.conftest import SignIn
from tests.ris_pacs import pictures
from tests.ris_pacs.link.peers import CHEST, house, msh, omi, outgoing, say


def _found(db: Session, text: str) -> list[tuple[str, str, str]]:
    said = validating.message(db, text.replace("\n", "\r").encode())
    return [(f.place, f.weight.value, f.code) for f in said.faults]


def test_the_statement_names_what_the_negotiation_agrees_to(db: Session) -> None:
    told = conforming.statement(db)
    agrees = {each.uid: each for each in told.dicom.agrees}
    for uid in (*services.FIND, *services.MOVE, *services.GET, worklist.SOP_CLASS, steps.SOP_CLASS):
        assert uid in agrees
    ct = agrees["1.2.840.10008.5.1.4.1.1.2"]
    assert ct.right.en == "may store"
    assert "1.2.840.10008.1.2.4.90" in ct.syntaxes
    assert "1.2.840.10008.1.2.4.90" not in agrees["1.2.840.10008.1.1"].syntaxes
    assert "1.2.840.10008.5.1.1.9" not in agrees  # nobody prints films here
    assert "ISO_IR 192" in told.dicom.charsets
    assert {"OMI^O23", "ORM^O01", "ORU^R01", "SIU^S12", "ADT^A40"} <= {m.type for m in told.taken}
    order = next(m for m in told.taken if m.type == "OMI^O23")
    assert ("ORC-2", True) in [(n.place, n.must) for p in order.parts for n in p.needs]
    assert any(w.path == "/dicom-web/studies/{study}/metadata" for w in told.web)


def test_a_class_that_is_no_longer_agreed_to_leaves_the_statement(
    db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ris_pacs.dicom import statement

    monkeypatch.setattr(services, "MOVE", {})
    statement.statement.cache_clear()
    try:
        uids = {each.uid for each in conforming.statement(db).dicom.agrees}
        assert "1.2.840.10008.5.1.4.1.2.2.2" not in uids
    finally:
        statement.statement.cache_clear()


def test_a_good_message_is_accepted_and_a_bad_one_refused_with_places(db: Session) -> None:
    good = omi(("NW", "A1", CHEST)).decode()
    assert not [f for f in _found(db, good) if f[1] == "error"]
    assert ("ORC-2", "error", "101") in _found(db, good.replace("A1^BV", "", 1))
    bad = good.replace("19800517", "17/05/1980").replace("|P|2.5.1|", "|X|9.9|")
    assert {("PID-7", "warning", "102"), ("MSH-12", "warning", "203")} <= set(_found(db, bad))
    assert ("MSH-11", "warning", "202") in _found(db, bad)
    moved = good.replace("ORC|", "ZRC|")
    assert ("ORC", "error", "100") in _found(db, moved)
    assert ("ZRC", "note", "100") in _found(db, moved)
    assert ("MSH-9", "error", "200") in _found(db, msh("ADT^A99"))
    assert ("MSH", "error", "100") in _found(db, "Xin chào")
    lone = good.replace("+0700", "")
    assert ("MSH-7", "note", "102") not in _found(db, lone)
    uid = good.replace("|RP1||SPS1", "|RP1|1.02.x|SPS1")
    assert ("IPC-3", "warning", "102") in _found(db, uid)


def test_each_field_is_explained(db: Session) -> None:
    said = validating.message(db, omi(("NW", "A1", CHEST)))
    parts = {p.place: p for line in said.lines for p in line.parts}
    assert parts["ORC-1"].means.en == "new order"
    assert parts["IPC-5"].title.vi == "Loại máy chụp"


_LOOKS = Actor(new_id(), "KTV Hoa", frozenset({archive.READ.id, archive.UNMATCHED.id}))


def _object(db: Session, **more: object) -> list[tuple[str, str]]:
    made = pictures.picture(**more)
    for name, value in more.items():
        if value is None:
            delattr(made, name)
    pictures.keep(db, made)
    said = validating.stored_object(db, _LOOKS, str(made.SOPInstanceUID))
    assert said.lines
    return [(f.place, f.weight.value) for f in said.faults]


def test_an_object_is_judged_tag_by_tag(db: Session) -> None:
    house(db)
    assert not [w for _, w in _object(db) if w == "error"]
    assert ("(0028,0004)", "error") in _object(db, PhotometricInterpretation=None)
    assert ("(7FE0,0010)", "error") in _object(db, PixelData=bytes(100))
    made = pictures.picture()
    unnamed = pictures.part10(made).replace(b"ISO_IR 192", b" " * 10)
    pictures.keep(db, unnamed)
    said = validating.stored_object(db, _LOOKS, str(made.SOPInstanceUID))
    assert "(0008,0005)" in [f.place for f in said.faults]
    assert ("(0010,0030)", "warning") in _object(db, PatientBirthDate=None)


def test_strangers_read_what_we_send(db: Session) -> None:
    """hl7apy judges structure and fields; the hl7 package reads the values."""
    house(db)
    say(db, omi(("NW", "A1", CHEST)))
    from sqlmodel import select

    linked = db.exec(select(LinkedExam)).one()
    assert linked.order_id
    order = orders.get(db, SYSTEM, linked.order_id)
    orders.fulfil(db, SYSTEM, order.id, text="Tim phổi bình thường")
    sent = outgoing(db)
    assert {m.type for m in sent} >= {"ORU^R01"}
    for each in sent:
        _strangers(each)
    told = hl7.parse(sent[-1].text)
    assert str(told.segment("OBR")[2]) == "A1"


def _strangers(message: Message) -> None:
    parsed = parse_message(message.text, validation_level=VALIDATION_LEVEL.TOLERANT)
    assert Validator.validate(parsed)
    assert str(hl7.parse(message.text).segment("MSH")[10]) == message.control_id


def test_the_pages_answer_over_the_api(sign_in: SignIn) -> None:
    from ris_pacs.link import permissions

    client = sign_in(permissions.CONFORMANCE, permissions.VALIDATE, archive.READ)
    told = client.get("/api/imaging/link/conformance")
    assert told.status_code == 200
    assert json.loads(told.text)["dicom"]["ae_title"] == "HIS54"
    sheet = client.get("/api/imaging/link/conformance/sheet")
    assert "1.2.840.10008.5.1.4.31" in sheet.text
    checked = client.post("/api/imaging/link/check", json={"text": "MSH|^~\\&|A"}).json()
    assert checked["accepted"] is False
    assert {f["place"] for f in checked["findings"]} >= {"MSH-9", "MSH-10"}
    assert client.post("/api/imaging/link/check", json={}).json()["error"] == "NothingToCheck"
    stranger = sign_in()
    assert stranger.get("/api/imaging/link/conformance").status_code == 403
