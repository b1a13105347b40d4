"""How quickly are studies found and pictures given over DICOMweb, beside Orthanc?

    python -m bench.dicomweb [--studies 200] [--seconds 2] [--lines 4] [--keep]

Both hold the same studies: small ones, and one of 100 CT pictures (512x512x16). Ours is asked with
a machine's key, and writes down who was shown whom; Orthanc (as Debian has it, with its plugin)
asks nobody who he is. They are asked in turns, some tenths of a second each, so that what else the
machine does falls on both; the askers share its processors. `bare` is an application that answers
as many bytes and does nothing. "processor ms" is the server's own time. Kept in
bench/dicomweb.json.
"""

import argparse
import http.client
import json
import os
import platform
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import SQLModel

from app.modules import INSTALLED
from bench import dicomweb_server
from bench.asking import Told, ask, request
from kernel import assembly, keys
from kernel.clock import utc_now
from kernel.db import Database
from ris_pacs.archive import service as archive
from tests.ris_pacs import pictures

KEPT = Path(__file__).with_name("dicomweb.json")
_ORTHANC = "/usr/sbin/Orthanc"
_PLUGIN = "/usr/share/orthanc/plugins/libOrthancDicomWeb.so"
_PORT, _THEIRS, _BARE = 11480, 11481, 11482
_TURNS = 4
_SLICES = 100
Asked = dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Server:
    """Who is asked, and what with."""

    port: int
    pid: int
    headers: dict[str, str]


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


@contextmanager
def ours(folder: Path, files: list[bytes]) -> Iterator[Server]:
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
    with dicomweb_server.running(url, ring, folder, _PORT) as (key, pid):
        wait(_PORT)
        yield Server(_PORT, pid, {"Authorization": f"Bearer {key}"})


@contextmanager
def orthanc(folder: Path, files: list[bytes]) -> Iterator[Server]:
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
        wait(_THEIRS)
        line = http.client.HTTPConnection("127.0.0.1", _THEIRS)
        for each in files:
            line.request("POST", "/instances", body=each)
            line.getresponse().read()
        yield Server(_THEIRS, running.pid, {})
    finally:
        running.terminate()
        running.wait()


def in_turns(
    servers: dict[str, Server], asked: Asked, lines: int, seconds: float
) -> dict[str, dict[str, dict[str, float]]]:
    found: dict[str, dict[str, dict[str, float]]] = {name: {} for name in servers}
    for title, (path, accept) in asked.items():
        told = {name: Told() for name in servers}
        requests = {
            name: [request(each.port, path, {**each.headers, "Accept": accept})]
            for name, each in servers.items()
        }
        for name, each in servers.items():
            ask(each.port, requests[name], 1, 0.1, Told())
        for _ in range(_TURNS):
            for name, each in servers.items():
                ask(each.port, requests[name], lines, seconds / _TURNS, told[name], each.pid)
        for name in servers:
            found[name][title] = told[name].figures()
    return found


def wait(port: int) -> None:
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
    said.add_argument("--studies", type=int, default=200)
    said.add_argument("--seconds", type=float, default=2.0)
    said.add_argument("--lines", type=int, default=4)
    said.add_argument("--keep", action="store_true")
    given = said.parse_args()
    files, asked = made(given.studies)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (
            ours(folder, files) as us,
            orthanc(folder, files) as them,
            dicomweb_server.bare(_BARE) as pid,
        ):
            wait(_BARE)
            servers = {"his54": us, "orthanc": them, "bare": Server(_BARE, pid, {})}
            load = os.getloadavg()[0]
            found = in_turns(servers, asked, given.lines, given.seconds)
    for title in asked:
        one, other, least = (found[name][title] for name in servers)
        rate, cost = "requests/s", "processor ms"
        print(
            f"{title:34} {one[rate]:8} Orthanc {other[rate]:7} = {one[rate] / other[rate]:5.1f}x"
            f"  processor {one[cost]} Orthanc {other[cost]} = {other[cost] / one[cost]:5.1f}x"
            f"  p95 {one['p95 ms']} Orthanc {other['p95 ms']}"
            f"  bare {least[rate]} {least[cost]}"
        )
    if given.keep:
        about = {
            "studies": given.studies,
            "lines": given.lines,
            "at": utc_now().isoformat(timespec="minutes"),
            "machine": f"{os.cpu_count()} processors, Python {platform.python_version()}",
            "load before": round(load, 1),
        }
        KEPT.write_text(json.dumps({**about, **found}, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
