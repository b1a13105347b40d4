"""Who signs what: two people, one at night, trainees, the signature asked again."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from his.admin import service as admin
from his.cdr import service as cdr
from his.encounters.service import Priority
from kernel.access import SYSTEM, Actor
from kernel.clock import local_now, today
from kernel.db import Database
from kernel.errors import Refusal
from kernel.identity import signing as kernel_signing
from kernel.identity import users
from kernel.identity.models import User
from kernel.identity.passwords import hasher
from lis.results import correcting, entering, permissions, signing, verifying
from lis.results.entering import Entry
from lis.results.errors import (
    AloneNeedsReason,
    AloneOnlyAtNight,
    TraineeMayNotCheck,
    TraineeNotChecked,
    VerifyByAnother,
)
from lis.results.models import LabResult, ResultSource, ResultState
from lis.results.pregnancy import STATUS
from lis.tests import service as tests
from lis.tests.models import Alone, ReferenceRange, Section, SectionMember, Signing
from tests.conftest import SignIn
from tests.lis.results import bench
from tests.lis.results.bench import DOCTOR, OTHER, PHYSICIAN, TECHNICIAN, Bench

PASSWORD = "mat khau thu nghiem dai"


def section(db: Session, **said: Any) -> Section:
    made = Section(code="HS", name="Hoá sinh", **said)
    db.add(made)
    db.flush()
    return made


def member(db: Session, actor: Actor, **said: Any) -> None:
    db.add(SectionMember(section_code="HS", user_id=actor.id, user_name=actor.name, **said))
    db.flush()


@pytest.fixture
def at_work(db: Session) -> Bench:
    bench.lists(db)
    return bench.come(db)


def entered(db: Session, work: Bench, actor: Actor = TECHNICIAN, value: str = "5,4") -> LabResult:
    return entering.enter(db, actor, [Entry(item_id=work.items["GLU"].id, value=value)])[0]


def at(hour: int) -> Any:
    return patch.object(signing, "local_now", lambda: local_now().replace(hour=hour))


def test_at_night_one_person_may_do_both_with_a_reason_and_another_looks_at_it(
    db: Session, at_work: Bench
) -> None:
    section(db, alone=Alone.NIGHT, night_from=20, night_to=6)
    found = entered(db, at_work)
    with at(14), pytest.raises(AloneOnlyAtNight):
        verifying.verify(db, TECHNICIAN, [found.id], alone="trực một mình")
    with at(2):
        with pytest.raises(AloneNeedsReason):
            verifying.verify(db, TECHNICIAN, [found.id])
        verifying.verify(db, TECHNICIAN, [found.id], alone="trực một mình")
    assert (found.state, found.alone_reason) == (ResultState.VERIFIED, "trực một mình")

    def waiting() -> list[LabResult]:
        return signing.alone(db, PHYSICIAN, seen=False, after=None, limit=10)[0]

    assert [r.id for r in waiting()] == [found.id]
    with pytest.raises(VerifyByAnother):
        signing.look_at(db, TECHNICIAN, found.id)
    signing.look_at(db, PHYSICIAN, found.id)
    assert found.alone_seen_by_name == PHYSICIAN.name
    assert waiting() == []


@pytest.mark.parametrize(
    ("house", "rule", "refusal"),
    [
        ("always", Alone.HOUSE, VerifyByAnother),
        ("always", Alone.REASON, None),
        ("reason", Alone.NEVER, VerifyByAnother),
        ("night", Alone.HOUSE, AloneOnlyAtNight),
    ],
)
def test_a_section_says_otherwise_than_the_house(
    db: Session, at_work: Bench, house: str, rule: Alone, refusal: type[Refusal] | None
) -> None:
    admin.set_parameter(db, SYSTEM, "lis.results.two_people", value=house, reason="thử")
    section(db, alone=rule)
    found = entered(db, at_work)
    with at(12):
        if refusal is None:
            verifying.verify(db, TECHNICIAN, [found.id], alone="một mình")
            assert found.alone_reason == "một mình"
            return
        with pytest.raises(refusal):
            verifying.verify(db, TECHNICIAN, [found.id], alone="một mình")


def test_what_a_trainee_enters_is_checked_by_somebody_else_first(
    db: Session, at_work: Bench
) -> None:
    section(db)
    member(db, TECHNICIAN, may_enter=True, may_verify=True, trainee=True)
    found = entered(db, at_work)
    assert found.by_trainee
    with pytest.raises(TraineeNotChecked):
        verifying.verify(db, PHYSICIAN, [found.id])
    with pytest.raises(TraineeMayNotCheck):
        verifying.check(db, TECHNICIAN, [found.id])
    assert not tests.duties(db, TECHNICIAN).may_verify("HS"), "a trainee verifies nothing"
    verifying.check(db, OTHER, [found.id])
    verifying.verify(db, PHYSICIAN, [found.id])
    assert found.state is ResultState.VERIFIED


def test_a_trainees_value_does_not_verify_itself(db: Session) -> None:
    bench.lists(db, auto=True)
    db.exec(select(tests.LabTest).where(tests.LabTest.code == "GLU")).one().autoverify = {
        **bench.AUTO,
    }
    bench.renew(db)
    work = bench.come(db)
    section(db)
    member(db, TECHNICIAN, may_enter=True, trainee=True)
    found = entered(db, work)
    assert found.state is ResultState.ENTERED
    assert any("tập sự" in reason["vi"] for reason in found.auto_reasons)


def test_somebody_works_in_a_section_from_the_first_day_to_the_last(
    db: Session, at_work: Bench
) -> None:
    section(db, members_only=True)
    day = timedelta(days=1)
    member(db, PHYSICIAN, may_verify=True, valid_from=today() - day, valid_to=today())
    member(db, OTHER, may_verify=True, valid_from=today() + day)
    member(db, DOCTOR, may_verify=True, valid_to=today() - day)
    may = [tests.duties(db, each).may_verify("HS") for each in (PHYSICIAN, OTHER, DOCTOR)]
    assert may == [True, False, False]


def test_a_section_asks_for_the_signature_again(database: Database, sign_in: SignIn) -> None:
    with database.write(SYSTEM, "test") as db:
        bench.lists(db)
        work = bench.come(db)
        section(db, signing=Signing.PIN)
        found = entered(db, work).id
    who = _person(database, "ky")
    physician = sign_in(permissions.READ, permissions.VERIFY, id=who.id, name="BS. ky")

    def verify(ticket: str = "") -> Any:
        return physician.post(
            "/api/lab/queue/verifications", json={"ids": [str(found)], "ticket": ticket}
        )

    refused = verify()
    assert (refused.status_code, refused.json()["error"]) == (409, "SignAgain")
    assert refused.json()["facts"]["ways"] == ["password", "pin"]
    wrong = physician.post("/api/session/signature", json={"password": "sai bét nhè"})
    assert (wrong.status_code, wrong.json()["error"]) == (422, "WrongSignature")
    none = physician.post("/api/session/signature", json={"pin": "482913"})
    assert none.json()["error"] == "NoSigningPin"
    bad = physician.post("/api/session/pin", json={"password": PASSWORD, "pin": "123456"})
    assert bad.json()["error"] == "PinTooSimple"
    set_ = physician.post("/api/session/pin", json={"password": PASSWORD, "pin": "482913"})
    assert set_.status_code == 204, set_.text
    ticket = physician.post("/api/session/signature", json={"pin": "482913"}).json()["ticket"]
    assert verify("ab" * 40).json()["error"] == "SignAgain", "a ticket that is not ours"
    signed = verify(ticket)
    assert signed.status_code == 200, signed.text
    assert [r["signed_with"] for r in signed.json()] == ["pin"]


def test_a_signature_is_one_persons_and_does_not_last(database: Database, sign_in: SignIn) -> None:
    mine = sign_in(id=_person(database, "mot").id, name="BS. mot")
    others = sign_in(id=_person(database, "hai").id, name="BS. hai")
    ticket = mine.post("/api/session/signature", json={"password": PASSWORD}).json()["ticket"]
    assert len(ticket) > 60
    for n in range(5):
        answer = others.post("/api/session/signature", json={"password": f"đoán mò {n}"})
        assert answer.status_code in (422, 429)
    locked = others.post("/api/session/signature", json={"password": "đoán nữa"})
    assert locked.status_code == 429, "guessing locks"

    one, two = Actor(uuid4(), "Một"), Actor(uuid4(), "Hai")
    assert kernel_signing.read(two, ticket) is None
    fresh = kernel_signing.Signed("pin", 1)
    either = frozenset({"pin", "password"})
    assert kernel_signing.holds(fresh, ways=either)
    assert not kernel_signing.holds(fresh, ways=frozenset({"password"})), one
    old = kernel_signing.Signed("password", 9)
    assert not kernel_signing.holds(old, ways=either)
    assert kernel_signing.holds(old, ways=either, minutes=15)


def _person(database: Database, username: str) -> User:
    with database.write(SYSTEM, "test") as db:
        made = users.create(
            db, hasher(), username=username, name=f"BS. {username}", roles=(), password=PASSWORD
        )
        db.flush()
        db.expunge(made)
        return made


def test_what_was_calculated_from_a_corrected_value_is_corrected_with_it(db: Session) -> None:
    bench.lists(db)
    work = bench.come(db, "XN-THAN")
    [crea, egfr] = entering.enter(
        db, TECHNICIAN, [Entry(item_id=work.items["CREA"].id, value="80")]
    )
    verifying.verify(db, PHYSICIAN, [crea.id, egfr.id])
    new = correcting.correct(db, TECHNICIAN, crea.id, value="160", reason="gõ nhầm")
    runs = db.exec(
        select(LabResult).where(LabResult.test_code == "EGFR").order_by(LabResult.run)  # type: ignore[arg-type]
    ).all()
    assert [r.state for r in runs] == [ResultState.VERIFIED, ResultState.ENTERED]
    assert (runs[1].source, runs[1].replaces_id) == (ResultSource.CALCULATED, egfr.id)
    assert (runs[1].number or 0) < (runs[0].number or 0) / Decimal("1.5")
    correcting.repeat(db, TECHNICIAN, [new.id], reason="bỏ bản đính chính")
    assert runs[1].state is ResultState.WITHDRAWN, "it goes with what it was calculated from"

    again = correcting.correct(db, TECHNICIAN, crea.id, value="160", reason="gõ nhầm")
    third = db.exec(
        select(LabResult).where(LabResult.test_code == "EGFR", LabResult.state == "entered")
    ).one()
    verifying.verify(db, PHYSICIAN, [again.id, third.id])
    assert (egfr.state, third.state) == (ResultState.REPLACED, ResultState.VERIFIED)


def test_limits_are_those_of_a_pregnant_woman_where_it_was_recorded(db: Session) -> None:
    bench.lists(db)
    row = db.exec(select(ReferenceRange).where(ReferenceRange.test_code == "GLU")).first()
    assert row is not None
    kept = row.model_dump(exclude={"id", "version", "high", "pregnant"})
    db.add(ReferenceRange(**kept, pregnant=True, high=Decimal("5.1")))
    bench.renew(db)
    work = bench.come(db)
    usual = entered(db, work, value="5,4")
    assert usual.flag == ""
    work.visit.priority = Priority.PREGNANT
    db.flush()
    assert entered(db, work, value="5,4").flag == "H"
    fact = cdr.Fact(code=STATUS, name="Tình trạng thai", text="Không có thai")
    cdr.record(
        db,
        DOCTOR,
        patient_id=work.visit.patient_id,
        encounter_id=work.visit.id,
        category=cdr.Category.SURVEY,
        facts=[fact],
        source="test",
    )
    assert entered(db, work, value="5,4").flag == "", "the latest word holds"
