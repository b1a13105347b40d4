"""Codec workers: a few processes beside the server, with limits of time and memory.

A picture that makes a codec crash or hang costs its own request, and nothing else.
"""

import atexit
import json
import os
import select
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

_LENGTHS = struct.Struct("<IQ")
_ROOT = Path(__file__).parents[2]
_IDLE = 60.0  # seconds after which a worker that nobody needs goes home
_MOST_ANSWER = 4 * 1_073_741_824
_MEMORY_MB = 3072
_KEEP = ("PATH", "HOME", "LANG", "LC_ALL", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "VIRTUAL_ENV")


class CodecRefused(Exception):
    """The codec could not make it; the text says why, in its own words."""


class CodecHung(CodecRefused):
    """It took too long, and was ended."""


class CodecDied(CodecRefused):
    """The process ended by itself."""


class Worker:
    """One process. Not for two threads at once."""

    def __init__(self, memory_mb: int = _MEMORY_MB) -> None:
        environment = {name: os.environ[name] for name in _KEEP if name in os.environ}
        environment |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONUTF8": "1"}
        self.process = subprocess.Popen(  # noqa: S603 (our own module, nothing of a client's)
            [sys.executable, "-m", "ris_pacs.web.codec_worker", str(memory_mb)],
            cwd=_ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.since = time.monotonic()

    def run(self, job: Mapping[str, Any], seconds: float) -> bytes:
        """Raises CodecRefused; after CodecHung and CodecDied the process is gone."""
        until = time.monotonic() + seconds
        told = json.dumps(job).encode()
        sending, hearing = self.process.stdin, self.process.stdout
        assert sending is not None
        assert hearing is not None
        try:
            sending.write(_LENGTHS.pack(len(told), 0) + told)
            sending.flush()
            head, length = _LENGTHS.unpack(self._hear(hearing, _LENGTHS.size, until))
            said = json.loads(self._hear(hearing, head, until))
            body = self._hear(hearing, min(length, _MOST_ANSWER), until)
        except TimeoutError as error:
            self.end()
            raise CodecHung(f"{seconds:g} s") from error
        except (OSError, EOFError) as error:
            self.end()
            raise CodecDied(f"exit {self.process.returncode}") from error
        if "refused" in said:
            raise CodecRefused(said["refused"])
        return body

    @staticmethod
    def _hear(pipe: IO[bytes], length: int, until: float) -> bytes:
        got = bytearray()
        while len(got) < length:
            left = until - time.monotonic()
            if left <= 0 or not select.select([pipe], [], [], left)[0]:
                raise TimeoutError
            piece = os.read(pipe.fileno(), min(1 << 20, length - len(got)))
            if not piece:
                raise EOFError
            got += piece
        return bytes(got)

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                try:
                    pipe.close()
                except OSError:
                    continue


class Pool:
    """As many workers as there is work for, up to a number; those that idle go home."""

    def __init__(self, most: int | None = None, memory_mb: int = _MEMORY_MB) -> None:
        self._most = most or max(1, min(4, os.cpu_count() or 1))
        self._memory_mb = memory_mb
        self._places = threading.BoundedSemaphore(self._most)
        self._idle: list[Worker] = []
        self._lock = threading.Lock()
        self._sweeper: threading.Timer | None = None

    def run(self, job: Mapping[str, Any], *, seconds: float = 20.0) -> bytes:
        """Raises CodecRefused."""
        if not self._places.acquire(timeout=seconds * 2):
            raise CodecHung("queue")
        try:
            worker = self._take()
            try:
                body = worker.run(job, seconds)
            except (CodecHung, CodecDied):
                raise
            except CodecRefused:
                self._give_back(worker)
                raise
            self._give_back(worker)
            return body
        finally:
            self._places.release()

    def _take(self) -> Worker:
        with self._lock:
            while self._idle:
                worker = self._idle.pop()
                if worker.process.poll() is None:
                    return worker
                worker.end()
        return Worker(self._memory_mb)

    def _give_back(self, worker: Worker) -> None:
        worker.since = time.monotonic()
        with self._lock:
            self._idle.append(worker)
            if self._sweeper is None:
                self._later()

    def _later(self) -> None:
        self._sweeper = threading.Timer(_IDLE / 2, self._sweep)
        self._sweeper.daemon = True
        self._sweeper.start()

    def _sweep(self) -> None:
        with self._lock:
            old = [w for w in self._idle if time.monotonic() - w.since > _IDLE]
            self._idle = [w for w in self._idle if w not in old]
            self._sweeper = None
            if self._idle:
                self._later()
        for worker in old:
            worker.end()

    @property
    def idle(self) -> int:
        with self._lock:
            return len(self._idle)

    def close(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
            if self._sweeper:
                self._sweeper.cancel()
                self._sweeper = None
        for worker in idle:
            worker.end()


POOL = Pool()
LONG = Pool(most=1)
"""For what takes minutes (a disc, a compression): it never stands in the way of who looks."""
atexit.register(POOL.close)
atexit.register(LONG.close)
