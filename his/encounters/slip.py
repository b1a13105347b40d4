"""The registration slip that the patient carries (phiếu khám)."""

from pathlib import Path
from typing import Any

from sqlmodel import Session

from his.encounters import permissions
from his.encounters.models import Payer
from his.encounters.slots import SlipBlock
from his.encounters.worklist import Line
from kernel import printing
from kernel.access import Actor
from kernel.clock import LOCAL
from kernel.events import assembly_of
from kernel.printing import Print, Printed
from kernel.text import Text

SLIP = Print(
    id="his.encounters.slip",
    title=Text("Phiếu khám bệnh", "Registration slip"),
    template=Path(__file__).parent / "prints" / "slip.typ",
    needs=permissions.PRINT,
)

PAYERS = {
    Payer.BHYT: Text("Bảo hiểm y tế", "Health insurance"),
    Payer.SELF_PAY: Text("Thu phí", "Self-paying"),
    Payer.SERVICE: Text("Dịch vụ theo yêu cầu", "Service on demand"),
}
SEXES = {"male": Text("Nam", "Male"), "female": Text("Nữ", "Female")}


def printed(db: Session, actor: Actor, line: Line) -> Printed:
    return printing.render(
        db,
        actor,
        SLIP,
        subject=("patient", line.patient.id),
        document=line.encounter.id,
        data=data(db, actor, line),
        code=line.encounter.code,
        language=actor.language,
        on=line.encounter.opened_at.astimezone(LOCAL).date(),
    )


def data(db: Session, actor: Actor, line: Line) -> dict[str, Any]:
    """What the template shows; dates as people read them."""
    encounter, patient, room = line.encounter, line.patient, line.room
    to = actor.language
    blocks = [slot.by(db, encounter) for slot in assembly_of(db).contributions(SlipBlock)]
    return {
        "code": encounter.code,
        "opened": encounter.opened_at.astimezone(LOCAL).strftime("%H:%M %d/%m/%Y"),
        "patient": {
            "code": patient.code,
            "name": patient.name,
            "birth": "/".join(reversed((patient.birth or "").split("-"))),
            "age": patient.age.to(to),
            "sex": SEXES[patient.sex].to(to) if patient.sex in SEXES else "",
        },
        "payer": PAYERS[encounter.payer].to(to),
        "room": {"code": room.code, "name": room.name},
        "doctor": encounter.doctor_name,
        "reason": encounter.reason,
        "desk": encounter.opened_by_name,
        "blocks": [
            {"label": b.label.to(to), "value": b.value, "note": b.note.to(to)} for b in blocks if b
        ],
    }
