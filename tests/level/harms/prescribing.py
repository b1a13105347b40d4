"""Prescribing breaks: a check is switched off, a table is empty, what was signed is lost."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlmodel import col, select

from his.catalogs.models import ListState
from his.prescribing import signing
from his.prescribing.models import RuleSetting
from his.prescribing.rules import BY_ID
from kernel.access import SYSTEM
from kernel.clock import today
from kernel.db import Database
from kernel.ids import new_id
from tests.level.harms.tools import Harm, instead, overwritten, replaced, tell


def switched_off(*rules: str) -> Harm:
    """The facility let these rules sleep."""

    @contextmanager
    def harm(clinic: Database) -> Iterator[None]:
        with clinic.write(SYSTEM) as db:
            for rule in rules:
                off = RuleSetting(
                    rule=rule,
                    valid_from=today(),
                    is_on=False,
                    severity=BY_ID[rule].most,
                    reason="harm",
                    approved_by=SYSTEM.id,
                    approved_by_name=SYSTEM.name,
                )
                db.add(off)
        try:
            yield
        finally:
            tell(clinic, "DELETE FROM his_alert_rule WHERE reason = 'harm'")

    return harm


def emptied(lists: str) -> Harm:
    """No row of the lists that are called like this is in force any more."""
    where = f"list_id LIKE '{lists}' AND active"
    return _stamped(lists, overwritten("his_catalog_entry", "active", "false", where))


def _stamped(lists: str, change: Harm) -> Harm:
    """A change of these lists that renews their stamps, as every change of a list does."""

    @contextmanager
    def harm(clinic: Database) -> Iterator[None]:
        try:
            with change(clinic):
                _stamp(clinic, lists)
                yield
        finally:
            _stamp(clinic, lists)

    return harm


def _stamp(clinic: Database, lists: str) -> None:
    with clinic.write(SYSTEM) as db:
        for state in db.exec(select(ListState).where(col(ListState.list_id).like(lists))):
            state.stamp = new_id()


_ALLERGIES = switched_off("allergy.ingredient", "allergy.class", "allergy.cross")
_INTERACTIONS = switched_off(
    "interaction.contraindicated", "interaction.serious", "interaction.moderate"
)
_NO_INDICATIONS = _stamped(
    "drug",
    overwritten(
        "his_catalog_entry",
        "facts",
        "json_remove(facts, '$.indications')",
        "list_id = 'drug'",
        postgres="(facts::jsonb - 'indications')::json",
    ),
)

HARMS: dict[str, Harm | tuple[Harm, ...]] = {
    # TT54/L3.cdss1_eprescribing
    "a_new_prescription_is_warned_of_and_signed": (
        _ALLERGIES,
        replaced("his_prescription", "code", "NULL", on="UPDATE"),
    ),
    "an_old_prescription_is_renewed": (
        _ALLERGIES,
        replaced("his_prescription", "renewed_from", "NULL", on="UPDATE"),
    ),
    "prescriptions_are_signed_here": (
        overwritten("his_prescription", "code", "NULL", "state = 'signed'"),
        overwritten("his_prescription", "state", "'draft'", "state = 'signed'"),
    ),
    # TT54/34, TT54/L3.cdss_drug_info
    "a_drugs_page_is_complete": (emptied("ddi%"), _NO_INDICATIONS),
    # TT54/53
    "an_interaction_of_our_own_drugs_is_said": (
        _INTERACTIONS,
        emptied("ddi%"),
        instead(signing, "_answered", lambda *_: None),
        replaced("his_alert", "reason", "''", on="UPDATE"),
    ),
    "alerts_are_answered_here": overwritten("his_alert", "reason", "''", "answer = 'overridden'"),
}
