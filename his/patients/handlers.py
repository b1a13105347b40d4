"""What the patients answer when others ask: the one search box."""

from sqlmodel import Session

from his.patients import births
from his.patients.search import search
from kernel import audit
from kernel.access import Actor
from kernel.clock import today
from kernel.module import Hit
from kernel.text import Text

_SEX = {
    "male": Text("nam", "male"),
    "female": Text("nữ", "female"),
    "unknown": Text("", ""),
}


def in_search_box(db: Session, actor: Actor, text: str, limit: int) -> list[Hit]:
    """Patients for the one search box, the newest first."""
    found, _ = search(db, actor, text, limit=limit)
    audit.read_list(db, "patient", [each.patient.id for each in found], "search")
    language = actor.language
    hits = []
    for each in found:
        patient = each.patient
        said = [
            each.merged_code and f"{each.merged_code} →",
            patient.code,
            _SEX[patient.sex].to(language),
            births.shown(patient.birth),
            births.age(patient.birth, today()).to(language),
            patient.phone and f"•••{patient.phone[-4:]}",
        ]
        detail = " · ".join(word for word in said if word)
        hits.append(Hit(patient.name, detail, f"/patients/{patient.id}"))
    return hits
