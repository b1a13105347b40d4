"""JPEG 2000 with loss: only by a policy, only after the final report, never mammography. Smaller
copies take the place of what came, with a note (113039); it can be undone like any correction.
"""

from datetime import timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from his.orders.service import Order, OrderState
from kernel import logs
from kernel.access import SYSTEM, Acting
from kernel.clock import utc_now
from kernel.db import Database
from ris_pacs.archive.service import (
    ImagingInstance,
    ImagingSeries,
    ImagingStudy,
    InstanceState,
)
from ris_pacs.quality import applying, correcting
from ris_pacs.quality.models import (
    Correction,
    CorrectionCode,
    CorrectionKind,
    CorrectionState,
    Packing,
)

NEVER = ("MG",)
_DONE = (OrderState.FULFILLED, OrderState.CORRECTED)
_A_NIGHT = 100
_LOSSLESS = (
    "1.2.840.10008.1.2",
    "1.2.840.10008.1.2.1",
    "1.2.840.10008.1.2.2",
    "1.2.840.10008.1.2.4.90",
)


def studies(db: Session, policy: Packing) -> list[UUID]:
    """Those whose report is out, old enough, with pictures that were not squeezed yet."""
    asked = (
        select(ImagingStudy.id)
        .join(Order, col(Order.id) == col(ImagingStudy.order_id))
        .where(
            col(Order.state).in_(_DONE),
            col(ImagingStudy.received_at) <= utc_now() - timedelta(days=policy.older_days),
            ImagingStudy.instance_count > 0,
        )
    )
    squeezed = select(Correction.study_id).where(
        Correction.kind == CorrectionKind.LOSSY, Correction.state == CorrectionState.APPLIED
    )
    asked = asked.where(col(ImagingStudy.id).not_in(squeezed))
    return list(db.exec(asked.order_by(col(ImagingStudy.id)).limit(_A_NIGHT)))


def pictures(db: Session, study_id: UUID, policy: Packing) -> list[ImagingInstance]:
    """Never mammography, whatever the policy says."""
    asked = (
        select(ImagingInstance)
        .join(ImagingSeries, col(ImagingSeries.id) == col(ImagingInstance.series_id))
        .where(
            ImagingInstance.study_id == study_id,
            ImagingInstance.state == InstanceState.KEPT,
            col(ImagingInstance.rows).is_not(None),
            col(ImagingInstance.transfer_syntax).in_(_LOSSLESS),
            col(ImagingSeries.modality).not_in(NEVER),
        )
    )
    if policy.modality:
        asked = asked.where(ImagingSeries.modality == policy.modality)
    if policy.source:
        asked = asked.where(ImagingInstance.source == policy.source)
    return list(db.exec(asked.order_by(col(ImagingInstance.id))))


def by_policy(database: Database, policy: Packing) -> int:
    """How many studies; one that fails keeps none of the others."""
    done = 0
    with database.read() as db:
        ids = studies(db, policy)
    for each in ids:
        try:
            done += _one(database, each, policy)
        except Exception as error:  # noqa: BLE001 (its pictures stay as they are)
            logs.log.warning("study_not_squeezed", id=str(each), error=type(error).__name__)
    return done


def _one(database: Database, study_id: UUID, policy: Packing) -> bool:
    with database.write(SYSTEM) as db:
        rows = pictures(db, study_id, policy)
        if not rows:
            return False
        study = db.get(ImagingStudy, study_id)
        assert study is not None
        made = Correction(
            study_id=study.id,
            patient_id=study.patient_id,
            order_id=study.order_id,
            kind=CorrectionKind.LOSSY,
            code=CorrectionCode.EXPIRED,
            reason=policy.name,
            instances=sorted(row.uid for row in rows),
            changes={"ratio": str(policy.ratio)},
            state=CorrectionState.PROPOSED,
            reported=True,
            proposed_by=policy.made_by,
            proposed_by_name=policy.made_by_name,
            proposed_at=utc_now(),
        )
        db.add(made)
        db.flush()
        correcting.tell(db, made, policy.made_by_name, policy.name)
        version, made_id = made.version, made.id
    applying.approve(database, SYSTEM, Acting(), made_id, version=version)
    return True
