"""Packages by contract and campaigns over the API."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response
from sqlmodel import col, select

from his.patients import service as patients
from kernel import audit
from kernel.access import Actor, Requires
from kernel.db import Db
from kernel.paging import After, Limit, Page, page_of
from kernel.routing import PDF, Router, pdf
from kernel.schemas import said
from kernel.text import Language
from lis.specimens import campaign_file, campaign_papers, campaigns, packages, permissions
from lis.specimens.campaign_models import Campaign, CheckPackage
from lis.specimens.campaign_schemas import (
    CampaignCandidateOut,
    CampaignOut,
    CampaignPersonOut,
    CampaignRowOut,
    CampaignTakeIn,
    CampaignTrialOut,
    CampaignTryIn,
    CampaignTubeOut,
    CampaignWhole,
    CheckPackageIn,
    CheckPackageOut,
    PackageServiceOut,
)
from lis.specimens.campaigns import CampaignTrial

router = Router(prefix="/lis", tags=["lis.specimens"])

Runner = Annotated[Actor, Depends(Requires(permissions.CAMPAIGN))]
SetsUp = Annotated[Actor, Depends(Requires(permissions.PACKAGES))]
Lang = Annotated[Language, Query()]


@router.get("/packages")
def check_packages(_: Runner, db: Db, ended: bool = False) -> Page[CheckPackageOut]:
    """Check-up packages by contract."""
    found = packages.packages(db, ended=ended)
    return Page(items=_packages(db, found), next=None)


@router.post("/packages", status_code=201)
def add_check_package(given: CheckPackageIn, _: SetsUp, db: Db) -> CheckPackageOut:
    said_ = given.model_dump(exclude={"version"})
    return _packages(db, [packages.save(db, package_id=None, version=0, said=said_)])[0]


@router.put("/packages/{package_id}")
def save_check_package(
    package_id: UUID, given: CheckPackageIn, _: SetsUp, db: Db
) -> CheckPackageOut:
    said_ = given.model_dump(exclude={"version"})
    kept = packages.save(db, package_id=package_id, version=given.version, said=said_)
    return _packages(db, [kept])[0]


def _packages(db: Db, found: list[CheckPackage]) -> list[CheckPackageOut]:
    names = campaigns.service_names(db, {c for p in found for c in p.services})
    return [
        CheckPackageOut(
            **each.model_dump(exclude={"services"}),
            services=[PackageServiceOut(code=c, name=names[c]) for c in each.services],
        )
        for each in found
    ]


@router.get(
    "/campaigns/template",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}}},
)
def campaign_template(_: Runner) -> Response:
    """An empty list of persons with its head, as CSV."""
    return Response(
        campaign_file.template(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="danh-sach-kham.csv"'},
    )


@router.post("/packages/{package_id}/trial")
def try_campaign(package_id: UUID, given: CampaignTryIn, actor: Runner, db: Db) -> CampaignTrialOut:
    """Who of the list is known, who is new, what is wrong. Nothing is kept."""
    trial = campaigns.attempt(
        db, actor, package_id, content=given.file(), decisions=given.decisions
    )
    audit.read_list(db, "patient", {c.patient_id for t in trial.rows for c in t.candidates})
    return _trial(trial)


@router.post("/packages/{package_id}/campaigns", status_code=201)
def take_campaign(package_id: UUID, given: CampaignTakeIn, actor: Runner, db: Db) -> CampaignOut:
    """Take a tried list in, whole: records, visits, orders, tubes with their numbers."""
    made = campaigns.take(
        db,
        actor,
        package_id,
        content=given.file(),
        plan=given.plan,
        decisions=given.decisions,
        place=given.place,
    )
    return CampaignOut.model_validate(made)


def _trial(trial: CampaignTrial) -> CampaignTrialOut:
    rows = [
        CampaignRowOut(
            line=t.row.line,
            name=t.row.given.name,
            birth=t.row.given.birth,
            sex=t.row.given.sex.value,
            cccd=t.row.cccd,
            unit=t.row.unit,
            patient_id=t.patient_id,
            candidates=[CampaignCandidateOut.model_validate(c) for c in t.candidates],
            wrong=said(t.wrong) if t.wrong else None,
            open=t.open,
        )
        for t in trial.rows
    ]
    good = [t for t in trial.rows if not t.open]
    known = sum(t.patient_id is not None for t in good)
    return CampaignTrialOut(
        plan=trial.plan, rows=rows, known=known, new=len(good) - known, left=trial.left
    )


@router.get("/campaigns")
def list_campaigns(_: Runner, db: Db, after: After = None, limit: Limit = 50) -> Page[CampaignOut]:
    """The campaigns, the latest first."""
    by = (col(Campaign.made_at), col(Campaign.id))
    found, following = page_of(
        db,
        select(Campaign),
        by=by,
        types=(datetime.fromisoformat, UUID),
        after=after,
        limit=limit,
        descending=True,
    )
    return Page(items=[CampaignOut.model_validate(c) for c in found], next=following)


@router.get("/campaigns/{campaign_id}")
def campaign(campaign_id: UUID, actor: Runner, db: Db) -> CampaignWhole:
    """One campaign with its persons and how far their tubes are."""
    found = campaigns.get(db, campaign_id)
    people = campaigns.persons(db, found.id)
    briefs = patients.briefs(db, actor, {p.patient_id for p in people})
    audit.read_list(db, "patient", briefs)
    tubes = campaigns.tubes(db, people)
    names = campaigns.service_names(db, found.services)
    return CampaignWhole(
        campaign=CampaignOut.model_validate(found),
        services=[PackageServiceOut(code=c, name=names[c]) for c in found.services],
        persons=[
            CampaignPersonOut(
                line=p.line,
                patient_id=p.patient_id,
                patient_code=briefs[p.patient_id].code,
                name=briefs[p.patient_id].name,
                birth=briefs[p.patient_id].birth,
                unit=p.unit,
                staff_code=p.staff_code,
                known=p.known,
                encounter_id=p.encounter_id,
                tubes=[
                    CampaignTubeOut(code=t.code, container=t.container_code, state=t.state.value)
                    for t in tubes.get(p.encounter_id, ())
                ],
            )
            for p in people
            if p.patient_id in briefs
        ],
    )


@router.post("/campaigns/{campaign_id}/labels/print", responses=PDF, response_class=Response)
def print_campaign_labels(
    campaign_id: UUID,
    actor: Runner,
    db: Db,
    language: Lang = "vi",
    preset: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """The labels of all tubes of a campaign, in the order of its list."""
    printed = campaign_papers.labels(db, actor, campaign_id, preset=preset, language=language)
    return pdf(printed, "nhan-ong-dot-kham")


@router.post("/campaigns/{campaign_id}/list/print", responses=PDF, response_class=Response)
def print_campaign_list(
    campaign_id: UUID, actor: Runner, db: Db, language: Lang = "vi"
) -> Response:
    """The persons of a campaign by unit, with their tubes and room for a signature."""
    printed = campaign_papers.persons(db, actor, campaign_id, language=language)
    return pdf(printed, "danh-sach-lay-mau-dot-kham")
