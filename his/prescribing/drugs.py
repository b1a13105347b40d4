"""Drugs of the facility as prescribing sees them: the shared list, stock, price, in one answer."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from his.catalogs import service as catalogs
from his.prescribing.checks.doses import in_mg
from his.prescribing.checks.facts import Ingredient
from his.prescribing.slots import Stock, stock_of
from his.pricing import service as pricing
from kernel.clock import today


@dataclass(frozen=True, slots=True)
class Drug:
    """One product of the list, as it stands on a day."""

    code: str
    name: str
    brand: str
    substance: str
    strength: str
    form: str
    route: str
    unit: str
    use_unit: str
    per_unit: Decimal
    step: Decimal
    atc: str
    control: str
    high_alert: bool
    scope: str
    rate_bh: int | None
    condition: str
    registration: str
    tender: str
    ministry_code: str
    indications: str
    icd: tuple[str, ...]
    contraindications: str
    usual: tuple[Decimal, ...]
    ingredients: tuple[Ingredient, ...]
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Offer:
    """A drug with what is left of it and what it costs this payer."""

    drug: Drug
    stock: Stock | None
    price: pricing.Price | None


def of(entry: catalogs.Entry) -> Drug:
    """The drug that an entry of list `drug` describes."""
    facts: dict[str, Any] = entry.facts or {}

    def text(name: str) -> str:
        return str(facts.get(name) or "")

    unit = text("unit")
    return Drug(
        code=entry.code,
        name=entry.name,
        brand=text("brand"),
        substance=text("substance"),
        strength=text("strength"),
        form=text("form"),
        route=text("route"),
        unit=unit,
        use_unit=text("use_unit") or unit,
        per_unit=_number(facts.get("per_unit"), Decimal(1)),
        step=_number(facts.get("step"), Decimal(1)),
        atc=text("atc"),
        control=text("control"),
        high_alert=bool(facts.get("high_alert")),
        scope=text("scope") or "1",
        rate_bh=facts.get("rate_bh"),
        condition=text("condition"),
        registration=text("registration"),
        tender=text("tender"),
        ministry_code=entry.ministry_code,
        indications=text("indications"),
        icd=tuple(facts.get("icd") or ()),
        contraindications=text("contraindications"),
        usual=_usual(text("usual")),
        ingredients=ingredients(facts),
        facts=facts,
    )


def ingredients(facts: Mapping[str, Any]) -> tuple[Ingredient, ...]:
    """ "amoxicilin:J01CA04:500 mg": name, ATC, how much in one unit of use.

    Where the list has no such column yet, the one substance with the product's ATC.
    """
    found = []
    for each in facts.get("ingredients") or ():
        name, _, rest = str(each).partition(":")
        atc, _, amount = rest.partition(":")
        number, _, unit = amount.strip().partition(" ")
        found.append(_ingredient(name, atc, number, unit))
    if not found and facts.get("substance"):
        found.append(Ingredient(str(facts["substance"]).lower(), str(facts.get("atc") or "")))
    return tuple(found)


def _ingredient(name: str, atc: str, number: str, unit: str) -> Ingredient:
    try:
        amount = Decimal(number) if number else None
    except ArithmeticError:
        amount = None
    mg = in_mg(amount, unit)
    if mg is not None:
        return Ingredient(name.strip(), atc.strip(), mg, "mg")
    return Ingredient(name.strip(), atc.strip(), amount, unit)


def _usual(text: str) -> tuple[Decimal, ...]:
    parts = [_number(p, Decimal(0)) for p in text.split("-")] if text else []
    return tuple((*parts, *[Decimal(0)] * 4)[:4])


def _number(value: object, otherwise: Decimal) -> Decimal:
    try:
        return Decimal(str(value)) if value not in (None, "") else otherwise
    except ArithmeticError:
        return otherwise


def many(db: Session, codes: Collection[str], *, on: date | None = None) -> dict[str, Drug]:
    """Drugs by code, in force on a day; one question."""
    return {code: of(e) for code, e in catalogs.entries(db, "drug", codes, on=on).items()}


def one(db: Session, code: str) -> Drug:
    """Raises NotInCatalogue."""
    return of(catalogs.demand(db, "drug", code))


def offers(db: Session, drugs: Collection[Drug], *, payer: str) -> list[Offer]:
    """Stock and price beside each drug: two questions for all of them."""
    codes = [d.code for d in drugs]
    stock = stock_of(db, codes)
    prices = pricing.prices_of(db, "drug", codes, payer, today())
    return [Offer(d, stock.get(d.code), prices.get(d.code)) for d in drugs]


def search(db: Session, text: str, *, payer: str, limit: int = 20) -> list[Offer]:
    """By brand, ingredient, code, ATC, without diacritics; what is in stock comes first."""
    found = [of(e) for e in catalogs.search(db, "drug", text, limit=limit)]
    shown = offers(db, found, payer=payer)
    return sorted(shown, key=lambda o: o.stock is not None and o.stock.quantity <= 0)


def alternatives(db: Session, drug: Drug) -> list[Drug]:
    """Others with the same ingredients: those of the same strength and form first."""
    asked = select(catalogs.Entry).where(
        col(catalogs.Entry.list_id) == "drug",
        col(catalogs.Entry.ministry_code) == drug.ministry_code,
        col(catalogs.Entry.code) != drug.code,
        catalogs.in_force_on(today()),
    )
    if not drug.ministry_code:
        return []
    others = [of(e) for e in db.execute(asked.limit(50)).scalars()]
    return sorted(others, key=lambda o: (o.strength != drug.strength, o.form != drug.form, o.code))
