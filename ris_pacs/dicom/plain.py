"""Pictures in a plain syntax, for nodes that take no compressed ones: decoded without loss by a
process of its own (`decoding`), with limits of time and memory, into a file that is thrown away.
The kept file is only read."""

import json
import os
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from ris_pacs.dicom import commands
from ris_pacs.dicom.requesting import EXPLICIT, IMPLICIT, Association, Sending

_SECONDS = 60.0
_ROOT = Path(__file__).parents[2]
_KEEP = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV")


class CannotDecode(Exception):
    """It cannot be made plain; the text says why."""


class Plain:
    """The process, begun when it is first needed; not for two threads at once."""

    def __init__(self, seconds: float = _SECONDS) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self.errors: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def store(self, line: Association, file: Sending, origin: tuple[str, int] | None = None) -> int:
        """As it lies, or plain where the node takes only that; answers the status."""
        if line.context(file.sop_class, file.syntax) is not None:
            return line.store(file, origin=origin)
        to = next((s for s in (EXPLICIT, IMPLICIT) if line.context(file.sop_class, s)), "")
        if not to:
            return commands.NO_SUCH_CLASS
        try:
            with self.made(file, to) as plain:
                return line.store(plain, origin=origin)
        except CannotDecode as error:
            self.errors.append(str(error))
            return commands.CANNOT_UNDERSTAND

    @contextmanager
    def made(self, file: Sending, to: str) -> Iterator[Sending]:
        """The same picture in a plain syntax, while the block lasts. Raises CannotDecode."""
        with tempfile.TemporaryDirectory(prefix="his54-plain-") as folder:
            into = Path(folder) / "plain"
            self._run({"path": str(file.path), "into": str(into), "to": to})
            yield Sending(into, 0, file.sop_class, file.uid, to, file.over)

    def _run(self, job: dict[str, str]) -> None:
        if self._process is None:
            self._process = self._begun()
        asks, tells = self._process.stdin, self._process.stdout
        assert asks is not None
        assert tells is not None
        try:
            asks.write(json.dumps(job).encode() + b"\n")
            asks.flush()
            said = self._line(tells.fileno())
        except TimeoutError as error:
            self._end()
            raise CannotDecode(f"decoding took longer than {self._seconds:g} s") from error
        except (OSError, EOFError, ValueError) as error:
            self._end()
            raise CannotDecode("the decoder died") from error
        if said:
            raise CannotDecode(said)

    def _line(self, pipe: int) -> str:
        told, until = b"", time.monotonic() + self._seconds
        while not told.endswith(b"\n"):
            left = until - time.monotonic()
            if left <= 0 or not select.select([pipe], [], [], left)[0]:
                raise TimeoutError
            piece = os.read(pipe, 65536)
            if not piece:
                raise EOFError
            told += piece
        return str(json.loads(told)["refused"])

    @staticmethod
    def _begun() -> "subprocess.Popen[bytes]":
        environment = {name: os.environ[name] for name in _KEEP if name in os.environ}
        environment |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONUTF8": "1"}
        return subprocess.Popen(
            [sys.executable, "-m", "ris_pacs.dicom.decoding"],
            cwd=_ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe:
                    with suppress(OSError):
                        pipe.close()
        self._process = None
