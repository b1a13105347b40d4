"""Does DICOMweb stay as quick with a million pictures as with ten thousand?

    python -m bench.dicomweb_scale [--postgres] [--studies 1000 100000] [--folder F] [--keep]

A study of ten CT pictures comes the usual way; its rows of the index are then copied, a thousand
times and a hundred thousand times, with other people, numbers and days (the files behind only
for those whose frames are asked). Each question is asked with two hundred different values: once
each over one line ("at first": made, and who looked written to the disk before it leaves), then
again and again over four. Kept in bench/dicomweb_scale.json.
"""

import argparse
import json
import os
import pickle
import platform
import random
import shutil
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, text
from sqlmodel import SQLModel

from app.modules import INSTALLED
from bench import dicomweb_server
from bench.asking import Told, ask, ask_once, request
from bench.dicomweb import wait
from his.patients import service as patients
from kernel import assembly, keys
from kernel.access import SYSTEM
from kernel.clock import utc_now
from kernel.columns import unaccented
from kernel.db import Database
from kernel.ids import new_id
from ris_pacs.archive import service as archive
from ris_pacs.archive.models import ImagingInstance, ImagingSeries, ImagingStudy
from tests.postgres import Cluster
from tests.ris_pacs import pictures

KEPT = Path(__file__).with_name("dicomweb_scale.json")
_PORT = 11483
_PER, _ASKED, _PEOPLE, _AT_ONCE = 10, 200, 1000, 2000
_NAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Meyer")
_GIVEN = ("Văn An", "Thị Bình", "Minh Châu", "Quốc Dũng", "Thu Hà", "Gia Khánh", "Thanh Lan")
_KINDS = ("CT", "MR", "DX", "US", "XA")
Row = dict[str, Any]


def template(database: Database) -> tuple[Row, Row, list[Row]]:
    """The rows of one study, as the archive writes them."""
    large: Row = {"Rows": 512, "Columns": 512, "PixelData": os.urandom(512 * 512 * 2)}
    pictures.sent(database, *(pictures.part10(each) for each in pictures.study(_PER, **large)))
    assert database.folder
    store = archive.store_of(database.folder)
    while archive.index_waiting(database, store):
        continue
    tables: list[Any] = [ImagingStudy, ImagingSeries, ImagingInstance]
    with database.read() as db:
        found = [[dict(e) for e in db.execute(select(t.__table__)).mappings()] for t in tables]
    return found[0][0], found[1][0], found[2]


def people(database: Database) -> list[Any]:
    """A thousand patients of the house: every second study is one's."""
    with database.write(SYSTEM, "bench") as db:
        return [
            patients.register(
                db,
                SYSTEM,
                name=f"{_NAMES[n % 10]} {_GIVEN[n % 7]} {n}",
                birth=(date(1940, 1, 1) + timedelta(days=23 * n)).isoformat(),
                sex=patients.Sex.FEMALE,
            ).id
            for n in range(_PEOPLE)
        ]


def fill(
    database: Database, rows: tuple[Row, Row, list[Row]], whose: Sequence[Any], first: int, to: int
) -> None:
    chance = random.Random(first)  # noqa: S311 (the same each time)
    for start in range(first, to, _AT_ONCE):
        made = [_copy(rows, whose, n, chance) for n in range(start, min(to, start + _AT_ONCE))]
        with database.write(SYSTEM, "bench") as db:
            for place, of in enumerate((ImagingStudy, ImagingSeries, ImagingInstance)):
                many = [row for each in made for row in each[place]]
                db.execute(insert(of.__table__), many)  # type: ignore[attr-defined]
    with database.write(SYSTEM, "bench") as db:
        db.execute(text("ANALYZE"))


def _copy(
    rows: tuple[Row, Row, list[Row]], whose: Sequence[Any], n: int, chance: random.Random
) -> tuple[list[Row], list[Row], list[Row]]:
    study, series, instances = rows
    name = f"{_NAMES[n % 10]}^{_GIVEN[n % 7]} {n}"
    uid, run = f"1.2.826.{chance.getrandbits(90)}", f"1.2.826.{chance.getrandbits(90)}"
    said = f"BN{n:07d}", f"A{n:07d}"
    day = (date(2026, 11, 20) - timedelta(days=n % 3650)).isoformat()
    folded = unaccented(name.replace("^", " "))
    one = {
        **study,
        "id": new_id(),
        "number": n + 1,
        "uid": uid,
        "patient_id": whose[n // 2 % len(whose)] if n % 2 else None,
        "state": "matched" if n % 2 else "unmatched",
        "accession": said[1],
        "dicom_patient_id": said[0],
        "dicom_patient_name": name,
        "name_folded": folded,
        "study_date": day,
        "modalities": _KINDS[n % 5],
        "attributes": study["attributes"].replace(study["uid"], uid),
        "search": "\n".join((folded, *(each.lower() for each in said), "ct so nao")),
    }
    its = {**series, "id": new_id(), "study_id": one["id"], "uid": run}
    its["attributes"] = series["attributes"].replace(series["uid"], run)
    folder = f"bench/{n}"
    both = {"study_id": one["id"], "series_id": its["id"]}
    return (
        [one],
        [its],
        [
            {
                **each,
                **both,
                "id": new_id(),
                "uid": f"{run}.{place + 1}",
                "path": f"{folder}/{place}",
            }
            for place, each in enumerate(instances)
        ],
    )


def asked(database: Database, rows: tuple[Row, Row, list[Row]], studies: int) -> dict[str, Any]:
    """Titles, and two hundred addresses each; the frames' files are put where they are named."""
    chance = random.Random(54)  # noqa: S311
    every = [chance.randrange(studies) for _ in range(_ASKED)]
    assert database.folder
    with database.read() as db:
        found = db.execute(
            select(ImagingStudy.number, ImagingStudy.uid, ImagingSeries.uid)  # type: ignore[call-overload]
            .join(ImagingSeries, ImagingSeries.study_id == ImagingStudy.id)
            .where(ImagingStudy.number.in_([n + 1 for n in every]))  # type: ignore[attr-defined]
        ).all()
    top = database.folder / "dicom"
    for number, _, _ in found:
        place = top / f"bench/{number - 1}/5"
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(top / rows[2][5]["path"], place)
    root = "/dicom-web/studies"
    runs = [f"{root}/{study}/series/{run}" for _, study, run in found]
    days = [date(2026, 11, 20) - timedelta(days=n % 3650) for n in every]
    lists, frame = "application/dicom+json", "multipart/related; type=application/octet-stream"
    spans = [f"{each:%Y%m%d}-{each + timedelta(days=30):%Y%m%d}" for each in days]
    return {
        "newest 25": ([f"{root}?limit=25&offset={n % 50}" for n in every], lists),
        "the viewer's list (101)": ([f"{root}?limit=101&offset={n % 50}" for n in every], lists),
        "one patient's number": ([f"{root}?PatientID=BN{n:07d}" for n in every], lists),
        "accession number": ([f"{root}?AccessionNumber=A{n:07d}" for n in every], lists),
        "a day": ([f"{root}?StudyDate={each:%Y%m%d}&limit=25" for each in days], lists),
        "a month of CT": (
            [f"{root}?StudyDate={each}&ModalitiesInStudy=CT&limit=25" for each in spans],
            lists,
        ),
        "a name that is rare": ([f"{root}?PatientName=*{n}*&limit=25" for n in every], lists),
        "a name that many have": (
            [f"{root}?PatientName={each}*&limit=25" for each in ("Meyer", "Tran", "Le%5EThi")],
            lists,
        ),
        "series of a study": ([f"{root}/{study}/series" for _, study, _ in found], lists),
        "instances of a study": ([f"{root}/{study}/instances" for _, study, _ in found], lists),
        "metadata of a series": ([f"{each}/metadata" for each in runs], lists),
        "a frame (512 kB)": (
            [f"{each}/instances/{each.rsplit('/', 1)[1]}.6/frames/1" for each in runs],
            frame,
        ),
    }


def measure(
    url: str, folder: Path, questions: dict[str, Any], seconds: float
) -> dict[str, dict[str, float]]:
    ring, found = folder / "ring.json", {}
    with dicomweb_server.running(url, ring, folder, _PORT) as (key, pid):
        wait(_PORT)
        headers = {"Authorization": f"Bearer {key}"}
        for title, (paths, accept) in questions.items():
            each = [request(_PORT, path, {**headers, "Accept": accept}) for path in paths]
            first, again = Told(), Told()
            ask_once(_PORT, each, first)
            ask(_PORT, each, 4, seconds, again, pid)
            new = {f"{name} at first": first.figures()[name] for name in ("p50 ms", "p95 ms")}
            found[title] = {**again.figures(), **new}
    return found


def filled(database: Database, studies: int) -> tuple[Row, Row, list[Row]]:
    """The house with so many studies: filled now, or before (`--folder`)."""
    assert database.folder
    ring, kept = database.folder / "ring.json", database.folder / "rows.pickle"
    if kept.exists():
        keys.use(keys.load(ring))
        found: tuple[Row, Row, list[Row]] = pickle.loads(kept.read_bytes())  # noqa: S301 (ours)
        return found
    keys.use(keys.fresh())
    keys.save(keys.ring(), ring)
    SQLModel.metadata.create_all(database.engine)
    rows, begun = template(database), time.perf_counter()
    fill(database, rows, people(database), 0, studies)
    kept.write_bytes(pickle.dumps(rows))
    print(f"{studies} studies, filled in {time.perf_counter() - begun:.0f} s", flush=True)
    return rows


def run(url: str, folder: Path, studies: int, seconds: float) -> dict[str, Any]:
    folder.mkdir(parents=True, exist_ok=True)
    database = Database(url, folder)
    database.assembly = assembly.build(INSTALLED)
    questions = asked(database, filled(database, studies), studies)
    database.close()
    found = measure(url, folder, questions, seconds) if seconds else {}
    for title, each in found.items():
        print(f"  {title:28} {each}", flush=True)
    return found


def main() -> None:
    said = argparse.ArgumentParser()
    said.add_argument("--postgres", action="store_true")
    said.add_argument("--studies", type=int, nargs="+", default=[1_000, 100_000])
    said.add_argument("--seconds", type=float, default=2.0)
    said.add_argument("--folder", type=Path, help="SQLite houses stay here, and are not refilled")
    said.add_argument("--keep", action="store_true")
    given = said.parse_args()
    told: dict[str, Any] = {}
    load = os.getloadavg()[0]
    for studies in given.studies:
        with ExitStack() as opened:
            folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
            if given.folder:
                folder = given.folder / str(studies)
            url = f"sqlite:///{folder / 'his54.db'}"
            if given.postgres:
                url = opened.enter_context(Cluster()).url()
            told[f"{studies * _PER} instances"] = run(url, folder, studies, given.seconds)
    if given.keep:
        kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
        kept["postgresql" if given.postgres else "sqlite"] = {
            "at": utc_now().isoformat(timespec="minutes"),
            "machine": f"{os.cpu_count()} processors, Python {platform.python_version()}",
            "load before": round(load, 1),
            **told,
        }
        KEPT.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
