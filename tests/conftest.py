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
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Protocol
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, make_url, text
from sqlmodel import Session, SQLModel

from app import practice
from app.house import House
from app.main import create_app
from app.modules import INSTALLED
from his.catalogs import service as catalogs
from his.pricing import service as pricing
from kernel import assembly, clock, keys
from kernel.access import SYSTEM, Actor, act_as
from kernel.db import Database
from kernel.module import Permission
from kernel.settings import Settings
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


@pytest.fixture(scope="session", autouse=True)
def _house(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A key ring and a data folder for this process."""
    keys.use(keys.fresh())
    os.environ["HIS54_DATA"] = str(tmp_path_factory.mktemp("data"))


@pytest.fixture
def official() -> Path:
    """The folder of the official lists (tests marked `official`)."""
    return Path(os.environ["HIS54_OFFICIAL_DATA"]).resolve()


class Hospitals:
    """Empty hospitals, each a copy of one that is made once."""

    def __init__(self, backend: str, folder: Path, worker: str) -> None:
        self.backend = backend
        self.folder = folder
        self._prefix = f"his54_{worker}_{os.getpid()}"
        self._made = 0
        self.template = self.bare()
        with _closing(self.template, self.folder) as database:
            SQLModel.metadata.create_all(database.engine)

    def bare(self) -> str:
        """The address of a database without a table."""
        self._made += 1
        address = self._address(str(self._made))
        self._create(address, None)
        return address

    def build(self, template: str | None = None) -> str:
        """The address of a new copy of the empty hospital, or of another one."""
        self._made += 1
        address = self._address(str(self._made))
        self._create(address, template or self.template)
        return address

    def tear_down(self, address: str) -> None:
        if self.backend == "sqlite":
            for end in ("", "-wal", "-shm"):
                Path(f"{make_url(address).database}{end}").unlink(missing_ok=True)
        else:
            self._tell(f'DROP DATABASE IF EXISTS "{make_url(address).database}" WITH (FORCE)')

    def _address(self, name: str) -> str:
        if self.backend == "sqlite":
            return f"sqlite:///{self.folder / f'{name}.db'}"
        server = make_url(os.environ[VARIABLE])
        address = server.set(database=f"{self._prefix}_{name}")
        return address.render_as_string(hide_password=False)

    def _create(self, address: str, template: str | None) -> None:
        name = make_url(address).database
        if self.backend == "postgresql":
            # FILE_COPY: twice as fast for databases as small as these.
            like = (
                f'TEMPLATE "{make_url(template).database}" STRATEGY file_copy' if template else ""
            )
            self._tell(f'CREATE DATABASE "{name}" {like}')
        elif template:
            shutil.copyfile(str(make_url(template).database), str(name))

    def _tell(self, command: str) -> None:
        engine = create_engine(os.environ[VARIABLE], isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(command))
        engine.dispose()


class _closing:
    """A database of this address with the modules on, closed at the end."""

    def __init__(self, address: str, folder: Path) -> None:
        self.database = Database(address, folder)
        self.database.assembly = assembly.build(INSTALLED)

    def __enter__(self) -> Database:
        return self.database

    def __exit__(self, *_: object) -> None:
        self.database.close()


@pytest.fixture(scope="session")
def backend(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture(scope="session")
def hospitals(backend: str, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Hospitals:
    return Hospitals(backend, tmp_path_factory.mktemp(backend), worker_id)


@pytest.fixture(scope="session")
def _shared(hospitals: Hospitals) -> Iterator[Database]:
    with _closing(hospitals.build(), hospitals.folder) as database:
        yield database


@pytest.fixture(scope="session")
def _lists(hospitals: Hospitals) -> str:
    address = hospitals.build()
    with _closing(address, hospitals.folder) as database, database.write(SYSTEM, "lists") as db:
        catalogs.load_starter(db)
        catalogs.load_samples(db)
        pricing.from_catalogue(db)
    return address


@pytest.fixture(scope="session")
def _shared_lists(hospitals: Hospitals, _lists: str) -> Iterator[Database]:
    with _closing(hospitals.build(_lists), hospitals.folder) as database:
        yield database


@pytest.fixture
def listed(hospitals: Hospitals, _lists: str) -> Iterator[Database]:
    """A hospital of the test's own that has the lists of the starter, the sample services and
    drugs with their prices, and nobody in it."""
    address = hospitals.build(_lists)
    with _closing(address, hospitals.folder) as database:
        yield database
    hospitals.tear_down(address)


@pytest.fixture
def database(hospitals: Hospitals) -> Iterator[Database]:
    """An empty hospital of the test's own."""
    address = hospitals.build()
    with _closing(address, hospitals.folder) as database:
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
    address = hospitals.build()
    with _closing(address, hospitals.folder) as database:
        practice.fill(House(Settings(), database))
    return address


@pytest.fixture
def clinic(hospitals: Hospitals, _practice: str) -> Iterator[Database]:
    """The practice clinic as `make run` fills it."""
    address = hospitals.build(_practice)
    with _closing(address, hospitals.folder) as database:
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
