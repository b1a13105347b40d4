"""What is claimed of the audit and the encryption, shown on a hospital."""

from sqlalchemy import func, select

from his.admin import evidence_trust, facility
from his.admin.models import Facility
from kernel import audit, audit_chain
from kernel.access import Actor
from kernel.audit import Audit
from kernel.db import Database
from kernel.module import Verdict


def test_the_demonstrations_succeed_and_leave_nothing(database: Database, actor: Actor) -> None:
    with database.write(actor) as db:
        db.add(Facility(code="01054", name="Phòng khám Đa khoa HIS54", phone="024 3333 5454"))
    with database.read() as db:
        before = db.execute(select(func.count()).select_from(Audit)).scalar_one()
    with database.session(writing=True) as db:
        shown = evidence_trust.every_act_is_on_the_audit(db)
        sealed = evidence_trust.secrets_are_sealed_under_keys_that_change(db)
        db.rollback()
    assert shown.verdict == Verdict.MET, shown.says.en
    assert sealed.verdict == Verdict.MET, sealed.says.en
    with database.read() as db:
        assert db.execute(select(func.count()).select_from(Audit)).scalar_one() == before
        assert facility.facility(db).phone == "024 3333 5454"


def test_an_empty_hospital_is_not_reviewed(database: Database, actor: Actor) -> None:
    with database.session(writing=True) as db:
        assert evidence_trust.every_act_is_on_the_audit(db).verdict == Verdict.NOT_REVIEWED
        assert evidence_trust.the_audit_is_kept_and_sealed(db).verdict == Verdict.NOT_REVIEWED
        db.rollback()
    with database.write(actor) as db:
        audit.record(db, "print", "x", ("patient", 1))
    with database.write() as db:
        audit_chain.seal(db)
    with database.read() as db:
        assert evidence_trust.the_audit_is_kept_and_sealed(db).verdict == Verdict.MET
