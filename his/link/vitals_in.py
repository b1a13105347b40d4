"""Vital signs of monitors (IHE PCD-01): ORU^R01 with ISO/IEEE 11073 codes, into the record.

A value is somebody's only when the device names a patient of an open visit; a term is known
only by its code and its name together. What is impossible is not written down.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path

from sqlmodel import Session, col, select

from his.cdr import service as cdr
from his.cdr.service import Category, Fact, Observation
from his.encounters.service import Encounter, EncounterState
from his.link import who
from his.link.models import PartnerKind
from his.link.slots import Answer, MessageTaker, Outcome, Received
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.hl7.message import Message, Segment, instant
from kernel.text import Text

SOURCE = "his.link"
_TABLE = Path(__file__).parent / "tables" / "vitals_mdc_loinc.csv"
_OPEN = (EncounterState.WAITING, EncounterState.IN_PROGRESS)
_CLOCKS_MAY_DIFFER = timedelta(minutes=5)
_NONE = Text("Tin không có chỉ số nào.", "The message holds no vital sign.")
_KEPT = Text("Đã ghi {n} chỉ số{rest}.", "{n} vital signs recorded{rest}.")
_NO_VISIT = Text(
    "{code} không có lượt khám đang mở. Hãy xem máy đang gắn cho ai.",
    "{code} has no open visit. See whom the device is on.",
)
_OTHER_VISIT = Text(
    "Số lượt khám {visit} không phải của {code}.", "Visit {visit} is not one of {code}."
)
_BEFORE = Text(
    "Đo lúc {at}, không nằm trong lượt khám. Hãy kiểm tra đồng hồ của máy và người đang gắn.",
    "Measured at {at}, not within the visit. Check the device's clock and whom it is on.",
)
_IMPOSSIBLE = Text("Không thể đúng: {what}.", "Not possible: {what}.")


@dataclass(frozen=True, slots=True)
class Term:
    """One vital sign of the table."""

    code: str
    reference: str
    name: str
    loinc: str
    unit: str
    device_unit: str
    least: Decimal
    most: Decimal


@lru_cache(maxsize=1)
def terms() -> Mapping[str, Term]:
    """By MDC code; groups and what no device measures are left out."""
    found = {}
    with _TABLE.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["mdc_code"] and row["mdc_unit"]:
                found[row["mdc_code"]] = Term(
                    row["mdc_code"],
                    row["mdc_ref"],
                    row["name_vi"],
                    row["loinc"],
                    row["ucum"],
                    row["mdc_unit"].split()[0],
                    Decimal(row["min_plausible"]),
                    Decimal(row["max_plausible"]),
                )
    return found


@dataclass(frozen=True, slots=True)
class Measured:
    """What a message says: facts by moment, what was not understood, what cannot be."""

    facts: Mapping[datetime, list[Fact]]
    other: tuple[str, ...]
    impossible: tuple[str, ...]


def measured(message: Message) -> Measured:
    """Read the numbers of a PCD-01 message. Pure but for the present, where it names no time."""
    facts: dict[datetime, list[Fact]] = {}
    other: list[str] = []
    impossible: list[str] = []
    since: datetime | None = None
    for line in message.segments:
        if line.name == "OBR":
            since = instant(line.get(7)) or instant(line.get(22))
        if line.name != "OBX" or line.get(2) != "NM" or not line.get(5):
            continue
        term = terms().get(line.get(3))
        if term is None or term.reference != line.get(3, 2) or not _in_unit(line, term):
            other.append(f"{line.get(3, 2) or line.get(3)} = {line.get(5)} {line.get(6, 2)}")
            continue
        at = instant(line.get(14)) or since or instant(message.head.get(7)) or utc_now()
        try:
            number = Decimal(line.get(5))
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or not term.least <= number <= term.most:
            impossible.append(f"{term.name} = {line.get(5)} {term.unit}")
            continue
        fact = Fact(code=term.loinc, name=term.name, number=number, unit=term.unit)
        facts.setdefault(at, []).append(fact)
    return Measured(facts, tuple(other), tuple(impossible))


def _in_unit(line: Segment, term: Term) -> bool:
    return line.get(6) in ("", term.device_unit, term.unit)


def receive(db: Session, actor: Actor, received: Received) -> Answer:
    message = received.message
    said = who.said(message.first("PID"))
    found = who.find(db, actor, received, said, least=0)
    patient = found.patient
    if patient is None:
        return Answer(Outcome.REVIEW, says=found.why, about=said.label)
    here = {"about": patient.code, "patient_id": patient.id}
    visits = _open_visits(db, patient.id)
    named = message.first("PV1").get(19)
    if named and all(v.code != named for v in visits):
        says = _OTHER_VISIT.put(visit=named[:40], code=patient.code)
        return Answer(Outcome.REVIEW, says=says, **here)  # type: ignore[arg-type]
    visits = [v for v in visits if named in ("", v.code)]
    if not visits:
        says = _NO_VISIT.put(code=patient.code)
        return Answer(Outcome.REVIEW, says=says, **here)  # type: ignore[arg-type]
    visit = visits[-1]
    values = measured(message)
    late = received.at + _CLOCKS_MAY_DIFFER
    for at in values.facts:
        if not visit.opened_at - _CLOCKS_MAY_DIFFER <= at <= late:
            says = _BEFORE.put(at=f"{at:%Y-%m-%d %H:%M}Z")
            return Answer(Outcome.REVIEW, says=says, **here)  # type: ignore[arg-type]
    device = _device(message)
    written = 0
    for at, facts in sorted(values.facts.items()):
        fresh = _fresh(db, visit, at, facts, device)
        written += len(fresh)
        if fresh:
            cdr.record(
                db,
                actor,
                patient_id=patient.id,
                encounter_id=visit.id,
                category=Category.VITAL_SIGNS,
                facts=fresh,
                at=at,
                source=SOURCE,
                device=device,
            )
    if values.impossible:
        says = _IMPOSSIBLE.put(what="; ".join(values.impossible)[:400])
        return Answer(Outcome.REVIEW, says=says, **here)  # type: ignore[arg-type]
    if not values.facts:
        return Answer(says=_NONE, **here)  # type: ignore[arg-type]
    rest = f"; {len(values.other)} ≠ ({'; '.join(values.other)[:300]})" if values.other else ""
    return Answer(says=_KEPT.put(n=written, rest=rest), **here)  # type: ignore[arg-type]


def _open_visits(db: Session, patient_id: object) -> list[Encounter]:
    return list(
        db.exec(
            select(Encounter)
            .where(col(Encounter.patient_id) == patient_id, col(Encounter.state).in_(_OPEN))
            .order_by(col(Encounter.opened_at))
            .limit(20)
        )
    )


def _fresh(
    db: Session, visit: Encounter, at: datetime, facts: list[Fact], device: str
) -> list[Fact]:
    """What this device did not say of this moment before."""
    known = set(
        db.exec(
            select(col(Observation.code), col(Observation.number)).where(
                Observation.patient_id == visit.patient_id,
                col(Observation.code).in_([f.code for f in facts]),
                Observation.at == at,
                Observation.device == device,
            )
        )
    )
    return [f for f in facts if (f.code, f.number) not in known]


def _device(message: Message) -> str:
    name = message.head.get(3)
    for line in message.all("OBX"):
        if line.get(18, 2):
            return f"{name} {line.get(18, 2)}"[:80]
    return name[:80]


TAKER = MessageTaker(
    "his.link.vitals",
    "ORU^R01",
    (PartnerKind.DEVICES,),
    Text("Dấu hiệu sinh tồn từ máy theo dõi (PCD-01)", "Vital signs of monitors (PCD-01)"),
    receive,
)
