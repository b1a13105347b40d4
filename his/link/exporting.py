"""The log as a table that any spreadsheet opens: what, when, with whom, how it ended, how long."""

import csv
import io
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from his.link.models import LinkMessage, Partner
from kernel import audit, clock
from kernel.clock import LOCAL
from kernel.spreadsheets import harmless

CSV = "text/csv; charset=utf-8"
HEADERS = {"Content-Disposition": 'attachment; filename="hl7.csv"'}
RESPONSES: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {}}}}
_MOST_DAYS, _MOST_ROWS = 31, 50_000
_HEAD = (
    "at",
    "partner",
    "direction",
    "type",
    "control_id",
    "about",
    "state",
    "ack",
    "says",
    "milliseconds",
    "attempts",
    "bytes",
)


def sheet(db: Session, first: date | None, last: date | None) -> str:
    """Raises TooManyDays."""
    first, last = clock.span(first, last, _MOST_DAYS)
    since, until = clock.day_bounds(first)[0], clock.day_bounds(last)[1]
    rows = db.exec(
        select(LinkMessage)
        .where(col(LinkMessage.at) >= since, col(LinkMessage.at) < until)
        .order_by(col(LinkMessage.at), col(LinkMessage.id))
        .limit(_MOST_ROWS)
    ).all()
    names = dict(db.exec(select(col(Partner.id), col(Partner.name))).all())
    audit.read_list(db, "patient", {r.patient_id for r in rows if r.patient_id}, "HL7")
    out = io.StringIO()
    out.write("\ufeff")
    table = csv.writer(out)
    table.writerow(_HEAD)
    for row in rows:
        values = (
            f"{row.at.astimezone(LOCAL):%Y-%m-%d %H:%M:%S}",
            names.get(row.partner_id, "") if row.partner_id else "",
            "out" if row.outgoing else "in",
            row.type,
            row.control_id,
            row.about,
            row.state.value,
            row.code,
            row.says_vi,
            "" if row.millis is None else row.millis,
            row.attempts,
            row.size,
        )
        table.writerow([harmless(each) for each in values])
    return out.getvalue()
