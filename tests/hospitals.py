"""The databases of tests: each a copy of one that is filled once, whoever of xdist's workers
comes to it first. They live as long as the run, so nothing waits for the disk."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event, make_url, text
from sqlmodel import SQLModel

from app.modules import INSTALLED
from kernel import assembly, keys
from kernel.db import Database
from tests.postgres import VARIABLE


def ring(shared: Path) -> keys.KeyRing:
    """One key ring for all workers, so that each can read what another has filled."""
    file = shared / "keys" / "ring.json"
    with _alone(shared / "keys.lock"):
        if not file.exists():
            keys.save(keys.fresh(), file)
    return keys.load(file)


class Hospitals:
    """Empty hospitals and full ones, each a copy of one that is made once."""

    def __init__(self, backend: str, folder: Path, shared: Path, worker: str) -> None:
        self.backend = backend
        self.folder = folder
        self._shared = shared
        self._prefix = f"his54_{worker}_{os.getpid()}"
        self._made = 0
        self._behind = ThreadPoolExecutor(1, "hospitals")  # who waits for a demolition?
        self.template = self.filled("empty", lambda _: None)

    def bare(self) -> str:
        """The address of a database without a table."""
        address = self._next()
        self._create(address, None)
        return address

    def build(self, template: str | None = None) -> str:
        """The address of a new copy of the empty hospital, or of another one."""
        address = self._next()
        self._create(address, template or self.template)
        return address

    def filled(self, name: str, fill: Callable[[Database], None]) -> str:
        """The address of what `fill` made of an empty hospital: one for all workers.

        Nobody uses it but to copy it. What it keeps beside the database is copied to ours.
        """
        folder = self._shared / f"{self.backend}-{name}"
        with _alone(folder.with_suffix(".lock")):
            done = folder / "done"
            if not done.exists():
                folder.mkdir(exist_ok=True)
                address = self._address(name, folder)
                self._create(address, getattr(self, "template", None))
                with open_on(address, folder) as database:
                    if name == "empty":
                        SQLModel.metadata.create_all(database.engine)
                    fill(database)
                done.write_text(address)
            found = done.read_text()
        if (folder / "files").is_dir():
            shutil.copytree(folder / "files", self.folder / "files", dirs_exist_ok=True)
        return found

    def tear_down(self, address: str) -> None:
        if self.backend == "sqlite":
            for end in ("", "-wal", "-shm"):
                Path(f"{make_url(address).database}{end}").unlink(missing_ok=True)
        else:
            name = make_url(address).database
            self._behind.submit(self._tell, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def close(self) -> None:
        self._behind.shutdown()

    def _next(self) -> str:
        self._made += 1
        return self._address(str(self._made), self.folder)

    def _address(self, name: str, folder: Path) -> str:
        if self.backend == "sqlite":
            return f"sqlite:///{folder / f'{name}.db'}"
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


@contextmanager
def open_on(address: str, folder: Path) -> Iterator[Database]:
    """A database of this address with the modules on, closed at the end."""
    database = Database(address, folder)
    database.assembly = assembly.build(INSTALLED)
    if database.is_sqlite:
        for engine in {database.engine, database.reader, database.writer}:
            event.listen(engine, "connect", _hurry)
    try:
        yield database
    finally:
        database.close()


def _hurry(connection: Any, _: object) -> None:
    """As the PostgreSQL of tests (tests/postgres.py): a test's database outlives no power cut."""
    connection.execute("PRAGMA synchronous=OFF")


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
