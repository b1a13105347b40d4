"""A whole examination, as a machine does it: it asks its worklist, tells that it begins (MPPS),
stores its pictures, tells that it has ended, and asks whether they are safe (storage commitment).

Spoken by pynetdicom, so that our own lines are tried by a stranger; imported when it plays.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from kernel.clock import local_now
from kernel.simulators import Desk
from ris_pacs.dicom import phantoms, requesting
from ris_pacs.dicom.phantoms import Made, Person
from ris_pacs.dicom.played import PlayVisit as PlayVisit
from ris_pacs.dicom.played import Run
from ris_pacs.dicom.wire import Ended

MWL = "1.2.840.10008.5.1.4.31"
MPPS = "1.2.840.10008.3.1.2.3.3"
COMMITMENT, PUSH = "1.2.840.10008.1.20.1", "1.2.840.10008.1.20.1.1"
_KEYS = [
    "PatientName",
    "PatientID",
    "PatientBirthDate",
    "PatientSex",
    "AccessionNumber",
    "StudyInstanceUID",
    "RequestedProcedureID",
    "RequestedProcedureDescription",
]
_STEP_KEYS = [
    "Modality",
    "ScheduledStationAETitle",
    "ScheduledProcedureStepStartDate",
    "ScheduledProcedureStepStartTime",
    "ScheduledProcedureStepID",
    "ScheduledProcedureStepDescription",
]
_DOSE = {"CT": ("ExposureDoseSequence", 8.4), "XA": ("ImageAndFluoroscopyAreaDoseProduct", 120.0)}


def visit(desk: Desk, wanted: PlayVisit) -> dict[str, Any]:
    """Examine somebody of the list; each step with what came of it."""
    run, late = Run(), desk.has("late_worklist")
    item = None if late else _first(run, wanted)
    if item is None and not late:
        return {"accession": "", "study_uid": "", "steps": run.steps}
    at, who, study_uid = local_now(), _person(desk, item), _text(item, "StudyInstanceUID")
    study_uid = study_uid or phantoms.uid()
    made = list(
        phantoms.study(
            wanted.kind,
            who,
            at,
            slices=wanted.slices,
            size=wanted.size,
            study_uid=study_uid,
            charset="ISO_IR 100" if desk.has("charset") else "ISO_IR 192",
            station=wanted.title,
            title=_text(item, "RequestedProcedureDescription"),
        )
    )
    step = phantoms.uid()
    _associated(run, wanted, "begin", MPPS, lambda line: _begin(line, wanted, item, step, at))
    sent = store(desk, wanted.host, wanted.port, wanted.title, wanted.called, made)
    if desk.has("cut"):  # a machine sends again what was not acknowledged
        run.note("store", f"{sent['sent']} {sent['why']}", ok=False)
        sent = store(None, wanted.host, wanted.port, wanted.title, wanted.called, made)
    said = f"{sent['sent']}/{len(made)} {' '.join(sent['statuses'])} {sent['why']}".strip()
    run.note("store", said, ok=sent["sent"] >= len(made) and not sent["why"])
    _associated(run, wanted, "end", MPPS, lambda line: _end(line, wanted, made, step))
    _commit(run, wanted, made)
    if late:
        _first(run, wanted)
    return {"accession": who.accession, "study_uid": study_uid, "steps": run.steps}


def store(
    desk: Desk | None, host: str, port: int, title: str, called: str, made: list[Made]
) -> dict[str, Any]:
    """The pictures on one line, with the faults that were set."""
    wanted = list(made)
    if desk and desk.has("duplicate"):
        wanted += wanted
    if desk and desk.has("same_uid"):
        wanted += [Made(m.sop_class, m.uid, m.data[:-2] + b"\x07\x07") for m in made[:1]]
    cut = bool(desk and desk.has("cut"))
    statuses: list[str] = []
    try:
        with requesting.association(
            host,
            port,
            calling=title,
            called=called,
            contexts=[(made[0].sop_class, (phantoms.EXPLICIT,))],
        ) as line:
            for n, each in enumerate(wanted):
                if cut and n == len(wanted) // 2:
                    line.wire.close()
                statuses.append(f"{requesting.store_made(line, each):04X}")
    except (requesting.NotReached, Ended, OSError) as error:
        why = getattr(error, "why", None) or str(error)
        return {"sent": len(statuses), "statuses": sorted(set(statuses)), "why": why}
    return {"sent": len(statuses), "statuses": sorted(set(statuses)), "why": ""}


def _text(item: Any, name: str) -> str:
    return "" if item is None else str(item.get(name) or "")


def _person(desk: Desk, item: Any) -> Person:
    """As the list has him; without a list, as somebody typed him."""
    if item is None:
        return Person("", "Cấp cứu^Không rõ", "", "O")
    code = "000000" if desk.has("wrong_id") else _text(item, "PatientID")
    return Person(
        code,
        _text(item, "PatientName"),
        _text(item, "PatientBirthDate"),
        _text(item, "PatientSex") or "O",
        _text(item, "AccessionNumber"),
    )


def _associated(
    run: Run, wanted: PlayVisit, step: str, abstract: str, do: Callable[[Any], tuple[bool, str]]
) -> bool:
    from pynetdicom import AE

    station = AE(ae_title=wanted.title)
    station.add_requested_context(abstract, phantoms.EXPLICIT)
    station.network_timeout = station.dimse_timeout = 20
    line = station.associate(wanted.host, wanted.port, ae_title=wanted.called)
    try:
        if not line.is_established or not line.accepted_contexts:
            return run.note(step, "not agreed" if line.is_established else "not reached", ok=False)
        ok, said = do(line)
        return run.note(step, said, ok=ok)
    except Exception as error:  # noqa: BLE001 (pynetdicom raises whatever it met)
        return run.note(step, f"{type(error).__name__}: {error}"[:200], ok=False)
    finally:
        with suppress(Exception):
            line.release()


def _first(run: Run, wanted: PlayVisit) -> Any:
    found: list[Any] = []

    def ask(line: Any) -> tuple[bool, str]:
        from pydicom.dataset import Dataset

        asked, step = Dataset(), Dataset()
        for name in _KEYS:
            setattr(asked, name, "")
        for name in _STEP_KEYS:
            setattr(step, name, "")
        step.Modality, step.ScheduledStationAETitle = wanted.kind, wanted.title
        asked.AccessionNumber = wanted.accession
        asked.ScheduledProcedureStepSequence = [step]
        told = list(line.send_c_find(asked, MWL))
        found.extend(answer for _, answer in told if answer is not None)
        status = int(told[-1][0].get("Status", 0xFFFF)) if told else 0xFFFF
        return status == 0 and bool(found), f"{len(found)} / {status:04X}"

    _associated(run, wanted, "worklist", MWL, ask)
    return found[0] if found else None


def _begin(line: Any, wanted: PlayVisit, item: Any, uid: str, at: datetime) -> tuple[bool, str]:
    from pydicom.dataset import Dataset

    said, ours = Dataset(), Dataset()
    said.SpecificCharacterSet = "ISO_IR 192"
    ours.StudyInstanceUID = _text(item, "StudyInstanceUID")
    ours.AccessionNumber = _text(item, "AccessionNumber")
    said.ScheduledStepAttributesSequence = [ours]
    said.PatientName, said.PatientID = _text(item, "PatientName"), _text(item, "PatientID")
    said.PerformedProcedureStepID = "1"
    said.PerformedStationAETitle = wanted.title
    said.PerformedProcedureStepStartDate = f"{at:%Y%m%d}"
    said.PerformedProcedureStepStartTime = f"{at:%H%M%S}"
    said.PerformedProcedureStepStatus = "IN PROGRESS"
    said.Modality = wanted.kind
    said.PerformedSeriesSequence = []
    status, _ = line.send_n_create(said, MPPS, uid)
    return _status(status)


def _end(line: Any, wanted: PlayVisit, made: list[Made], uid: str) -> tuple[bool, str]:
    from pydicom.dataset import Dataset

    now, said, series = local_now(), Dataset(), Dataset()
    said.SpecificCharacterSet = "ISO_IR 192"
    said.PerformedProcedureStepStatus = "COMPLETED"
    said.PerformedProcedureStepEndDate = f"{now:%Y%m%d}"
    said.PerformedProcedureStepEndTime = f"{now:%H%M%S}"
    series.OperatorsName = "KTV^Giả Lập"
    series.SeriesInstanceUID = phantoms.uid()
    series.ReferencedImageSequence = [_reference(each) for each in made]
    said.PerformedSeriesSequence = [series]
    name, dose = _DOSE.get(wanted.kind, ("", 0.0))
    if name == "ExposureDoseSequence":
        exposure = Dataset()
        exposure.CTDIvol = dose
        said.ExposureDoseSequence = [exposure]
    elif name:
        setattr(said, name, dose)
    status, _ = line.send_n_set(said, MPPS, uid)
    return _status(status)


def _status(status: Any) -> tuple[bool, str]:
    code = int(status.get("Status", 0xFFFF))
    comment = str(status.get("ErrorComment") or "")
    return code == 0, f"{code:04X} {comment}".strip()


def _reference(of: Made) -> Any:
    from pydicom.dataset import Dataset

    made = Dataset()
    made.ReferencedSOPClassUID, made.ReferencedSOPInstanceUID = of.sop_class, of.uid
    return made


def _commit(run: Run, wanted: PlayVisit, made: list[Made]) -> None:
    """Ask, and wait on a line of its own for the answer."""
    from pydicom.dataset import Dataset
    from pynetdicom import AE, evt

    told, there = list[tuple[int, int]](), threading.Event()

    def heard(event: Any) -> tuple[int, None]:
        said = event.event_information
        safe, lost = said.get("ReferencedSOPSequence") or [], said.get("FailedSOPSequence") or []
        told.append((len(safe), len(lost)))
        there.set()
        return 0x0000, None

    def ask(line: Any) -> tuple[bool, str]:
        asked = Dataset()
        asked.TransactionUID = phantoms.uid()
        asked.ReferencedSOPSequence = [_reference(each) for each in made]
        status, _ = line.send_n_action(asked, 1, COMMITMENT, PUSH)
        ok, said = _status(status)
        if not ok:
            return False, said
        if not there.wait(wanted.wait):
            return False, f"{said}, nobody told"
        safe, lost = told[0]
        return safe == len(made) and not lost, f"{safe} safe, {lost} lost"

    ear = AE(ae_title=wanted.title)
    ear.add_supported_context(COMMITMENT, phantoms.EXPLICIT, scu_role=False, scp_role=True)
    try:
        server = ear.start_server(
            ("127.0.0.1", wanted.listen),
            block=False,
            evt_handlers=[(evt.EVT_N_EVENT_REPORT, heard)],
        )
    except OSError as error:
        run.note("commit", f"port {wanted.listen}: {error.strerror}", ok=False)
        return
    try:
        _associated(run, wanted, "commit", COMMITMENT, ask)
    finally:
        if server is not None:
            server.shutdown()
