"""What the house knows beside a dossier: staff, departments, lists, the card check, the law."""

from datetime import date
from decimal import Decimal

from sqlmodel import Session

from his.admin import service as admin
from his.catalogs import service as catalogs
from his.encounters.service import Encounter
from his.insurance.covering import cards_of, coverage, day_of, worked_out
from his.insurance.dossier import Dossier
from his.insurance.rules.rule import Known
from his.pricing import service as pricing
from kernel import clock


def known(db: Session, encounter: Encounter, dossier: Dossier) -> Known:
    """What the house knows beside the file."""
    covered = coverage(db, encounter.id)
    assert covered
    on = day_of(encounter)
    rates = {p.rate for p in worked_out(db, covered, cards_of(db, encounter.id), on).periods}
    codes = (dossier.stay.icd, *dossier.stay.icd_others)
    listed = catalogs.entries(db, "icd10", [c for c in codes if c], on=on)
    places = {
        name: catalogs.entries(db, name, [code], on=on)
        for name, code in (
            ("province", dossier.person.province),
            ("commune", dossier.person.commune),
        )
        if code
    }
    departments = [d.official for d in admin.departments(db) if d.official]
    usual = str(admin.parameter(db, "his.insurance.department"))
    return Known(
        facility=dossier.facility.code,
        licences=admin.licences(db),
        departments=frozenset((*departments, usual)),
        icd=frozenset(catalogs.icd_dotted(code) for code in listed) | frozenset(listed),
        places=frozenset(code for found in places.values() for code in found),
        card_check=covered.check_code,
        expected_rates=frozenset(rates) if rates else None,
        base_salary=_salary(db, covered.route, on),
        now=clock.local_now().replace(tzinfo=None),
    )


def _salary(db: Session, route: str, on: date) -> Decimal | None:
    try:
        return pricing.law_on(db, route=route, on=on).base_salary
    except pricing.RuleMissing:
        return None
