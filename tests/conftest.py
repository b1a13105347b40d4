"""A hospital for each test: empty, on SQLite and on PostgreSQL, gone afterwards.

    db                a transaction on an empty hospital, always rolled back; the quickest
    database          an empty hospital of the test's own, for what commits
    app, sign_in      the application on it, and clients for whoever may do just this and that
    clinic            the practice clinic, with all its demo data; a copy of the test's own
    signed_in         a client for one of its people, through the real sign-in
    later             `later(minutes=6)` lets time pass

A test that uses any of them runs once per database: `pytest` alone on SQLite, `--postgres` on
both. Work for a test of the API is prepared with `with database.write(actor) as db: ...`, not
with `db`, whose open transaction the application would wait for.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Protocol
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from sqlmodel import Session

from app import practice
from app.house import House
from app.main import create_app
from his.catalogs import service as catalogs
from his.pricing import service as pricing
from kernel import clock, keys
from kernel.access import SYSTEM, Actor, act_as
from kernel.db import Database
from kernel.module import Permission
from kernel.settings import Settings
from tests.hospitals import Hospitals, open_on, ring
from tests.postgres import VARIABLE, Cluster

_WHO = "X-Test-Actor"
_OURS = {VARIABLE, "HIS54_OFFICIAL_DATA", "HIS54_FUZZ"}
_cluster = pytest.StashKey[Cluster]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--postgres", action="store_true", help="also on a PostgreSQL of our own")


def pytest_configure(config: pytest.Config) -> None:
    """No setting of the developer's counts. One PostgreSQL serves the whole run; xdist's
    workers find it in their environment."""
    for name in [name for name in os.environ if name.startswith("HIS54_")]:
        if name not in _OURS:
            del os.environ[name]
    os.environ["HIS54_CONFIG"] = os.devnull
    if config.getoption("--postgres") and VARIABLE not in os.environ:
        config.stash[_cluster] = Cluster().__enter__()
        os.environ[VARIABLE] = config.stash[_cluster].url()


def pytest_unconfigure(config: pytest.Config) -> None:
    if cluster := config.stash.get(_cluster, None):
        cluster.stop()
        del os.environ[VARIABLE]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "backend" in metafunc.fixturenames:
        found = ["sqlite", "postgresql"] if VARIABLE in os.environ else ["sqlite"]
        metafunc.parametrize("backend", found, indirect=True, scope="session")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests on the official lists need the lists, which are not ours to ship."""
    if "HIS54_OFFICIAL_DATA" not in os.environ:
        absent = pytest.mark.skip(reason="HIS54_OFFICIAL_DATA is not set")
        for item in items:
            if "official" in item.keywords:
                item.add_marker(absent)


@pytest.fixture(scope="session")
def _common(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all workers of this run share."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session", autouse=True)
def _house(tmp_path_factory: pytest.TempPathFactory, _common: Path) -> None:
    """A key ring for the run and a data folder for this process."""
    keys.use(ring(_common))
    data = tmp_path_factory.mktemp("data")
    os.environ["HIS54_DATA"] = str(data)
    (data / "demo-password").write_text("bep-than-hong-54")  # as app/practice.py keeps one


@pytest.fixture
def official() -> Path:
    """The folder of the official lists (tests marked `official`)."""
    return Path(os.environ["HIS54_OFFICIAL_DATA"]).resolve()


@pytest.fixture(scope="session")
def backend(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture(scope="session")
def hospitals(
    backend: str, tmp_path_factory: pytest.TempPathFactory, _common: Path, worker_id: str
) -> Iterator[Hospitals]:
    made = Hospitals(backend, tmp_path_factory.mktemp(backend), _common, worker_id)
    yield made
    made.close()


@pytest.fixture(scope="session")
def _shared(hospitals: Hospitals) -> Iterator[Database]:
    with open_on(hospitals.build(), hospitals.folder) as database:
        yield database


@pytest.fixture(scope="session")
def _lists(hospitals: Hospitals) -> str:
    def fill(database: Database) -> None:
        with database.write(SYSTEM, "lists") as db:
            catalogs.load_starter(db)
            catalogs.load_samples(db)
            pricing.from_catalogue(db)

    return hospitals.filled("lists", fill)


@pytest.fixture(scope="session")
def _shared_lists(hospitals: Hospitals, _lists: str) -> Iterator[Database]:
    with open_on(hospitals.build(_lists), hospitals.folder) as database:
        yield database


@pytest.fixture
def listed(hospitals: Hospitals, _lists: str) -> Iterator[Database]:
    """A hospital of the test's own that has the lists of the starter, the sample services and
    drugs with their prices, and nobody in it."""
    address = hospitals.build(_lists)
    with open_on(address, hospitals.folder) as database:
        yield database
    hospitals.tear_down(address)


@pytest.fixture
def database(hospitals: Hospitals) -> Iterator[Database]:
    """An empty hospital of the test's own."""
    address = hospitals.build()
    with open_on(address, hospitals.folder) as database:
        yield database
    hospitals.tear_down(address)


class Later(Protocol):
    def __call__(
        self, *, days: float = ..., hours: float = ..., minutes: float = ..., seconds: float = ...
    ) -> None: ...


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """Let time pass for whatever asks kernel.clock."""

    def later(*, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        more = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        monkeypatch.setattr(clock, "_ahead", clock._ahead + more)

    return later


@pytest.fixture
def actor() -> Actor:
    """Somebody of the house who signs what the test does through services."""
    return Actor(uuid4(), "BS. Lan", username="lan")


@pytest.fixture
def db(request: pytest.FixtureRequest, _shared: Database, actor: Actor) -> Iterator[Session]:
    """A session whose work is undone after the test."""
    if {"app", "clinic", "database"} & set(request.fixturenames):
        pytest.fail("`db` and the application do not mix: use `with database.write() as db`")
    with _shared.session(writing=True) as session:
        act_as(session, actor, "test")
        yield session
        session.rollback()


@pytest.fixture
def lists(_shared_lists: Database, actor: Actor) -> Iterator[Session]:
    """A session among those lists, whose work is undone after the test."""
    with _shared_lists.session(writing=True) as session:
        act_as(session, actor, "test")
        yield session
        session.rollback()


class Who:
    """Who the clients of a test are, by the header that they send."""

    def __init__(self) -> None:
        self.actors: dict[str, Actor] = {}

    def __call__(self, request: Request) -> Actor | None:
        return self.actors.get(request.headers.get(_WHO, ""))


@pytest.fixture
def who() -> Who:
    return Who()


@pytest.fixture
def app(database: Database, who: Who) -> FastAPI:
    return create_app(database, who)


@pytest.fixture
def clients(app: FastAPI) -> Iterator[Callable[[], TestClient]]:
    """Clients of one running application: they share its event loop, as browsers do."""
    with ExitStack() as stack:
        first: list[TestClient] = []

        def client() -> TestClient:
            if not first:
                first.append(stack.enter_context(TestClient(app)))
            other = TestClient(app, raise_server_exceptions=False)
            other.portal = first[0].portal
            return other

        yield client


class SignIn(Protocol):
    def __call__(
        self, *may: Permission, name: str = ..., id: UUID | None = ..., roles: tuple[str, ...] = ...
    ) -> TestClient: ...


@pytest.fixture
def sign_in(clients: Callable[[], TestClient], who: Who) -> SignIn:
    """`sign_in(PLACE, READ)` is a client for someone who may do just that."""

    def sign_in(
        *may: Permission, name: str = "KTV Hoa", id: UUID | None = None, roles: tuple[str, ...] = ()
    ) -> TestClient:
        actor = Actor(
            id or uuid4(),
            name,
            frozenset(permission.id for permission in may),
            username=name.rsplit(maxsplit=1)[-1].lower(),
            roles=frozenset(roles),
        )
        client = clients()
        client.headers[_WHO] = str(actor.id)
        who.actors[str(actor.id)] = actor
        return client

    return sign_in


@pytest.fixture(scope="session")
def _practice(hospitals: Hospitals) -> str:
    def fill(database: Database) -> None:
        practice.fill(House(Settings(), database))

    return hospitals.filled("practice", fill)


@pytest.fixture
def clinic(hospitals: Hospitals, _practice: str) -> Iterator[Database]:
    """The practice clinic as `make run` fills it."""
    address = hospitals.build(_practice)
    with open_on(address, hospitals.folder) as database:
        yield database
    hospitals.tear_down(address)


@pytest.fixture
def clinic_app(clinic: Database) -> FastAPI:
    return create_app(clinic)


@pytest.fixture
def signed_in(clinic_app: FastAPI) -> Iterator[Callable[[str], TestClient]]:
    """`signed_in("doctor")` went through the door, and carries the token that changes need."""
    with ExitStack() as stack:
        first = stack.enter_context(TestClient(clinic_app))

        def signed_in(username: str) -> TestClient:
            client = TestClient(clinic_app, raise_server_exceptions=False)
            client.portal = first.portal
            who = {"username": username, "password": practice.demo_password(Settings())}
            answer = client.post("/api/session", json=who)
            assert answer.status_code == 200, answer.text
            client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
            return client

        yield signed_in
