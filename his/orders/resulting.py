"""Results entered by hand: a form per service, draft, entered, approved, out; then corrected.

What goes out becomes an OrderReport whose facts are {"values": [...], "conclusion": "..."}; the
clinical data repository and the inbox hear of it by event (filing.py, inbox.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlmodel import Session, select

from his.admin import service as admin
from his.catalogs import service as catalogs
from his.cdr import service as cdr
from his.orders import holding, reference, service
from his.orders.errors import (
    ApproveByAnother,
    NotANumber,
    ResultHasGone,
    ResultNotComplete,
    ResultNotEntered,
)
from his.orders.models import Order, OrderReport
from his.orders.reference import Range
from his.orders.result_models import ResultSheet, SheetState
from his.orders.states import ANSWERED, OrderState, become
from his.patients import service as patients
from kernel import live
from kernel.access import Actor
from kernel.clock import LOCAL, utc_now
from kernel.db import expect
from kernel.errors import NotFound

_SEX = {patients.Sex.MALE: "M", patients.Sex.FEMALE: "F", patients.Sex.UNKNOWN: ""}


@dataclass(frozen=True, slots=True)
class Test:
    """One line of a result form: what is measured, what is usual for this patient, and before."""

    code: str
    name: str
    loinc: str
    unit: str
    reference: str
    usual: Range
    measured: bool
    previous: str
    previous_at: datetime | None


@dataclass(frozen=True, slots=True)
class Value:
    """One line of a result, as it is kept and sent. `number` is a decimal as text, or ""."""

    test: str
    name: str
    loinc: str
    value: str
    number: str
    unit: str
    reference: str
    flag: str


def form(db: Session, actor: Actor, order: Order) -> list[Test]:
    """The tests of an order's service, with this patient's ranges and last values."""
    day = order.placed_at.astimezone(LOCAL).date()
    entry = catalogs.entry(db, "service", order.service_code, on=day)
    codes: Sequence[str] = (entry.facts.get("tests") or ()) if entry else ()
    listed = catalogs.entries(db, "lab_test", codes, on=day)
    patient = patients.get(db, actor, order.patient_id)
    sex, days = _SEX[patient.sex], patients.age_days(patient, day)
    keys = [_key(listed[code]) for code in codes if code in listed]
    before = cdr.latest(db, order.patient_id, keys) if keys else {}
    tests = []
    for code in codes:
        if code not in listed:
            continue
        test = listed[code]
        usual = reference.range_of(test.facts, sex=sex, age_days=days)
        ucum = str(test.facts.get("ucum") or "")
        unit = "" if ucum.startswith("{") else ucum  # UCUM's annotations are not read aloud
        old = before.get(_key(test))
        same = old is not None and old.order_id == order.id
        tests.append(
            Test(
                code=test.code,
                name=test.name,
                loinc=_key(test),
                unit=unit,
                reference=usual.text(),
                usual=usual,
                measured=bool(usual.text() or unit),
                previous=_said(old) if old and not same else "",
                previous_at=old.at if old and not same else None,
            )
        )
    return tests


def _key(test: catalogs.Entry) -> str:
    """LOINC, or the house's own code where the list has none."""
    return str(test.facts.get("loinc") or test.code)


def _said(old: cdr.Observation) -> str:
    if old.number is not None:
        return f"{old.number.normalize():f}".replace(".", ",")
    return old.text or ""


def values(tests: Sequence[Test], typed: Mapping[str, str], *, whole: bool) -> list[Value]:
    """What was typed, judged by the ranges. `whole`: every test must have a value.

    Raises NotANumber, ResultNotComplete.
    """
    found = []
    for test in tests:
        said = typed.get(test.code, "").strip()
        if not said:
            if whole:
                raise ResultNotComplete(first=test.name, first_en=test.name)
            continue
        number = reference.number_of(said)
        if number is None and test.measured and said[:1] not in "<>≤≥" and said[:1].isdigit():
            raise NotANumber(test=test.name, value=said)
        mark = (
            reference.flag(number, test.usual)
            if number is not None
            else reference.flag_of_text(said)
        )
        found.append(
            Value(
                test=test.code,
                name=test.name,
                loinc=test.loinc,
                value=said,
                number="" if number is None else str(number),
                unit=test.unit,
                reference=test.reference,
                flag=mark,
            )
        )
    return found


def sheet(db: Session, order_id: UUID) -> ResultSheet | None:
    """What has been filled in so far, if anything has."""
    return db.exec(select(ResultSheet).where(ResultSheet.order_id == order_id)).first()


def save(
    db: Session,
    actor: Actor,
    order_id: UUID,
    *,
    version: int,
    typed: Mapping[str, str],
    text: str = "",
    conclusion: str = "",
    enter: bool = False,
) -> ResultSheet:
    """Keep what was typed; with `enter` it is complete, and goes out unless it needs approval.

    Raises ResultHasGone, NotANumber, ResultNotComplete, ChangedMeanwhile, OrderCannotBecome.
    """
    order = db.get(Order, order_id, with_for_update=True)
    if order is None:
        raise NotFound
    holding.free(db, order)
    if order.state in ANSWERED:
        raise ResultHasGone
    become(order.code, order.state, OrderState.FULFILLED)  # not of one that was cancelled
    tests = form(db, actor, order)
    lines = [asdict(v) for v in values(tests, typed, whole=False)]
    if enter and not (lines or text.strip() or conclusion.strip()):
        raise ResultNotComplete(first=order.service_name, first_en=order.service_name)
    held = sheet(db, order_id)
    if held is None:
        held = ResultSheet(
            order_id=order.id,
            patient_id=order.patient_id,
            encounter_id=order.encounter_id,
            lines=lines,
        )
        db.add(held)
    else:
        expect(held, version)
    held.lines, held.text, held.conclusion = lines, text, conclusion
    held.state = SheetState.ENTERED if enter else SheetState.DRAFT
    held.entered_by, held.entered_by_name, held.entered_at = actor.id, actor.name, utc_now()
    db.flush()
    live.touch(db, "orders")
    if enter and admin.parameter(db, "his.orders.result_approval") == "none":
        release(db, actor, order, held)
    return held


def approve(db: Session, actor: Actor, order_id: UUID, *, version: int) -> ResultSheet:
    """A second person (by parameter) vouches for an entered result, and it goes out.

    Raises ResultNotEntered, ApproveByAnother, ChangedMeanwhile.
    """
    order = db.get(Order, order_id, with_for_update=True)
    held = sheet(db, order_id)
    if order is None or held is None:
        raise ResultNotEntered
    holding.free(db, order)
    if held.state is not SheetState.ENTERED:
        raise ResultNotEntered
    expect(held, version)
    if held.entered_by == actor.id and _other_only(db):
        raise ApproveByAnother
    release(db, actor, order, held)
    return held


def _other_only(db: Session) -> bool:
    return admin.parameter(db, "his.orders.result_approval") == "other"


def release(db: Session, actor: Actor, order: Order, held: ResultSheet) -> OrderReport:
    """The result goes out, as of whoever performed it."""
    held.state = SheetState.RELEASED
    held.approved_by, held.approved_by_name, held.approved_at = actor.id, actor.name, utc_now()
    if order.performed_by is None and held.entered_by:
        order.performed_by, order.performed_by_name = held.entered_by, held.entered_by_name
    db.flush()
    said = [Value(**line) for line in held.lines]
    return service.fulfil(
        db,
        actor,
        order.id,
        text=sentence(said, held.text, held.conclusion),
        facts=_facts(said, held.text, held.conclusion),
    )


def correct(
    db: Session,
    actor: Actor,
    order_id: UUID,
    *,
    typed: Mapping[str, str],
    text: str = "",
    conclusion: str = "",
    reason: str,
) -> OrderReport:
    """Put a right result beside one that went out; whoever read the old one is told."""
    order = db.get(Order, order_id, with_for_update=True)
    if order is None:
        raise NotFound
    holding.free(db, order)
    said = values(form(db, actor, order), typed, whole=False)
    if not (said or text.strip() or conclusion.strip()):
        raise ResultNotComplete(first=order.service_name, first_en=order.service_name)
    held = sheet(db, order_id)
    if held is not None:
        held.lines, held.text = [asdict(v) for v in said], text
        held.conclusion = conclusion
        db.flush()
    return service.correct(
        db,
        actor,
        order.id,
        text=sentence(said, text, conclusion),
        reason=reason,
        facts=_facts(said, text, conclusion),
    )


def _facts(said: Sequence[Value], text: str, conclusion: str) -> dict[str, Any]:
    return {"values": [asdict(v) for v in said], "text": text, "conclusion": conclusion}


def sentence(said: Sequence[Value], text: str, conclusion: str) -> str:
    """The result in words, for places that show one text."""
    lines = [
        f"{v.name}: {v.value}"
        + (f" {v.unit}" if v.unit else "")
        + (f" [{v.flag}]" if v.flag else "")
        + (f" ({v.reference})" if v.reference else "")
        for v in said
    ]
    lines += [text] if text.strip() else []
    lines += [f"Kết luận: {conclusion}"] if conclusion.strip() else []
    return "\n".join(lines)[:8000]


def is_critical(flag: str) -> bool:
    return flag in ("LL", "HH", "AA")


def number(value: Mapping[str, Any]) -> Decimal | None:
    return Decimal(value["number"]) if value.get("number") else None
