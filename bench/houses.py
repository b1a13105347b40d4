"""Houses to measure: a filled database, and servers on it as processes of their own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import create_engine, make_url, text

ROOT = Path(__file__).parents[1]
PASSWORD = "Practice-54-Measure"  # noqa: S105 (of invented people on this machine)
_HIS54 = [sys.executable, "-c", "from app.cli import main; main()"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a house lives: its data folder (keys, files) and its database."""

    data: Path
    url: str
    password: str = PASSWORD

    def environment(self, **more: str) -> dict[str, str]:
        clean = {k: v for k, v in os.environ.items() if not k.startswith("HIS54_")}
        return clean | {
            "HIS54_CONFIG": os.devnull,
            "HIS54_DATA": str(self.data),
            "HIS54_DATABASE_URL": self.url,
            "HIS54_DEMO_PASSWORD": self.password,
            **more,
        }

    def his54(self, *command: str) -> None:
        """Run a command of the operator's on this house."""
        subprocess.run(
            [*_HIS54, *command], check=True, cwd=ROOT, env=self.environment(), stdout=sys.stderr
        )

    @property
    def is_sqlite(self) -> bool:
        return self.url.startswith("sqlite")


def fill(place: Place, patients: int) -> None:
    """Tables, the practice clinic, and so many patients."""
    place.data.mkdir(parents=True, exist_ok=True)
    place.his54("migrate")
    place.his54("seed")
    if patients:
        place.his54("seed", "--patients", str(patients))


def copy(place: Place, data: Path, url: str) -> Place:
    """The same house again, so that a measurement leaves the first one as it was."""
    shutil.copytree(place.data, data, dirs_exist_ok=True)
    if place.url and not place.is_sqlite:
        source, name = make_url(place.url), make_url(url).database
        server = source.set(database="postgres").render_as_string(hide_password=False)
        engine = create_engine(server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
            like = f'TEMPLATE "{source.database}" STRATEGY file_copy'
            connection.execute(text(f'CREATE DATABASE "{name}" {like}'))
        engine.dispose()
    return Place(data, url)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


@dataclass
class Server:
    """A server until the block ends; `kill` is a power cut."""

    command: list[str]
    environment: dict[str, str]
    port: int
    ready: str = "/readyz"
    started_in: float = 0.0
    log: Path = field(default_factory=lambda: Path(tempfile.mkstemp(prefix="his54-log-")[1]))
    process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        began = time.perf_counter()
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.environment,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        while not self._answers():
            if self.process.poll() is not None or time.perf_counter() - began > 120:
                self.kill()
                raise RuntimeError(self.log.read_text()[-4000:])
            time.sleep(0.02)
        self.started_in = time.perf_counter() - began
        return self

    def _answers(self) -> bool:
        try:
            address = f"http://127.0.0.1:{self.port}{self.ready}"
            with urllib.request.urlopen(address, timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def kill(self) -> None:
        """Every process of the server ends at once, whatever it was doing."""
        if self.process:
            with _gone_is_fine():
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def processes(self) -> set[int]:
        """Its processes now: a worker that was replaced has another number."""
        assert self.process
        found = set()
        for each in Path("/proc").glob("[0-9]*"):
            with _gone_is_fine():
                if os.getpgid(int(each.name)) == self.process.pid:
                    found.add(int(each.name))
        return found

    def cpu_seconds(self) -> float:
        """Processor time of all its processes until now."""
        assert self.process
        ticks = 0
        for each in Path("/proc").glob("[0-9]*"):
            with _gone_is_fine():
                if os.getpgid(int(each.name)) == self.process.pid:
                    told = (each / "stat").read_text().rsplit(")", 1)[1].split()
                    ticks += int(told[11]) + int(told[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory_mb(self) -> float:
        """Resident memory of all its processes; shared pages count once (PSS)."""
        assert self.process
        total = 0
        for each in Path("/proc").glob("[0-9]*"):
            with _gone_is_fine():
                if os.getpgid(int(each.name)) == self.process.pid:
                    lines = (each / "smaps_rollup").read_text().splitlines()
                    total += sum(int(line.split()[1]) for line in lines if line[:4] == "Pss:")
        return total / 1024

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self.process and self.process.poll() is None:
            with _gone_is_fine():
                os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(25)
            except subprocess.TimeoutExpired:
                self.kill()
        self.log.unlink(missing_ok=True)


def _gone_is_fine() -> suppress:
    return suppress(ProcessLookupError, FileNotFoundError, PermissionError)


def house(place: Place, *, workers: int = 1, **settings: str) -> Server:
    """HIS54 as an operator starts it."""
    port = free_port()
    more = {"HIS54_PORT": str(port), "HIS54_WORKERS": str(workers), **settings}
    return Server([*_HIS54, "serve"], place.environment(**more), port)


def limit(url: str, *, workers: int = 1) -> Server:
    """The bare application (bench/limit.py)."""
    port = free_port()
    environment = os.environ | {"HIS54_DATABASE_URL": url}
    command = [sys.executable, "-m", "bench.limit", str(port), str(workers)]
    return Server(command, environment, port, "/openapi.json")
