"""The machines, and what is known of each procedure."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from his.admin import service as admin
from his.catalogs import service as catalogs
from his.orders.service import OrderKind
from kernel import live
from kernel.access import Actor
from kernel.db import expect
from kernel.errors import NotFound
from ris_pacs.schedule.errors import (
    MachineTaken,
    NoSuchMachine,
    NotAnImagingService,
    ProcedureExists,
)
from ris_pacs.schedule.models import Machine, Procedure

TOPIC = "machines"


def machines(
    db: Session, *, modality: str = "", active: bool | None = True, site_id: UUID | None = None
) -> list[Machine]:
    asked = select(Machine).order_by(col(Machine.modality), col(Machine.code))
    if modality:
        asked = asked.where(Machine.modality == modality)
    if active is not None:
        asked = asked.where(Machine.active == active)
    if site_id:
        asked = asked.where(Machine.site_id == site_id)
    return list(db.exec(asked.limit(500)))


def machine(db: Session, machine_id: UUID) -> Machine:
    """Raises NoSuchMachine."""
    found = db.get(Machine, machine_id)
    if found is None:
        raise NoSuchMachine
    return found


def machines_by_title(db: Session, ae_title: str) -> list[Machine]:
    asked = select(Machine).where(Machine.ae_title == ae_title, col(Machine.active))
    return list(db.exec(asked))


def save_machine(
    db: Session, actor: Actor, *, machine_id: UUID | None = None, version: int = 0, **values: Any
) -> Machine:
    """Add or change one. Raises MachineTaken, NoSuchMachine."""
    _ = actor
    if values.get("room_id"):
        room = admin.room(db, values["room_id"])
        values["site_id"] = room.site_id
    for name in ("code", "ae_title"):
        value = values[name] = str(values.get(name) or "").strip()
        if not value:
            continue
        same = select(Machine).where(getattr(Machine, name) == value)
        other = db.exec(same.where(Machine.active) if name == "ae_title" else same).first()
        if other is not None and other.id != machine_id:
            raise MachineTaken(what=value)
    if machine_id is None:
        row = Machine(**values)
    else:
        row = db.get(Machine, machine_id, with_for_update=True) or _no_machine()
        expect(row, version)
        for name, value in values.items():
            setattr(row, name, value)
    db.add(row)
    db.flush()
    live.touch(db, TOPIC)
    return row


def _no_machine() -> Machine:
    raise NoSuchMachine


def procedures(db: Session, *, active: bool | None = None) -> list[Procedure]:
    asked = select(Procedure).order_by(col(Procedure.modality), col(Procedure.service_code))
    if active is not None:
        asked = asked.where(Procedure.active == active)
    return list(db.exec(asked.limit(2000)))


def procedure_of(db: Session, service_code: str) -> Procedure | None:
    """What is known of a service, if imaging does it."""
    asked = select(Procedure).where(Procedure.service_code == service_code)
    return db.exec(asked.where(col(Procedure.active))).first()


def procedures_of(db: Session, codes: Collection[str]) -> dict[str, Procedure]:
    if not codes:
        return {}
    asked = select(Procedure).where(col(Procedure.service_code).in_(set(codes)))
    return {p.service_code: p for p in db.exec(asked)}


def needs_side(db: Session, service_code: str) -> bool:
    found = procedure_of(db, service_code)
    return found is not None and found.needs_side


def save_procedure(
    db: Session, actor: Actor, *, procedure_id: UUID | None = None, version: int = 0, **values: Any
) -> Procedure:
    """Add or change one. Raises NotAnImagingService, ProcedureExists, NotFound."""
    _ = actor
    service = catalogs.entry(db, "service", values["service_code"])
    kinds = (OrderKind.IMAGING, OrderKind.FUNCTION)
    if service is None or service.facts.get("kind") not in kinds:
        raise NotAnImagingService(code=values["service_code"])
    values.setdefault("name", service.name)
    values["name"] = values["name"] or service.name
    asked = select(Procedure).where(Procedure.service_code == values["service_code"])
    other = db.exec(asked).first()
    if other is not None and other.id != procedure_id:
        raise ProcedureExists(code=values["service_code"])
    if procedure_id is None:
        row = Procedure(**values)
    else:
        row = db.get(Procedure, procedure_id, with_for_update=True) or _no_procedure()
        expect(row, version)
        for name, value in values.items():
            setattr(row, name, value)
    db.add(row)
    db.flush()
    live.touch(db, TOPIC)
    return row


def _no_procedure() -> Procedure:
    raise NotFound
