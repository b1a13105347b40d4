"""After the receipt: the whole metadata as ready JSON, and where each frame lies.

It needs pydicom and 1-2 ms an instance, so it is done when machines rest, or when somebody asks
first. What pydicom cannot read keeps an empty object: the file itself is served all the same.
"""

import json
import struct
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from sqlmodel import Session, col, select

from kernel import logs
from kernel.clock import utc_now
from kernel.db import Database
from ris_pacs.archive import frames
from ris_pacs.archive.jsons import OVERLAID
from ris_pacs.archive.models import ImagingInstance
from ris_pacs.archive.reading import BIG_ENDIAN, DEFLATED
from ris_pacs.archive.stores import LocalStore

BULK = "$BULK"
"""Stands before the tag path of what is too big for the text; whoever answers puts an address."""

_BIG = 1024
_KEPT_PARTS = 200_000  # of a table: beyond it the frames are not listed
_ITEM, _END = b"\xfe\xff\x00\xe0", b"\xfe\xff\xdd\xe0"


def describe(store: LocalStore, row: ImagingInstance) -> tuple[bytes, bytes]:
    """(metadata, frame table) of an instance."""
    try:
        with store.local(row.path).open("rb") as file:
            return _described(file, row)
    except Exception as error:  # noqa: BLE001 (whatever a machine sent: it never stops the rest)
        logs.log.warning("instance_not_described", id=str(row.id), error=type(error).__name__)
        return zlib.compress(b"{}"), b""


def _described(file: BinaryIO, row: ImagingInstance) -> tuple[bytes, bytes]:
    from pydicom import dcmread
    from pydicom.tag import Tag

    # Not deferred: a deferred value would be read from a file that is closed by then.
    dataset = dcmread(file, stop_before_pixels=True, force=True)
    stopped = file.tell()
    paths: dict[int, str] = {}
    _paths(dataset, "", paths)
    with_pixels = _pixels(file, stopped, row)
    told = dataset.to_json_dict(
        bulk_data_threshold=_BIG,
        bulk_data_element_handler=lambda e: f"{BULK}/{paths.get(id(e), f'{Tag(e.tag):08X}')}",
        suppress_invalid_tags=True,
    )
    for tag in OVERLAID:
        told.pop(tag, None)
    for tag in [tag for tag in told if tag.startswith("0002")]:
        del told[tag]
    table = b""
    if with_pixels:
        told["7FE00010"] = {"vr": "OW", "BulkDataURI": f"{BULK}/7FE00010"}
        table = _table(file, *with_pixels, row, dataset)
    if row.transfer_syntax:
        told["00083002"] = {
            "vr": "UI",
            "Value": [row.transfer_syntax],
        }  # AvailableTransferSyntaxUID
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return zlib.compress(text.encode("utf-8", "replace"), 6), table


def _paths(dataset: Any, before: str, found: dict[int, str]) -> None:
    for element in dataset:
        path = f"{before}{element.tag:08X}"
        found[id(element)] = path
        if element.VR == "SQ":
            for number, item in enumerate(element.value):
                _paths(item, f"{path}/{number}/", found)


def _pixels(file: BinaryIO, at: int, row: ImagingInstance) -> tuple[int, int] | None:
    """(where the value of the pixel data begins, its length or -1 for fragments)."""
    if row.transfer_syntax == DEFLATED:
        return None
    end = ">" if row.transfer_syntax == BIG_ENDIAN else "<"
    file.seek(at)
    head = file.read(12)
    if len(head) < 12:
        return None
    group, element = struct.unpack_from(end + "HH", head)
    if group != 0x7FE0 or element not in (0x0008, 0x0009, 0x0010):
        return None
    if head[4:6].isalpha() and head[4:6].isupper():
        length, value = struct.unpack_from(end + "I", head, 8)[0], at + 12
    else:
        length, value = struct.unpack_from(end + "I", head, 4)[0], at + 8
    return value, -1 if length == 0xFFFFFFFF else min(length, row.size - value)


def _table(file: BinaryIO, value: int, length: int, row: ImagingInstance, dataset: Any) -> bytes:
    if length < 0:
        fragments, offsets = _fragments(file, value, row.size)
        extended = dataset.get(0x7FE00001)
        if not offsets and extended is not None and isinstance(extended.value, bytes):
            many = len(extended.value) // 8
            offsets = list(struct.unpack(f"<{many}Q", extended.value[: many * 8]))
        return frames.packed(frames.encapsulated(fragments, offsets, row.frames))
    bits = int(dataset.get("BitsAllocated", 8) or 8)
    of_one = (row.rows or 0) * (row.columns or 0) * int(dataset.get("SamplesPerPixel", 1) or 1)
    if of_one * bits % 8 and row.frames > 1:
        return b""  # frames of single bits that begin within a byte
    return frames.packed(frames.native(value, length, row.frames, (of_one * bits + 7) // 8))


def _fragments(file: BinaryIO, at: int, size: int) -> tuple[list[frames.Part], list[int]]:
    file.seek(at)
    found: list[frames.Part] = []
    offsets: list[int] = []
    first = True
    while at + 8 <= size and len(found) < _KEPT_PARTS:
        head = file.read(8)
        if len(head) < 8 or head[:4] == _END or head[:4] != _ITEM:
            break
        length = int.from_bytes(head[4:], "little")
        at += 8
        if first:
            table = file.read(min(length, 8 * _KEPT_PARTS))
            offsets = [o for (o,) in struct.iter_unpack("<I", table[: len(table) // 4 * 4])]
            first = False
        else:
            found.append((at, min(length, size - at)))
        at += length
        file.seek(at)
    return found, offsets


def index_waiting(database: Database, store: LocalStore, most: int = 50) -> int:
    """Describe what nobody has described yet; how many. Reads outside the transaction."""
    with database.read() as db:
        rows = _waiting(db, most)
    if not rows:
        return 0
    told = [(row.id, *describe(store, row)) for row in rows]
    now = utc_now()
    with database.write() as db:
        for instance_id, metadata, table in told:
            row = db.get(ImagingInstance, instance_id)
            if row is not None:
                row.metadata_json, row.frame_table, row.indexed_at = metadata, table, now
                db.add(row)
    return len(rows)


def _waiting(db: Session, most: int) -> list[ImagingInstance]:
    query = select(ImagingInstance).where(col(ImagingInstance.indexed_at).is_(None))
    return list(db.exec(query.order_by(col(ImagingInstance.id)).limit(most)))


def batches(database: Database, store: LocalStore) -> Iterator[int]:
    while done := index_waiting(database, store):
        yield done
