from datetime import datetime
from uuid import UUID

from kernel.schemas import Input, Output, Reason, Version


class PatientLinkOut(Output):
    """A link to a result. Its address is on the paper, nowhere else."""

    id: UUID
    version: int
    kind: str
    document_id: UUID
    title: str
    made_at: datetime
    made_by_name: str
    expires_at: datetime
    ended_at: datetime | None
    ended_by_name: str
    ended_reason: str
    opened: int
    last_opened_at: datetime | None
    wrong: int
    locked_until: datetime | None


class LinkVisitOut(Output):
    id: UUID
    at: datetime
    ip: str
    outcome: str


class PatientLinkOffIn(Input):
    version: Version
    reason: Reason


class PatientLinkRenewIn(Input):
    version: Version
