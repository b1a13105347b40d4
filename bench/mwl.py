"""How long does a machine wait for its worklist, beside dcmtk's wlmscpfs?

    python -m bench.mwl [--done 5000] [--open 50] [--rounds 200]

A day's open exams of one CT among thousands that are done; the same lines as files for wlmscpfs.
Both are asked over one line that stays open, by the same client (pynetdicom), in turns. The
client's own time is in both. Kept in bench/mwl.json.
"""

import argparse
import io
import json
import statistics
import subprocess
import tempfile
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian, generate_uid
from pynetdicom import AE
from sqlalchemy import insert, select
from sqlmodel import Session, SQLModel

from app.modules import INSTALLED
from his.orders.service import Order
from kernel import assembly, keys
from kernel.access import SYSTEM
from kernel.clock import utc_now
from kernel.db import Database
from kernel.ids import new_id
from ris_pacs.dicom import nodes, worklist
from ris_pacs.dicom.listener import Listener
from ris_pacs.dicom.nodes import RECEIVER, Caller
from ris_pacs.dicom.requesting import EXPLICIT
from ris_pacs.dicom.worklist import SOP_CLASS
from ris_pacs.schedule.models import Exam
from ris_pacs.schedule.states import ExamState
from tests.ris_pacs.dicom.station import machine
from tests.ris_pacs.schedule import radiology

KEPT = Path(__file__).with_name("mwl.json")
_WLM = "/usr/bin/wlmscpfs"


def question() -> Dataset:
    asked, step = Dataset(), Dataset()
    asked.PatientName = asked.PatientID = asked.AccessionNumber = asked.StudyInstanceUID = ""
    asked.PatientBirthDate = asked.PatientSex = asked.RequestedProcedureID = ""
    asked.RequestedProcedureDescription = ""
    step.Modality, step.ScheduledStationAETitle = "CT", "CT1"
    step.ScheduledProcedureStepStartDate = step.ScheduledProcedureStepStartTime = ""
    step.ScheduledProcedureStepID = step.ScheduledProcedureStepDescription = ""
    asked.ScheduledProcedureStepSequence = [step]
    return asked


def fill(db: Session, waiting: int) -> None:
    made = radiology.build(db)
    machine(db, "CT1")
    first = radiology.exam(db, made)
    order = first.model_dump(exclude={"id", "order_id", "accession", "study_uid"})
    for _ in range(waiting - 1):
        placed = radiology.order(db, made, "KHAC")
        exam_id = new_id()
        more = {
            "id": exam_id,
            "order_id": placed.id,
            "accession": placed.code,
            "patient_id": placed.patient_id,
            "encounter_id": placed.encounter_id,
            "study_uid": f"2.25.{exam_id.int}",
        }
        db.add(Exam(**{**order, **more}))
    db.flush()


def age(db: Session, done: int) -> None:
    """As many exams that are over: the same orders' rows would do, so orders are copied."""
    table: Any = Order.__table__  # type: ignore[attr-defined]
    one = dict(db.execute(select(table).limit(1)).mappings().one())
    exams: Any = Exam.__table__  # type: ignore[attr-defined]
    like = dict(db.execute(select(exams).limit(1)).mappings().one())
    rows, over = [], []
    for n in range(done):
        order_id, exam_id = new_id(), new_id()
        rows.append({**one, "id": order_id, "code": f"CU{n:08d}"})
        over.append(
            {
                **like,
                "id": exam_id,
                "order_id": order_id,
                "accession": f"CU{n:08d}",
                "study_uid": f"2.25.{exam_id.int}",
                "state": ExamState.DONE,
                "closed_at": utc_now(),
                "ended_at": utc_now(),
                "due_at": utc_now() - timedelta(minutes=n),
            }
        )
    for at in range(0, done, 500):
        db.execute(insert(table), rows[at : at + 500])
        db.execute(insert(exams), over[at : at + 500])


class Asker:
    def __init__(self, port: int, called: str) -> None:
        station = AE(ae_title="CT1")
        station.add_requested_context(SOP_CLASS, ExplicitVRLittleEndian)
        self.line = station.associate("127.0.0.1", port, ae_title=called)
        assert self.line.is_established, called

    def ask(self) -> tuple[float, list[Dataset]]:
        begun = time.perf_counter()
        told = [a for _, a in self.line.send_c_find(question(), SOP_CLASS) if a is not None]
        return (time.perf_counter() - begun) * 1000, told


def as_files(folder: Path, items: list[Dataset]) -> None:
    (folder / "WLM").mkdir(parents=True)
    (folder / "WLM" / "lockfile").touch()
    for n, each in enumerate(items):
        each.file_meta = FileMetaDataset()
        each.file_meta.MediaStorageSOPClassUID = UID(SOP_CLASS)
        each.file_meta.MediaStorageSOPInstanceUID = generate_uid()
        each.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        each.save_as(folder / "WLM" / f"{n}.wl", enforce_file_format=True)


def server_cpu(database: Database, rounds: int) -> float:
    """Processor milliseconds of one answer on our side: question read, asked, written."""
    raw = io.BytesIO()
    question().save_as(raw, implicit_vr=False, little_endian=True)
    with database.read(RECEIVER) as db:
        who = nodes.caller(db, "CT1", "HIS54", "127.0.0.1")
    assert isinstance(who, Caller)
    each = []
    for _ in range(rounds):
        begun = time.thread_time()
        with database.read(RECEIVER) as db:
            keys_ = worklist.read(raw.getvalue(), EXPLICIT)
            list(worklist.answers(db, who, keys_, EXPLICIT))
        each.append((time.thread_time() - begun) * 1000)
    return round(statistics.median(each), 2)


def main() -> None:
    words = argparse.ArgumentParser()
    words.add_argument("--done", type=int, default=5000)
    words.add_argument("--open", type=int, default=50)
    words.add_argument("--rounds", type=int, default=100)
    given = words.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        keys.use(keys.fresh())
        database = Database(f"sqlite:///{folder}/his54.db", folder)
        database.assembly = assembly.build(INSTALLED)
        SQLModel.metadata.create_all(database.engine)
        with database.write(SYSTEM) as db:
            fill(db, given.open)
            age(db, given.done)
        here = Listener(database, "127.0.0.1", 0)
        here.start()
        ours = Asker(here.port, "HIS54")
        _, items = ours.ask()
        assert len(items) == given.open, len(items)
        cpu = server_cpu(database, given.rounds)
        as_files(folder, items)
        peer = subprocess.Popen([_WLM, "-dfp", str(folder), "11431"])
        try:
            time.sleep(1)
            theirs = Asker(11431, "WLM")
            times: dict[str, list[float]] = {"his54": [], "wlmscpfs": []}
            for _ in range(given.rounds):
                for name, asker in (("his54", ours), ("wlmscpfs", theirs)):
                    took, told = asker.ask()
                    assert len(told) == given.open, (name, len(told))
                    times[name].append(took)
        finally:
            peer.terminate()
        with suppress(Exception):
            ours.line.release()
        here.stop()
        database.close()
    print("processor time of ours", cpu, "ms")
    said: dict[str, Any] = {
        "our_processor_ms": cpu,
        "done": given.done,
        "open": given.open,
        "rounds": given.rounds,
    }
    for name, each in times.items():
        p95 = sorted(each)[int(len(each) * 0.95)]
        said[name] = {"median_ms": round(statistics.median(each), 2), "p95_ms": round(p95, 2)}
        print(name, said[name])
    KEPT.write_text(json.dumps(said, indent=2) + "\n")


if __name__ == "__main__":
    main()
