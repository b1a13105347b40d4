"""Contents on the disk, encrypted in chunks of 64 KiB with AES-256-GCM.

Each chunk is bound to its file, its place and to being the last one, so that none can be
changed, moved, left out or cut off; any part can be read without the rest.
"""

import errno
import hashlib
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kernel.errors import OutOfService
from kernel.text import Text

CHUNK = 65536
_SEALED = CHUNK + 16
_ABANDONED = 86400.0
_DRAFTS = "drafts"
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class DiskFull(OutOfService):
    """There is no room for the file; nothing was kept."""

    says = Text(
        "Máy chủ hết chỗ lưu tệp; tệp chưa được lưu. Hãy báo quản trị hệ thống.",
        "The server has no room for files; nothing was kept. Tell your administrator.",
    )


class FileDamaged(OutOfService):
    """What lies on the disk is not what was stored."""

    says = Text(
        "Tệp lưu trữ bị hỏng hoặc thiếu. Hãy báo quản trị để khôi phục từ bản sao lưu.",
        "The stored file is damaged or missing. Tell your administrator to restore it.",
    )


@dataclass(frozen=True, slots=True)
class Written:
    size: int
    sha256: str


class Store:
    """The folder where contents lie."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, file_id: UUID) -> Path:
        return self.folder / file_id.hex[-2:] / file_id.hex

    def write(self, file_id: UUID, key: bytes, source: Iterator[bytes]) -> Written:
        """Encrypt and keep; all or nothing. Raises DiskFull."""
        drafts = self.folder / _DRAFTS
        draft = drafts / file_id.hex
        try:
            drafts.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as to:
                written = _seal(file_id, key, source, to)
                to.flush()
                os.fsync(to.fileno())
            final = self.path(file_id)
            final.parent.mkdir(exist_ok=True, mode=0o700)
            draft.replace(final)
            _sync_folder(final.parent)
        except OSError as error:
            draft.unlink(missing_ok=True)
            if error.errno in _NO_ROOM:
                raise DiskFull from error
            raise
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        return written

    def read(self, file_id: UUID, key: bytes, size: int, start: int, end: int) -> Iterator[bytes]:
        """The content from `start` up to, not including, `end`. Raises FileDamaged."""
        cipher = AESGCM(key)
        last = max(0, (size - 1) // CHUNK)
        try:
            with self.path(file_id).open("rb") as kept:
                for index in range(start // CHUNK, (end - 1) // CHUNK + 1):
                    kept.seek(index * _SEALED)
                    sealed = kept.read(_SEALED)
                    plain = cipher.decrypt(
                        index.to_bytes(12, "big"), sealed, _place(file_id, index, index == last)
                    )
                    begin = index * CHUNK
                    yield plain[max(0, start - begin) : end - begin]
        except (OSError, InvalidTag) as error:
            raise FileDamaged from error

    def remove_abandoned(self, known: Callable[[list[UUID]], set[UUID]]) -> int:
        """Remove contents older than a day of which `known` knows nothing; how many."""
        removed = 0
        before = time.time() - _ABANDONED
        for folder in sorted(p for p in self.folder.glob("*") if p.is_dir()):
            old = [f for f in folder.iterdir() if f.stat().st_mtime < before]
            for start in range(0, len(old), 500):
                part = {UUID(hex=f.name): f for f in old[start : start + 500]}
                kept = set() if folder.name == _DRAFTS else known(list(part))
                for file_id, file in part.items():
                    if file_id not in kept:
                        file.unlink(missing_ok=True)
                        removed += 1
        return removed


def _place(file_id: UUID, index: int, last: bool) -> bytes:
    return file_id.bytes + index.to_bytes(8, "big") + (b"\x01" if last else b"\x00")


def _seal(file_id: UUID, key: bytes, source: Iterator[bytes], to: BinaryIO) -> Written:
    cipher, digest = AESGCM(key), hashlib.sha256()
    size, index = 0, 0
    chunk = next(source, b"")
    while chunk:
        following = next(source, b"")
        digest.update(chunk)
        size += len(chunk)
        nonce = index.to_bytes(12, "big")  # never twice: each file has its own key
        to.write(cipher.encrypt(nonce, chunk, _place(file_id, index, not following)))
        chunk, index = following, index + 1
    return Written(size, digest.hexdigest())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
