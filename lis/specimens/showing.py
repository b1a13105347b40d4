"""Tubes and tests as the API gives them: each list in a constant number of queries."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from his.admin import service as admin
from his.orders.service import Order
from his.patients import service as patients
from kernel import audit
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.schemas import said
from kernel.text import Text
from lis.specimens import chain, collecting, drawing, keeping, knowing, lists, tubes
from lis.specimens.items import items_of_specimen
from lis.specimens.keep_schemas import LocationOut, ShipmentOut
from lis.specimens.models import Item, Rejection, Shipment, Specimen
from lis.specimens.schemas import (
    AddOnOut,
    CollectionOut,
    CustodyOut,
    LabelledOut,
    LabItemOut,
    SpecimenOut,
    SpecimenRejectionOut,
    SpecimenWhole,
    ToCollectOut,
    TubePartOut,
    TubePatient,
    TubeWantedOut,
    VesselOut,
)
from lis.specimens.settings import IDENTIFY
from lis.specimens.states import SpecimenState

_URGENCY = drawing.URGENCY


def person(brief: patients.Brief) -> TubePatient:
    return TubePatient(
        id=brief.id,
        code=brief.code,
        name=brief.name,
        birth=brief.birth,
        sex=brief.sex.value,
        age=said(brief.age),
    )


def waiting(found: Sequence[lists.Waiting]) -> list[ToCollectOut]:
    return [
        ToCollectOut(
            patient=person(each.patient),
            encounter_id=each.encounter_id,
            urgency=_URGENCY[each.rank],
            since=each.since,
            planned_at=each.planned_at,
            tests=each.tests,
            unlabelled=each.unlabelled,
            room=each.room,
            department=each.department,
        )
        for each in found
    ]


def vessel(code: str, known: dict[str, knowing.Vessel]) -> VesselOut:
    found = known.get(code)
    name = found.name if found else Text(code, code)
    return VesselOut(
        code=code,
        name=said(name),
        cap=found.cap if found else "",
        colour=found.colour if found else "",
    )


def _section(code: str, known: dict[str, Text]) -> Text:
    return known.get(code, Text(code, code))


def items(
    db: Session, found: Iterable[Item], unpaid: frozenset[UUID] = frozenset()
) -> list[LabItemOut]:
    listed = list(found)
    known = knowing.tests(db, {i.test_code for i in listed})
    asked = _asked(db, {i.order_id for i in listed})
    return [
        LabItemOut(
            id=each.id,
            order_id=each.order_id,
            test_code=each.test_code,
            name=said(
                known[each.test_code].name
                if each.test_code in known
                else Text(each.test_code, each.test_code)
            ),
            section_code=each.section_code,
            urgency=each.urgency,
            state=each.state,
            ended_why=each.ended_why,
            planned_at=each.planned_at,
            unpaid=each.id in unpaid,
            indication=asked[each.order_id][0],
            note=asked[each.order_id][1],
            preparation=known[each.test_code].preparation if each.test_code in known else "",
        )
        for each in listed
    ]


def _asked(db: Session, order_ids: set[UUID]) -> dict[UUID, tuple[str, str]]:
    """Why they were ordered, and what whoever ordered says to whom draws."""
    if not order_ids:
        return {}
    rows = select(Order.id, Order.indication, Order.note).where(col(Order.id).in_(order_ids))
    return {id_: (indication, note) for id_, indication, note in db.exec(rows)}


def specimens(db: Session, actor: Actor, found: Sequence[Specimen]) -> list[SpecimenOut]:
    people = patients.briefs(db, actor, {s.patient_id for s in found})
    audit.read_list(db, "patient", people)
    vessels, sections = knowing.vessels(db), knowing.sections(db)
    places = (
        {p.location.id: p.path for p in keeping.places(db)}
        if any(s.location_id for s in found)
        else {}
    )
    tests: dict[UUID, list[str]] = {}
    asked = select(Item.specimen_id, Item.test_code).where(
        col(Item.specimen_id).in_([s.id for s in found])
    )
    for specimen_id, code in db.exec(asked.order_by(col(Item.id))) if found else ():
        if specimen_id is not None:
            tests.setdefault(specimen_id, []).append(code)
    return [
        SpecimenOut(
            **each.model_dump(
                include=set(SpecimenOut.model_fields)
                - {"patient", "vessel", "section", "place", "tests"}
            ),
            patient=person(people[each.patient_id]),
            vessel=vessel(each.container_code, vessels),
            section=said(_section(each.section_code, sections)),
            place=places.get(each.location_id, "") if each.location_id else "",
            tests=tests.get(each.id, []),
        )
        for each in found
        if each.patient_id in people
    ]


def _wanted(
    db: Session, planned: Sequence[tubes.Tube], all_: Sequence[LabItemOut]
) -> list[TubeWantedOut]:
    vessels, sections = knowing.vessels(db), knowing.sections(db)
    by_id = {each.id: each for each in all_}

    def place(tube: tubes.Tube) -> int:
        return vessels[tube.container].order if tube.container in vessels else 99

    return [
        TubeWantedOut(
            vessel=vessel(tube.container, vessels),
            section=said(_section(tube.section, sections)),
            planned_at=tube.planned_at,
            urgency=_URGENCY[tube.rank],
            volume_ml=tube.volume,
            items=[by_id[need.item_id] for need in tube.needs],
        )
        for tube in sorted(planned, key=place)
    ]


def collection(db: Session, actor: Actor, patient_id: UUID) -> CollectionOut:
    """What is to be drawn, what has its label, what was drawn in the last half day."""
    brief = brief_of(db, actor, patient_id)
    audit.read(db, ("patient", brief.id))
    now = drawing.to_draw(db, actor, brief.id)
    found = drawing.waiting_of(db, brief.id)
    shown = items(db, found, now.unpaid)
    by_id = {each.id: each for each in shown}
    recent = select(Specimen).where(
        Specimen.patient_id == brief.id,
        Specimen.state != SpecimenState.LABELLED,
        col(Specimen.collected_at) >= utc_now() - timedelta(hours=12),
    )
    drawn = list(db.exec(recent.order_by(col(Specimen.collected_at).desc()).limit(50)))
    tubes_out = specimens(db, actor, [each.specimen for each in now.labelled])
    return CollectionOut(
        patient=person(brief),
        scan_only=admin.parameter(db, IDENTIFY.id) == "scan",
        wanted=_wanted(db, now.wanted, shown),
        labelled=[
            LabelledOut(specimen=tube, items=[by_id[i.id] for i in each.items])
            for tube, each in zip(tubes_out, now.labelled, strict=True)
        ],
        collected=specimens(db, actor, drawn),
        add_on=[
            AddOnOut(item=by_id[item.id], code=tube.code, collected_at=tube.collected_at)
            for item, tube in collecting.offers(db, actor, brief.id)
        ],
    )


def brief_of(db: Session, actor: Actor, patient_id: UUID) -> patients.Brief:
    """Raises NotFound."""
    found = patients.get(db, actor, patient_id)
    return patients.briefs(db, actor, [found.id])[found.id]


def whole(db: Session, actor: Actor, tube: Specimen) -> SpecimenWhole:
    [shown] = specimens(db, actor, [tube])
    parent = chain.get(db, actor, tube.parent_id).code if tube.parent_id else ""
    return SpecimenWhole(
        specimen=shown,
        items=items(db, items_of_specimen(db, tube.id)),
        history=[CustodyOut.model_validate(e) for e in chain.history(db, tube.id)],
        parent=parent,
        parts=[TubePartOut.model_validate(p) for p in chain.parts_of(db, tube.id)],
        rejections=rejections(db, actor, lists.rejections_of(db, tube.id)),
    )


def rejections(db: Session, actor: Actor, found: Sequence[Rejection]) -> list[SpecimenRejectionOut]:
    people = patients.briefs(db, actor, {r.patient_id for r in found})
    audit.read_list(db, "patient", people)
    tubes_ = chain.specimens(db, {r.specimen_id for r in found})
    return [
        SpecimenRejectionOut(
            **each.model_dump(include=set(SpecimenRejectionOut.model_fields) - {"patient", "code"}),
            code=tubes_[each.specimen_id].code,
            patient=person(people[each.patient_id]),
        )
        for each in found
        if each.patient_id in people
    ]


def place(each: keeping.Place) -> LocationOut:
    kept = each.location.model_dump(include=set(LocationOut.model_fields) - {"path", "held"})
    return LocationOut(**kept, path=each.path, held=each.held)


def shipment(made: Shipment) -> ShipmentOut:
    return ShipmentOut.model_validate(made)
