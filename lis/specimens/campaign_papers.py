"""A campaign on paper: all its labels, and the list of its persons by unit."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlmodel import Session

from his.patients import service as patients
from kernel import audit, printing
from kernel.access import Actor
from kernel.errors import NotFound
from kernel.printing import Printed
from kernel.text import Language
from lis.specimens import campaigns, papers
from lis.specimens.states import OVER


def labels(
    db: Session, actor: Actor, campaign_id: UUID, *, preset: str = "", language: Language = "vi"
) -> Printed:
    """A label a tube, person after person as the list has them."""
    people = campaigns.persons(db, campaigns.get(db, campaign_id).id)
    held = campaigns.tubes(db, people)
    codes = [t.code for p in people for t in held.get(p.encounter_id, ()) if t.state not in OVER]
    if not codes:
        raise NotFound
    return papers.labels(db, actor, codes, preset=preset, language=language)


def persons(db: Session, actor: Actor, campaign_id: UUID, *, language: Language = "vi") -> Printed:
    """Who is drawn, by unit, with his tubes (danh sách lấy mẫu của đợt)."""
    found = campaigns.get(db, campaign_id)
    people = campaigns.persons(db, found.id)
    briefs = patients.briefs(db, actor, {p.patient_id for p in people})
    audit.read_list(db, "patient", briefs)
    held = campaigns.tubes(db, people)
    units: dict[str, list[Mapping[str, Any]]] = {}
    for each in people:
        if each.patient_id not in briefs:
            continue
        who = briefs[each.patient_id]
        units.setdefault(each.unit, []).append(
            {
                "line": each.line - 1,
                "name": who.name,
                "code": who.code,
                "birth": "/".join(reversed((who.birth or "").split("-"))),
                "staff": each.staff_code,
                "tubes": ", ".join(
                    f"{t.container_code} {t.code[-5:]}" for t in held.get(each.encounter_id, ())
                ),
            }
        )
    data = {
        "name": found.name,
        "code": found.code,
        "customer": found.customer,
        "contract": found.contract_no,
        "place": found.place,
        "at": papers.at(found.made_at),
        "persons": found.persons,
        "tubes": found.tubes,
        "units": [{"unit": unit, "lines": lines} for unit, lines in sorted(units.items())],
    }
    return printing.render(
        db,
        actor,
        papers.CAMPAIGN,
        subject=("lis_campaign", found.code),
        document=found.id,
        data=data,
        code=found.code,
        language=language,
    )
