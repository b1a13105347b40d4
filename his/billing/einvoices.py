"""Electronic invoices (hóa đơn điện tử): sent by the outbox, their numbers written back.

The adapter in the box writes each invoice to a file (<data>/einvoices/<code>.json) with what a
provider needs and the decree of that day (shared list payment_rule); a provider's adapter
replaces the sender and calls `numbered` when it answers.
"""

import json
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from his.admin import service as admin
from his.billing.ledger import Invoice, InvoiceKind, InvoiceLine
from his.billing.models import EInvoice, EInvoiceState
from his.billing.settings import EINVOICE
from his.pricing.service import rule_on
from kernel import outbox
from kernel.clock import LOCAL, today, utc_now
from kernel.errors import NotFound
from kernel.module import Sender
from kernel.outbox import Message
from kernel.settings import Settings
from kernel.text import Text

KIND = "his.billing.einvoice"


def send(db: Session, invoice: Invoice) -> None:
    """Put an invoice on its way, unless the facility issues none or nothing is paid on it."""
    if admin.parameter(db, EINVOICE.id) == "off" or not invoice.total:
        return
    lines = db.execute(
        select(InvoiceLine)
        .where(col(InvoiceLine.invoice_id) == invoice.id)
        .order_by(col(InvoiceLine.position))
    ).scalars()
    original = db.get(Invoice, invoice.reverses_id) if invoice.reverses_id else None
    facility = admin.facility_if_any(db)
    payload = {
        "decree": rule_on(db, "EINVOICE_DECREE", today()),
        "kind": invoice.kind,
        "code": invoice.code,
        "series": invoice.series,
        "number": invoice.number,
        "replaces": original.code if original else "",
        "reason": invoice.reason if invoice.kind is InvoiceKind.REVERSAL else "",
        "issued": invoice.at.astimezone(LOCAL).isoformat(timespec="seconds"),
        "seller": {
            "name": facility.name if facility else "",
            "address": facility.address if facility else "",
            "code": facility.code if facility else "",
        },
        "buyer": invoice.buyer,
        "lines": [
            {
                "code": line.code,
                "name": line.name,
                "unit": line.unit,
                "quantity": line.quantity,
                "unit_price": line.unit_price,
                "amount": line.copay + line.own - line.discount,
                "vat": "KCT",  # health services are not subject to VAT
            }
            for line in lines
        ],
        "rounding": invoice.rounding,
        "total": invoice.total,
    }
    db.add(EInvoice(invoice_id=invoice.id))
    db.flush()
    outbox.put(db, KIND, str(invoice.id), payload, ("encounter", invoice.encounter_id))


def numbered(db: Session, invoice_id: UUID, *, number: str, authority_code: str = "") -> EInvoice:
    """The provider has issued it under this number."""
    found = db.get(EInvoice, invoice_id, with_for_update=True)
    if found is None:
        raise NotFound
    found.state, found.number = EInvoiceState.ISSUED, number
    found.authority_code, found.issued_at = authority_code, utc_now()
    db.flush()
    return found


def to_file(message: Message) -> None:
    """The adapter in the box: one file an invoice; the same one again is the same file."""
    folder = folder_of(Settings())
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{message.payload['code'].replace('/', '-')}.json"
    half = file.with_suffix(".part")
    half.write_text(
        json.dumps({"id": message.key, **message.payload}, ensure_ascii=False, indent=1)
    )
    half.replace(file)


def folder_of(settings: Settings) -> Path:
    return settings.data / "einvoices"


def read_back(db: Session) -> Text | None:
    """A file that was written is issued under its own number (job, every minute)."""
    folder = folder_of(Settings())
    waiting = db.execute(
        select(EInvoice, Invoice)
        .join(Invoice, col(Invoice.id) == col(EInvoice.invoice_id))
        .where(col(EInvoice.state) == EInvoiceState.WAITING)
        .order_by(col(EInvoice.invoice_id))
        .limit(200)
    ).all()
    done = 0
    for _, invoice in waiting:
        if (folder / f"{invoice.code.replace('/', '-')}.json").exists():
            numbered(db, invoice.id, number=invoice.code)
            done += 1
    if not done:
        return None
    return Text(f"{done} hóa đơn điện tử có số.", f"{done} electronic invoices numbered.")


SENDER = Sender(KIND, Text("Hóa đơn điện tử", "Electronic invoices"), to_file)
