"""What is measured: five things that people do all day, as requests to HIS54 and to the limit."""

import http.client
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import count
from random import Random
from typing import Any
from urllib.parse import quote

from sqlalchemy import create_engine, text

from bench import limit
from bench.houses import PASSWORD, Place
from bench.load import Request, request
from his.patients.names import searched
from kernel import keys
from seed.people import Person, name, person

_SAMPLE = 2000
_PAGE = 20  # lines that the search box shows


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do; `house` and `bare` make its requests."""

    id: str
    title: str
    writes: bool
    house: Callable[["Desk"], Request]
    bare: Callable[["Bare"], Request]


def sign_in(port: int, username: str = "reception", password: str = PASSWORD) -> dict[str, str]:
    """The headers of somebody who is signed in."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    who = json.dumps({"username": username, "password": password})
    line.request("POST", "/api/session", who, {"Content-Type": "application/json"})
    answer = line.getresponse()
    said = json.loads(answer.read())
    line.close()
    if answer.status != 200:
        raise RuntimeError(f"sign-in: {said}")
    cookie = (answer.getheader("Set-Cookie") or "").split(";", 1)[0]
    return {"Cookie": cookie, "X-CSRF-Token": said["csrf_token"]}


class Desk:
    """A signed-in desk at a house, which knows some of its patients.

    The houses are kept: a `seed` of an earlier run would send the same forms with the same keys,
    and be answered from memory or refused.
    """

    def __init__(self, place: Place, port: int, seed: int) -> None:
        self.port = port
        self.headers = sign_in(port)
        self.chance = Random(seed)  # noqa: S311
        ring = keys.load(place.data / "keys" / "ring.json")
        engine = create_engine(place.url)
        with engine.connect() as db:
            last = db.execute(text("SELECT max(number) FROM his_patient")).scalar() or 0
            step = max(1, last // _SAMPLE)
            found = db.execute(
                text(
                    "SELECT p.id, p.name_search, i.value FROM his_patient p "
                    "JOIN his_patient_identifier i ON i.patient_id = p.id AND i.kind = 'cccd' "
                    "WHERE p.number % :step = 0 ORDER BY p.number LIMIT :most"
                ),
                {"step": step, "most": _SAMPLE},
            ).all()
        engine.dispose()
        self.ids = [str(each.id) for each in found]
        self.names = [each.name_search.split() for each in found]
        place_ = "his_patient_identifier.value"
        self.cards = [ring.open(bytes(each.value), place_).decode() for each in found]
        self.chance.shuffle(self.ids)


class Bare:
    """What the limit's patients are called."""

    def __init__(self, patients: int, port: int, seed: int) -> None:
        from seed.people import people

        self.port = port
        self.chance = Random(seed)  # noqa: S311
        self.number = count(seed % 1000 * 1_000_000 + 2_000_000)
        known = list(people(7, min(patients, _SAMPLE), on=datetime.now(UTC).date()))
        self.names = [searched(each.name).split() for each in known]
        self.cards = [each.cccd for each in known if each.cccd]
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        line.request("GET", "/patients?name=nguyen&limit=1000")
        self.ids = [each["id"] for each in json.loads(line.getresponse().read())]
        line.close()


def newcomer(chance: Random) -> Person:
    """Grown up, with an identity card and a telephone, and unlike anybody who is here.

    No province has the code of his card: among a million people an invented number of a real
    one is somebody's now and then, and the desk is rightly asked whether it is he (409).
    """
    while True:
        found = person(chance, on=date.today(), ages=(18, 80))  # noqa: DTZ011
        if found.cccd and found.phone:
            *first, given = found.name.split()
            middle = name(chance, found.sex).split()[1:]
            unlike = " ".join([*first, *middle, given])
            phone = f"059{chance.randrange(10**7):07}"
            card = f"9{chance.randrange(10**11):011}"
            return replace(found, name=unlike, phone=phone, cccd=card)


def form_of(who: Person) -> dict[str, Any]:
    """What the desk fills in."""
    return {
        "name": who.name,
        "birth": who.birth,
        "sex": who.sex,
        "nationality": "VN",
        "ethnic_group": "01",
        "street": who.street,
        "phone": who.phone,
        "documents": [{"kind": "cccd", "value": who.cccd}],
    }


def _register(desk: Desk) -> Request:
    headers = desk.headers

    def make(_: int) -> bytes:
        key = f"{desk.chance.getrandbits(64):x}"
        body = json.dumps(form_of(newcomer(desk.chance))).encode()
        return request("POST", "/api/patients", {**headers, "Idempotency-Key": key}, body)

    return make


def _bare_register(bare: Bare) -> Request:
    def make(_: int) -> bytes:
        form = limit.row(next(bare.number), newcomer(bare.chance))
        return request("POST", "/patients", None, form.model_dump_json().encode())

    return make


def _asks(desk: Desk, path: Callable[[int], str]) -> Request:
    headers = {"Cookie": desk.headers["Cookie"]}
    return lambda n: request("GET", path(n), headers)


def _surname_and_given(names: list[Any], n: int) -> str:
    words = names[n % len(names)]
    return quote(f"{words[0]} {words[-1]}")


def _beginning(names: list[Any], n: int) -> str:
    return quote(" ".join(names[n % len(names)][:2]))


TASKS = (
    Task("register", "Register a patient", True, _register, _bare_register),
    Task(
        "find_by_name",
        "Find by name",
        False,
        lambda desk: _asks(
            desk, lambda n: f"/api/patients?limit={_PAGE}&q={_surname_and_given(desk.names, n)}"
        ),
        lambda bare: (
            lambda n: request(
                "GET",
                f"/patients?limit={_PAGE}&name={_beginning(bare.names, n)}",
            )
        ),
    ),
    Task(
        "find_by_card",
        "Find by identity card",
        False,
        lambda desk: _asks(desk, lambda n: f"/api/patients?q={desk.cards[n % len(desk.cards)]}"),
        lambda bare: lambda n: request("GET", f"/patients?card={bare.cards[n % len(bare.cards)]}"),
    ),
    Task(
        "open",
        "Open a patient",
        False,
        lambda desk: _asks(desk, lambda n: f"/api/patients/{desk.ids[n % len(desk.ids)]}"),
        lambda bare: lambda n: request("GET", f"/patients/{bare.ids[n % len(bare.ids)]}"),
    ),
    Task(
        "worklist",
        "Worklist of 50",
        False,
        lambda desk: _asks(desk, lambda _: "/api/encounters?limit=50"),
        lambda bare: lambda _: request("GET", f"/visits?limit=50&day={datetime.now(UTC).date()}"),
    ),
)
