"""Files in the house: scanned papers, pictures, signed documents (tệp đính kèm).

The row says what a file is and whom it is about. The content lies in the data folder, encrypted
with a key of its own that is sealed by the key ring in the row (kernel/vault.py). It is on the
disk before the row commits; what a rolled back transaction leaves is removed by a nightly job.
"""

import codecs
import io
import secrets
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import BinaryIO, ClassVar
from urllib.parse import quote
from uuid import UUID

import puremagic
from fastapi.responses import Response, StreamingResponse
from sqlalchemy import BigInteger, Index, LargeBinary, select
from sqlmodel import Field, Session, SQLModel, col

from kernel import audit, keys
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.columns import Instant, nfc
from kernel.errors import Invalid, NotFound, Refusal
from kernel.ids import new_id
from kernel.text import Text
from kernel.vault import CHUNK, Store

STORE = "file_store"

PICTURES = ("image/jpeg", "image/png", "image/webp")
PAPERS = ("application/pdf", *PICTURES)
SHEETS = ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "text/csv")
LETTERS = ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",)
ANY = (*PAPERS, *SHEETS, *LETTERS, "image/tiff", "text/plain", "application/xml")

_TEXTS = {"text/csv", "text/plain", "application/xml", "application/json"}
_INLINE = {*PAPERS}


class WrongKindOfFile(Invalid):
    """The content is not of a kind that is taken here, whatever its name says."""

    says = Text(
        "Loại tệp này không được nhận ở đây. Các loại được nhận: {taken}.",
        "This kind of file is not taken here. Taken are: {taken}.",
    )


class EmptyFile(Invalid):
    """Nothing was in the file."""

    says = Text("Tệp rỗng. Hãy chọn tệp khác.", "The file is empty. Choose another one.")


class FileTooLarge(Refusal):
    """The file is larger than this place takes."""

    status = 413
    says = Text(
        "Tệp quá lớn (tối đa {most_mb} MB).", "The file is too large (at most {most_mb} MB)."
    )


class NoSuchFile(NotFound):
    """No file has this id."""

    says = Text("Không tìm thấy tệp.", "The file was not found.")


class StoredFile(SQLModel, table=True):
    """What is known of a file; the content lies outside the database."""

    __tablename__ = "kernel_file"
    __table_args__ = (Index("ix_kernel_file_subject", "subject_kind", "subject_id", "id"),)
    audited: ClassVar[bool] = False  # recorded below, under its subject

    id: UUID = Field(default_factory=new_id, primary_key=True)
    name: str = Field(max_length=200)
    media_type: str = Field(max_length=100)
    size: int = Field(sa_type=BigInteger)
    sha256: str = Field(max_length=64, description="Of the content before encryption.")
    sealed: str = Field(default="AES-256-GCM/64K", max_length=40)
    key: bytes = Field(sa_type=LargeBinary, description="The file's key, sealed by the ring.")
    subject_kind: str = Field(max_length=60)
    subject_id: str = Field(max_length=60)
    made_at: datetime = Field(sa_type=Instant)
    made_by: UUID


def store_of(db: Session) -> Store:
    found: Store | None = db.info.get(STORE)
    if found is None:
        raise RuntimeError("this database was opened without a folder for files")
    return found


def keep(
    db: Session,
    actor: Actor,
    *,
    content: bytes | BinaryIO,
    name: str,
    media_type: str,
    subject: tuple[str, object],
    taken: Collection[str] = PAPERS,
    most_mb: int = 20,
) -> StoredFile:
    """Keep a file. Nothing is kept on WrongKindOfFile, EmptyFile, FileTooLarge or DiskFull."""
    media_type = media_type.split(";", 1)[0].strip().lower()
    if media_type not in taken:
        raise WrongKindOfFile(taken=_names(taken))
    source = io.BytesIO(content) if isinstance(content, bytes) else content
    file_id, key = new_id(), secrets.token_bytes(32)
    pieces = _checked(source, media_type, taken, most_mb)
    written = store_of(db).write(file_id, key, pieces)
    file = StoredFile(
        id=file_id,
        name=_safe_name(name),
        media_type=media_type,
        size=written.size,
        sha256=written.sha256,
        key=keys.ring().seal(key, f"kernel_file/{file_id}"),
        subject_kind=subject[0],
        subject_id=str(subject[1]),
        made_at=utc_now(),
        made_by=actor.id,
    )
    db.add(file)
    db.flush()
    audit.record(db, "upload", "", subject, file=file.id, name=file.name, sha256=file.sha256)
    return file


def _checked(
    source: BinaryIO, media_type: str, taken: Collection[str], most_mb: int
) -> Iterator[bytes]:
    """The content in whole chunks, looked at as it passes."""
    text = codecs.getincrementaldecoder("utf-8")() if media_type in _TEXTS else None
    size = 0
    while chunk := _whole(source):
        if size == 0 and text is None and not _looks_like(chunk, media_type):
            raise WrongKindOfFile(taken=_names(taken))
        size += len(chunk)
        if size > most_mb * 1_048_576:
            raise FileTooLarge(most_mb=most_mb)
        if text is not None and not _is_text(text, chunk):
            raise WrongKindOfFile(taken=_names(taken))
        yield chunk
    if size == 0:
        raise EmptyFile


def _whole(source: BinaryIO) -> bytes:
    """Exactly a chunk, unless it is the last one."""
    got = b""
    while len(got) < CHUNK and (piece := source.read(CHUNK - len(got))):
        got += piece
    return got


def _looks_like(head: bytes, media_type: str) -> bool:
    try:
        found = puremagic.magic_string(head)
    except puremagic.PureError:
        return False
    return any(each.mime_type == media_type for each in found)


def _is_text(decoder: codecs.IncrementalDecoder, chunk: bytes) -> bool:
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError:
        return False
    return b"\x00" not in chunk


def _names(taken: Collection[str]) -> str:
    return ", ".join(sorted({t.rsplit("/", 1)[-1].rsplit(".", 1)[-1].upper() for t in taken}))


def _safe_name(name: str) -> str:
    bare = nfc(name.replace("\\", "/").rsplit("/", 1)[-1]).replace("\n", " ")
    return bare[-200:] or "file"


def remove_abandoned(db: Session) -> int:
    """Remove what rolled back transactions left on the disk; how many."""

    def known(ids: list[UUID]) -> set[UUID]:
        return set(
            db.execute(select(col(StoredFile.id)).where(col(StoredFile.id).in_(ids))).scalars()
        )

    return store_of(db).remove_abandoned(known)


def get(db: Session, file_id: UUID) -> StoredFile:
    file = db.get(StoredFile, file_id)
    if file is None:
        raise NoSuchFile
    return file


def read(db: Session, file: StoredFile, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """The content, or a part of it. The caller tells the audit who is shown it."""
    key = keys.ring().open(file.key, f"kernel_file/{file.id}")
    until = file.size if end is None else min(end, file.size)
    return store_of(db).read(file.id, key, file.size, start, until)


def content(db: Session, file: StoredFile) -> bytes:
    return b"".join(read(db, file))


def answer(
    db: Session, file: StoredFile, *, range_: str | None = None, inline: bool = False
) -> Response:
    """The file as a response (whole, or the one range asked for), told to the audit."""
    if file.subject_kind:
        audit.record(
            db,
            "read",
            f"file {file.media_type}",
            (file.subject_kind, file.subject_id),
            file=file.id,
        )
    shown = "inline" if inline and file.media_type in _INLINE else "attachment"
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-store",
        "Content-Disposition": f"{shown}; filename*=UTF-8''{quote(file.name)}",
        "ETag": f'"{file.sha256}"',
    }
    if file.media_type != "application/pdf":  # the browser's PDF viewer needs our own policy
        headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    part = _range(range_, file.size)
    if part is None:
        return Response(status_code=416, headers={"Content-Range": f"bytes */{file.size}"})
    start, end = part
    headers["Content-Length"] = str(end - start)
    partial = (start, end) != (0, file.size)
    if partial:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{file.size}"
    return StreamingResponse(
        _begun(read(db, file, start, end)),
        status_code=206 if partial else 200,
        media_type=file.media_type,
        headers=headers,
    )


def _begun(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Open the first piece now: a damaged file is a refusal, not a broken download."""
    first = next(pieces, b"")

    def rest() -> Iterator[bytes]:
        yield first
        yield from pieces

    return rest()


def _range(asked: str | None, size: int) -> tuple[int, int] | None:
    """`bytes=100-199` as [100, 200); the whole file when several or none are asked for."""
    if not asked or not asked.startswith("bytes=") or "," in asked:
        return 0, size
    first, dash, last = asked[6:].partition("-")
    if not dash or not (first + last).isdigit():
        return 0, size
    if not first:
        return max(0, size - int(last)), size
    start, end = int(first), min(int(last) + 1 if last else size, size)
    return (start, end) if start < end else None
