"""Signatures hold until they lapse or are withdrawn; what does not apply has a reason."""

import email
import email.policy
import socketserver
from datetime import timedelta
from threading import Thread
from typing import ClassVar
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from his.admin.parameters import set_parameter
from kernel import clock
from kernel.access import SYSTEM, Actor
from kernel.db import Database
from kernel.errors import ChangedMeanwhile
from kernel.outbox import Message, OutboxMessage, Undeliverable
from level import attesting, mailing, permissions, service, settings
from level.errors import (
    AttestationLapsed,
    AttestationTooLong,
    AttestationWithdrawn,
    CannotBeWaived,
    NoSuchCriterion,
    NothingToAttest,
    SignedInTheFuture,
)
from level.mailing import KIND
from level.models import Attestation, Waiver
from level.showing import holds
from tests.conftest import SignIn

DAY = timedelta(days=1)


def sign(db: Session, claim: str = "TT54/5", **changed: object) -> Attestation:
    told: dict[str, object] = {
        "statement": "Phòng máy chủ tầng 2, có báo cháy và khóa từ.",
        "signer_name": "Nguyễn Văn A",
        "signer_role": "Giám đốc",
        "signed_on": clock.today(),
    }
    return service.attest(db, SYSTEM, claim=claim, **(told | changed))  # type: ignore[arg-type]


def waive(db: Session, item: str = "TT54/51", **changed: object) -> Waiver:
    told: dict[str, object] = {
        "reason": "Phòng khám không có ngân hàng máu",
        "approver_name": "Trần Thị B",
        "approver_role": "Giám đốc",
        "decided_on": clock.today(),
        "expires_on": clock.today() + 365 * DAY,
    }
    return service.waive(db, SYSTEM, item=item, **(told | changed))  # type: ignore[arg-type]


def verdicts(db: Session, item: str) -> tuple[str, str, str]:
    three = service.assess(db, profile="2017").outcome.judgements[item].three
    return three.able, three.reached, three.reached_with_na


def test_the_page_knows_what_it_waits_for(db: Session) -> None:
    wanted = {p.claim for p, _ in service.wanted(db)}

    assert {f"TT54/{n}" for n in range(1, 20)} <= wanted
    assert verdicts(db, "TT54/5") == ("by_attestation", "not_reviewed", "not_reviewed")


def test_a_signature_meets_what_no_program_can_see(db: Session) -> None:
    signed = sign(db)

    assert verdicts(db, "TT54/5") == ("by_attestation", "met", "met")
    assert signed.valid_until == clock.today() + 365 * DAY


def test_the_published_sentence_names_no_person(db: Session) -> None:
    sign(db)
    [shown] = [s for s in service.gather(db).shown if s.claim == "TT54/5"]

    assert "Giám đốc" in shown.says.vi
    assert "Nguyễn Văn A" not in shown.says.vi + shown.says.en


def test_a_signature_lapses(db: Session) -> None:
    signed = sign(db)

    assert holds(signed, signed.valid_until)
    assert not holds(signed, signed.valid_until + DAY)
    signed.signed_on -= 400 * DAY
    signed.valid_until -= 400 * DAY
    db.flush()
    assert verdicts(db, "TT54/5")[1] == "not_reviewed"


def test_a_withdrawn_signature_stays_on_record(db: Session, actor: Actor) -> None:
    signed = sign(db)

    service.withdraw(db, actor, signed.id, reason="Đã dời phòng máy chủ", version=signed.version)

    assert verdicts(db, "TT54/5")[1] == "not_reviewed"
    kept, _ = service.attestations(db, claims=["TT54/5"])
    assert kept[0].withdrawn_by_name == actor.name
    with pytest.raises(AttestationWithdrawn):
        service.withdraw(db, actor, signed.id, reason="lần nữa", version=signed.version)


def test_the_second_to_withdraw_is_told_what_changed(db: Session, actor: Actor) -> None:
    signed = sign(db)

    with pytest.raises(ChangedMeanwhile):
        service.withdraw(db, actor, signed.id, reason="Đã dời", version=signed.version + 1)


def test_what_cannot_be_signed_is_refused(db: Session) -> None:
    with pytest.raises(NothingToAttest):
        sign(db, "TT54/33")
    with pytest.raises(NoSuchCriterion):
        sign(db, "TT54/333")
    with pytest.raises(SignedInTheFuture):
        sign(db, signed_on=clock.today() + DAY)
    with pytest.raises(AttestationTooLong):
        sign(db, valid_until=clock.today() + 366 * DAY)
    with pytest.raises(AttestationLapsed):
        sign(db, signed_on=clock.today() - 400 * DAY)


def test_a_reminder_comes_before_it_lapses_and_once(db: Session) -> None:
    signed = sign(db, valid_until=clock.today() + 20 * DAY)
    sign(db, "TT54/7")

    assert [a.id for a in service.lapsing(db, clock.today())] == [signed.id]
    told = attesting.remind(db)
    assert told
    assert "TT54/5" in told.vi
    assert attesting.remind(db) is None

    sign(db)  # renewed
    assert not service.lapsing(db, clock.today())


def test_not_applicable_never_counts_strictly(db: Session) -> None:
    waive(db)

    assert verdicts(db, "TT54/51") == ("not_met", "not_met", "not_applicable")


def test_a_waiver_expires_and_can_be_ended(db: Session, actor: Actor) -> None:
    waiver = waive(db)
    assert not service.waived(db, waiver.expires_on + DAY)

    service.end_waiver(db, actor, waiver.id, reason="Đã mở kho máu", version=waiver.version)

    assert verdicts(db, "TT54/51")[2] == "not_met"


def test_only_a_service_that_one_may_lack_can_be_waived(db: Session) -> None:
    with pytest.raises(CannotBeWaived):
        waive(db, "TT54/30")
    with pytest.raises(NoSuchCriterion):
        waive(db, "TT54/300")
    with pytest.raises(AttestationTooLong):
        waive(db, expires_on=clock.today() + 800 * DAY)
    waive(db, "TT54/L2.cdr.lab_results")


def test_a_letter_tells_those_who_see_to_it(db: Session, actor: Actor) -> None:
    set_parameter(db, actor, settings.REMIND_TO.id, value="giam.doc@pk.test", reason="thử")
    sign(db, valid_until=clock.today() + 20 * DAY)

    attesting.remind(db)
    attesting.remind(db)

    [letter] = db.execute(select(OutboxMessage).where(col(OutboxMessage.kind) == KIND)).scalars()
    assert "giam.doc@pk.test" in letter.payload
    assert "TT54/5" in letter.payload


def test_nobody_is_written_to_where_no_address_is_set(db: Session) -> None:
    sign(db, valid_until=clock.today() + 20 * DAY)
    assert attesting.remind(db)
    assert not db.execute(select(OutboxMessage)).first()


class _PostOffice(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as one letter needs."""

    got: ClassVar[list[bytes]] = []

    def handle(self) -> None:
        self.wfile.write(b"220 pk.test\r\n")
        while line := self.rfile.readline().strip():
            if line.upper() == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                letter = iter(self.rfile.readline, b".\r\n")
                self.got.append(b"".join(letter))
            self.wfile.write(b"221 bye\r\n" if line.upper() == b"QUIT" else b"250 ok\r\n")
            if line.upper() == b"QUIT":
                return


def test_the_letter_reaches_a_mail_server() -> None:
    with socketserver.TCPServer(("127.0.0.1", 0), _PostOffice) as office:
        Thread(target=office.handle_request, daemon=True).start()
        server = f"smtp://127.0.0.1:{office.server_address[1]}"
        line = "- 12/12/2026  TT54/5  Phòng máy chủ"
        payload = {"to": "giam.doc@pk.test", "lines": [line], "server": server}
        mailing.send(Message(uuid4(), KIND, "2026-11-22", payload, 0))
    [letter] = _PostOffice.got
    told = email.message_from_bytes(letter, policy=email.policy.default)
    assert told["To"] == "giam.doc@pk.test"
    assert line in told.get_content()


def test_without_a_mail_server_a_person_must_look() -> None:
    with pytest.raises(Undeliverable):
        mailing.send(Message(uuid4(), KIND, "x", {"to": "x", "lines": [], "server": ""}, 0))


def test_those_who_sign_are_told_on_their_home_page(
    database: Database, actor: Actor, sign_in: SignIn
) -> None:
    with database.write(actor) as db:
        signed = sign(db, valid_until=clock.today() + 20 * DAY)
    told = sign_in(permissions.ATTEST).get("/api/level/attestations/lapsing").json()["lapsing"]
    assert [each["id"] for each in told] == [str(signed.id)]
    assert sign_in().get("/api/level/attestations/lapsing").status_code == 403
