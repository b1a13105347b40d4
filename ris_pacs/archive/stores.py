"""Where the files lie: behind one small interface, so that another kind of store can stand in.

A file is written to a place that nobody knows, brought to the disk under its name (its folder
was brought there when it was made), and only then named in the index. A file that the index does
not name is an orphan: of a transaction that never was; `sweep` removes it after an hour.
"""

import errno
import io
import os
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from uuid import UUID

from ris_pacs.archive.errors import PictureStoreFull

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_LEFT = 3600.0


@dataclass(frozen=True, slots=True)
class Room:
    """How full the disk is that the store lies on."""

    total: int
    free: int

    @property
    def used_percent(self) -> float:
        return 100.0 * (self.total - self.free) / self.total if self.total else 0.0


class PictureStore(Protocol):
    """What every kind of store can do. `path` is what the index keeps."""

    def draft(self, instance_id: UUID) -> "Draft": ...
    def name(self, draft: "Draft", day: str, folder: str) -> str: ...
    def sync(self, draft: "Draft") -> None: ...
    def read(self, path: str, offset: int, length: int) -> bytes: ...
    def local(self, path: str) -> Path: ...
    def remove(self, path: str) -> None: ...
    def room(self) -> Room: ...


@dataclass(slots=True)
class Draft:
    """A file that is being written; nobody else knows of it."""

    instance_id: UUID
    path: str
    file: io.FileIO

    def discard(self) -> None:
        with suppress(OSError):
            self.file.close()
        Path(self.path).unlink(missing_ok=True)


class LocalStore:
    """Files of this machine: <folder>/2026/11/22/<study's digest>/<instance id>."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._top = f"{folder}/"
        self._drafts = f"{folder}/incoming"
        self._made: set[str] = set()

    def draft(self, instance_id: UUID) -> Draft:
        """Somewhere to write. Raises PictureStoreFull."""
        path = f"{self._drafts}/{instance_id.hex}"
        try:
            self._make(self._drafts)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise _meant(error) from error
        return Draft(instance_id, path, io.FileIO(handle, "wb"))

    def name(self, draft: Draft, day: str, folder: str) -> str:
        """To its place; on the disk only after `sync`. Raises PictureStoreFull."""
        place = f"{day[:4]}/{day[5:7]}/{day[8:10]}/{folder}"
        parent = self._top + place
        final = f"{parent}/{draft.instance_id.hex}"
        try:
            self._make(parent)
            Path(draft.path).rename(final)
        except OSError as error:
            draft.discard()
            raise _meant(error) from error
        draft.path = final
        return f"{place}/{draft.instance_id.hex}"

    def sync(self, draft: Draft) -> None:
        """It and its name are on the disk before this comes back. Raises PictureStoreFull."""
        try:
            # Synced under its name: ext4, XFS and btrfs bring the name to the disk with the file.
            os.fsync(draft.file.fileno())
            draft.file.close()
        except OSError as error:
            draft.discard()
            raise _meant(error) from error

    def read(self, path: str, offset: int, length: int) -> bytes:
        handle = os.open(self.local(path), os.O_RDONLY)
        try:
            return os.pread(handle, length, offset)
        finally:
            os.close(handle)

    def local(self, path: str) -> Path:
        return self.folder / path

    def remove(self, path: str) -> None:
        self.local(path).unlink(missing_ok=True)

    def room(self) -> Room:
        at = self.folder
        while not at.exists() and at != at.parent:
            at = at.parent
        said = os.statvfs(at)
        return Room(said.f_blocks * said.f_frsize, said.f_bavail * said.f_frsize)

    def sweep(self, known: Callable[[list[UUID]], set[UUID]], older: float = _LEFT) -> int:
        """Remove what no transaction named; how many."""
        before, removed = time.time() - older, 0
        for parent, _, names in os.walk(self.folder):
            draft = parent == self._drafts
            for part in _parts(_old(Path(parent), names, before), 500):
                kept = set() if draft else known(list(part))
                for instance_id, file in part.items():
                    if instance_id not in kept:
                        file.unlink(missing_ok=True)
                        removed += 1
        return removed

    def _make(self, path: str) -> None:
        """A new folder is on the disk too, up to one that was there."""
        if path in self._made:
            return
        folder = Path(path)
        missing = [folder]
        while not missing[-1].parent.exists():
            missing.append(missing[-1].parent)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for each in missing:
            _sync(each.parent)
        if len(self._made) > 10_000:
            self._made.clear()
        self._made.add(path)


def _old(parent: Path, names: Iterable[str], before: float) -> dict[UUID, Path]:
    found = {}
    for name in names:
        file = parent / name
        with suppress(OSError, ValueError):
            if file.stat().st_mtime < before:
                found[UUID(hex=name)] = file
    return found


def _parts(of: dict[UUID, Path], size: int) -> Iterable[dict[UUID, Path]]:
    items = list(of.items())
    for start in range(0, len(items), size):
        yield dict(items[start : start + size])


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _meant(error: OSError) -> Exception:
    return PictureStoreFull() if error.errno in NO_ROOM else error


def store_of(folder: Path | None) -> LocalStore:
    """The store of a house (`Database.folder`)."""
    if folder is None:
        raise RuntimeError("this database has no data folder")
    return LocalStore(folder / "dicom")
