"""Laboratory papers: the result by section, the values over time, the register."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlmodel import Session

from his.cdr import service as cdr
from his.encounters import service as encounters
from his.orders import service as orders
from his.patients import service as patients
from kernel import links, printing
from kernel.access import Actor
from kernel.audit import plain, read_list
from kernel.clock import LOCAL, day_bounds, today, utc_now
from kernel.text import Language, Text
from lis.results import history, lists, patient_page, permissions
from lis.results.errors import NothingToPrint
from lis.results.models import LabResult, ResultState
from lis.results.written import written
from lis.specimens import service as specimens
from lis.specimens.service import ItemState
from lis.tests import service as tests

_FOLDER = Path(__file__).parent / "prints"

RESULT = printing.Print(
    id="lis.results.sheet",
    title=Text("Phiếu kết quả xét nghiệm", "Laboratory result"),
    template=_FOLDER / "result.typ",
    needs=permissions.PRINT,
)
CUMULATIVE = printing.Print(
    id="lis.results.cumulative",
    title=Text("Kết quả xét nghiệm qua các lần", "Cumulative laboratory results"),
    template=_FOLDER / "cumulative.typ",
    needs=permissions.PRINT,
)
REGISTER = printing.Print(
    id="lis.results.register",
    title=Text("Sổ xét nghiệm", "Laboratory register"),
    template=_FOLDER / "register.typ",
    needs=permissions.PRINT,
)
ALL = (RESULT, CUMULATIVE, REGISTER)
_TIMES = 8  # columns of the cumulative paper


def result_sheet(
    db: Session, actor: Actor, order_id: UUID, *, language: Language
) -> printing.Printed:
    """What is verified of an order, by section; what is missing is named. Raises NothingToPrint."""
    order = orders.get(db, actor, order_id)
    runs = lists.of_order(db, order.id)
    said = [r for r in runs if r.state is ResultState.VERIFIED]
    if not said:
        raise NothingToPrint
    items = specimens.items_of_order(db, order.id)
    place = {i.id: n for n, i in enumerate(items)}
    said.sort(key=lambda r: place.get(r.item_id, len(place)))
    profiles = tests.every(db, today())
    done = {r.item_id for r in said}
    missing = [
        _name(profiles, i.test_code, i.test_code, language)
        for i in items
        if i.id not in done and i.state is not ItemState.ENDED
    ]
    old = history.before(db, {(r.patient_id, r.loinc) for r in said}, but=[order.id])
    written = orders.reports(db, [order.id])[order.id]
    amended = [w for w in written if w.kind == "correction"]
    tubes = specimens.specimens(db, {i.specimen_id for i in items if i.specimen_id})
    encounter = encounters.get(db, actor, order.encounter_id)
    patient = patients.get(db, actor, order.patient_id)
    named = {s.code: s.name_en if language == "en" else s.name for s in tests.sections(db)}
    blocks: dict[str, list[dict[str, Any]]] = {}
    for each in said:
        line = _line(each, profiles, language, old)
        blocks.setdefault(named.get(each.section_code) or each.section_code, []).append(line)
    last = max(said, key=lambda r: r.verified_at or r.entered_at)
    data = {
        "patient": _patient(patient, encounter.opened_at.date(), language),
        "visit": {"code": encounter.code, "doctor": order.placed_by_name},
        "order": {
            "code": order.code,
            "name": order.service_name,
            "indication": order.indication,
            "at": _at(order.placed_at),
        },
        "tubes": [
            {"code": t.code, "collected": _at(t.collected_at), "received": _at(t.received_at)}
            for t in tubes.values()
        ],
        "blocks": [{"section": name, "values": values} for name, values in blocks.items()],
        "missing": missing,
        "amended": {"number": len(amended), "reason": amended[-1].reason} if amended else None,
        "by": order.performed_by_name,
        "verified_by": last.verified_by_name,
        "automatic": last.automatic,
        "at": _at(last.verified_at),
        "awaits": any((r.limits or {}).get("awaits_approval") for r in said),
        "date": _date(last.verified_at or utc_now()),
        "page_qr": _page_qr(db, actor, order),
    }
    return printing.render(
        db,
        actor,
        RESULT,
        subject=("patient", order.patient_id),
        document=order.id,
        data=plain(data),
        code=order.code,
        language=language,
    )


def _page_qr(db: Session, actor: Actor, order: orders.Order) -> str:
    """The code that opens the patient's own page; empty where no links are printed."""
    address = links.address(
        db,
        actor,
        kind=patient_page.KIND,
        document_id=order.id,
        patient_id=order.patient_id,
        title=f"{order.code} {order.service_name}",
    )
    return printing.qr(address) if address else ""


def _line(
    result: LabResult,
    profiles: dict[str, tests.TestProfile],
    language: Language,
    old: dict[tuple[UUID, str], history.Before],
) -> dict[str, Any]:
    profile = profiles.get(result.test_code)
    return {
        "name": _name(profiles, result.test_code, result.name, language),
        "value": result.value,
        "flag": result.flag,
        "unit": written(result.unit),
        "reference": result.reference,
        "previous": history.shown(old, result.patient_id, result.loinc),
        "comment": result.comment,
        "method": profile.method if profile else "",
        "isolates": (result.detail or {}).get("isolates") or [],
    }


def _name(profiles: dict[str, tests.TestProfile], code: str, name: str, language: Language) -> str:
    profile = profiles.get(code)
    if profile is None:
        return name
    return profile.name_en if language == "en" else profile.name


def _patient(patient: patients.Patient, day: date, language: Language) -> dict[str, Any]:
    return {
        "code": patient.code,
        "name": patient.name,
        "sex": patient.sex,
        "birth": "/".join(reversed((patient.birth or "").split("-"))),
        "age": patients.age_text(patient, day, language),
    }


def _at(moment: datetime | None) -> str:
    return moment.astimezone(LOCAL).strftime("%H:%M %d/%m/%Y") if moment else ""


def _date(moment: datetime) -> dict[str, int]:
    local = moment.astimezone(LOCAL)
    return {"day": local.day, "month": local.month, "year": local.year}


def cumulative_sheet(
    db: Session, actor: Actor, patient_id: UUID, *, language: Language
) -> printing.Printed:
    """A patient's laboratory values side by side, the newest first. Raises NothingToPrint."""
    patient = patients.get(db, actor, patient_id)
    series = cdr.cumulative(db, patient.id)
    if not series:
        raise NothingToPrint
    moments = sorted({p.at for s in series for p in s.points}, reverse=True)[:_TIMES]
    data = {
        "patient": _patient(patient, today(), language),
        "times": [m.astimezone(LOCAL).strftime("%d/%m/%y %H:%M") for m in moments],
        "rows": [
            {
                "name": s.name,
                "unit": written(s.unit),
                "reference": s.reference,
                "values": _values(s.points, moments),
            }
            for s in series
            if any(p.at in moments for p in s.points)
        ],
    }
    return printing.render(
        db,
        actor,
        CUMULATIVE,
        subject=("patient", patient.id),
        document=patient.id,
        data=plain(data),
        code=patient.code,
        language=language,
    )


def _values(points: Sequence[cdr.Observation], moments: Sequence[datetime]) -> list[dict[str, str]]:
    said = {p.at: {"value": history.said(p), "flag": p.flag} for p in points}
    return [said.get(m, {"value": "", "flag": ""}) for m in moments]


def register_sheet(
    db: Session, actor: Actor, *, section: str, day: date, language: Language
) -> printing.Printed:
    """What a section verified on a day, one line an order (sổ xét nghiệm)."""
    since, until = day_bounds(day)
    found = lists.register(db, actor, section=section, since=since, until=until)
    if not found:
        raise NothingToPrint
    people = patients.briefs(db, actor, {r.patient_id for r in found})
    read_list(db, "patient", sorted(people))
    rows: dict[UUID, dict[str, Any]] = {}
    for each in found:
        who = people[each.patient_id]
        row = rows.setdefault(
            each.order_id,
            {
                "at": _at(each.verified_at)[:5],
                "name": who.name,
                "code": who.code,
                "age": who.age.to(language),
                "sex": who.sex,
                "values": [],
                "by": each.entered_by_name,
                "verified_by": each.verified_by_name,
            },
        )
        mark = f" [{each.flag}]" if each.flag else ""
        replaced = "" if each.state is ResultState.VERIFIED else " ✗"
        row["values"].append(f"{each.test_code} {each.value}{mark}{replaced}")
    named = tests.section_of(db, section) if section else None
    data = {
        "section": (named.name_en if language == "en" else named.name) if named else section,
        "day": day.strftime("%d/%m/%Y"),
        "rows": list(rows.values()),
        "results": len(found),
    }
    return printing.render(
        db,
        actor,
        REGISTER,
        subject=("lis_register", day.isoformat()),
        document=f"{section or 'all'}/{day.isoformat()}",
        data=plain(data),
        language=language,
    )
