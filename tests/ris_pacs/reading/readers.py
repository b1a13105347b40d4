"""A small reading room: an exam with pictures, and the people who read it."""

from uuid import uuid4

from sqlmodel import Session, select

from his.catalogs import service as catalogs
from his.orders import service as orders
from his.orders.service import Order, Urgency
from his.patients import service as patients
from kernel.access import SYSTEM, Actor
from kernel.identity import signing
from kernel.identity.models import Role, RolePermission, User, UserRole
from ris_pacs.archive import service as archive
from ris_pacs.archive.service import ImagingStudy
from ris_pacs.reading import permissions, service
from ris_pacs.reading.models import Reading
from ris_pacs.reading.service import Written
from tests.his import clinic
from tests.ris_pacs.pictures import keep, picture

_READS = frozenset(p.id for p in permissions.ALL)
_LEARNS = frozenset((permissions.READ.id, permissions.WRITE.id))
DOCTOR = Actor(uuid4(), "BS. Lan")
RADIOLOGIST = Actor(uuid4(), "BSCKI. Khoa", _READS, session_id=uuid4())
SECOND = Actor(uuid4(), "BSCKII. Hạnh", _READS, session_id=uuid4())
TRAINEE = Actor(uuid4(), "BS. Nam", _LEARNS, session_id=uuid4())
RADIOGRAPHER = Actor(uuid4(), "KTV. Huy", frozenset((permissions.READ.id,)))

SAID = Written(
    findings="Hai phế trường sáng đều. Bóng tim không to.",
    conclusion="Hình ảnh X-quang ngực bình thường.",
)
GRAVE = Written(
    findings="Tràn khí màng phổi phải lượng nhiều, trung thất bị đẩy sang trái.",
    conclusion="Tràn khí màng phổi phải áp lực.",
    critical="Tràn khí màng phổi áp lực bên phải",
)


def lists(db: Session) -> clinic.Clinic:
    asked = {"kind": "imaging", "unit": "lần", "price": "68000"}
    catalogs.add(db, SYSTEM, "service", code="CDHA-XQ", name="X-quang ngực thẳng", facts=asked)
    return clinic.build(db)


def people(db: Session) -> None:
    """Those who read are users of the house."""
    for role, who, may in (
        ("radiologist", RADIOLOGIST, (permissions.WRITE, permissions.SIGN)),
        ("radiologist", SECOND, ()),
        ("trainee", TRAINEE, (permissions.WRITE,)),
    ):
        if db.get(Role, role) is None:
            db.add(Role(id=role, title_vi=role, title_en=role))
        db.add(User(id=who.id, username=f"u{who.id.hex[:12]}", name=who.name))
        db.flush()
        db.add(UserRole(user_id=who.id, role_id=role))
        for each in may:
            db.add(RolePermission(role_id=role, permission_id=each.id))
    db.flush()


def ordered(db: Session, at: clinic.Clinic, urgency: Urgency = Urgency.ROUTINE) -> Order:
    visit = clinic.visit(db, SYSTEM, at.p101)
    return orders.place(db, DOCTOR, encounter_id=visit.id, service_code="CDHA-XQ", urgency=urgency)


def photographed(db: Session, order: Order) -> Reading:
    """A machine sends pictures that name the patient and the order."""
    patient = patients.get(db, SYSTEM, order.patient_id)
    made = picture(
        PatientID=patient.code,
        PatientName=archive.patient_name(patient.name),
        PatientBirthDate=(patient.birth or "").replace("-", ""),
        AccessionNumber=order.code,
    )
    keep(db, made)
    found = service.of_order(db, order.id)
    assert found
    return found


def exam(db: Session, urgency: Urgency = Urgency.ROUTINE) -> Reading:
    return photographed(db, ordered(db, lists(db), urgency))


def ticket(who: Actor) -> str:
    return signing.issue(who, signing.PASSWORD)


def signed(db: Session, of: Reading, what: Written = SAID, who: Actor = RADIOLOGIST) -> Reading:
    service.sign(db, who, of.id, what, ticket=ticket(who))
    return of


def study(db: Session, of: Reading) -> ImagingStudy:
    return db.exec(select(ImagingStudy).where(ImagingStudy.uid == of.study_uid)).one()
