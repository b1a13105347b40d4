"""The laboratory register as a table (sổ xét nghiệm): one line an order, days in a row."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from his.encounters.service import PAYERS, Encounter
from his.orders.service import Order
from his.patients import service as patients
from kernel import audit
from kernel.access import Actor
from kernel.clock import LOCAL, day_bounds
from kernel.spreadsheets import harmless
from kernel.text import Text
from lis.results.service import LabResult, ResultState, written
from lis.statistics.errors import RegisterTooLong

MOST_DAYS = 31
_HEAD = (
    Text("STT", "No."),
    Text("Ngày giờ trả", "Released"),
    Text("Họ và tên", "Name"),
    Text("Mã người bệnh", "Patient no."),
    Text("Tuổi", "Age"),
    Text("Giới", "Sex"),
    Text("Đối tượng", "Payer"),
    Text("Lượt khám", "Visit"),
    Text("Người chỉ định", "Ordered by"),
    Text("Chẩn đoán, lý do", "For"),
    Text("Yêu cầu xét nghiệm", "Asked for"),
    Text("Kết quả", "Results"),
    Text("Người thực hiện", "By"),
    Text("Người duyệt", "Verified by"),
)
_WIDTHS = (6, 18, 28, 16, 10, 8, 12, 16, 22, 30, 30, 60, 22, 22)
_SEXES = {
    patients.Sex.MALE: Text("Nam", "M"),
    patients.Sex.FEMALE: Text("Nữ", "F"),
    patients.Sex.UNKNOWN: Text("", ""),
}


@dataclass(slots=True)
class Entry:
    """One order of the register."""

    at: datetime
    patient_id: UUID
    visit: Encounter
    order: Order
    values: list[str]
    by: dict[str, None]
    verified_by: dict[str, None]


def entries(db: Session, actor: Actor, *, section: str, since: date, until: date) -> list[Entry]:
    """What went out in these days, by the hour; replaced values are marked. Raises
    RegisterTooLong."""
    if (until - since).days >= MOST_DAYS:
        raise RegisterTooLong(most=MOST_DAYS)
    start, end = day_bounds(since)[0], day_bounds(until)[1]
    asked = (
        select(LabResult, Order, Encounter)
        .join(Order, col(Order.id) == col(LabResult.order_id))
        .join(Encounter, col(Encounter.id) == col(LabResult.encounter_id))
        .where(
            col(LabResult.verified_at) >= start,
            col(LabResult.verified_at) < end,
            patients.seen_by(actor, LabResult.patient_id),
        )
    )
    if section:
        asked = asked.where(LabResult.section_code == section)
    found: dict[UUID, Entry] = {}
    for result, order, visit in db.exec(
        asked.order_by(col(LabResult.verified_at), col(LabResult.id))
    ):
        at = result.verified_at or result.entered_at
        entry = found.get(order.id)
        if entry is None:
            entry = Entry(at, result.patient_id, visit, order, [], {}, {})
            found[order.id] = entry
        mark = f" [{result.flag}]" if result.flag else ""
        gone = "" if result.state is ResultState.VERIFIED else " ✗"
        unit = f" {written(result.unit)}" if result.unit else ""
        entry.values.append(f"{result.name}: {result.value}{unit}{mark}{gone}")
        entry.by[result.entered_by_name] = None
        entry.verified_by[result.verified_by_name] = None
    return list(found.values())


def rows(db: Session, actor: Actor, found: list[Entry]) -> Iterator[tuple[str | int, ...]]:
    """The lines as people read them; whose they are is on the audit."""
    people = patients.briefs(db, actor, {each.patient_id for each in found})
    audit.read_list(db, "patient", sorted(people), "lis.register")
    to = actor.language
    for number, each in enumerate(found, 1):
        who = people[each.patient_id]
        yield (
            number,
            each.at.astimezone(LOCAL).strftime("%d/%m/%Y %H:%M"),
            who.name,
            who.code,
            who.age.to(to),
            _SEXES[who.sex].to(to),
            PAYERS[each.visit.payer].to(to),
            each.visit.code,
            each.order.placed_by_name,
            each.order.indication,
            each.order.service_name,
            "; ".join(each.values),
            ", ".join(each.by),
            ", ".join(each.verified_by),
        )


def as_csv(db: Session, actor: Actor, found: list[Entry]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([each.to(actor.language) for each in _HEAD])
    for row in rows(db, actor, found):
        writer.writerow([harmless(cell) for cell in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_xlsx(db: Session, actor: Actor, found: list[Entry]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook(write_only=False)
    page = book.active
    if page is None:
        raise RuntimeError("a new workbook has a sheet")
    page.title = Text("Sổ xét nghiệm", "Register").to(actor.language)
    page.append([each.to(actor.language) for each in _HEAD])
    for cell in page[1]:
        cell.font = Font(bold=True)
    page.freeze_panes = "A2"
    for row in rows(db, actor, found):
        page.append([harmless(cell) for cell in row])
    for letter, width in zip(
        "ABCDEFGHIJKLMN", (6, 18, 28, 16, 10, 8, 12, 16, 22, 30, 30, 60, 22, 22), strict=True
    ):
        page.column_dimensions[letter].width = width
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
