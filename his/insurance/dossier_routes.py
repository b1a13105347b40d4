"""HTTP of dossiers, rules and settlements."""

import json
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response

from his.admin import service as admin
from his.insurance import permissions, service, settling, settling_paper
from his.insurance.layouts import IN_ENVELOPE, layout
from his.insurance.lists import Line
from his.insurance.models import DossierState, InsuranceDossier
from his.insurance.schemas import (
    BatchOut,
    CountsOut,
    DossierEventOut,
    DossierLine,
    DossierOut,
    DossiersIn,
    MakeIn,
    Month,
    ProblemOut,
    RefusedIn,
    RuleOut,
    RulesOut,
    StoppedOut,
    SumsOut,
    TableFieldOut,
    TableOut,
    TablesOut,
)
from his.patients import service as patients
from kernel import audit, outbox
from kernel.access import Actor, Requires
from kernel.clock import today
from kernel.db import Db
from kernel.errors import Refusal
from kernel.paging import After, Limit, Page
from kernel.routing import PDF, Router, pdf
from kernel.schemas import Words, said

router = Router(prefix="", tags=["his.insurance"])

Reader = Annotated[Actor, Depends(Requires(permissions.DOSSIERS))]
Maker = Annotated[Actor, Depends(Requires(permissions.MAKE))]
Sending = Annotated[Actor, Depends(Requires(permissions.SEND))]
Settler = Annotated[Actor, Depends(Requires(permissions.SETTLE))]
States = Annotated[list[DossierState] | None, Query(max_length=6)]
Day = Annotated[date | None, Query(description="Visits that ended on this day.")]
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/dossiers")
def dossiers(
    actor: Reader,
    db: Db,
    state: States = None,
    day: Day = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[DossierLine]:
    """The clerk's worklist: dossiers by state, the latest visits first."""
    found, following = service.worklist(
        db, actor, states=state or (), day=day, after=after, limit=limit
    )
    audit.read_list(db, "patient", [line.dossier.patient_id for line in found])
    return Page(items=[_line(line) for line in found], next=following)


@router.post("/dossiers", status_code=201)
def make(wanted: MakeIn, actor: Maker, db: Db) -> DossierOut:
    """Make a closed visit's dossier anew from the record and check it."""
    return _whole(db, actor, service.make(db, actor, wanted.encounter_id))


@router.post("/dossiers/check")
def check_all(wanted: DossiersIn, actor: Maker, db: Db) -> BatchOut:
    """Make several anew and check them; what cannot be is named."""
    done, stopped = 0, []
    for dossier_id in wanted.ids:
        row = service.get(db, actor, dossier_id)
        try:
            service.make(db, actor, row.encounter_id)
            done += 1
        except Refusal as refusal:
            stopped.append(StoppedOut(id=row.id, code=row.code, says=said(refusal.detail)))
    return BatchOut(done=done, stopped=stopped)


@router.post("/dossiers/send")
def send_all(wanted: DossiersIn, actor: Sending, db: Db) -> BatchOut:
    """Put several on their way; what cannot go is named."""
    done, stopped = 0, []
    for dossier_id in wanted.ids:
        row = service.get(db, actor, dossier_id)
        try:
            service.send(db, actor, dossier_id)
            done += 1
        except Refusal as refusal:
            stopped.append(StoppedOut(id=row.id, code=row.code, says=said(refusal.detail)))
    return BatchOut(done=done, stopped=stopped)


@router.get("/dossiers/counts")
def counts(actor: Reader, db: Db) -> CountsOut:
    """How many dossiers stand in each state."""
    return CountsOut(**service.counts(db, actor))


@router.get("/dossiers/{dossier_id}")
def dossier(dossier_id: UUID, actor: Reader, db: Db) -> DossierOut:
    """One dossier: its sums, what is wrong with it, what happened to it."""
    return _whole(db, actor, service.get(db, actor, dossier_id))


@router.get("/dossiers/{dossier_id}/tables")
def tables(dossier_id: UUID, actor: Reader, db: Db) -> TablesOut:
    """Its tables, field by field, with what each field is."""
    row = service.get(db, actor, dossier_id)
    audit.read(db, ("patient", row.patient_id), "dossier")
    of, made = layout(row.edition), json.loads(row.tables)
    return TablesOut(
        edition=of.title,
        tables=[
            TableOut(
                id=name,
                title=of.tables[name].title,
                fields=[
                    TableFieldOut(name=f.name, label=f.label, required=f.required)
                    for f in of.tables[name].fields
                ],
                rows=made[name],
            )
            for name in IN_ENVELOPE
            if made.get(name)
        ],
    )


@router.get("/dossiers/{dossier_id}/file", response_class=Response)
def file(dossier_id: UUID, actor: Reader, db: Db) -> Response:
    """The file as it was sent."""
    row = service.get(db, actor, dossier_id)
    audit.read(db, ("patient", row.patient_id), "dossier file")
    name = f'attachment; filename="{row.code}-{row.number}.xml"'
    return Response(
        row.file or "", media_type="application/xml", headers={"Content-Disposition": name}
    )


@router.post("/dossiers/{dossier_id}/again", status_code=201)
def again(dossier_id: UUID, actor: Maker, db: Db) -> DossierOut:
    """Make it anew from the visit: what was sent stays, a mended visit gets the next number."""
    row = service.get(db, actor, dossier_id)
    return _whole(db, actor, service.make(db, actor, row.encounter_id))


@router.post("/dossiers/{dossier_id}/send")
def send(dossier_id: UUID, actor: Sending, db: Db) -> DossierOut:
    """Put it on its way to the gateway."""
    return _whole(db, actor, service.send(db, actor, dossier_id))


@router.post("/dossiers/{dossier_id}/refused")
def refused(dossier_id: UUID, reason: RefusedIn, actor: Maker, db: Db) -> DossierOut:
    """Write down that the agency refused it on its portal after the gateway had taken it."""
    row = service.refuse(db, actor, dossier_id, code=reason.code, says=reason.says)
    return _whole(db, actor, row)


@router.get("/rules")
def rules(actor: Reader, db: Db) -> RulesOut:
    """Every rule by which dossiers are checked, and how many open dossiers break it."""
    broken = service.broken(db, actor)
    return RulesOut(
        rules=[
            RuleOut(
                code=rule.code,
                title=said(rule.title),
                says=said(rule.says),
                severity=rule.severity,
                mend=rule.mend,
                source=rule.source,
                since=rule.since,
                until=rule.until,
                broken=broken[rule.code],
            )
            for rule in service.RULES
        ]
    )


@router.get("/settlement")
def settlement(
    actor: Settler, db: Db, month: Month | None = None, after: After = None, limit: Limit = 50
) -> Page[DossierLine]:
    """The dossiers that are settled in a month (list 79 or 80)."""
    found, following = service.settlement(db, actor, _month(month), after=after, limit=limit)
    audit.read_list(db, "patient", [line.dossier.patient_id for line in found])
    return Page(items=[_line(line) for line in found], next=following)


@router.get("/settlement/sums")
def sums(_: Settler, db: Db, month: Month | None = None) -> SumsOut:
    """What a month's settlement adds up to."""
    wanted = _month(month)
    found = service.sums(db, wanted)
    return SumsOut(
        month=wanted,
        visits=found.visits,
        gross=found.gross,
        insured=found.insured,
        insurer=found.insurer,
        copay=found.copay,
        own=found.own,
        other=found.other,
    )


@router.get("/settlement/workbook", response_class=Response)
def workbook(_: Settler, db: Db, month: Month | None = None) -> Response:
    """A month's lists 79, 80, 19, 20 and 21 as XLSX, added up from the files as sent."""
    wanted = _month(month)
    house = admin.facility_if_any(db)
    audit.read(db, ("settlement", wanted), "export")
    made = settling.workbook(
        settling.dossiers_of(db, wanted), month=wanted, house=house.name if house else ""
    )
    name = f'attachment; filename="quyet-toan-bhyt-{wanted}.xlsx"'
    return Response(made, media_type=_XLSX, headers={"Content-Disposition": name})


@router.post("/settlement/print", responses=PDF, response_class=Response)
def print_settlement(actor: Settler, db: Db, month: Month | None = None) -> Response:
    """The same lists on paper, to be signed and sent along."""
    wanted = _month(month)
    audit.read(db, ("settlement", wanted), "print")
    return pdf(settling_paper.lists(db, actor, wanted), f"quyet-toan-bhyt-{wanted}")


def _month(month: str | None) -> str:
    return month or f"{today():%Y-%m}"


def _line(line: Line) -> DossierLine:
    return DossierLine(**_facts(line.dossier, line.name, line.patient_code))


def _facts(row: InsuranceDossier, name: str, code: str) -> dict[str, object]:
    problems = row.problems or []
    return {
        "id": row.id,
        "encounter_id": row.encounter_id,
        "patient_id": row.patient_id,
        "code": row.code,
        "number": row.number,
        "patient_code": code,
        "patient_name": name,
        "card_tail": row.card_tail,
        "state": row.state,
        "month": row.month,
        "left_at": row.left_at,
        "insured": row.insured,
        "insurer": row.insurer,
        "errors": row.errors,
        "warnings": row.warnings,
        "first_problem": Words(**problems[0]["says"]) if problems else None,
        "receipt": row.receipt,
        "answer_says": row.answer_says,
    }


def _whole(db: Db, actor: Actor, row: InsuranceDossier) -> DossierOut:
    audit.read(db, ("patient", row.patient_id), "dossier")
    person = patients.get(db, actor, row.patient_id)
    message = outbox.by_key(db, "his.insurance.dossier", str(row.id))
    return DossierOut(
        **_facts(row, person.name, person.code),
        version=row.version,
        edition=layout(row.edition).title,
        gross=row.gross,
        copay=row.copay,
        own=row.own,
        other=row.other,
        digest=row.digest,
        file_digest=row.file_digest,
        signed=row.signed,
        made_at=row.made_at,
        made_by_name=row.made_by_name,
        queued_at=row.queued_at,
        answered_at=row.answered_at,
        answer_code=row.answer_code,
        attempts=message.attempts if message else 0,
        last_error=(message.last_error or "") if message else "",
        problems=[ProblemOut.model_validate(each) for each in row.problems or ()],
        history=[DossierEventOut.model_validate(each) for each in service.history(db, row.id)],
    )
