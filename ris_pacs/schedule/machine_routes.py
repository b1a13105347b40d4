"""Machines, their days, and what is known of each procedure."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends

from kernel import audit
from kernel.access import Actor, Requires
from kernel.clock import today
from kernel.db import Db
from kernel.paging import Page
from kernel.routing import Router
from ris_pacs.dicom.slots import Item
from ris_pacs.schedule import machines as service
from ris_pacs.schedule import permissions, planning, showing, worklist
from ris_pacs.schedule.schemas import (
    ImagingMachineChangeIn,
    ImagingMachineIn,
    ImagingMachineOut,
    ImagingProcedureChangeIn,
    ImagingProcedureIn,
    ImagingProcedureOut,
    MachineDayOut,
    MachineLineOut,
    MachineSlotOut,
)

router = Router(prefix="/imaging", tags=["ris_pacs.schedule"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
SetsUp = Annotated[Actor, Depends(Requires(permissions.SET_UP))]


@router.get("/machines")
def machines(actor: Reader, db: Db) -> Page[ImagingMachineOut]:
    _ = actor
    return Page(items=showing.machine_lines(db, service.machines(db, active=None)), next=None)


@router.post("/machines", status_code=201)
def add_machine(given: ImagingMachineIn, actor: SetsUp, db: Db) -> ImagingMachineOut:
    made = service.save_machine(db, actor, **given.model_dump())
    return showing.machine_lines(db, [made])[0]


@router.put("/machines/{machine_id}")
def change_machine(
    machine_id: UUID, given: ImagingMachineChangeIn, actor: SetsUp, db: Db
) -> ImagingMachineOut:
    done = service.save_machine(db, actor, machine_id=machine_id, **given.model_dump())
    return showing.machine_lines(db, [done])[0]


@router.get("/machines/{machine_id}/day")
def machine_day(machine_id: UUID, actor: Reader, db: Db, on: date | None = None) -> MachineDayOut:
    """What is planned on it, and what is free."""
    machine, day = service.machine(db, machine_id), on or today()
    slots = planning.day_of(db, machine, day)
    lines = showing.lines(db, actor, [s.exam for s in slots if s.exam])
    by_id = {line.id: line for line in lines}
    return MachineDayOut(
        machine=showing.machine_lines(db, [machine])[0],
        on=day,
        slots=[
            MachineSlotOut(
                at=s.at, minutes=s.minutes, exam=by_id.get(s.exam.id) if s.exam else None
            )
            for s in slots
        ],
    )


@router.get("/machines/{machine_id}/worklist")
def machine_worklist(machine_id: UUID, actor: Reader, db: Db) -> Page[MachineLineOut]:
    """What the machine would be told this moment, as it is told."""
    _ = actor
    service.machine(db, machine_id)
    found = worklist.shown_to(db, machine_id).items
    audit.read_list(db, "patient", worklist.patients_of(db, found), "MWL")
    return Page(items=[_line(item) for item in found], next=None)


def _line(item: Item) -> MachineLineOut:
    step = item[0x00400100][0]
    return MachineLineOut(
        accession=item[0x00080050],
        patient_name=item[0x00100010],
        patient_code=item[0x00100020],
        at=f"{step[0x00400002]} {step[0x00400003][:4]}",
        procedure=item[0x00321060],
        priority=item[0x00401003],
        status=step[0x00400020],
        note=step[0x00400400],
    )


@router.get("/procedures")
def procedures(actor: Reader, db: Db) -> Page[ImagingProcedureOut]:
    _ = actor
    return Page(items=[showing.procedure_line(p) for p in service.procedures(db)], next=None)


@router.post("/procedures", status_code=201)
def add_procedure(given: ImagingProcedureIn, actor: SetsUp, db: Db) -> ImagingProcedureOut:
    made = service.save_procedure(db, actor, name="", **given.model_dump())
    return showing.procedure_line(made)


@router.put("/procedures/{procedure_id}")
def change_procedure(
    procedure_id: UUID, given: ImagingProcedureChangeIn, actor: SetsUp, db: Db
) -> ImagingProcedureOut:
    done = service.save_procedure(
        db, actor, procedure_id=procedure_id, name="", **given.model_dump()
    )
    return showing.procedure_line(done)
