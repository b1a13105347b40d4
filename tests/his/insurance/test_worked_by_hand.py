"""Complete visits against tables that were worked out by hand (expected.json).

`good` is written out whole, field by field; the others say what differs from it. Fields that
are not named are empty. Every one must also pass all the rules, and read back the same.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from his.insurance.checking import check
from his.insurance.dossier import Dossier, Others
from his.insurance.layouts import layout_on
from his.insurance.tabulating import tables
from his.insurance.xmlfiles import as_bytes, envelope, read
from tests.his.insurance import visits
from tests.his.insurance.visits import CARD, STAY, at, blood, drug, exam, good, service, xray

DAY = date(2026, 8, 12)
EXPECTED: dict[str, dict[str, list[dict[str, str]]]] = json.loads(
    (Path(__file__).parent / "expected.json").read_text()
)


def at_rate(rate: str, *, xrays: str = "", drugs: str = "") -> dict[str, Any]:
    para: dict[str, Any] = {
        "code": "40.48",
        "quantity": "60",
        "price": "1250.5",
        "benefit": drugs or rate,
    }
    return {
        "drugs": (drug(benefit=drugs or rate), drug("Paracetamol 500mg", **para)),
        "services": (
            exam(benefit=rate),
            blood(benefit=rate),
            xray(benefit=xrays or rate),
        ),
    }


def stay(**more: Any) -> Any:
    return replace(STAY, revisit=(date(2026, 8, 19),), **more)


PARA: dict[str, Any] = {"code": "40.48", "quantity": "60", "price": "1250.5"}
TWO_XRAYS = {"services": (exam(), blood(), xray(quantity="2"))}  # stays above 15 %
LEVEL3, LEVEL2 = (
    replace(CARD, number="HT3797912345678"),
    replace(CARD, number="CK2797912345678"),
)
RENEWED = (
    replace(CARD, until=date(2026, 8, 12)),
    replace(LEVEL2, since=date(2026, 8, 13), until=date(2027, 8, 12)),
)
SECOND = service(
    "14.1896",
    "Khám Mắt",
    13,
    price="50600",
    rate_dv="30",
    ordered=at(9, 0),
    performed=None,
    resulted=None,
    performer="",
)
PROCEDURE = service(
    "15.0059.0908",
    "Lấy dị vật tai",
    18,
    price="101000",
    rate_dv="50",
    performed=at(9, 30),
    resulted=None,
    performer=visits.DOCTOR,
)
JOINT = service(
    "",
    "",
    10,
    price="150000000",
    cap="113850000",
    supply="N06.04.030",
    supply_name="Khớp nhân tạo",
    package="G1",
    unit="Cái",
    tender="12/QD-SYT;G1;N2;2026",
    performed=None,
    resulted=None,
    performer="",
)

VISITS: dict[str, tuple[Callable[[], Dossier], dict[str, Any]]] = {
    "good": (good, {}),
    "card of level 3, 95 %": (lambda: good(cards=(LEVEL3,), **at_rate("95")), {"rates": "95"}),
    "card of level 2, 100 %": (lambda: good(cards=(LEVEL2,), **at_rate("100")), {"rates": "100"}),
    "commune level, 100 % whatever the card": (
        lambda: good(stay=stay(route="1.2"), **at_rate("100")),
        {"rates": "100"},
    ),
    "95 % card off the route, half of it": (
        lambda: good(stay=stay(route="1.13"), cards=(LEVEL3,), **at_rate("47.5")),
        {"rates": "47.5"},
    ),
    "two cards in one visit": (
        lambda: good(cards=RENEWED, **at_rate("80", xrays="100", drugs="100")),
        {"rates": "80 100"},
    ),
    "no co-payment after five years": (
        lambda: good(
            stay=stay(exempt_from=date(2026, 7, 1), five_years=date(2025, 1, 1)), **at_rate("100")
        ),
        {"rates": "100"},
    ),
    "a drug outside the list": (
        lambda: good(drugs=(drug(), drug("Paracetamol 500mg", scope="2", **PARA)), **TWO_XRAYS),
        {},
    ),
    "a drug paid by half": (
        lambda: good(drugs=(drug(rate_bh="50"), drug("Paracetamol 500mg", **PARA)), **TWO_XRAYS),
        {},
    ),
    "another source pays part of the X-ray": (
        lambda: good(services=(exam(), blood(), xray(other=Others(state=Decimal(20000))))),
        {},
    ),
    "second examination at 30 %, a procedure at 50 %": (
        lambda: good(services=(exam(), blood(), xray(), SECOND, PROCEDURE)),
        {},
    ),
    "supplies above 45 base salaries": (
        lambda: good(services=(exam(), blood(), xray(), JOINT)),
        {},
    ),
    "the facility's price above the insured one": (
        lambda: good(services=(exam(), blood(), xray(price="90000", price_bh="70000"))),
        {},
    ),
}


def expected(name: str) -> dict[str, list[dict[str, str]]]:
    whole = EXPECTED["good"]
    differs = EXPECTED[name] if name != "good" else {}
    found = {}
    for table, rows in whole.items():
        others = differs.get(table, [])
        merged = [{**row, **(others[n] if n < len(others) else {})} for n, row in enumerate(rows)]
        found[table] = [*merged, *others[len(rows) :]]
    return found


@pytest.mark.parametrize("name", VISITS)
def test_the_tables_are_those_worked_out_by_hand(name: str) -> None:
    make, _ = VISITS[name]
    made = tables(make(), layout_on(DAY))
    said = {
        table: [{field: value for field, value in row.items() if value} for row in rows]
        for table, rows in made.items()
    }
    assert said == expected(name)


@pytest.mark.parametrize("name", VISITS)
def test_they_break_no_rule(name: str) -> None:
    make, more = VISITS[name]
    rates = frozenset(Decimal(rate) for rate in more.get("rates", "80").split())
    found = check(
        tables(make(), layout_on(DAY)), layout_on(DAY), visits.known(expected_rates=rates)
    )
    assert found == []


@pytest.mark.parametrize("name", VISITS)
def test_what_was_written_reads_back_the_same(name: str) -> None:
    make, _ = VISITS[name]
    of = layout_on(DAY)
    made = tables(make(), of)
    file = as_bytes(envelope(made, of, facility="79999", made_on=DAY))
    again = read(file, of)
    assert again.facility == "79999"
    assert list(again.dossiers) == [made]
    assert file == as_bytes(envelope(tables(make(), of), of, facility="79999", made_on=DAY))


def test_every_expectation_is_compared() -> None:
    assert set(EXPECTED) == set(VISITS)
