"""A PostgreSQL of our own: made in a folder that is thrown away, reached by a socket in it.

Tests and measurements use it, so that nothing on the machine is touched and nothing has to be
configured. PostgreSQL refuses to run as root; there it runs as Debian's `postgres`.

    python -m tests.postgres COMMAND ...   # runs COMMAND with HIS54_TEST_POSTGRES set
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

VARIABLE = "HIS54_TEST_POSTGRES"
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_size=4GB")
_ALWAYS = (
    "listen_addresses=",
    "max_connections=200",
    "shared_buffers=256MB",
    "timezone=UTC",
    "log_min_messages=fatal",
    "autovacuum_naptime=10s",
)


class NoPostgres(Exception):
    """PostgreSQL is not installed here (Debian's package `postgresql`)."""


def programs() -> Path:
    """The folder of the newest PostgreSQL server on this machine."""
    found = [
        each.parent
        for each in Path("/usr/lib/postgresql").glob("*/bin/postgres")
        if each.parent.parent.name.isdigit()
    ]
    if found:
        return max(found, key=lambda folder: int(folder.parent.name))
    if on_path := shutil.which("postgres"):
        return Path(on_path).resolve().parent
    raise NoPostgres


class Cluster:
    """A running server until the block ends; it also ends with the process that made it.

    `durable=False` is for tests alone: a crash of the machine would lose everything. `keep` is
    a folder in which the data outlast it (measurements fill a million patients once).
    """

    def __init__(self, *, durable: bool = False, keep: Path | None = None) -> None:
        self.durable = durable
        self.keep = keep
        self.bin = programs()
        # Not TMPDIR: the path of a socket must be short.
        self.folder = Path(tempfile.mkdtemp(prefix="his54-pg-", dir="/tmp"))
        self._server: subprocess.Popen[bytes] | None = None

    def url(self, database: str = "postgres") -> str:
        return f"postgresql+psycopg://{self._user}@/{database}?host={self.folder}"

    @property
    def _user(self) -> str:
        return "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name

    @property
    def _as_user(self) -> list[str]:
        """Run unprivileged, and be interrupted when our process dies."""
        command = ["setpriv", "--pdeathsig=INT"]
        if os.geteuid() == 0:
            command += [f"--reuid={self._user}", f"--regid={self._user}", "--clear-groups"]
        return [*command, "--"]

    def __enter__(self) -> Self:
        if os.geteuid() == 0:
            shutil.chown(self.folder, self._user, self._user)
        data = self.keep or self.folder / "data"
        if not (data / "PG_VERSION").exists():
            self._initialise(data)
        server = [str(self.bin / "postgres"), "-D", str(data), "-k", str(self.folder)]
        for setting in (*_ALWAYS, *(() if self.durable else _FAST)):
            server += ["-c", setting]
        log = (self.folder / "log").open("wb")
        with log:
            self._server = subprocess.Popen(
                [*self._as_user, *server], stdout=log, stderr=log, cwd=self.folder
            )
        self._wait()
        return self

    def _initialise(self, data: Path) -> None:
        if self.keep:
            self.keep.mkdir(parents=True, exist_ok=True)
            if os.geteuid() == 0:
                shutil.chown(self.keep, self._user, self._user)
        initdb = [str(self.bin / "initdb"), "--pgdata", str(data), "--username", self._user]
        initdb += ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run(
            [*self._as_user, *initdb], check=True, stdout=subprocess.DEVNULL, cwd=self.folder
        )

    def _wait(self) -> None:
        assert self._server
        ready = [str(self.bin / "pg_isready"), "-q", "-h", str(self.folder)]
        for _ in range(300):
            if self._server.poll() is not None:
                break
            if subprocess.run(ready, check=False).returncode == 0:
                return
            time.sleep(0.1)
        raise RuntimeError((self.folder / "log").read_text())

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        if self._server:
            self._server.send_signal(signal.SIGINT)  # "fast shutdown"
            self._server.wait(30)
            self._server = None
        shutil.rmtree(self.folder, ignore_errors=True)


def main(command: list[str]) -> int:
    with Cluster() as cluster:
        environment = dict(os.environ, **{VARIABLE: cluster.url()})
        return subprocess.run(command, check=False, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
