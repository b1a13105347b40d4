"""Sections and their people, containers and reasons over the API."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path

from kernel.access import Actor, Requires
from kernel.db import Db
from kernel.paging import Page
from kernel.routing import Router
from lis.tests import lists, permissions, reads
from lis.tests.list_schemas import (
    ContainerIn,
    ContainerOut,
    LabelPresetIn,
    LabelPresetOut,
    RejectionReasonIn,
    RejectionReasonOut,
    SectionMemberOut,
    SectionMembersIn,
    TestSectionIn,
    TestSectionOut,
    WorkerOut,
)
from lis.tests.models import Container, LabelPreset, RejectionReason, Section

router = Router(prefix="/lis", tags=["lis.tests"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
SetsUp = Annotated[Actor, Depends(Requires(permissions.SET_UP))]
Assigner = Annotated[Actor, Depends(Requires(permissions.MEMBERS))]
SectionCode = Annotated[str, Path(min_length=1, max_length=20)]


@router.get("/sections")
def sections(_: Reader, db: Db, ended: bool = False) -> Page[TestSectionOut]:
    found = reads.sections(db, ended=ended)
    return Page[TestSectionOut](items=[TestSectionOut.model_validate(s) for s in found], next=None)


@router.post("/sections", status_code=201)
def add_section(wanted: TestSectionIn, _: SetsUp, db: Db) -> TestSectionOut:
    said = wanted.model_dump(exclude={"version"})
    return TestSectionOut.model_validate(lists.keep(db, Section, id_=None, version=0, said=said))


@router.put("/sections/{section_id}")
def save_section(section_id: UUID, wanted: TestSectionIn, _: SetsUp, db: Db) -> TestSectionOut:
    said = wanted.model_dump(exclude={"version"})
    kept = lists.keep(db, Section, id_=section_id, version=wanted.version, said=said)
    return TestSectionOut.model_validate(kept)


@router.get("/members")
def members(_: Reader, db: Db) -> Page[SectionMemberOut]:
    """Who enters and who verifies, by section: the list of verifiers."""
    found = [m for m in reads.members(db) if m.may_enter or m.may_verify]
    items = [SectionMemberOut.model_validate(m) for m in found]
    return Page[SectionMemberOut](items=items, next=None)


@router.get("/workers")
def workers(_: Assigner, db: Db) -> Page[WorkerOut]:
    """Everybody with a role of the laboratory: whom a section can be given."""
    items = [
        WorkerOut(user_id=person.id, name=person.name, roles=roles)
        for person, roles in lists.workers(db)
        if person.active
    ]
    return Page[WorkerOut](items=items, next=None)


@router.put("/sections/{section_code}/members")
def set_members(
    section_code: SectionCode, wanted: SectionMembersIn, actor: Assigner, db: Db
) -> Page[SectionMemberOut]:
    asked = {
        m.user_id: lists.Duty(
            enters=m.may_enter,
            verifies=m.may_verify,
            trainee=m.trainee,
            since=m.valid_from,
            until=m.valid_to,
        )
        for m in wanted.members
    }
    found = lists.set_members(db, actor, section_code, asked)
    items = [SectionMemberOut.model_validate(m) for m in found]
    return Page[SectionMemberOut](items=items, next=None)


@router.get("/containers")
def containers(_: Reader, db: Db, ended: bool = False) -> Page[ContainerOut]:
    """The tubes in the order in which they are drawn."""
    found = reads.containers(db, ended=ended)
    return Page[ContainerOut](items=[ContainerOut.model_validate(c) for c in found], next=None)


@router.post("/containers", status_code=201)
def add_container(wanted: ContainerIn, _: SetsUp, db: Db) -> ContainerOut:
    said = wanted.model_dump(exclude={"version"})
    return ContainerOut.model_validate(lists.keep(db, Container, id_=None, version=0, said=said))


@router.put("/containers/{container_id}")
def save_container(container_id: UUID, wanted: ContainerIn, _: SetsUp, db: Db) -> ContainerOut:
    said = wanted.model_dump(exclude={"version"})
    kept = lists.keep(db, Container, id_=container_id, version=wanted.version, said=said)
    return ContainerOut.model_validate(kept)


@router.get("/rejection-reasons")
def rejection_reasons(_: Reader, db: Db, ended: bool = False) -> Page[RejectionReasonOut]:
    items = [RejectionReasonOut.model_validate(r) for r in reads.reasons(db, ended=ended)]
    return Page[RejectionReasonOut](items=items, next=None)


@router.post("/rejection-reasons", status_code=201)
def add_rejection_reason(wanted: RejectionReasonIn, _: SetsUp, db: Db) -> RejectionReasonOut:
    said = wanted.model_dump(exclude={"version"})
    kept = lists.keep(db, RejectionReason, id_=None, version=0, said=said)
    return RejectionReasonOut.model_validate(kept)


@router.put("/rejection-reasons/{reason_id}")
def save_rejection_reason(
    reason_id: UUID, wanted: RejectionReasonIn, _: SetsUp, db: Db
) -> RejectionReasonOut:
    said = wanted.model_dump(exclude={"version"})
    kept = lists.keep(db, RejectionReason, id_=reason_id, version=wanted.version, said=said)
    return RejectionReasonOut.model_validate(kept)


@router.get("/label-presets")
def label_presets(_: Reader, db: Db, ended: bool = False) -> Page[LabelPresetOut]:
    """The sizes of labels, with what is printed on them."""
    items = [LabelPresetOut.model_validate(p) for p in reads.labels(db, ended=ended)]
    return Page[LabelPresetOut](items=items, next=None)


@router.post("/label-presets", status_code=201)
def add_label_preset(wanted: LabelPresetIn, _: SetsUp, db: Db) -> LabelPresetOut:
    said = wanted.model_dump(exclude={"version"})
    kept = lists.keep(db, LabelPreset, id_=None, version=0, said=said)
    return LabelPresetOut.model_validate(kept)


@router.put("/label-presets/{preset_id}")
def save_label_preset(preset_id: UUID, wanted: LabelPresetIn, _: SetsUp, db: Db) -> LabelPresetOut:
    said = wanted.model_dump(exclude={"version"})
    kept = lists.keep(db, LabelPreset, id_=preset_id, version=wanted.version, said=said)
    return LabelPresetOut.model_validate(kept)
