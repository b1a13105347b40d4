"""Charges and results of a visit as lines of its dossier (XML2, XML3, XML4)."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlmodel import Session

from his.billing import service as billing
from his.catalogs import service as catalogs
from his.encounters.service import Encounter
from his.insurance.dossier import HUNDRED, Drug, Result, Service
from his.orders import service as orders
from his.pricing.service import Share
from kernel.clock import LOCAL

_GROUPS = {"drug": 4, "supply": 10}
_RESULTED = frozenset({1, 2, 3})
_NOT_TIMED = frozenset({13, 14, 15, 16})


def local(at: datetime) -> datetime:
    """A Vietnamese clock without zone, to the minute, as the forms write it."""
    return at.astimezone(LOCAL).replace(tzinfo=None, second=0, microsecond=0)


class Lines:
    """The lines of one visit. `licence` and `department` name people and places for the claim."""

    def __init__(
        self,
        db: Session,
        encounter: Encounter,
        day: date,
        *,
        licence: Callable[[UUID | None], str],
        department: Callable[[UUID | None], str],
    ) -> None:
        self.db, self.encounter, self.day = db, encounter, day
        self.licence, self._department = licence, department
        self.charges = [c for c in billing.charges_of(db, encounter.id) if c.quantity > 0]

    def billed(self) -> tuple[list[Drug], list[Service]]:
        """What costs something, as the bill has it."""
        charges = self.charges
        by_kind: dict[str, Mapping[str, catalogs.Entry]] = {
            kind: catalogs.entries(
                self.db, kind, [c.code for c in charges if c.kind == kind], on=self.day
            )
            for kind in {c.kind for c in charges} & {"drug", "service", "supply"}
        }
        used = {code for charge in charges for code in machines_of(charge)}
        if used:
            by_kind["machine"] = catalogs.entries(self.db, "machine", sorted(used), on=self.day)
        drugs: list[Drug] = []
        services: list[Service] = []
        for charge in charges:
            entry = by_kind.get(charge.kind, {}).get(charge.code)
            if charge.kind == "drug":
                drugs.append(self._drug(charge, entry))
            else:
                services.append(self._service(charge, entry, by_kind.get("machine", {})))
        return drugs, services

    def _billed(self, charge: billing.Charge) -> dict[str, Any]:
        group = int(charge.group) if charge.group.isdigit() else _GROUPS.get(charge.kind, 19)
        inside = charge.in_scope
        if charge.kind == "drug" and not inside:
            group = 5
        if charge.kind == "supply" and not inside:
            group = 11
        return {
            "group": group,
            "quantity": charge.quantity,
            "unit_price": charge.unit_price,
            "rate_bh": charge.rate_bh if inside else Decimal(0),
            "scope": "1" if inside else "2",
            "money": Share(
                charge.gross,
                charge.insured,
                charge.insurer,
                charge.copay,
                charge.own,
                charge.other,
                charge.rate if charge.insured else Decimal(0),
            ),
            "department": self._department(charge.department_id),
            "doctor": self.licence(charge.ordered_by) or self.licence(self.encounter.doctor_id),
            "ordered": local(charge.ordered_at),
            "performed": local(charge.performed_at) if charge.performed_at else None,
            "unit": str(facts_of(charge).get("unit") or charge.unit or "Lần"),
            "tender": _tender(str(facts_of(charge).get("tender") or "")),
        }

    def _drug(self, charge: billing.Charge, entry: catalogs.Entry | None) -> Drug:
        told, listed = facts_of(charge), dict(entry.facts) if entry else {}
        billed = self._billed(charge)
        if not billed["tender"]:
            billed["tender"] = _tender(str(listed.get("tender") or ""))
        return Drug(
            **billed,
            code=str(
                listed.get("ministry_code") or (entry.ministry_code if entry else "") or charge.code
            )
            if entry
            else charge.code,
            name=charge.name,
            strength=str(told.get("strength") or listed.get("strength") or ""),
            route=str(told.get("route") or listed.get("route") or ""),
            form=str(listed.get("form") or ""),
            dose=str(told.get("dose") or ""),
            usage=str(told.get("instruction") or ""),
            registration=str(told.get("registration_no") or listed.get("registration") or ""),
        )

    def _service(
        self,
        charge: billing.Charge,
        entry: catalogs.Entry | None,
        machines: Mapping[str, catalogs.Entry],
    ) -> Service:
        told, billed = facts_of(charge), self._billed(charge)
        supply = charge.kind == "supply"
        code = _official(charge, entry)
        timed = billed["group"] not in _NOT_TIMED and not supply
        resulted = charge.resulted_at if billed["group"] in _RESULTED else None
        return Service(
            **{**billed, "performed": billed["performed"] if timed else None},
            code="" if supply else code,
            name="" if supply else charge.name,
            supply=code if supply else "",
            supply_name=charge.name if supply else "",
            unit_price_bh=charge.unit_price_bh if charge.in_scope else Decimal(0),
            rate_dv=charge.rate_dv or HUNDRED,
            ceiling=charge.cap if supply else None,
            performer=self.licence(charge.performed_by) if timed else "",
            resulted=local(resulted) if resulted else None,
            machine=";".join(
                filter(None, (_declared(code, machines.get(code)) for code in machines_of(charge)))
            ),
            icd9=tuple(told.get("icd9") or ()),
        )

    def results(self) -> list[Result]:
        """What was found: a line for each value, or one for the report."""
        placed = list(orders.of_encounter(self.db, self.encounter.id))
        written = orders.reports(self.db, [o.id for o in placed]) if placed else {}
        codes = catalogs.entries(self.db, "service", [o.service_code for o in placed], on=self.day)
        found: list[Result] = []
        for order in placed:
            reports = written.get(order.id) or []
            if not reports or order.kind is orders.OrderKind.PROCEDURE:
                continue
            last = reports[-1]
            entry = codes.get(order.service_code)
            code = str((entry.ministry_code if entry else "") or order.service_code)
            reader = self.licence(last.reported_by)
            at = local(order.answered_at or last.reported_at)
            said = last.facts if isinstance(last.facts, dict) else {}
            values = list(said.get("values") or ())
            for value in values:
                found.append(
                    Result(
                        service=code,
                        code=str(value.get("test") or value.get("loinc") or ""),
                        name=str(value.get("name") or ""),
                        value=str(value.get("value") or ""),
                        unit=str(value.get("unit") or ""),
                        at=at,
                        reader=reader,
                    )
                )
            if not values:
                found.append(
                    Result(
                        service=code,
                        name=order.service_name,
                        description=last.text,
                        conclusion=str(said.get("conclusion") or last.text),
                        at=at,
                        reader=reader,
                    )
                )
        return found


def facts_of(charge: billing.Charge) -> dict[str, Any]:
    return charge.facts if isinstance(charge.facts, dict) else {}


def _declared(machine: str, entry: catalogs.Entry | None) -> str:
    """MA_MAY: the list's, or what a wing says itself (`XX.n.YYYYY.Z`); else none."""
    return entry.ministry_code if entry else machine if machine.count(".") >= 3 else ""


def machines_of(charge: billing.Charge) -> list[str]:
    """What it was done with, as the house calls it."""
    return [code for code in str(facts_of(charge).get("machines") or "").split(";") if code]


def _official(charge: billing.Charge, entry: catalogs.Entry | None) -> str:
    """The Ministry's code of a service where the house's list maps it, else its own."""
    return str((entry.ministry_code if entry else "") or charge.code)


def _tender(text: str) -> str:
    """`decision;Gx;Nx;year`, also where the list names package and group first."""
    parts = [part.strip() for part in text.split(";") if part.strip()]
    if len(parts) >= 4 and parts[0].startswith("G") and parts[1].startswith("N"):
        parts = [parts[2], parts[0], parts[1], *parts[3:]]
    return ";".join(parts)
