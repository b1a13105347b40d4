"""How many pictures a second are received, kept and acknowledged, beside Orthanc?

    python -m bench.dicom [--postgres] [--kind CT] [--pictures 400] [--rounds 3] [--keep]

CT of 512x512x16, DX of 3000x3000x16 or US of 20 frames (28 MB), sent by dcmtk's storescu
(TCP_NODELAY, PDU 128 kB) over one and over four lines at a time; both servers have taken ten
pictures before. Ours syncs each file and the index before it acknowledges; Orthanc is as Debian
installs it, with TcpNoDelay. Both write to the same disk, one after the other, with the processor
time of each. Kept in bench/dicom.json.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from sqlmodel import SQLModel, col, func, select

from app.modules import INSTALLED
from bench.dicom_hard import fresh
from kernel import assembly, keys
from kernel.clock import local_now
from kernel.db import Database
from ris_pacs.archive.models import ImagingInstance
from ris_pacs.dicom import phantoms
from ris_pacs.dicom.phantoms import Person
from tests.postgres import Cluster
from tests.ris_pacs.dicom.station import machine

KEPT = Path(__file__).with_name("dicom.json")
_STORESCU, _ORTHANC = "/usr/bin/storescu", "/usr/sbin/Orthanc"
_OURS = """
import resource, signal, sys, threading
from pathlib import Path
from app.modules import INSTALLED
from kernel import assembly, keys
from kernel.db import Database
from ris_pacs.dicom.listener import Listener
keys.use(keys.load(Path(sys.argv[2])))
database = Database(sys.argv[1], Path(sys.argv[3]))
database.assembly = assembly.build(INSTALLED)
end = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: end.set())
running = Listener(database, "127.0.0.1", int(sys.argv[4]))
running.start()
running.last_at = 1e18  # what comes after the receipt (digest, metadata) is not measured here
begun = resource.getrusage(resource.RUSAGE_SELF)
end.wait()
used = resource.getrusage(resource.RUSAGE_SELF)
seconds = used.ru_utime + used.ru_stime - begun.ru_utime - begun.ru_stime
print(seconds, (used.ru_maxrss - begun.ru_maxrss) // 1024)
"""


_SIZES = {"CT": 512, "DX": 1500, "US": 1024}


def pictures(folder: Path, lines: int, each: int, kind: str = "CT") -> list[Path]:
    """A folder of files for each line, of studies of its own."""
    who, size = Person("BN", "Bench^Mark"), _SIZES[kind]
    (one,) = phantoms.study(kind, who, local_now(), slices=1, size=size)
    folders = []
    for line in range(lines):
        here = folder / str(line)
        here.mkdir(parents=True)
        mark = b"\xe0\x7f\x10\x00O"
        before, pixels = one.data.split(mark, 1)
        study, series = phantoms.uid(), phantoms.uid()
        for n in range(each):
            uid = phantoms.uid()
            data = _renamed(before, {0x0018: uid}, study, series) + mark + pixels
            made = phantoms.Made(one.sop_class, uid, data)
            (here / f"{n}.dcm").write_bytes(phantoms.as_file(made, "BENCH"))
        folders.append(here)
    return folders


def _renamed(head: bytes, uids: dict[int, str], study: str, series: str) -> bytes:
    """The head with other identifiers."""
    told, at = b"", 0
    names = {0x00080018: uids[0x0018], 0x0020000D: study, 0x0020000E: series}
    while at < len(head):
        tag = int.from_bytes(head[at : at + 2], "little") << 16
        tag |= int.from_bytes(head[at + 2 : at + 4], "little")
        length = int.from_bytes(head[at + 6 : at + 8], "little")
        piece = head[at : at + 8 + length]
        told += phantoms.element(tag, "UI", names[tag]) if tag in names else piece
        at += 8 + length
    return told


def send(port: int, called: str, folders: list[Path]) -> float:
    """Seconds until every line was told that all of its pictures are kept."""
    begun = time.perf_counter()
    running = [
        subprocess.Popen(
            [_STORESCU, "-pdu", "131072", "-aet", "BENCH", "-aec", called, "+sd", "+r",
             "127.0.0.1", str(port), str(folder)],
            env={**os.environ, "TCP_NODELAY": "1"},
            stdout=subprocess.DEVNULL,
        )
        for folder in folders
    ]  # fmt: skip
    for each in running:
        if each.wait() != 0:
            raise SystemExit("a picture was not taken")
    return time.perf_counter() - begun


def ours(folder: Path, url: str, folders: list[Path], warm: list[Path]) -> tuple[float, float, int]:
    """(pictures a second, processor seconds for a thousand, MB more than before the first)."""
    database = Database(url, folder)
    database.assembly = assembly.build(INSTALLED)
    SQLModel.metadata.create_all(database.engine)
    with database.write() as db:
        machine(db, "BENCH")
    ring = folder / "ring.json"
    keys.save(keys.ring(), ring)
    words = [sys.executable, "-c", _OURS, url, str(ring), str(folder), "11412"]
    running = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    _wait(11412)
    many = sum(len(list(f.iterdir())) for f in folders)
    send(11412, "HIS54", warm)
    before = _cpu(running.pid)
    took = send(11412, "HIS54", folders)
    used = (_cpu(running.pid) - before) * 1000 / many
    running.terminate()
    said, _ = running.communicate(timeout=60)
    with database.read() as db:
        kept = db.exec(select(func.count(col(ImagingInstance.id)))).one()
        assert kept == many + sum(len(list(f.iterdir())) for f in warm)
    database.close()
    return many / took, used, int(said.split()[1])


def _cpu(pid: int) -> float:
    """Seconds that a process worked so far."""
    told = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def orthanc(folder: Path, folders: list[Path], warm: list[Path]) -> tuple[float, float]:
    settings: dict[str, Any] = {
        "StorageDirectory": str(folder / "db"),
        "IndexDirectory": str(folder / "db"),
        "DicomPort": 11413,
        "DicomAet": "ORTHANC",
        "HttpPort": 18042,
        "TcpNoDelay": True,
        "DicomCheckCalledAet": False,
        "Plugins": [],
    }
    (folder / "orthanc.json").write_text(json.dumps(settings))
    running = subprocess.Popen(
        [_ORTHANC, str(folder / "orthanc.json")],
        env={**os.environ, "TCP_NODELAY": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(11413)
        many = sum(len(list(f.iterdir())) for f in folders)
        send(11413, "ORTHANC", warm)
        before = _cpu(running.pid)
        took = send(11413, "ORTHANC", folders)
        return many / took, (_cpu(running.pid) - before) * 1000 / many
    finally:
        running.terminate()
        running.wait()


def _wait(port: int) -> None:
    for _ in range(300):
        done = subprocess.run(
            ["/usr/bin/echoscu", "-aet", "BENCH", "-aec", "HIS54", "127.0.0.1", str(port)],
            capture_output=True,
            check=False,
        )
        if done.returncode == 0:
            return
        time.sleep(0.1)
    raise SystemExit(f"nobody listens on {port}")


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--postgres", action="store_true")
    wanted.add_argument("--kind", choices=list(_SIZES), default="CT")
    wanted.add_argument("--pictures", type=int, default=400)
    wanted.add_argument("--rounds", type=int, default=3)
    wanted.add_argument("--keep", action="store_true")
    asked = wanted.parse_args()
    keys.use(keys.fresh())
    found: dict[str, Any] = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    with ExitStack() as stack:
        cluster = stack.enter_context(Cluster()) if asked.postgres else None
        for lines in (1, 4):
            told: dict[str, list[float]] = {
                "ours": [],
                "orthanc": [],
                "cpu": [],
                "cpu_orthanc": [],
                "memory": [],
            }
            for turn in range(asked.rounds):
                with tempfile.TemporaryDirectory(dir=".") as name:
                    here = Path(name).resolve()
                    folders = pictures(here / "in", lines, asked.pictures // lines, asked.kind)
                    warm = [pictures(here / f"warm{n}", 1, 10)[0] for n in range(2)]
                    (here / "ours").mkdir()
                    (here / "orthanc").mkdir()
                    url = f"sqlite:///{here / 'ours' / 'x.db'}"
                    if cluster:
                        url = fresh(cluster, f"dicom_{lines}_{turn}")
                    rate, cpu, memory = ours(here / "ours", url, folders, warm)
                    told["ours"].append(rate)
                    told["cpu"].append(cpu)
                    told["memory"].append(memory)
                    if shutil.which(_ORTHANC):
                        rate, cpu = orthanc(here / "orthanc", folders, warm)
                        told["orthanc"].append(rate)
                        told["cpu_orthanc"].append(cpu)
            figures = {k: round(statistics.median(v), 1) for k, v in told.items() if v}
            here_ = "postgresql " if cluster else ""
            found[f"{here_}{asked.kind} {lines} lines"] = {**figures, "pictures": asked.pictures}
            print(lines, figures)
    if asked.keep:
        KEPT.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
