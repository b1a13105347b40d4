"""Files: sealed on the disk, whole or not there at all."""

import io
import os
import resource
import secrets
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlmodel import Session, select

from kernel import audit, files, keys, vault
from kernel.access import Actor
from kernel.db import Database
from kernel.files import PAPERS, StoredFile
from kernel.ids import new_id
from kernel.vault import CHUNK, Store

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 1200  # five chunks


def put(db: Session, actor: Actor, content: bytes = PDF, **said: object) -> StoredFile:
    told = {"name": "Giấy ra viện.pdf", "media_type": "application/pdf", **said}
    return files.keep(db, actor, content=content, subject=("patient", 7), **told)  # type: ignore[arg-type]


def test_a_paper_is_kept_sealed_and_comes_back_whole(db: Session, actor: Actor) -> None:
    file = put(db, actor)
    stored = files.store_of(db).path(file.id).read_bytes()
    assert b"%PDF" not in stored
    assert stored[CHUNK : CHUNK + 64] not in PDF
    assert files.content(db, file) == PDF
    assert file.size == len(PDF)


@pytest.mark.parametrize(
    ("start", "end"),
    [(0, 1), (CHUNK - 1, CHUNK + 1), (CHUNK, 2 * CHUNK), (70_000, 200_000), (len(PDF) - 1, None)],
)
def test_any_part_is_read_without_the_rest(
    db: Session, actor: Actor, start: int, end: int | None
) -> None:
    file = put(db, actor)
    assert b"".join(files.read(db, file, start, end)) == PDF[start:end]


@pytest.mark.parametrize("size", [1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK])
def test_edges_of_chunks_are_kept(tmp_path: Path, size: int) -> None:
    store, file_id, key = Store(tmp_path), new_id(), secrets.token_bytes(32)
    content = os.urandom(size)
    source = io.BytesIO(content)
    store.write(file_id, key, iter(lambda: source.read(CHUNK), b""))
    assert b"".join(store.read(file_id, key, size, 0, size)) == content


def test_files_open_after_the_keys_were_rotated(db: Session, actor: Actor) -> None:
    file = put(db, actor)
    before = keys.ring()
    try:
        keys.use(before.rotated())
        assert files.content(db, file) == PDF
    finally:
        keys.use(before)


def test_a_changed_moved_or_cut_chunk_is_noticed(db: Session, actor: Actor) -> None:
    damages: tuple[Callable[[bytes], bytes], ...] = (
        lambda b: b[:100] + b"\x00" + b[101:],
        lambda b: b[CHUNK + 16 : 2 * (CHUNK + 16)] + b[: CHUNK + 16] + b[2 * (CHUNK + 16) :],
        lambda b: b[: 2 * (CHUNK + 16)],
    )
    for damage in damages:
        file = put(db, actor)
        path = files.store_of(db).path(file.id)
        path.write_bytes(damage(path.read_bytes()))
        with pytest.raises(vault.FileDamaged):
            files.content(db, file)


def test_a_program_called_pdf_is_refused(db: Session, actor: Actor) -> None:
    with pytest.raises(files.WrongKindOfFile):
        put(db, actor, b"MZ\x90\x00" + bytes(200))
    with pytest.raises(files.WrongKindOfFile):
        put(db, actor, b"<html><script>alert(1)</script>")
    with pytest.raises(files.WrongKindOfFile):
        put(db, actor, b"<html>", media_type="text/html")
    with pytest.raises(files.WrongKindOfFile):
        put(db, actor, b"a,b\xff\x00", media_type="text/csv", taken=files.SHEETS)
    assert put(db, actor, "Mã,Tên\n1,Gạo".encode(), media_type="text/csv", taken=files.SHEETS)


def test_what_is_empty_or_too_large_leaves_nothing(db: Session, actor: Actor) -> None:
    store = files.store_of(db)
    before = {p for p in store.folder.rglob("*") if p.is_file()}
    with pytest.raises(files.EmptyFile):
        put(db, actor, b"")
    with pytest.raises(files.FileTooLarge):
        put(db, actor, PDF + bytes(1_048_576), most_mb=1)
    assert {p for p in store.folder.rglob("*") if p.is_file()} == before


def test_a_full_disk_is_a_refusal_and_leaves_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)

    def endless() -> Iterator[bytes]:
        for _ in range(20):
            yield bytes(CHUNK)

    resource.setrlimit(resource.RLIMIT_FSIZE, (3 * CHUNK, limits[1]))
    try:
        with pytest.raises(vault.DiskFull):
            store.write(new_id(), secrets.token_bytes(32), endless())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert not [p for p in tmp_path.rglob("*") if p.is_file()]


def test_what_no_row_knows_is_removed_after_a_day(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    database.files = Store(tmp_path)
    with database.write(actor) as db:
        kept = put(db, actor)
    with database.write(actor) as db:
        lost = put(db, actor)
        db.rollback()
    fresh = new_id()
    database.files.write(fresh, secrets.token_bytes(32), iter([b"x"]))
    for each in (kept.id, lost.id):
        os.utime(database.files.path(each), (time.time() - 100_000,) * 2)
    with database.read() as db:
        assert files.remove_abandoned(db) == 1
    assert database.files.path(kept.id).exists()
    assert database.files.path(fresh).exists()
    assert not database.files.path(lost.id).exists()


def test_who_kept_and_who_saw_a_paper_is_on_the_audit(database: Database, actor: Actor) -> None:
    with database.write(actor) as db:
        file = put(db, actor)
    with database.read(actor) as db:
        response = files.answer(db, files.get(db, file.id), range_="bytes=0-3", inline=True)
        assert (response.status_code, response.headers["Content-Range"]) == (
            206,
            f"bytes 0-3/{len(PDF)}",
        )
        assert response.headers["Content-Disposition"].startswith("inline; filename*=UTF-8''Gi")
    with database.read() as db:
        acts = [(a.action, a.subject_id) for a in db.exec(select(audit.Audit))]
        assert acts == [("upload", "7"), ("read", "7")]


def test_ranges_are_read_as_browsers_write_them() -> None:
    assert files._range("bytes=5-", 10) == (5, 10)
    assert files._range("bytes=-3", 10) == (7, 10)
    assert files._range("bytes=0-99", 10) == (0, 10)
    assert files._range("bytes=10-", 10) is None
    assert files._range("bytes=x", 10) == (0, 10)
    assert files._range("bytes=0-1,3-4", 10) == (0, 10)


def test_names_carry_no_folders() -> None:
    assert files._safe_name("C:\\scan\\..\\CCCD mặt trước.jpg") == "CCCD mặt trước.jpg"
    assert files._safe_name("../../etc/passwd") == "passwd"
    assert "application/pdf" in PAPERS
