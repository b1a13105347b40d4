"""The tables of drug knowledge, read from the shared lists into plain values.

Read again only when a list has changed (its stamp) or a day has passed.
"""

import threading
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from his.catalogs import service as catalogs
from his.prescribing.checks.knowledge import (
    AllergyClass,
    ByAtc,
    DoseLimit,
    Group,
    Interaction,
    Knowledge,
    Pairs,
    Risk,
)
from his.prescribing.tables import TABLES
from his.prescribing.words import Severity
from kernel.text import Text

_LISTS = tuple(each.id for each in TABLES)
_LEVELS = {
    "contraindicated": Severity.STOP,
    "serious_avoid": Severity.WARNING,
    "major": Severity.WARNING,
    "moderate": Severity.INFO,
}
_KEPT = 4
_known: dict[tuple[Any, ...], Knowledge] = {}
_mutex = threading.Lock()


def knowledge(db: Session, on: date) -> Knowledge:
    """Everything the checks need, as it holds on a day."""
    key = (on, *sorted(catalogs.stamps(db, _LISTS).items()))
    with _mutex:
        if key in _known:
            return _known[key]
    made = _read(db, on)
    with _mutex:
        _known[key] = made
        while len(_known) > _KEPT:
            _known.pop(next(iter(_known)))
    return made


def _read(db: Session, on: date) -> Knowledge:
    row = catalogs.Entry
    asked = select(
        col(row.list_id),
        col(row.code),
        col(row.name),
        col(row.name_en),
        col(row.facts),
        col(row.source),
    ).where(col(row.list_id).in_(_LISTS), catalogs.in_force_on(on))
    rows: dict[str, list[_Row]] = {each: [] for each in _LISTS}
    for list_id, code, name, name_en, facts, source in db.execute(asked):
        rows[list_id].append(_Row(list_id, code, name, name_en, facts or {}, source))
    pairs = [r.interaction() for t in ("ddi_5948", "ddi_common", "ddi_ansm") for r in rows[t]]
    return Knowledge(
        interactions=Pairs(pairs),
        allergy_classes=tuple(
            AllergyClass(r.code, r.title, r.words("atc"), r.words("cross"), r.words("words"))
            for r in rows["allergy_class"]
        ),
        doses=ByAtc(r.dose() for r in rows["dose_limit"]),
        renal=_risks(rows["renal_dose"]),
        pregnancy=_risks(rows["pregnancy_risk"]),
        lactation=_risks(rows["lactation_risk"]),
        ages=_risks(rows["age_limit"]),
        diseases=_risks(rows["disease_risk"]),
        groups=ByAtc(
            Group(r.code, r.title, r.words("atc"), r.whole("most") or 1)
            for r in rows["therapy_group"]
        ),
        long_supply=tuple((r.words("icd"), r.whole("days") or 30) for r in rows["long_supply"]),
        supply=tuple((r.code, r.whole("days") or 30) for r in rows["supply_limit"]),
        counts=tuple((each, len(rows[each])) for each in _LISTS),
    )


def _risks(rows: "Iterable[_Row]") -> ByAtc[Risk]:
    return ByAtc(r.risk() for r in rows)


class _Row:
    """An entry of a list, its facts read."""

    def __init__(
        self, table: str, code: str, name: str, name_en: str, facts: dict[str, Any], source: str
    ) -> None:
        self.table, self.code, self.name, self.facts, self.source = table, code, name, facts, source
        self.title = Text(name, name_en or name)

    def words(self, name: str) -> tuple[str, ...]:
        value = self.facts.get(name) or []
        return tuple(value) if isinstance(value, list) else (str(value),)

    def text(self, name: str) -> str:
        return str(self.facts.get(name) or "")

    def whole(self, name: str) -> int | None:
        value = self.facts.get(name)
        return None if value is None else int(value)

    def number(self, name: str) -> Decimal | None:
        value = self.facts.get(name)
        return None if value in (None, "") else Decimal(str(value))

    def says(self, name: str) -> Text:
        vi = self.text(name)
        return Text(vi or self.text(f"{name}_en"), self.text(f"{name}_en") or vi)

    def action(self) -> Text:
        """What to do; where nobody has put it into Vietnamese yet, that is said."""
        vi, en = self.text("action"), self.text("action_en")
        return Text(vi or (f"Xử trí (chưa dịch): {en}" if en else ""), en or vi)

    def interaction(self) -> Interaction:
        conditional = self.text("when") == "conditional"
        severity = _LEVELS.get(self.text("level"), Severity.WARNING)
        if severity is Severity.STOP and conditional:
            severity = Severity.WARNING
        return Interaction(
            self.code,
            self.table,
            (self.text("a") or self.name, self.text("b")),
            self.words("a_atc"),
            self.words("b_atc"),
            severity,
            self.says("effect"),
            self.action(),
            self.text("mechanism"),
            self.source or self.table,
            conditional,
        )

    def dose(self) -> DoseLimit:
        return DoseLimit(
            self.name,
            self.words("atc"),
            self.text("route") or "any",
            self.number("adult_max_day"),
            self.number("child_dose"),
            self.text("child_per"),
            self.number("child_max_mg_kg_day"),
            self.text("says_en"),
        )

    def risk(self) -> Risk:
        level = self.text("level")
        return Risk(
            self.code,
            self.name,
            self.words("atc"),
            Severity(level) if level else Severity.WARNING,
            self.says("says"),
            icd=self.words("icd"),
            trimesters=tuple(self.text("trimester").split()),
            under=self.whole("under"),
            over=self.whole("over"),
            below=self.whole("below"),
            max_day=self.number("max_day"),
        )
