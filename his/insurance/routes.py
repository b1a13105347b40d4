"""HTTP of coverage and card checks; dossiers are in dossier_routes.py."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, File, Form, Query, UploadFile

from his.catalogs import service as catalogs
from his.encounters import service as encounters
from his.encounters.service import Payer
from his.insurance import asking, covering, permissions, service, setting_up
from his.insurance.dossier_routes import router as dossier_router
from his.insurance.errors import NotACertificate
from his.insurance.gateway import USABLE
from his.insurance.models import CardCheck, CoverageState, Gateway
from his.insurance.schemas import (
    CardCheckIn,
    CardCheckOut,
    CoverageCardOut,
    CoverageIn,
    CoverageOut,
    GatewayIn,
    GatewayOut,
)
from kernel import audit
from kernel.access import Actor, Requires
from kernel.db import Db
from kernel.paging import Limit, Page
from kernel.routing import Router
from kernel.schemas import Words, said

router = Router(prefix="/insurance", tags=["his.insurance"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
Desk = Annotated[Actor, Depends(Requires(permissions.SET))]
Checker = Annotated[Actor, Depends(Requires(permissions.CHECK))]
Setter = Annotated[Actor, Depends(Requires(permissions.GATEWAY))]
_MOST = 100_000


@router.get("/coverage/{encounter_id}")
def coverage(encounter_id: UUID, actor: Reader, db: Db) -> CoverageOut:
    """Who covers a visit: cards, route, the rate of each with its reason, the card check."""
    return _shown(db, actor, encounter_id)


@router.put("/coverage/{encounter_id}")
def cover(encounter_id: UUID, given: CoverageIn, actor: Desk, db: Db) -> CoverageOut:
    """Enter cards and route; the bill is worked out anew, the card checked on the gateway."""
    found = service.cover(db, actor, encounter_id, given.given(), version=given.version or None)
    if found.state is CoverageState.UNCHECKED and given.cards and setting_up.gateway(db):
        service.ask(db, actor, found.patient_id, encounter_id=encounter_id)
    return _shown(db, actor, encounter_id)


@router.post("/card-checks", status_code=201)
def check_card(asked: CardCheckIn, actor: Checker, db: Db) -> CardCheckOut:
    """Ask the gateway about a card; the answer comes a moment later (topic `insurance`)."""
    made = service.ask(
        db, actor, asked.patient_id, number=asked.number, encounter_id=asked.encounter_id
    )
    return _checked(made)


@router.get("/card-checks")
def card_checks(
    actor: Reader, db: Db, patient_id: Annotated[UUID | None, Query()] = None, limit: Limit = 20
) -> Page[CardCheckOut]:
    """The latest questions about a patient's cards and their answers."""
    if patient_id is None:
        return Page(items=[], next=None)
    found = service.checks(db, actor, patient_id, limit=limit)
    audit.read(db, ("patient", patient_id), "card checks")
    return Page(items=[_checked(each) for each in found], next=None)


@router.get("/gateway")
def gateway(_: Setter, db: Db) -> GatewayOut:
    """How the gateway is reached; secrets are never shown."""
    return _set_up(service.gateway(db) or Gateway(address="", version=1))


@router.put("/gateway")
def set_gateway(given: GatewayIn, actor: Setter, db: Db) -> GatewayOut:
    """Say how the gateway is reached."""
    return _set_up(service.set_up(db, actor, **given.model_dump()))


@router.post("/gateway/certificate")
def set_certificate(
    file: Annotated[UploadFile, File(description="PKCS#12: .p12, .pfx")],
    passphrase: Annotated[str, Form(max_length=200)],
    actor: Setter,
    db: Db,
) -> GatewayOut:
    """Keep the facility's certificate; files are signed with it from now on."""
    data = file.file.read(_MOST + 1)
    if len(data) > _MOST:
        raise NotACertificate
    return _set_up(service.set_up_certificate(db, actor, data=data, passphrase=passphrase))


def _shown(db: Db, actor: Actor, encounter_id: UUID) -> CoverageOut:
    encounter = encounters.get(db, actor, encounter_id)
    audit.read(db, ("patient", encounter.patient_id), "coverage")
    found = service.coverage(db, encounter_id)
    cards = service.cards_of(db, encounter_id) if found else []
    quote = service.quoted(db, encounter_id)
    dossier = service.of_visit(db, encounter_id)
    periods = quote.periods if quote else ()
    rates = {p.card_tail: p for p in periods}
    route = catalogs.entry(db, "visit_eligibility", found.route) if found else None
    last = asking.latest(db, encounter_id)
    return CoverageOut(
        encounter_id=encounter.id,
        patient_id=encounter.patient_id,
        insured=encounter.payer is Payer.BHYT,
        covered=bool(found and cards),
        version=found.version if found else 0,
        route=found.route if found else "",
        route_name=route.name if route else "",
        kind=found.kind if found else "01",
        from_facility=found.from_facility if found else "",
        referral=found.referral if found else "",
        accident=found.accident if found else "",
        area=found.area if found else "",
        five_years=found.five_years if found else None,
        exempt_from=found.exempt_from if found else None,
        paper_owed=found.paper_owed if found else False,
        cards=[
            CoverageCardOut(
                number=card.number,
                tail=card.tail,
                level=card.level,
                facility=card.facility,
                since=card.since,
                until=card.until,
                rate=rates[card.tail].rate if card.tail in rates else None,
                reason=said(rates[card.tail].reason) if card.tail in rates else Words(vi="", en=""),
            )
            for card in cards
        ],
        threshold=quote.threshold if quote else covering.NOTHING,
        state=found.state if found else CoverageState.UNCHECKED,
        check_code=found.check_code if found else "",
        check_says=found.check_says if found else "",
        checked_at=found.checked_at if found else None,
        checking=bool(last and last.answered_at is None),
        dossier_id=dossier.id if dossier else None,
        dossier_state=dossier.state if dossier else None,
    )


def _checked(check: CardCheck) -> CardCheckOut:
    return CardCheckOut(
        id=check.id,
        patient_id=check.patient_id,
        encounter_id=check.encounter_id,
        tail=check.tail,
        asked_at=check.asked_at,
        asked_by_name=check.asked_by_name,
        answered_at=check.answered_at,
        code=check.code,
        says=check.says,
        usable=check.code in USABLE,
        facts=asking.facts_of(check),
    )


def _set_up(found: Gateway) -> GatewayOut:
    return GatewayOut(
        address=found.address,
        username=found.username,
        has_password=bool(found.password),
        md5_upper=found.md5_upper,
        staff_name=found.staff_name,
        has_staff_cccd=bool(found.staff_cccd),
        head=found.head,
        sign=found.sign,
        has_certificate=bool(found.certificate),
        certificate_names=found.certificate_names,
        certificate_until=found.certificate_until,
        version=found.version,
    )


router.include_router(dossier_router)
