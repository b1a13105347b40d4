"""How quickly are studies found and pictures given over DICOMweb, beside Orthanc?

    python -m bench.dicomweb [--studies 300] [--seconds 3] [--lines 4] [--keep]

Both hold the same studies: small ones, and one of 100 CT pictures (512x512x16). Ours is asked with
a machine's key, and writes down who was shown whom; Orthanc (as Debian has it, with its plugin)
asks nobody who he is. One after the other on the same machine; the askers share its processors.
Kept in bench/dicomweb.json.
"""

import argparse
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from pydicom.uid import generate_uid
from sqlmodel import SQLModel

from app.modules import INSTALLED
from kernel import assembly, keys
from kernel.db import Database
from ris_pacs.archive import service as archive
from tests.ris_pacs import pictures

KEPT = Path(__file__).with_name("dicomweb.json")
_ORTHANC = "/usr/sbin/Orthanc"
_PLUGIN = "/usr/share/orthanc/plugins/libOrthancDicomWeb.so"
_PORT, _THEIRS = 11480, 11481
_SLICES = 100
_OURS = """
import sys
from datetime import timedelta
from pathlib import Path
import uvicorn
from app.main import create_app
from app.modules import INSTALLED
from app.serving import listening_socket, sweep_less
from kernel import assembly, keys, logs
from kernel.access import SYSTEM
from kernel.clock import utc_now
from kernel.db import Database
from kernel.identity import grants, tokens, users
from kernel.identity.models import Role, UserKind
from kernel.identity.passwords import hasher
from kernel.settings import Settings
logs.set_up(level="error", json=False)
keys.use(keys.load(Path(sys.argv[2])))
database = Database(sys.argv[1], Path(sys.argv[3]))
database.assembly = assembly.build(INSTALLED)
with database.write(SYSTEM, "bench") as db:
    db.add(Role(id="radiology", title_vi="CĐHA", title_en="Imaging"))
    db.flush()
    grants.sync(db)
    who = users.create(db, hasher(Settings()), username="bench", name="Bench",
        roles=["radiology"], password=None, kind=UserKind.MACHINE)
    until = utc_now() + timedelta(days=1)
    scopes = ("ris_pacs.web.study.view", "ris_pacs.archive.unmatched.read")
    key, _ = tokens.give(db, SYSTEM, user_id=who.id, name="b", scopes=scopes, expires_at=until)
print(key, flush=True)
app = create_app(database)
sweep_less()
config = uvicorn.Config(app, log_level="error", access_log=False)
uvicorn.Server(config).run(sockets=[listening_socket("127.0.0.1", int(sys.argv[4]))])
"""
Asked = dict[str, tuple[str, str]]


def made(studies: int) -> tuple[list[bytes], Asked]:
    """The files, and what is asked for: a title, the address, what is taken."""
    files = []
    for number in range(studies):
        one = pictures.study(
            2,
            PatientID=f"BN{number:06d}",
            PatientName=f"{('Nguyễn', 'Trần', 'Lê', 'Meyer')[number % 4]}^Bệnh {number}",
            AccessionNumber=f"A{number:06d}",
            StudyDate=f"2026{1 + number % 12:02d}{1 + number % 28:02d}",
        )
        files += [pictures.part10(each) for each in one]
    large: dict[str, Any] = {"Rows": 512, "Columns": 512, "PixelData": os.urandom(512 * 512 * 2)}
    ct = pictures.study(_SLICES, PatientID="CT", PatientName="Chụp^CT", **large)
    files += [pictures.part10(each) for each in ct]
    where = f"/dicom-web/studies/{ct[0].StudyInstanceUID}"
    series = f"{where}/series/{ct[0].SeriesInstanceUID}"
    one_ct = f"{series}/instances/{ct[50].SOPInstanceUID}"
    lists, frame = "application/dicom+json", "multipart/related; type=application/octet-stream"
    fields = "&includefield=00081030&includefield=00080060&includefield=00080090"
    middle = f"{studies // 2:06d}"
    return files, {
        "QIDO: 25 studies": ("/dicom-web/studies?limit=25", lists),
        "QIDO: by patient's id": (f"/dicom-web/studies?PatientID=BN{middle}", lists),
        "QIDO: by accession number": (f"/dicom-web/studies?AccessionNumber=A{middle}", lists),
        "QIDO: name, Meyer*": ("/dicom-web/studies?PatientName=Meyer*&limit=50", lists),
        "QIDO: the viewer's list (101)": (f"/dicom-web/studies?limit=101{fields}", lists),
        "QIDO: series of a study": (f"{where}/series", lists),
        "QIDO: 100 instances": (f"{where}/instances", lists),
        "WADO: metadata of a series (100)": (f"{series}/metadata", lists),
        "WADO: a frame (512 kB)": (f"{one_ct}/frames/1", frame),
        "WADO: rendered as JPEG": (f"{one_ct}/rendered", "image/jpeg"),
    }


def ask(
    port: int, asked: tuple[str, str], headers: dict[str, str], lines: int, seconds: float
) -> dict[str, float]:
    """Requests a second and the milliseconds that half and 95 of 100 take at most."""
    took: list[list[float]] = [[] for _ in range(lines)]
    sizes: set[int] = set()
    end = time.perf_counter() + seconds

    def one(own: list[float]) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port)
        while (begun := time.perf_counter()) < end:
            line.request("GET", asked[0], headers={**headers, "Accept": asked[1]})
            answer = line.getresponse()
            sizes.add(len(answer.read()))
            if answer.status != 200:
                raise SystemExit(f"{asked[0]}: {answer.status}")
            own.append((time.perf_counter() - begun) * 1000)
        line.close()

    threads = [threading.Thread(target=one, args=(own,)) for own in took]
    begun = time.perf_counter()
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    every = sorted(each for own in took for each in own)
    return {
        "requests/s": round(len(every) / (time.perf_counter() - begun), 1),
        "p50 ms": round(statistics.median(every), 2),
        "p95 ms": round(every[int(len(every) * 0.95)], 2),
        "bytes": max(sizes),
    }


def ours(folder: Path, files: list[bytes], asked: Asked, lines: int, seconds: float) -> Any:
    ring = folder / "ring.json"
    keys.use(keys.fresh())
    keys.save(keys.ring(), ring)
    url = f"sqlite:///{folder / 'his54.db'}"
    database = Database(url, folder)
    database.assembly = assembly.build(INSTALLED)
    SQLModel.metadata.create_all(database.engine)
    for start in range(0, len(files), 100):
        pictures.sent(database, *files[start : start + 100])
    store = archive.store_of(folder)
    while archive.index_waiting(database, store):
        continue
    database.close()
    words = [sys.executable, "-c", _OURS, url, str(ring), str(folder), str(_PORT)]
    running = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    assert running.stdout
    key = running.stdout.readline().strip()
    try:
        return _every(_PORT, asked, {"Authorization": f"Bearer {key}"}, lines, seconds)
    finally:
        running.terminate()
        running.wait()


def orthanc(folder: Path, files: list[bytes], asked: Asked, lines: int, seconds: float) -> Any:
    settings: dict[str, Any] = {
        "StorageDirectory": str(folder / "orthanc"),
        "IndexDirectory": str(folder / "orthanc"),
        "HttpPort": _THEIRS,
        "DicomServerEnabled": False,
        "RemoteAccessAllowed": False,
        "AuthenticationEnabled": False,
        "TcpNoDelay": True,
        "KeepAlive": True,
        "HttpThreadsCount": 50,
        "Plugins": [_PLUGIN],
        "DicomWeb": {"Enable": True, "Root": "/dicom-web/"},
    }
    (folder / "orthanc.json").write_text(json.dumps(settings))
    running = subprocess.Popen(
        [_ORTHANC, str(folder / "orthanc.json")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(_THEIRS)
        line = http.client.HTTPConnection("127.0.0.1", _THEIRS)
        for each in files:
            line.request("POST", "/instances", body=each)
            line.getresponse().read()
        return _every(_THEIRS, asked, {}, lines, seconds)
    finally:
        running.terminate()
        running.wait()


def _every(
    port: int, asked: Asked, headers: dict[str, str], lines: int, seconds: float
) -> dict[str, dict[str, float]]:
    _wait(port)
    for each in asked.values():
        ask(port, each, headers, 1, 0.2)
    return {title: ask(port, each, headers, lines, seconds) for title, each in asked.items()}


def _wait(port: int) -> None:
    for _ in range(600):
        try:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            line.request("GET", "/healthz")
            line.getresponse().read()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit(f"nobody answers on {port}")


def main() -> None:
    said = argparse.ArgumentParser()
    said.add_argument("--studies", type=int, default=300)
    said.add_argument("--seconds", type=float, default=3.0)
    said.add_argument("--lines", type=int, default=4)
    said.add_argument("--keep", action="store_true")
    given = said.parse_args()
    files, asked = made(given.studies)
    with tempfile.TemporaryDirectory() as folder:
        us = ours(Path(folder), files, asked, given.lines, given.seconds)
        them = orthanc(Path(folder), files, asked, given.lines, given.seconds)
    for title in asked:
        times = us[title]["requests/s"] / them[title]["requests/s"]
        print(f"{title:36} {us[title]}  Orthanc {them[title]}  {times:.1f}x")
    if given.keep:
        found = {"studies": given.studies, "lines": given.lines, "run": generate_uid()[-8:]}
        told = {**found, "his54": us, "orthanc": them}
        KEPT.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
