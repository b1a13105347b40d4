"""What is printed: labels, the list to draw, the hand-over slip, the rejection slip."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from his.patients import service as patients
from kernel import audit, printing
from kernel.access import Actor
from kernel.clock import LOCAL, today
from kernel.errors import NotFound
from kernel.printing import Print, Printed
from kernel.text import Language, Text
from lis.specimens import bars, chain, datamatrix, knowing, lists, permissions, shipping
from lis.specimens.items import items_of_specimen
from lis.specimens.models import Item, Specimen
from lis.specimens.states import CustodyAct
from lis.tests import service as catalogue

_HERE = Path(__file__).parent / "prints"

LABEL = Print(
    "lis.specimens.label",
    Text("Nhãn ống mẫu", "Tube labels"),
    _HERE / "label.typ",
    permissions.COLLECT,
)
LIST = Print(
    "lis.specimens.list",
    Text("Danh sách lấy mẫu", "Collection list"),
    _HERE / "list.typ",
    permissions.COLLECT,
)
HANDOVER = Print(
    "lis.specimens.handover",
    Text("Phiếu giao nhận mẫu", "Hand-over slip of specimens"),
    _HERE / "handover.typ",
    permissions.READ,
)
REJECTION = Print(
    "lis.specimens.rejection",
    Text("Phiếu từ chối mẫu", "Rejection slip"),
    _HERE / "rejection.typ",
    permissions.READ,
)
CAMPAIGN = Print(
    "lis.specimens.campaign",
    Text("Danh sách lấy mẫu của đợt", "Collection list of a campaign"),
    _HERE / "campaign.typ",
    permissions.CAMPAIGN,
)
ALL = (LABEL, LIST, HANDOVER, REJECTION, CAMPAIGN)

_SIZE = (50, 30, "both")
_SEX = {"male": Text("Nam", "M"), "female": Text("Nữ", "F"), "unknown": Text("", "")}


def at(moment: datetime | None) -> str:
    return moment.astimezone(LOCAL).strftime("%H:%M %d/%m/%Y") if moment else ""


def labels(
    db: Session,
    actor: Actor,
    codes: Sequence[str],
    *,
    preset: str = "",
    language: Language = "vi",
) -> Printed:
    """A label a tube, of the size that its kind of tube wants; the second print says so.

    Raises UnknownSpecimen.
    """
    tubes = sorted(chain.many_locked(db, codes), key=lambda t: t.code)
    if not tubes:
        raise NotFound
    people = patients.briefs(db, actor, {t.patient_id for t in tubes})
    if len(people) < len({t.patient_id for t in tubes}):
        raise NotFound
    again = [t for t in tubes if t.prints]
    for tube in tubes:
        tube.prints += 1
    chain.write(db, actor, again, CustodyAct.REPRINT)
    sizes = {p.code: (p.width_mm, p.height_mm, p.symbol) for p in catalogue.labels(db)}
    kinds = catalogue.containers_by_code(db)
    vessels, sections = knowing.vessels(db), knowing.sections(db)
    tests = _tests_of(db, tubes)
    made = []
    for tube in tubes:
        wanted = preset or (
            kinds[tube.container_code].label if tube.container_code in kinds else ""
        )
        width, height, symbol = sizes.get(wanted, _SIZE)
        person = people[tube.patient_id]
        vessel = vessels.get(tube.container_code)
        made.append(
            {
                "width": width,
                "height": height,
                "bars": bars.svg(tube.code) if symbol != "datamatrix" else "",
                "matrix": datamatrix.svg(tube.code) if symbol != "code128" else "",
                "code": tube.code,
                "name": person.name,
                "patient_code": person.code,
                "birth": "/".join(reversed((person.birth or "").split("-"))),
                "sex": _SEX[person.sex.value].to(language),
                "section": sections[tube.section_code].to(language)
                if tube.section_code in sections
                else tube.section_code,
                "container": vessel.name.to(language) if vessel else tube.container_code,
                "tests": _short(
                    tests.get(tube.id, []),
                    int((width * 0.55 if symbol != "code128" else width) / 1.3),
                ),
                "urgent": tube.urgency.value,
                "planned": at(tube.planned_at),
                "part": tube.parent_id is not None,
                "copy": tube.prints,
            }
        )
    db.flush()
    return printing.render(
        db,
        actor,
        LABEL,
        subject=("patient", tubes[0].patient_id),
        document=tubes[0].id,
        data={"labels": made},
        language=language,
    )


def _tests_of(db: Session, tubes: Sequence[Specimen]) -> dict[UUID, list[str]]:
    """What is measured from each, in one statement."""
    found: dict[UUID, list[str]] = {}
    asked = select(Item.specimen_id, Item.test_code).where(
        col(Item.specimen_id).in_([t.id for t in tubes])
    )
    for specimen_id, code in db.exec(asked.order_by(col(Item.id))):
        if specimen_id is not None:
            found.setdefault(specimen_id, []).append(code)
    return found


def _short(codes: Sequence[str], room: int) -> str:
    """As many as fit on one line, and how many more there are."""
    shown = ""
    for place, code in enumerate(codes):
        longer = f"{shown}, {code}" if shown else code
        if place and len(longer) > room - 4:
            return f"{shown} +{len(codes) - place}"
        shown = longer
    return shown


def collection_list(
    db: Session,
    actor: Actor,
    *,
    room_id: UUID | None = None,
    department_id: UUID | None = None,
    language: Language = "vi",
) -> Printed:
    """Who is to be drawn, by department and room (danh sách lấy mẫu theo khoa)."""
    found = lists.to_collect(db, actor, room_id=room_id, department_id=department_id)
    audit.read_list(db, "patient", {w.patient.id for w in found})
    rooms: dict[str, list[dict[str, Any]]] = {}
    for each in found:
        rooms.setdefault(f"{each.department} · {each.room}", []).append(
            {
                "name": each.patient.name,
                "code": each.patient.code,
                "birth": each.patient.birth or "",
                "sex": _SEX[each.patient.sex.value].to(language),
                "since": at(each.since),
                "planned": at(each.planned_at),
                "tests": each.tests,
                "rank": each.rank,
            }
        )
    data = {"rooms": [{"room": room, "lines": lines} for room, lines in sorted(rooms.items())]}
    return printing.render(
        db,
        actor,
        LIST,
        subject=("room", room_id or ""),
        document=f"{today()}/{room_id or department_id or 'all'}",
        data=data,
        language=language,
    )


def _line(db: Session, tube: Specimen, person: patients.Brief | None) -> dict[str, Any]:
    return {
        "code": tube.code,
        "name": person.name if person else "",
        "patient_code": person.code if person else "",
        "container": tube.container_code,
        "tests": ", ".join(i.test_code for i in items_of_specimen(db, tube.id)),
        "collected": at(tube.collected_at),
        "by": tube.collected_by_name,
    }


def handover(db: Session, actor: Actor, shipment_id: UUID, *, language: Language) -> Printed:
    """What leaves together, signed at both ends (phiếu giao nhận mẫu)."""
    made = shipping.shipment(db, shipment_id)
    tubes = shipping.lines(db, made.id)
    people = patients.briefs(db, actor, {t.patient_id for t in tubes})
    audit.read_list(db, "patient", people)
    data = {
        "outside": made.outside,
        "to": made.to_name,
        "carrier": made.carrier,
        "temperature": made.temperature,
        "note": made.note,
        "at": at(made.made_at),
        "by": made.made_by_name,
        "arrived": at(made.arrived_at),
        "arrived_by": made.arrived_by_name,
        "lines": [_line(db, t, people.get(t.patient_id)) for t in tubes],
    }
    return printing.render(
        db,
        actor,
        HANDOVER,
        subject=("lis_shipment", made.id),
        document=made.id,
        data=data,
        code=made.code,
        language=language,
    )


def rejection(db: Session, actor: Actor, code: str, *, language: Language) -> Printed:
    """Why a specimen was not taken, to whoever drew it (phiếu từ chối mẫu)."""
    tube = chain.by_code(db, actor, code)
    told = lists.rejections_of(db, tube.id)
    if not told:
        raise NotFound
    person = patients.get(db, actor, tube.patient_id)
    data = {
        **_line(db, tube, None),
        "name": person.name,
        "patient_code": person.code,
        "birth": "/".join(reversed((person.birth or "").split("-"))),
        "where": tube.collected_where,
        "tests": "; ".join(each.tests for each in told),
        "orderers": ", ".join(dict.fromkeys(each.orderer_name for each in told)),
        "reason": told[-1].reason,
        "note": told[-1].note,
        "again": told[-1].again,
        "at": at(told[-1].at),
        "rejected_by": told[-1].by_name,
    }
    return printing.render(
        db,
        actor,
        REJECTION,
        subject=("patient", person.id),
        document=tube.id,
        data=data,
        code=tube.code,
        language=language,
    )
