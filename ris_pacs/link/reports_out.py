"""What imaging tells the system that ordered: the report with its key images, what was added to
it or taken back (ORU^R01)."""

import base64
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from sqlmodel import Session, col, select

from his.link import service as link
from his.link.service import LINK
from his.orders import service as orders
from his.orders.events import OrderCorrected, OrderFulfilled, OrderPartlyReported
from his.orders.service import Order, OrderKind, OrderReport
from his.patients import service as patients
from kernel import logs
from kernel.access import Actor
from kernel.clock import LOCAL
from kernel.errors import Refusal
from kernel.hl7.writing import Value, segment, stamp
from ris_pacs.archive.service import ImagingStudy
from ris_pacs.link import telling, ways
from ris_pacs.link.models import ImageDialect, LinkedExam
from ris_pacs.link.saying import FINDINGS, IMPRESSION, STUDY
from ris_pacs.web import service as web
from ris_pacs.web.service import KeyImage

ORU = ("ORU", "R01", "ORU_R01")
_MOST_IMAGES, _WIDTH = 8, 768
_STATUS = {"partial": "P", "final": "F", "correction": "C"}


def reported(db: Session, event: OrderFulfilled | OrderCorrected | OrderPartlyReported) -> None:
    """Whoever ordered it by a number of its own is told."""
    if event.kind is not OrderKind.IMAGING:
        return
    for linked in telling.linked_of(db, [event.order_id]):
        report(db, event.actor, linked)


def catch_up(db: Session, since: date) -> None:
    """The link was off: whoever ordered is told what was answered meanwhile (again: no harm)."""
    answered = (
        select(LinkedExam)
        .join(OrderReport, col(OrderReport.order_id) == col(LinkedExam.order_id))
        .where(col(OrderReport.reported_at) >= datetime.combine(since, time.min, LOCAL))
        .order_by(col(LinkedExam.id))
        .distinct()
    )
    for linked in db.exec(answered.limit(10_000)):
        report(db, LINK, linked)


def report(db: Session, actor: Actor, linked: LinkedExam) -> None:
    """The newest answer to the order, with the study and its key images."""
    partner = telling.reachable(db, linked)
    if partner is None or linked.order_id is None:
        return
    order = orders.get(db, actor, linked.order_id)
    answers = orders.reports(db, [order.id])[order.id]
    if not answers:
        return
    patient = patients.get(db, actor, order.patient_id)
    facts: dict[str, Any] = answers[-1].facts or {}
    study = study_of(db, order, facts)
    images: list[list[Value]] = []
    if study is not None and not _taken_back(facts):
        images = _images(db, study, ways.of(db, partner.id).images)
    lines = [link.pid(db, partner, patient), *oru(linked, order, answers[-1], study, images)]
    link.put(db, partner, ORU, lines, about=linked.placer, patient_id=patient.id)


def _taken_back(facts: dict[str, Any]) -> bool:
    return bool((facts.get("imaging") or {}).get("kind") == "retraction")


def study_of(db: Session, order: Order, facts: dict[str, Any]) -> ImagingStudy | None:
    """The pictures that were read, else those that lie with the order."""
    uid = str((facts.get("imaging") or {}).get("study_uid") or "")
    which = ImagingStudy.uid == uid if uid else ImagingStudy.order_id == order.id
    asked = select(ImagingStudy).where(which, ImagingStudy.patient_id == order.patient_id)
    return db.exec(asked.order_by(col(ImagingStudy.id)).limit(1)).first()


def oru(
    linked: LinkedExam,
    order: Order,
    answer: OrderReport,
    study: ImagingStudy | None,
    images: Sequence[Sequence[Value]],
) -> list[str]:
    """ORC, OBR and an OBX for each part. Pure."""
    facts: dict[str, Any] = answer.facts or {}
    gone = _taken_back(facts)
    status = "D" if gone else _STATUS[answer.kind]
    filler = [order.code, link.OURS]
    service = telling.service_of(linked, order)
    reader = [["", answer.reported_by_name]]
    done = stamp(order.started_at) if order.started_at else ""
    head: list[Value] = ["1", linked.placer, filler, service, "", "", done, *[""] * 10]
    head += [linked.accession or order.code, *[""] * 3, stamp(answer.reported_at), "", ""]
    head += ["C" if gone else status, *[""] * 6, reader]
    lines = [
        segment("ORC", "RE", linked.placer, filler, linked.group_number),
        segment("OBR", *head),
    ]
    found = facts.get("text") or answer.text
    advice = facts.get("recommendation") or ""
    conclusion = "\n".join(filter(None, (facts.get("conclusion") or "", advice)))
    parts: list[tuple[str, Value, Value]] = [
        ("TX", [FINDINGS, "Procedure Findings", "LN"], "" if gone else str(found)),
        ("TX", [IMPRESSION, "Impression", "LN"], "" if gone else conclusion),
    ]
    if study is not None:
        parts.append(("ST", [STUDY, "DICOM Study", "DCM"], study.uid))
    parts += [(str(kind), [STUDY, "Key image", "99HIS54"], value) for kind, value in images]
    for n, (kind, code, value) in enumerate(((k, c, v) for k, c, v in parts if v or gone), 1):
        lines.append(segment("OBX", str(n), kind, code, "", value, *[""] * 5, status))
    reason = answer.reason
    if reason:
        lines.append(segment("NTE", "1", "L", reason))
    return lines


def _images(db: Session, study: ImagingStudy, wanted: ImageDialect) -> list[list[Value]]:
    """OBX-2 and OBX-5 of each key image: the JPEG with whose it is in its margin, or where."""
    found: list[list[Value]] = []
    for each in web.key_images(db, study.id)[:_MOST_IMAGES]:
        picture = _jpeg(db, each) if wanted is ImageDialect.EMBEDDED else b""
        if picture:
            data = base64.b64encode(picture).decode()
            found.append(["ED", [link.OURS, "IM", "JPEG", "Base64", data]])
        else:
            found.append(["RP", [pointer(each), link.OURS, "IM", "JPEG"]])
    return found


def _jpeg(db: Session, each: KeyImage) -> bytes:
    """The report is more than its picture: without one it goes out with the place alone."""
    try:
        return web.jpeg(
            db, each.study_uid, each.series_uid, each.instance_uid, each.frame, width=_WIDTH
        )
    except Refusal as error:
        logs.log.warning("key_image_not_sent", error=error.code)
        return b""


def pointer(each: KeyImage) -> str:
    """Where it is, under our own address (WADO-RS, rendered)."""
    place = f"/dicom-web/studies/{each.study_uid}/series/{each.series_uid}"
    return f"{place}/instances/{each.instance_uid}/frames/{each.frame}/rendered"
