"""What has to be seen to before an exam begins: said on every list, the machine's too."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlmodel import Session

from his.admin import service as admin
from his.orders.service import Urgency
from his.patients import service as patients
from his.pricing import service as pricing
from kernel.clock import today
from kernel.text import Text
from ris_pacs.schedule.asking import last_answers
from ris_pacs.schedule.machines import procedures_of
from ris_pacs.schedule.safety import Person, asked
from ris_pacs.schedule.settings import UNPAID
from ris_pacs.schedule.states import Contrast, SafetyForm, Side

_UNPAID = Text("CHƯA NỘP TIỀN", "NOT PAID")
_UNASKED = Text("CHƯA HỎI AN TOÀN", "SAFETY NOT ASKED")
_STOP = Text("CÓ CẢNH BÁO DỪNG", "A STOP STANDS")
_CONSENT = Text("CHƯA CAM KẾT CẢN QUANG", "NO CONSENT TO CONTRAST")
_SIDE = Text("CHƯA RÕ BÊN", "SIDE NOT SAID")
_PREGNANT = Text("CÓ THAI", "PREGNANT")


def of_rows(db: Session, rows: Sequence[Any]) -> dict[UUID, Text]:
    """By exam. Rows have the exam's columns and the patient's birth and sex; few statements,
    however many rows."""
    if not rows:
        return {}
    answers = last_answers(db, [r.id for r in rows])
    known = procedures_of(db, {r.service_code for r in rows})
    owing = unpaid(db, rows)
    year = today().year
    found = {}
    for row in rows:
        said = []
        if row.order_id in owing:
            said.append(_UNPAID)
        procedure = known.get(row.service_code)
        if procedure is not None and procedure.needs_side and row.side is Side.NONE:
            said.append(_SIDE)
        born = int(row.birth[:4]) if row.birth else None
        person = Person(None if born is None else year - born, row.sex is not patients.Sex.MALE)
        form = procedure.safety if procedure else SafetyForm.NONE
        last = answers.get(row.id)
        if last is None:
            if asked(form, row.modality, row.contrast, person):
                said.append(_UNASKED)
        elif not last.overridden and any(c["stops"] for c in last.concerns or ()):
            said.append(_STOP)
        if last is not None and (last.answers or {}).get("pregnant") == "yes":
            said.append(_PREGNANT)
        if row.contrast is Contrast.GIVEN and not (last and last.consent):
            said.append(_CONSENT)
        if said:
            found[row.id] = Text("; ".join(t.vi for t in said), "; ".join(t.en for t in said))
    return found


def unpaid(db: Session, rows: Sequence[Any]) -> frozenset[UUID]:
    """Orders that are not paid, where the facility asks; STAT and urgent ones go on."""
    if admin.parameter(db, UNPAID.id) == "allow":
        return frozenset()
    routine = {r.order_id for r in rows if r.urgency is Urgency.ROUTINE}
    if not routine:
        return frozenset()
    owed = pricing.paid(db, "his_order", routine) or {}
    return frozenset(id_ for id_, each in owed.items() if each.unpaid > 0)
