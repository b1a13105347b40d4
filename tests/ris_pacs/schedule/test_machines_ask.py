"""Machines ask what they have to do and tell what they did: pynetdicom and dcmtk as strangers."""

import time
from typing import Any

from pydicom.dataset import Dataset
from pydicom.uid import generate_uid
from pynetdicom import AE
from sqlmodel import col, select

from his.orders import service as orders
from his.orders.service import OrderState, Urgency
from his.patients import service as patients
from kernel.access import SYSTEM
from kernel.db import Database
from ris_pacs.dicom.steps import SOP_CLASS as MPPS
from ris_pacs.dicom.worklist import SOP_CLASS as MWL
from ris_pacs.schedule import service as schedule
from ris_pacs.schedule.models import Exam, Step
from ris_pacs.schedule.states import ExamState, Known
from tests.ris_pacs.dicom.station import listening, machine
from tests.ris_pacs.dicom.test_strangers import dcmtk, run
from tests.ris_pacs.schedule import radiology


def _question(**more: str) -> Dataset:
    asked, step = Dataset(), Dataset()
    for name in ("PatientName", "PatientID", "AccessionNumber", "StudyInstanceUID",
                 "RequestedProcedureID", "RequestedProcedurePriority", "PatientBirthDate",
                 "PatientSex", "RequestedProcedureDescription"):  # fmt: skip
        setattr(asked, name, "")
    for name in ("Modality", "ScheduledStationAETitle", "ScheduledProcedureStepStartDate",
                 "ScheduledProcedureStepID", "ScheduledProcedureStepDescription"):  # fmt: skip
        setattr(step, name, more.pop(name, ""))
    for name, value in more.items():
        setattr(asked, name, value)
    asked.ScheduledProcedureStepSequence = [step]
    return asked


class Modality:
    """A machine of somebody else's making."""

    def __init__(self, title: str, port: int) -> None:
        station = AE(ae_title=title)
        for each in (MWL, MPPS):
            station.add_requested_context(each, "1.2.840.10008.1.2.1")
        self.line = station.associate("127.0.0.1", port, ae_title="HIS54")
        assert self.line.is_established

    def _rested(self) -> Any:
        """pynetdicom's own thread has to run once between two questions, else it takes the
        answer to the second for a question and drops it."""
        for _ in range(4000):
            if not self.line._is_paused:
                break
            time.sleep(0.0005)
        return self.line

    def worklist(self, **more: str) -> list[Dataset]:
        told = self._rested().send_c_find(_question(**more), MWL)
        return [answer for status, answer in told if answer is not None]

    def begin(self, item: Dataset, uid: str, **more: Any) -> int:
        said = Dataset()
        said.SpecificCharacterSet = "ISO_IR 192"
        ours = Dataset()
        ours.StudyInstanceUID = item.StudyInstanceUID
        ours.AccessionNumber = item.AccessionNumber
        said.ScheduledStepAttributesSequence = [ours]
        said.PatientName, said.PatientID = item.PatientName, item.PatientID
        said.PerformedProcedureStepID = "1"
        said.PerformedStationAETitle = "CT1"
        said.PerformedProcedureStepStartDate = "20261122"
        said.PerformedProcedureStepStartTime = "081500"
        said.PerformedProcedureStepStatus = "IN PROGRESS"
        said.Modality = "CT"
        said.PerformedSeriesSequence = []
        for name, value in more.items():
            setattr(said, name, value)
        status, _ = self._rested().send_n_create(said, MPPS, uid)
        return int(status.Status)

    def end(self, uid: str, status: str = "COMPLETED", images: int = 2) -> int:
        said, run_, image = Dataset(), Dataset(), Dataset()
        said.PerformedProcedureStepStatus = status
        said.PerformedProcedureStepEndDate = "20261122"
        said.PerformedProcedureStepEndTime = "082000"
        image.ReferencedSOPClassUID = "1.2.840.10008.5.1.4.1.1.2"
        image.ReferencedSOPInstanceUID = generate_uid()
        run_.OperatorsName = "Lê^Máy"
        run_.ReferencedImageSequence = [image] * images
        said.PerformedSeriesSequence = [run_]
        dose = Dataset()
        dose.CTDIvol = 12.5
        said.ExposureDoseSequence = [dose]
        status_, _ = self._rested().send_n_set(said, MPPS, uid)
        return int(status_.Status)


def _ready(database: Database, *, safe: bool = True) -> tuple[radiology.Department, Exam]:
    with database.write(SYSTEM) as db:
        machine(db, "CT1")
        made = radiology.build(db)
        exam = radiology.exam(db, made)
        if safe:
            radiology.safe(db, exam)
        return made, exam


def _again(database: Database, exam: Exam) -> Exam:
    with database.read() as db:
        return db.exec(select(Exam).where(Exam.id == exam.id)).one()


def test_a_machine_sees_its_orders_and_tells_how_they_went(database: Database) -> None:
    made, exam = _ready(database)
    with database.write(SYSTEM) as db:
        stat = radiology.exam(db, made, urgency=Urgency.STAT)
        radiology.exam(db, made, "XQ-NGUC")  # of another machine
        patient = patients.get(db, SYSTEM, exam.patient_id)
    with listening(database) as here:
        ct = Modality("CT1", here.port)
        told = ct.worklist()
        assert [t.AccessionNumber for t in told] == [stat.accession, exam.accession]
        first = told[1]
        assert str(first.PatientName).replace("^", " ") == patient.name
        assert first.PatientID == patient.code
        assert first.StudyInstanceUID == exam.study_uid
        step = first.ScheduledProcedureStepSequence[0]
        assert (step.Modality, step.ScheduledStationAETitle) == ("CT", "CT1")
        assert first.RequestedProcedurePriority == "ROUTINE"
        uid = generate_uid()
        assert ct.begin(first, uid) == 0
        assert ct.begin(first, uid) == 0x0111
        begun = _again(database, exam)
        assert (begun.state, begun.known_by) == (ExamState.IN_PROGRESS, Known.MACHINE)
        assert [t.AccessionNumber for t in ct.worklist()] == [stat.accession]
        assert ct.end(uid) == 0
        assert ct.end(uid) == 0x0110
        assert ct.end(generate_uid()) == 0x0112
        ct.line.release()
    done = _again(database, exam)
    assert (done.state, done.images, done.performed_by_name) == (ExamState.DONE, 2, "Lê Máy")
    assert done.ctdi_vol is not None
    assert float(done.ctdi_vol) == 12.5
    with database.read() as db:
        order = orders.get(db, SYSTEM, exam.order_id)
    assert (order.state, order.machines) == (OrderState.IN_PROGRESS, "CT1")


def test_what_is_cancelled_or_renamed_shows_with_the_next_question(database: Database) -> None:
    _, exam = _ready(database)
    with listening(database) as here:
        ct = Modality("CT1", here.port)
        assert len(ct.worklist()) == 1
        with database.write(SYSTEM) as db:
            patient = patients.get(db, SYSTEM, exam.patient_id)
            patients.update(
                db,
                SYSTEM,
                patient.id,
                version=patient.version,
                name="Đặng Thị Hoà",
                birth=patient.birth,
                sex=patient.sex,
            )
        [told] = ct.worklist(PatientName="DANG*")
        assert str(told.PatientName) == "Đặng^Thị Hoà"
        with database.write(SYSTEM) as db:
            orders.cancel(db, SYSTEM, exam.order_id, reason="Không cần nữa")
        assert ct.worklist() == []
        # The machine had loaded its line before: what it tells waits for a person.
        uid = generate_uid()
        assert ct.begin(told, uid) == 0
        ct.line.release()
    with database.read() as db:
        step = db.exec(select(Step).where(col(Step.uid) == uid)).one()
        assert step.exam_id is None


def test_a_question_is_answered_narrowly(database: Database) -> None:
    made, exam = _ready(database)
    with database.write(SYSTEM) as db:
        machine(db, "DX1", modality="DX")
        chest = radiology.exam(db, made, "XQ-NGUC", note="tại giường")
    with listening(database) as here:
        ct, dx = Modality("CT1", here.port), Modality("DX1", here.port)
        assert len(ct.worklist(AccessionNumber=exam.accession)) == 1
        assert ct.worklist(AccessionNumber="CD0") == []
        assert ct.worklist(PatientName="TRAN*") == []
        assert ct.worklist(Modality="MR") == []
        assert ct.worklist(ScheduledStationAETitle="NOBODY") == []
        assert ct.worklist(ScheduledProcedureStepStartDate="19990101") == []
        [told] = dx.worklist()
        assert told.AccessionNumber == chest.accession
        assert str(told.PatientName).isascii()  # an old machine gets plain letters
        assert str(told.PatientName).isupper()
        for each in (ct, dx):
            each.line.release()


def test_a_step_of_nobody_waits_and_is_assigned(database: Database) -> None:
    _, exam = _ready(database)
    with listening(database) as here:
        ct = Modality("CT1", here.port)
        [item] = ct.worklist()
        typed = _question()
        typed.StudyInstanceUID, typed.PatientName, typed.PatientID = generate_uid(), "A^B", "0"
        uid = generate_uid()
        assert ct.begin(typed, uid) == 0
        item.PatientID = "0"  # our line, but the machine names somebody else
        other = generate_uid()
        assert ct.begin(item, other) == 0
        ct.line.release()
    with database.write(radiology.RADIOGRAPHER) as db:
        waiting, _ = schedule.unmatched(db, after=None, limit=10)
        assert {s.uid for s in waiting} == {uid, other}
        step = next(s for s in waiting if s.uid == uid)
        schedule.settle(
            db, radiology.RADIOGRAPHER, step.id, exam_id=exam.id, reason="Cấp cứu, gõ tay"
        )
    assert _again(database, exam).state is ExamState.IN_PROGRESS


@dcmtk
def test_dcmtk_asks_for_the_worklist(database: Database) -> None:
    _, exam = _ready(database)
    with listening(database) as here:
        told = run(
            "findscu", "-W", "-aet", "CT1", "-aec", "HIS54", "127.0.0.1", str(here.port),
            "-k", "PatientName", "-k", "AccessionNumber", "-k", "StudyInstanceUID",
            "-k", "ScheduledProcedureStepSequence[0].Modality=CT",
            "-k", "ScheduledProcedureStepSequence[0].ScheduledStationAETitle",
            "-k", "ScheduledProcedureStepSequence[0].CommentsOnTheScheduledProcedureStep",
        )  # fmt: skip
    assert exam.accession in told
    assert exam.study_uid in told
    assert "CT1" in told


def test_who_may_not_ask_is_told_so(database: Database) -> None:
    with database.write(SYSTEM) as db:
        machine(db, "CT9", may_find=False, may_store=False)
    with listening(database) as here:
        station = AE(ae_title="CT9")
        station.add_requested_context(MWL)
        station.add_requested_context("1.2.840.10008.1.1")
        line = station.associate("127.0.0.1", here.port, ae_title="HIS54")
        assert [c.abstract_syntax for c in line.rejected_contexts] == [MWL]
        line.release()
