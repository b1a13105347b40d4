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
    digest: str
    sop_class: str = ""  # what the sender said, where he says it apart
    uid: str = ""


@dataclass(slots=True)
class Ready:
    """An object whose file is on the disk, and what the index will say of it."""

    instance: dict[str, Any]
    study: dict[str, Any]
    series: dict[str, Any]


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
    try:
        return _prepared(store, came)
    except BaseException:
        came.draft.discard()
        raise


def _prepared(store: LocalStore, came: Incoming) -> Ready:
    handle = os.open(came.draft.path, os.O_RDONLY)
    try:
        head = reading.head(
            lambda at, length: os.pread(handle, length, came.data_offset + at),
            came.transfer_syntax,
        )
    except Unreadable as error:
        raise NotDicom("unreadable") from error
    finally:
        os.close(handle)
    uid, study, series = (head.text(t) for t in (0x00080018, 0x0020000D, 0x0020000E))
    if not all(_UID.fullmatch(each) for each in (uid, study, series)):
        raise NotDicom("no_uid")
    if came.uid and came.uid != uid:
        raise NotDicom("other_uid")
    sop_class = head.text(0x00080016) or came.sop_class
    if came.sop_class and came.sop_class != sop_class:
        raise NotDicom("other_class")
    if not _UID.fullmatch(sop_class):
        raise NotDicom("no_uid")
    now = utc_now()
    folder = hashlib.sha256(study.encode()).hexdigest()[:16]
    path = store.settle(came.draft, now.date().isoformat(), folder)
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
    return Ready(instance, _study(head, study, now, came.source), _series(head, series, now))


def _study(head: Head, uid: str, now: datetime, source: str) -> dict[str, Any]:
    name, code = _text(head, jsons.NAME, 324), _text(head, jsons.PATIENT_ID, 64)
    accession, description = _text(head, jsons.ACCESSION, 64), _text(head, 0x00081030, 300)
    folded = " ".join(unaccented(name.split("=")[0].replace("^", " ")).split())
    return {
        "id": new_id(),
        "number": number(),
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


__all__ = ["Incoming", "NotDicom", "Ready", "day", "prepare", "same_person", "take_file"]
