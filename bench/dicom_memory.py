"""How much memory does the receiver need for a picture of any size?

    python -m bench.dicom_memory [--mb 1024] [--keep]

A sender makes a multi-frame ultrasound of so many megabytes while it sends it; the receiver is a
process of its own. Its resident memory (VmHWM, from /proc) before, at its highest during the
receipt, after it was described and its digest taken, and after it was fetched back (C-GET by
dcmtk's way: as it lies). Kept in bench/dicom_hard.json.
"""

import argparse
import json
import multiprocessing
import os
import platform
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from bench.dicom_hard import KEPT, house
from kernel import keys
from kernel.clock import utc_now
from ris_pacs.archive.models import ImagingInstance
from ris_pacs.dicom import commands, phantoms, requesting
from ris_pacs.dicom.canvas import element
from tests.ris_pacs.dicom.station import listen_for_ever

_PORT = 11415
_PIECE = 1 << 20


def resident(pid: int) -> dict[str, int]:
    """MB now and at most."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    told = dict(line.split(":", 1) for line in lines)
    return {name: int(told[name].split()[0]) // 1024 for name in ("VmRSS", "VmHWM")}


def picture(megabytes: int) -> tuple[str, Iterator[bytes]]:
    """(its UID, its data set piece by piece): frames of 1024x1024 in eight bits."""
    uid = phantoms.uid()
    head: list[tuple[int, str, str | int]] = [
        (0x00080016, "UI", phantoms.US),
        (0x00080018, "UI", uid),
        (0x00080060, "CS", "US"),
        (0x00100010, "PN", "Nguyễn^Văn An"),
        (0x00100020, "LO", "BN1"),
        (0x0020000D, "UI", phantoms.uid()),
        (0x0020000E, "UI", phantoms.uid()),
        (0x00280002, "US", 1),
        (0x00280004, "CS", "MONOCHROME2"),
        (0x00280008, "IS", str(megabytes)),
        (0x00280010, "US", 1024),
        (0x00280011, "US", 1024),
        (0x00280100, "US", 8),
        (0x00280101, "US", 8),
        (0x00280102, "US", 7),
        (0x00280103, "US", 0),
    ]

    def pieces() -> Iterator[bytes]:
        yield b"".join(element(tag, kind, value) for tag, kind, value in head)
        length = (megabytes * _PIECE).to_bytes(4, "little")
        yield b"\xe0\x7f\x10\x00OW\x00\x00" + length
        for n in range(megabytes):
            yield bytes((n % 251,)) * _PIECE

    return uid, pieces()


def _sent(megabytes: int) -> None:
    uid, pieces = picture(megabytes)
    with requesting.association(
        "127.0.0.1", _PORT, calling="CT1", called="HIS54",
        contexts=[(phantoms.US, (phantoms.EXPLICIT,))], seconds=120,
    ) as line:  # fmt: skip
        context = line.context(phantoms.US)
        assert context is not None
        values: dict[int, int | str] = {
            0x0002: phantoms.US,
            0x0100: commands.C_STORE,
            0x0110: 1,
            0x0700: 0,
            0x0800: 1,
            0x1000: uid,
        }
        line.wire.stream(context, commands.write(values), pieces)
        status = line.answer().status
    if status != commands.SUCCESS:
        raise SystemExit(f"not taken: {status:04X}")


def play(folder: Path, megabytes: int) -> dict[str, Any]:
    database, ring = house(folder), folder / "ring.json"
    keys.save(keys.ring(), ring)
    spawn = multiprocessing.get_context("spawn")
    there = spawn.Process(
        target=listen_for_ever, args=(database.url, str(ring), str(folder), _PORT), daemon=True
    )
    there.start()
    assert there.pid is not None
    try:
        for _ in range(600):
            try:
                requesting.echo("127.0.0.1", _PORT, calling="CT1", called="HIS54")
                break
            except requesting.NotReached:
                time.sleep(0.1)
        for size in (1, megabytes):  # the first brings in what every picture needs
            before = resident(there.pid)
            begun = time.monotonic()
            _sent(size)
            took, received = time.monotonic() - begun, resident(there.pid)
            _described(database)
            described = resident(there.pid)
    finally:
        there.kill()
        there.join()
        database.close()
    return {
        "MB of the picture": megabytes,
        "seconds": round(took, 1),
        "MB resident before": before["VmRSS"],
        "most until it was acknowledged": received["VmHWM"],
        "most until it was described": described["VmHWM"],
        "MB more": described["VmHWM"] - before["VmRSS"],
    }


def _described(database: Any) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        with database.read() as db:
            waits = select(ImagingInstance.id).where(col(ImagingInstance.indexed_at).is_(None))
            if db.exec(waits).first() is None:
                return
        time.sleep(0.2)
    raise SystemExit("not described in two minutes")


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--mb", type=int, default=1024)
    wanted.add_argument("--keep", action="store_true")
    asked = wanted.parse_args()
    keys.use(keys.fresh())
    with tempfile.TemporaryDirectory(dir=".") as folder:
        told = play(Path(folder).resolve(), asked.mb)
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    told |= {"on": f"{utc_now():%Y-%m-%d}", "machine": machine}
    print(told)
    if asked.keep:
        kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
        KEPT.write_text(json.dumps(kept | {"memory, sqlite": told}, indent=1) + "\n")


if __name__ == "__main__":
    main()
