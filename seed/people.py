"""Invented people for the demo hospital and for measuring: believable, and nobody.

Names follow the shares of real surnames; every number lies where none is given out: identity
numbers of place 099, telephones of 050, insurance numbers of province 99. The same `Random`
gives the same people.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from random import Random

LISTS = Path(__file__).parent / "demo"

_YEAR_ONLY_FROM = 70  # from this age on some know only their year of birth


@dataclass(frozen=True, slots=True)
class Person:
    """What a registration form holds. `birth` is "1980-05-17" or "1950"; sex male or female."""

    name: str
    sex: str
    birth: str
    cccd: str | None
    bhyt: str | None
    phone: str | None
    street: str


@dataclass(frozen=True, slots=True)
class _Lists:
    surnames: tuple[Sequence[str], Sequence[float]]
    middles: dict[str, tuple[Sequence[str], Sequence[float]]]
    givens: dict[str, Sequence[str]]
    streets: Sequence[str]


def _rows(name: str) -> list[dict[str, str]]:
    with (LISTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _weighted(rows: list[dict[str, str]], column: str) -> tuple[Sequence[str], Sequence[float]]:
    return [r[column] for r in rows], list(accumulate(float(r["weight"]) for r in rows))


@lru_cache
def _lists() -> _Lists:
    middles, givens = _rows("middle_names.csv"), _rows("given_names.csv")
    return _Lists(
        surnames=_weighted(_rows("surnames.csv"), "surname"),
        middles={s: _weighted([r for r in middles if r["sex"] == s], "name") for s in "MF"},
        givens={s: [r["name"] for r in givens if r["sex"] == s] for s in "MF"},
        streets=[r["street"] for r in _rows("streets.csv")],
    )


def _pick(chance: Random, weighted: tuple[Sequence[str], Sequence[float]]) -> str:
    names, sums = weighted
    return chance.choices(names, cum_weights=sums)[0]


def name(chance: Random, sex: str) -> str:
    """Surname, one or two middle names, given name."""
    lists, letter = _lists(), "M" if sex == "male" else "F"
    parts = [_pick(chance, lists.surnames), _pick(chance, lists.middles[letter])]
    given = chance.choice(lists.givens[letter])
    if chance.random() < 0.35:
        parts.append(chance.choice(lists.givens[letter]))
    return " ".join([*dict.fromkeys(parts), given])


def phone(chance: Random) -> str:
    return f"050{chance.randrange(10**7):07}"


def cccd(chance: Random, sex: str, year: int) -> str:
    century = 2 * (year // 100 - 19) + (sex == "female")
    return f"099{century}{year % 100:02}{chance.randrange(10**6):06}"


def bhyt(chance: Random, age: int) -> str:
    group = "TE1" if age < 6 else chance.choice(("DN4", "GD4", "HS4", "HT3", "HN2", "CK2"))
    return f"{group}9999{chance.randrange(10**8):08}"


def person(
    chance: Random, *, on: date, sex: str | None = None, ages: tuple[int, int] | None = None
) -> Person:
    """Somebody who lives on that day. `ages` are full years, both ends included."""
    sex = sex or chance.choice(("male", "female"))
    least, most = ages or (0, 92)
    age = chance.randint(least, most)
    born = on - timedelta(days=int(age * 365.2425) + chance.randrange(1, 365))
    year_only = age >= _YEAR_ONLY_FROM and chance.random() < 0.3
    return Person(
        name=name(chance, sex),
        sex=sex,
        birth=str(born.year) if year_only else born.isoformat(),
        cccd=cccd(chance, sex, born.year) if age >= 14 and chance.random() < 0.9 else None,
        bhyt=bhyt(chance, age) if chance.random() < 0.85 else None,
        phone=phone(chance) if chance.random() < 0.92 else None,
        street=f"{chance.randint(1, 300)} {chance.choice(_lists().streets)}",
    )


def people(seed: int, count: int, *, on: date) -> Iterator[Person]:
    chance = Random(seed)  # noqa: S311 (invented people, no secret)
    for _ in range(count):
        yield person(chance, on=on)
