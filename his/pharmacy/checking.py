"""What the pharmacist says about a prescription before it is dispensed."""

from uuid import UUID

from sqlmodel import Session

from his.catalogs import service as catalogs
from his.pharmacy import dispensing_states as states
from his.pharmacy import items, waiting
from his.pharmacy.dispensing import tell
from his.pharmacy.dispensing_models import Dispensing, DispensingItem
from his.pharmacy.errors import NotTheSameIngredient
from his.pharmacy.events import LineRefused
from his.pharmacy.models import ItemKind
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.columns import unaccented
from kernel.errors import NotFound
from kernel.text import Text

_SAME = ("substance", "strength", "route")


def check(db: Session, actor: Actor, dispensing_id: UUID, *, note: str) -> Dispensing:
    """The pharmacist has looked it through (kiểm đơn); a note reaches the doctor's page."""
    dispensing = waiting.hold(db, actor, dispensing_id)
    states.demand(dispensing.code, dispensing.state, states.OPEN, Text("kiểm", "checked"))
    dispensing.checked_at, dispensing.checked_by_name = utc_now(), actor.name
    dispensing.note = note
    waiting.settle(db, dispensing)
    return dispensing


def refuse(db: Session, actor: Actor, item_id: UUID, *, reason: str) -> DispensingItem:
    """Do not dispense (the rest of) a line: the doctor sees why (từ chối phát)."""
    item, dispensing = _line(db, actor, item_id, Text("từ chối", "refused"))
    item.refused_reason, item.refused_by_name, item.refused_at = reason, actor.name, utc_now()
    waiting.settle(db, dispensing)
    tell(
        db,
        actor,
        LineRefused,
        dispensing,
        prescription_line_id=item.prescription_line_id,
        reason=reason,
    )
    return item


def allow(db: Session, actor: Actor, item_id: UUID) -> DispensingItem:
    """The doctor has answered: it may be dispensed after all."""
    item, dispensing = _line(db, actor, item_id, Text("phát", "dispensed"))
    item.refused_reason, item.refused_by_name, item.refused_at = "", "", None
    waiting.settle(db, dispensing)
    return item


def substitute(
    db: Session, actor: Actor, item_id: UUID, *, drug_code: str, consent: str
) -> DispensingItem:
    """Give another product of the same ingredient, strength and route; the doctor agreed.

    `consent` says who agreed and how. Raises NotTheSameIngredient, NotInCatalogue.
    """
    item, dispensing = _line(db, actor, item_id, Text("thay thế", "substituted"))
    wanted = catalogs.demand(db, "drug", item.drug_code)
    other = catalogs.demand(db, "drug", drug_code)
    if not _alike(wanted.facts, other.facts):
        raise NotTheSameIngredient(found=other.name, name=item.name)
    items.of_code(db, ItemKind.DRUG, other.code)
    same = other.code == item.drug_code
    item.substitute_code = "" if same else other.code
    item.substitute_name = "" if same else other.name[:300]
    item.consent = "" if same else consent
    waiting.settle(db, dispensing)
    return item


def substitutes(db: Session, drug_code: str) -> list[catalogs.Entry]:
    """Products that could be given in place of one."""
    wanted = catalogs.entry(db, "drug", drug_code)
    if wanted is None:
        return []
    words = str(wanted.facts.get("substance") or wanted.name)
    found = catalogs.search(db, "drug", words, limit=50)
    return [e for e in found if e.code != wanted.code and _alike(wanted.facts, e.facts)]


def _alike(one: dict[str, object], other: dict[str, object]) -> bool:
    return all(
        unaccented(str(one.get(k) or "")).replace(" ", "")
        == unaccented(str(other.get(k) or "")).replace(" ", "")
        for k in _SAME
    )


def _line(
    db: Session, actor: Actor, item_id: UUID, verb: Text
) -> tuple[DispensingItem, Dispensing]:
    item = db.get(DispensingItem, item_id)
    if item is None:
        raise NotFound
    dispensing = waiting.hold(db, actor, item.dispensing_id)
    states.demand(dispensing.code, dispensing.state, states.OPEN, verb)
    db.refresh(item, with_for_update=True)
    return item, dispensing
