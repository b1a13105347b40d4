"""/api/admin: parameters, module switches, and what the software is made of."""

import json
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import Response
from sqlalchemy import select
from sqlmodel import col

from his.admin import parameters, permissions, software, switches
from his.admin.models import ParameterValue
from his.admin.people_schemas import ReasonIn
from his.admin.schemas import (
    ComponentOut,
    ModuleId,
    ModuleOut,
    ModulesOut,
    ParameterId,
    ParameterIn,
    ParameterOut,
    ParametersOut,
    ParameterValueOut,
    SoftwareOut,
    SwitchedOut,
    SwitchIn,
)
from kernel.access import Actor, Requires
from kernel.assembly import dependants
from kernel.db import Db
from kernel.events import assembly_of
from kernel.identity.door import settings_of
from kernel.paging import After, Limit, Page, page_of
from kernel.routing import Router
from kernel.schemas import said

router = Router(prefix="/admin", tags=["his.admin"])

Reads = Annotated[Actor, Depends(Requires(permissions.READ))]
Sets = Annotated[Actor, Depends(Requires(permissions.PARAMETERS))]
Switches = Annotated[Actor, Depends(Requires(permissions.MODULES))]
SBOM = "application/vnd.cyclonedx+json"
BILL: dict[int | str, dict[str, Any]] = {200: {"content": {SBOM: {}}}}


@router.get("/parameters")
def list_parameters(actor: Reads, db: Db) -> ParametersOut:
    """Every parameter of the modules that are on, with what holds now, here and in rooms."""
    found = []
    in_force = parameters.in_force(db)
    for module in assembly_of(db).modules:
        for each in module.settings:
            values = in_force.get(each.id, {})
            found.append(
                ParameterOut(
                    id=each.id,
                    module=module.id,
                    title=said(each.title),
                    kind=type(each.default).__name__,
                    default=each.default,
                    unit=each.unit,
                    choices=list(each.choices),
                    choice_titles=[said(title) for title in each.choice_titles],
                    least=each.least,
                    most=each.most,
                    value=values.get(None, each.default),
                    rooms={str(room): value for room, value in values.items() if room},
                )
            )
    return ParametersOut(parameters=found)


@router.post("/parameters/{parameter_id}", status_code=201)
def set_parameter(
    parameter_id: ParameterId, change: ParameterIn, actor: Sets, db: Db
) -> ParameterValueOut:
    """From now, or from a day to come; for the house, or for one room."""
    made = parameters.set_parameter(
        db,
        actor,
        parameter_id,
        value=change.value,
        reason=change.reason,
        room_id=change.room_id,
        valid_from=change.valid_from,
    )
    return ParameterValueOut.model_validate(made)


@router.get("/parameters/{parameter_id}/values")
def parameter_values(
    parameter_id: ParameterId, actor: Reads, db: Db, after: After = None, limit: Limit = 50
) -> Page[ParameterValueOut]:
    """Who set it to what, when and why; newest first."""
    found, following = page_of(
        db,
        select(ParameterValue).where(col(ParameterValue.parameter) == parameter_id),
        by=(col(ParameterValue.id),),
        types=(UUID,),
        after=after,
        limit=limit,
        descending=True,
    )
    return Page(items=[ParameterValueOut.model_validate(v) for v in found], next=following)


@router.post("/parameters/values/{value_id}/undo")
def undo_parameter(value_id: UUID, why: ReasonIn, actor: Sets, db: Db) -> ParameterValueOut:
    """The value before it holds again."""
    return ParameterValueOut.model_validate(parameters.undo(db, actor, value_id, reason=why.reason))


@router.get("/modules")
def modules(request: Request, actor: Reads, db: Db) -> ModulesOut:
    assembly = assembly_of(db)
    last, switched_off = switches.last(db), switches.off(db)
    to_be_off = dependants(assembly.installed, switched_off | settings_of(request).modules_off)
    shown = []
    for module in assembly.installed:
        along = [
            m.id for m in assembly.installed if m.id in dependants(assembly.installed, {module.id})
        ]
        switch = last.get(module.id)
        shown.append(
            ModuleOut(
                id=module.id,
                title=said(module.title),
                on=module.id not in assembly.off,
                off_by=switches.off_by(assembly, switched_off, module),
                waiting=(module.id in to_be_off) != (module.id in assembly.off),
                can_be_off=all(m.can_be_off for m in assembly.installed if m.id in along),
                requires=list(module.requires),
                dependants=[m for m in along if m != module.id],
                permissions=len(module.permissions),
                claims=[c.criterion for c in module.claims],
                since=switch.at if switch else None,
                by_name=switch.by_name if switch else "",
                reason=switch.reason if switch else "",
            )
        )
    return ModulesOut(generation=switches.generation(db), modules=shown)


@router.post("/modules/{module_id}/off")
def switch_off(module_id: ModuleId, change: SwitchIn, actor: Switches, db: Db) -> SwitchedOut:
    """Refuses, and lists them, while dependants are not named in `also`."""
    done = switches.switch_off(
        db, actor, module_id, reason=change.reason, also=frozenset(change.also)
    )
    return SwitchedOut(modules=list(done.modules), off=done.off)


@router.post("/modules/{module_id}/on")
def switch_on(module_id: ModuleId, why: ReasonIn, actor: Switches, db: Db) -> SwitchedOut:
    """The module comes back and takes in what happened without it."""
    done = switches.switch_on(db, actor, module_id, reason=why.reason)
    return SwitchedOut(modules=list(done.modules), off=done.off)


@router.get("/software")
def components(request: Request, actor: Reads, db: Db) -> SoftwareOut:
    """What this installation is made of, with licences."""
    return SoftwareOut(
        version=request.app.version,
        components=[
            ComponentOut(name=c.name, version=c.version, licence=c.licence)
            for c in software.components()
        ],
    )


@router.get("/software/sbom", response_class=Response, responses=BILL)
def bill_of_materials(actor: Reads, db: Db) -> Response:
    """The same as a CycloneDX file, for whoever looks for known weaknesses in parts."""
    return Response(
        json.dumps(software.sbom(), indent=1),
        media_type=SBOM,
        headers={"Content-Disposition": 'attachment; filename="his54-sbom.cdx.json"'},
    )
