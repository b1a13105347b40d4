"""What came, on its way to the index: written down, its head read, its file on the disk.

Nothing here touches the database, so it happens outside any transaction and beside others.
"""

import hashlib
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from secrets import randbits
from typing import Any

from kernel.clock import utc_now
from kernel.columns import nfc, unaccented
from kernel.ids import new_id
from ris_pacs.archive import jsons, reading
from ris_pacs.archive.matching import name_words
from ris_pacs.archive.reading import Head, Unreadable
from ris_pacs.archive.stores import Draft, LocalStore

_UID = re.compile(r"[0-9.]{1,64}")
_MAGIC = 132
_META_MOST = 1024 * 1024
_SERIES_AT_ONCE = 64


class NotDicom(Exception):
    """The bytes are no DICOM file, or lack what an index needs; `why` is one word of it."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(slots=True)
class Incoming:
    """A whole object in a draft of the store."""

    draft: Draft
    source: str
    transfer_syntax: str
    data_offset: int
    size: int
    digest: str = ""  # or it is taken afterwards, from the file (`indexing`)
    sop_class: str = ""  # what the sender said, where he says it apart
    uid: str = ""
    begun: bytes = b""  # how the data set begins, where it is still in memory


@dataclass(slots=True)
class Ready:
    """An object whose file is on the disk, and what the index will say of it."""

    instance: dict[str, Any]
    study: dict[str, Any]
    series: dict[str, Any]
    draft: Draft


def take_file(store: LocalStore, chunks: Iterable[bytes], source: str) -> Incoming:
    """A DICOM file as it comes (STOW, an upload), byte for byte. Raises NotDicom."""
    draft = store.draft(new_id())
    digest, size, offset, syntax = hashlib.sha256(), 0, 0, ""
    begun = b""
    try:
        for chunk in chunks:
            draft.file.write(chunk)
            size += len(chunk)
            if offset:
                digest.update(chunk)
                continue
            begun += chunk
            found = _meta(begun)
            if found:
                offset, syntax = found
                digest.update(begun[offset:])
                begun = b""
            elif len(begun) > _META_MOST:
                raise NotDicom("no_meta")
        if not offset or not syntax:
            raise NotDicom("no_meta")
    except BaseException:
        draft.discard()
        raise
    return Incoming(draft, source, syntax, offset, size, digest.hexdigest())


def _meta(data: bytes) -> tuple[int, str] | None:
    """Where the data set begins and its transfer syntax; None while it is not there yet."""
    if len(data) < _MAGIC + 12:
        return None
    if data[128:132] != b"DICM" or data[132:138] != b"\x02\x00\x00\x00UL":
        raise NotDicom("no_meta")
    end = _MAGIC + 12 + int.from_bytes(data[140:144], "little")
    if end > _META_MOST:
        raise NotDicom("no_meta")
    if len(data) < end:
        return None
    at, syntax = _MAGIC + 12, ""
    while at + 8 <= end:
        tag, kind = data[at : at + 4], data[at + 4 : at + 6]
        if kind in (b"OB", b"UN", b"OW", b"SQ", b"UT", b"UC"):
            length, at = int.from_bytes(data[at + 8 : at + 12], "little"), at + 12
        else:
            length, at = int.from_bytes(data[at + 6 : at + 8], "little"), at + 8
        if tag == b"\x02\x00\x10\x00":
            syntax = data[at : at + length].decode("ascii", "replace").strip("\x00 ")
        at += length
    return end, syntax


def prepare(store: LocalStore, came: Incoming) -> Ready:
    """Read the head and bring the file to the disk. Raises NotDicom, PictureStoreFull."""
    ready = place(store, came)
    store.sync(ready.draft)
    return ready


def place(store: LocalStore, came: Incoming) -> Ready:
    """Read the head and give the file its name; who calls it syncs it (`store.sync`) before
    anybody is told that it is kept. Raises NotDicom, PictureStoreFull."""
    try:
        return _placed(store, came)
    except BaseException:
        came.draft.discard()
        raise


def _read(came: Incoming) -> Head:
    begun, file = came.begun, came.draft.path

    def read(at: int, length: int) -> bytes:
        if at + length <= len(begun):
            return begun[at : at + length]
        handle = os.open(file, os.O_RDONLY)
        try:
            return os.pread(handle, length, came.data_offset + at)
        finally:
            os.close(handle)

    try:
        return reading.head(read, came.transfer_syntax)
    except Unreadable as error:
        raise NotDicom("unreadable") from error


def _placed(store: LocalStore, came: Incoming) -> Ready:
    head = _read(came)
    uid, study_uid, series_uid = (head.text(t) for t in (0x00080018, 0x0020000D, 0x0020000E))
    if not all(_UID.fullmatch(each) for each in (uid, study_uid, series_uid)):
        raise NotDicom("no_uid")
    if came.uid and came.uid != uid:
        raise NotDicom("other_uid")
    sop_class = head.text(0x00080016) or came.sop_class
    if came.sop_class and came.sop_class != sop_class:
        raise NotDicom("other_class")
    if not _UID.fullmatch(sop_class):
        raise NotDicom("no_uid")
    now = utc_now()
    folder = hashlib.sha256(study_uid.encode()).hexdigest()[:16]
    path = store.name(came.draft, now.date().isoformat(), folder)
    instance = {
        "id": came.draft.instance_id,
        "uid": uid,
        "sop_class": sop_class,
        "transfer_syntax": came.transfer_syntax,
        "number": head.number(0x00200013),
        "rows": head.short(0x00280010),
        "columns": head.short(0x00280011),
        "frames": max(1, head.number(0x00280008) or 1),
        "path": path,
        "size": came.size,
        "data_offset": came.data_offset,
        "digest": came.digest,
        "received_at": now,
        "source": came.source[:60],
    }
    study, series = _above(head, study_uid, series_uid, now, came.source)
    return Ready(instance, study, series, came.draft)


_ABOVE = (
    0x00080005,
    *(t for t, _ in jsons.STUDY),
    *(t for t, _ in jsons.SERIES),
    jsons.NAME,
    jsons.PATIENT_ID,
    jsons.ISSUER,
    jsons.BIRTH,
    jsons.SEX,
    jsons.ACCESSION,
)
_last: dict[tuple[bytes | None, ...], tuple[dict[str, Any], dict[str, Any]]] = {}


def _above(
    head: Head, study_uid: str, series_uid: str, now: datetime, source: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is said of its study and its series: mostly the same as of the picture before."""
    key = (source.encode(), *(head.values.get(tag) for tag in _ABOVE))
    known = _last.get(key)
    if known is None:
        if len(_last) >= _SERIES_AT_ONCE:
            _last.clear()
        known = _last[key] = (_study(head, study_uid, now, source), _series(head, series_uid, now))
    study, series = known
    fresh = {"received_at": now, "changed_at": now, "id": new_id(), "number": number()}
    return {**study, **fresh}, {**series, "id": new_id(), "changed_at": now}


def _study(head: Head, uid: str, now: datetime, source: str) -> dict[str, Any]:
    name, code = _text(head, jsons.NAME, 324), _text(head, jsons.PATIENT_ID, 64)
    accession, description = _text(head, jsons.ACCESSION, 64), _text(head, 0x00081030, 300)
    folded = " ".join(unaccented(name.split("=")[0].replace("^", " ")).split())
    return {
        "uid": uid,
        "accession": accession,
        "dicom_patient_id": code,
        "issuer": _text(head, jsons.ISSUER, 64),
        "dicom_patient_name": name,
        "name_folded": folded[:324],
        "birth_date": day(head.text(jsons.BIRTH)) or "",
        "sex": _text(head, jsons.SEX, 16),
        "study_date": day(head.text(0x00080020)),
        "study_time": _text(head, 0x00080030, 16),
        "description": description,
        "study_number": _text(head, 0x00200010, 64),
        "referring": _text(head, 0x00080090, 324),
        "attributes": jsons.of_study(head),
        "search": "\n".join(unaccented(t) for t in (folded, code, accession, description)),
        "received_at": now,
        "changed_at": now,
        "source": source[:60],
    }


def number() -> int:
    """For the search index, which goes by integers: the time, and chance behind it."""
    return int(utc_now().timestamp() * 1000) << 21 | randbits(21)


def _series(head: Head, uid: str, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "uid": uid,
        "modality": _text(head, 0x00080060, 16),
        "number": head.number(0x00200011),
        "description": _text(head, 0x0008103E, 300),
        "body_part": _text(head, 0x00180015, 64),
        "station": _text(head, 0x00081010, 64),
        "started_on": day(head.text(0x00080021)),
        "attributes": jsons.of_series(head),
        "changed_at": now,
    }


def _text(head: Head, tag: int, most: int) -> str:
    return nfc(head.text(tag).replace("\n", " ").replace("\t", " "))[:most]


def day(text: str) -> str | None:
    """YYYYMMDD (or the old YYYY.MM.DD) as YYYY-MM-DD, if it is a day."""
    bare = text.replace(".", "").replace("-", "")[:8]
    try:
        return date(int(bare[:4]), int(bare[4:6]), int(bare[6:8])).isoformat()
    except ValueError:
        return None


def same_person(one: dict[str, Any], other_id: str, other_name: str) -> bool:
    """Whether an instance names the patient that its study names."""
    return bool(one["dicom_patient_id"] == other_id) and (
        name_words(one["dicom_patient_name"]) == name_words(other_name)
    )


__all__ = ["Incoming", "NotDicom", "Ready", "day", "place", "prepare", "same_person", "take_file"]
