"""The link to other systems breaks: anybody gets it, nothing is told, messages are stuck."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import delete
from sqlmodel import col, select

from his.link import sending, who
from his.link.models import LinkMessage, LinkMessageState, Partner, PartnerKind
from kernel.access import SYSTEM
from kernel.clock import utc_now
from kernel.db import Database
from lis.link import coding, results_out
from tests.level.harms.tools import Harm, instead, overwritten, swallowed

HARMS: dict[str, Harm | tuple[Harm, ...]] = {
    # TT54/88, 108
    "another_system_orders_and_is_answered": (
        swallowed("lis_link_order"),
        swallowed("lis_link_send_out"),
        instead(who, "agreement", lambda *_: 3),
        instead(results_out, "report", lambda *_, **__: None),
        instead(results_out, "_corrects", lambda *_: False),
        instead(coding, "is_laboratory", lambda *_: False),
    ),
    "links_are_used_here": overwritten("his_link_message", "state", "'waiting'"),
}


@contextmanager
def _exchanged(clinic: Database) -> Iterator[None]:
    """A message was sent three days ago and taken."""
    with clinic.write(SYSTEM) as db:
        asked = select(Partner).where(Partner.kind == PartnerKind.LABORATORY)
        partner = db.exec(asked.order_by(col(Partner.code))).first()
        assert partner is not None
        at = utc_now() - timedelta(days=3)
        row = sending.put(db, partner, ("ORU", "R01"), ["OBR|1"], about="MC", at=at)
        row.state, row.next_at = LinkMessageState.SENT, None
    try:
        yield
    finally:
        with clinic.write(SYSTEM) as db:
            db.execute(delete(LinkMessage).where(col(LinkMessage.id) == row.id))


GIVEN: dict[str, Harm] = {"links_are_used_here": _exchanged}
"""What has to be there first: the practice clinic is linked to nobody."""
