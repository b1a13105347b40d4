"""A version of a report as the answer to its order, in the shape of his.orders."""

from typing import Any
from uuid import UUID

from sqlmodel import Session

from his.orders import service as orders
from his.orders.service import ANSWERED, Order, OrderReport, OrderState
from kernel.access import Actor
from ris_pacs.reading.models import ReadingVersion, VersionKind

CRITICAL = "RIS.CRITICAL"
_LABELS = {
    VersionKind.PRELIMINARY: "KẾT QUẢ SƠ BỘ (chưa ký)",
    VersionKind.ADDENDUM: "BỔ SUNG",
    VersionKind.RETRACTION: "ĐÃ THU HỒI, KHÔNG DÙNG",
}


def text_of(version: ReadingVersion) -> str:
    """The report in words, for places that show one text."""
    label = _LABELS.get(version.kind)
    parts = [label] if label else []
    if version.kind is VersionKind.RETRACTION:
        return f"{label}: {version.reason}"[:8000]
    parts.append(version.findings)
    if version.conclusion:
        parts.append(f"Kết luận: {version.conclusion}")
    if version.recommendation:
        parts.append(f"Đề nghị: {version.recommendation}")
    return "\n".join(parts)[:8000]


def facts_of(version: ReadingVersion) -> dict[str, Any]:
    """The report as his.orders keeps it; what is critical is a value that alarms."""
    gone = version.kind is VersionKind.RETRACTION
    label = _LABELS.get(version.kind, "")
    return {
        "values": [] if gone or not version.critical else [_critical(version.critical)],
        "text": text_of(version) if gone else "\n".join(filter(None, [label, version.findings])),
        "conclusion": "" if gone else version.conclusion,
        "recommendation": "" if gone else version.recommendation,
        "imaging": {
            "kind": version.kind.value,
            "number": version.number,
            "structured": version.structured or {},
            "key_images": version.key_images or [],
            "measurements": version.measurements or [],
            "study_uid": version.study_uid,
        },
    }


def _critical(says: str) -> dict[str, str]:
    return {
        "test": CRITICAL,
        "name": "Phát hiện nguy kịch trên hình ảnh",
        "loinc": CRITICAL,
        "value": says,
        "number": "",
        "unit": "",
        "reference": "",
        "flag": "AA",
    }


def give(db: Session, actor: Actor, order_id: UUID, version: ReadingVersion) -> OrderReport:
    """Answer the order: in part, finally, or as a correction of what is out."""
    order = db.get(Order, order_id, with_for_update=True)
    assert order
    text, facts = text_of(version), facts_of(version)
    if order.state in ANSWERED:
        why = version.reason or "Ký lại kết quả."
        return orders.correct(db, actor, order.id, text=text, reason=why, facts=facts)
    if version.kind in (VersionKind.PRELIMINARY, VersionKind.RETRACTION):
        return orders.report(db, actor, order.id, text=text, facts=facts)
    return orders.fulfil(db, actor, order.id, text=text, facts=facts)


def mark(
    db: Session, actor: Actor, order_id: UUID, version: ReadingVersion, banner: str, reason: str
) -> None:
    """Answer the order once more with what stands, under a `banner` (empty: it holds again).
    Whoever asked and whoever read it is told, as of every correction."""
    order = db.get(Order, order_id, with_for_update=True)
    assert order
    facts = facts_of(version)
    text = "\n".join(filter(None, [banner, text_of(version)]))[:8000]
    facts["text"] = "\n".join(filter(None, [banner, facts["text"]]))[:8000]
    facts["imaging"]["touched"] = banner
    if banner:
        facts["imaging"]["key_images"] = []
    if order.state in ANSWERED:
        orders.correct(db, actor, order.id, text=text, reason=reason[:500], facts=facts)
    elif order.state is OrderState.PARTLY_REPORTED:
        orders.report(db, actor, order.id, text=text, facts=facts)
