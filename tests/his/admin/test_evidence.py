"""What the module claims can be shown, and would not be shown if it were broken."""

import pytest
from sqlmodel import Session

from his.admin import evidence
from his.admin.module import module
from kernel.access import SYSTEM
from kernel.db import Database
from kernel.identity import lockout, passwords, users
from kernel.module import Demonstrated, InUse, Verdict


def test_each_claim_is_demonstrated_and_in_use_in_the_practice_clinic(clinic: Database) -> None:
    for claim in evidence.CLAIMS:
        for each in claim.evidence:
            if isinstance(each, Demonstrated | InUse):
                with clinic.session(writing=isinstance(each, Demonstrated)) as db:
                    found = each.by(db)
                    assert found.verdict == Verdict.MET, (claim.criterion, found.says)
                    db.rollback()


def test_the_module_claims_its_criteria() -> None:
    assert {"TT54/30", "TT54/114", "TT54/123"} <= {c.criterion for c in module.claims}


def test_a_lock_that_never_closes_is_noticed(
    clinic: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lockout, "count", lambda *_: 0)
    with clinic.session(writing=True) as db:
        assert evidence.access_is_controlled(db).verdict == Verdict.NOT_MET
        db.rollback()


def test_a_password_in_clear_is_noticed(clinic: Database) -> None:
    with clinic.session(writing=True) as db:
        nurse = users.find(db, "nurse")
        assert nurse
        nurse.password = "trong-ro"
        db.flush()
        assert evidence.every_password_here_is_a_hash(db).verdict == Verdict.NOT_MET
        db.rollback()


def test_passwords_that_share_a_salt_are_noticed(clinic: Database) -> None:
    same = passwords.hasher().hash("cùng một câu")
    with clinic.session(writing=True) as db:
        for name in ("nurse", "doctor"):
            user = users.find(db, name)
            assert user
            user.password = same
        db.flush()
        assert evidence.every_password_here_is_a_hash(db).verdict == Verdict.NOT_MET
        db.rollback()


def test_an_empty_house_has_nothing_in_use(db: Session) -> None:
    assert evidence.the_house_is_described(db).verdict == Verdict.NOT_REVIEWED
    assert SYSTEM.name
