"""Key images of a report, as the API takes and gives them."""

from datetime import datetime
from uuid import UUID

from kernel.schemas import Input, Output, Reason
from ris_pacs.reading.models import Drawing


class ReportKeyOut(Output):
    """A picture that shows what matters; `file_id` null: see `drawing`."""

    id: UUID
    key_id: UUID
    note: str
    frame: int
    by_name: str
    chosen_at: datetime
    file_id: UUID | None
    drawing: Drawing


class KeyWithdrawalIn(Input):
    reason: Reason
