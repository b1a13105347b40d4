"""Shows that what one writes about a patient is found by whoever treats him (level 2)."""

from random import SystemRandom

from sqlmodel import Session, col, func, select

from his.cdr import permissions, routes, service
from his.cdr.models import ClinicalEntry, EntryKind
from his.encounters.service import Encounter
from his.patients import service as patients
from kernel import audit
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.ids import new_id
from kernel.module import Checked, Claim, Demonstrated, Finding, InUse, Verdict
from kernel.text import Text


def what_one_wrote_another_reads(db: Session) -> Finding:
    """A doctor writes into the record, another one with the right reads it at once."""
    writer = Actor(new_id(), "Bác sĩ ghi")
    reader = Actor(new_id(), "Bác sĩ khác", frozenset({permissions.READ.id}))
    word = "".join(SystemRandom().choices("bcdghklmnpqrstvx", k=10))
    patient = patients.register(
        db, writer, name=f"Minh Chứng {word}", birth="1980-05-17", sex=patients.Sex.FEMALE
    )
    kinds = (EntryKind.DIAGNOSIS, EntryKind.ORDER, EntryKind.RESULT, EntryKind.MEDICINE)
    for kind in kinds:
        service.enter(
            db,
            writer,
            patient_id=patient.id,
            encounter_id=None,
            kind=kind,
            source=f"demonstration.{kind.value}",
            source_id=new_id(),
            at=utc_now(),
            name=word,
        )
    page = routes.record(patient.id, reader, db)
    audit.write_down(db)
    looked = select(func.count(col(audit.Audit.id))).where(
        audit.Audit.action == "read", audit.Audit.subject_id == str(patient.id)
    )
    if {each.kind for each in page.items} == set(kinds) and db.exec(looked).one():
        return Finding(
            Verdict.MET,
            Text(
                "Bốn loại dữ liệu do một bác sĩ ghi được bác sĩ khác đọc đủ; lần đọc có nhật ký.",
                "Four kinds of data written by one doctor are read whole by another; it is on the "
                "audit.",
            ),
        )
    return Finding(
        Verdict.NOT_MET,
        Text(
            "Dữ liệu vừa ghi không đọc lại đủ, hoặc lần đọc không có nhật ký.",
            "What was just written is not read whole, or the reading is not on the audit.",
        ),
    )


def the_record_is_read_here(db: Session) -> Finding:
    """How many lines the repository holds, of how many writers; none after visits is a fault."""
    lines, modules, people = db.exec(
        select(
            func.count(col(ClinicalEntry.id)),
            func.count(func.distinct(col(ClinicalEntry.source))),
            func.count(func.distinct(col(ClinicalEntry.recorded_by))),
        )
    ).one()
    closed = select(func.count(col(Encounter.id))).where(col(Encounter.closed_at).is_not(None))
    if not lines and (visits := db.exec(closed).one()):
        return Finding(
            Verdict.NOT_MET,
            Text(
                f"{visits} lượt khám đã kết thúc mà kho dữ liệu không có dòng nào.",
                f"{visits} visits were closed, and the repository holds nothing.",
            ),
        )
    if not lines:
        return Finding(
            Verdict.NOT_REVIEWED,
            Text("Kho dữ liệu chưa có dòng nào.", "The repository holds nothing yet."),
        )
    return Finding(
        Verdict.MET,
        Text(
            f"Kho có {lines} dòng hồ sơ từ {modules} nguồn, {people} người ghi.",
            f"The repository holds {lines} lines from {modules} sources by {people} people.",
        ),
    )


CLAIMS = (
    Claim(
        "TT54/L2.cdr_sharing",
        Text(
            "Ai điều trị người bệnh đều đọc được cả hồ sơ từ mọi phân hệ, theo quyền, có nhật ký.",
            "Whoever treats the patient reads the whole record of all modules, by right, audited.",
        ),
        (
            Checked("tests/his/cdr/test_life.py"),
            Demonstrated(what_one_wrote_another_reads),
            InUse(the_record_is_read_here),
        ),
        screen="/patients",
    ),
)
