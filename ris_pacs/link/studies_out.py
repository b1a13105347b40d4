"""Whose pictures are was corrected here: the other systems are told (ORU^R01; HL7 table 0085 has
W for what was said of the wrong patient)."""

from uuid import UUID

from sqlmodel import Session, col, select

from his.link import service as link
from his.link.service import LINK, LinkMessage, Partner
from his.orders import service as orders
from his.orders.service import Order
from his.patients import service as patients
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.hl7.writing import Value, segment, stamp
from ris_pacs.archive import service as archive
from ris_pacs.archive.events import StudyMatched, StudyUnmatched
from ris_pacs.archive.service import ImagingStudy
from ris_pacs.link import telling, ways
from ris_pacs.link.models import LinkedExam
from ris_pacs.link.reports_out import ORU
from ris_pacs.link.saying import STUDY


def taken_off(db: Session, event: StudyUnmatched) -> None:
    """They are not his: everybody who was told so hears it."""
    last = next(iter(archive.changes(db, event.study_id)), None)
    before = last.order_before if last else None
    _tell(db, event.actor, event.study_id, event.patient_id, before, "W")


def given(db: Session, event: StudyMatched) -> None:
    """They are his; what the rule found at arrival is no correction."""
    if not event.by_rule:
        _tell(db, event.actor, event.study_id, event.patient_id, event.order_id, "F")


def _tell(
    db: Session,
    actor: Actor,
    study_id: UUID,
    patient_id: UUID,
    order_id: UUID | None,
    status: str,
) -> None:
    if actor.id == LINK.id:  # it came over the link: whoever said it knows
        return
    study = db.get(ImagingStudy, study_id)
    assert study is not None
    linked = (
        {each.partner_id: each for each in telling.linked_of(db, [order_id])} if order_id else {}
    )
    order = orders.get(db, actor, order_id) if order_id else None
    patient = patients.exactly(db, actor, patient_id)
    for partner in _concerned(db, patient_id, set(linked)):
        if not ways.of(db, partner.id).studies:
            continue
        lines = [
            link.pid(db, partner, patient),
            *_lines(study, linked.get(partner.id), order, status),
        ]
        link.put(db, partner, ORU, lines, about=study.uid[:120], patient_id=patient.id)


def _lines(
    study: ImagingStudy, linked: LinkedExam | None, order: Order | None, status: str
) -> list[str]:
    placer = linked.placer if linked else ""
    filler: Value = [order.code, link.OURS] if order else ""
    accession = (linked.accession if linked else "") or (order.code if order else study.accession)
    service: Value = ["", study.description]
    if order is not None:
        service = (
            telling.service_of(linked, order)
            if linked
            else [
                order.service_code,
                order.service_name,
                telling.OWN,
            ]
        )
    head: list[Value] = ["1", placer, filler, service, *[""] * 13, accession, *[""] * 3]
    head += [stamp(utc_now()), "", "", "C" if status == "W" else "I"]
    code: Value = [STUDY, "DICOM Study", "DCM"]
    return [
        segment("OBR", *head),
        segment("OBX", "1", "ST", code, "", study.uid, *[""] * 5, status),
    ]


def _concerned(db: Session, patient_id: UUID, ordered: set[UUID]) -> list[Partner]:
    """Who ordered it, and who is told of patients and ever heard of him."""
    asked = select(Partner).where(col(Partner.active), Partner.host != "")
    found = db.exec(asked.order_by(col(Partner.code)).limit(200)).all()
    if not found:
        return []
    heard = set(
        db.exec(
            select(col(LinkMessage.partner_id))
            .where(LinkMessage.patient_id == patient_id, col(LinkMessage.outgoing))
            .distinct()
        )
    )
    return [p for p in found if p.id in ordered or (p.sends_patients and p.id in heard)]
