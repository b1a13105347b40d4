"""Asks whether prescribing is used here, and used rightly (34, 53, level 3)."""

from datetime import timedelta

from sqlalchemy import exists, func, select
from sqlmodel import Session, col

from his.encounters.service import Encounter
from his.prescribing import alerts
from his.prescribing.models import Alert, Prescription, PrescriptionLine
from his.prescribing.words import AlertAnswer, PrescriptionState
from kernel.clock import utc_now
from kernel.module import Finding, Verdict
from kernel.text import Text


def prescriptions_are_signed_here(db: Session) -> Finding:
    """Signed in the last 30 days; visits that ended without any, or one without its code or
    its lines, are a fault."""
    since = utc_now() - timedelta(days=30)
    signed = (
        col(Prescription.state) == PrescriptionState.SIGNED,
        col(Prescription.signed_at) >= since,
    )
    total = db.execute(select(func.count()).where(*signed)).scalar_one()
    lines = exists().where(col(PrescriptionLine.prescription_id) == col(Prescription.id))
    bare = select(func.count()).where(*signed, col(Prescription.code).is_(None) | ~lines)
    if lost := db.execute(bare).scalar_one():
        return Finding(
            Verdict.NOT_MET,
            Text(
                f"{lost} đơn đã ký không có mã hoặc không có thuốc.",
                f"{lost} signed prescriptions have no code or no drug.",
            ),
        )
    closed = select(func.count()).where(col(Encounter.closed_at) >= since)
    if total == 0 and (visits := db.execute(closed).scalar_one()):
        return Finding(
            Verdict.NOT_MET,
            Text(
                f"{visits} lượt khám đã xong trong 30 ngày mà không có đơn thuốc nào.",
                f"{visits} visits were closed in 30 days, and no prescription was signed.",
            ),
        )
    if total == 0:
        return Finding(
            Verdict.NOT_REVIEWED,
            Text("Chưa có đơn thuốc điện tử nào được ký.", "No prescription was signed yet."),
        )
    return Finding(
        Verdict.MET,
        Text(f"{total} đơn ký trong 30 ngày.", f"{total} prescriptions signed in 30 days."),
    )


def alerts_are_answered_here(db: Session) -> Finding:
    """How many alerts were shown and overridden in 90 days; without a reason is a fault."""
    bare = select(func.count()).where(
        col(Alert.answer) == AlertAnswer.OVERRIDDEN,
        col(Alert.shown_at) >= utc_now() - timedelta(days=90),
        col(Alert.reason) == "",
    )
    if silent := db.execute(bare).scalar_one():
        return Finding(
            Verdict.NOT_MET,
            Text(
                f"{silent} cảnh báo bị bỏ qua mà không có lý do.",
                f"{silent} alerts were overridden without a reason.",
            ),
        )
    rates = alerts.rates(db)
    shown = sum(r.shown for r in rates)
    overridden = sum(r.overridden for r in rates)
    if shown == 0:
        return Finding(
            Verdict.NOT_REVIEWED, Text("Chưa có cảnh báo nào.", "No alert was shown yet.")
        )
    return Finding(
        Verdict.MET,
        Text(
            f"{shown} cảnh báo trong 90 ngày, {overridden} bị bỏ qua có lý do.",
            f"{shown} alerts in 90 days, {overridden} overridden with a reason.",
        ),
    )
