"""What messages about pictures say: orders, results, times. Pure."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from his.orders.service import Urgency
from kernel.hl7.message import Message, Segment, instant

STUDY = "113014"  # DCM: DICOM Study
IMPRESSION, FINDINGS = "19005-8", "59776-5"  # LOINC
_URGENCY = {
    "S": Urgency.STAT,
    "STAT": Urgency.STAT,
    "A": Urgency.URGENT,
    "ASAP": Urgency.URGENT,
    "T": Urgency.URGENT,
}
_MOST_FILE = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Coded:
    """A coded field: its code, text and system, and the alternate one."""

    code: str
    name: str
    system: str
    other: str
    other_system: str

    @classmethod
    def of(cls, line: Segment, n: int) -> "Coded":
        code, name, system, other, _, other_system = (line.get(n, k)[:80] for k in range(1, 7))
        return cls(code, name, system, other, other_system)

    def in_system(self, *systems: str) -> str:
        if self.system in systems:
            return self.code
        return self.other if self.other_system in systems else ""


@dataclass(frozen=True, slots=True)
class ExamSaid:
    """One order of an OMI^O23 or ORM^O01."""

    control: str
    placer: str
    placer_place: str
    filler: str
    group: str
    service: Coded
    accession: str
    study_uid: str
    modality: str
    urgency: Urgency
    planned_at: datetime | None
    reason: str
    note: str
    orderer: str


def exams(message: Message) -> list[ExamSaid]:
    """Every order: one for each OBR, or for an ORC without one (a cancellation)."""
    found: list[ExamSaid] = []
    for lines in message.groups("ORC"):
        requests = [n for n, line in enumerate(lines) if line.name == "OBR"]
        ends = [*requests[1:], len(lines)]
        parts = [lines[a:b] for a, b in zip(requests, ends, strict=True)] if requests else [[]]
        for part in parts:
            found.append(_exam(message, lines[0], part, lines if len(parts) == 1 else part))
    return found


def _exam(
    message: Message, common: Segment, part: Sequence[Segment], lines: Sequence[Segment]
) -> ExamSaid:
    def first(name: str) -> Segment:
        return next((line for line in lines if line.name == name), Segment(message, name))

    request = part[0] if part else Segment(message, "OBR")
    timing, step, study = first("TQ1"), first("IPC"), first("ZDS")
    urgency = timing.get(9) or common.get(7, 6) or request.get(5) or request.get(27, 6)
    orderer = next((n for n in (_person(common, 12), _person(request, 16)) if n), "")
    notes = [line.get(3) for line in lines if line.name == "NTE" and line.get(3)]
    diagnosis = first("DG1")
    reasons = [diagnosis.get(3), diagnosis.get(3, 2) or diagnosis.get(4)]
    reasons += [request.get(31, 2), request.get(13)]
    return ExamSaid(
        control=common.get(1) or "NW",
        placer=(common.get(2) or request.get(2))[:80],
        placer_place=common.get(2, 2) or request.get(2, 2),
        filler=(common.get(3) or request.get(3))[:80],
        group=common.get(4)[:80],
        service=Coded.of(request, 4),
        accession=(step.get(1) or request.get(18))[:64],
        study_uid=(step.get(3) or study.get(1))[:64],
        modality=step.get(5) or request.get(24),
        urgency=_URGENCY.get(urgency, Urgency.ROUTINE),
        planned_at=instant(timing.get(7)) or instant(request.get(36)) or instant(request.get(6)),
        reason=" ".join(r for r in reasons if r)[:500],
        note="; ".join(notes)[:500],
        orderer=orderer[:120],
    )


def _person(line: Segment, n: int) -> str:
    """A doctor (XCN): family, middle and given name, else his number."""
    words = [line.get(n, part) for part in (2, 4, 3)]
    return " ".join(w for w in words if w) or line.get(n)


@dataclass(frozen=True, slots=True)
class FileSaid:
    """A picture or paper within a message (ED), or where one lies (RP)."""

    kind: str  # jpeg, pdf, ...
    content: bytes = b""
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class ReportSaid:
    """One OBR of an ORU^R01 about pictures."""

    placer: str
    filler: str
    accession: str
    status: str
    at: datetime | None
    reader: str
    findings: str
    impression: str
    studies: list[tuple[str, str]] = field(default_factory=list)  # UID, OBX-11
    files: list[FileSaid] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)  # places of files that cannot be read

    @property
    def text(self) -> str:
        return "\n\n".join(part for part in (self.findings, self.impression) if part)


def reports(message: Message) -> list[ReportSaid]:
    """Every OBR with the number of the ORC before it, and its OBX."""
    found = []
    for lines in message.groups("OBR"):
        request = lines[0]
        at = message.segments.index(request)
        common = message.segments[at - 1] if message.segments[at - 1].name == "ORC" else None
        found.append(_report(request, common, [s for s in lines if s.name == "OBX"]))
    return found


def _report(request: Segment, common: Segment | None, values: Sequence[Segment]) -> ReportSaid:
    findings: list[str] = []
    impression: list[str] = []
    studies: list[tuple[str, str]] = []
    files: list[FileSaid] = []
    broken: list[str] = []
    for n, line in enumerate(values, 1):
        code, kind = line.get(3), line.get(2)
        if kind == "ED":
            content = _decoded(line.get(5, 5))
            if content is None:
                broken.append(f"OBX#{line.get(1) or n}-5")
            else:
                files.append(FileSaid((line.get(5, 3) or line.get(5, 2)).lower(), content))
        elif kind == "RP" and line.get(5):
            files.append(FileSaid(line.get(5, 4).lower(), pointer=line.get(5)))
        elif code == STUDY or (kind == "HD" and line.get(3, 2) == "Study Instance UID"):
            studies.append((line.get(5)[:64], line.get(11)))
        elif kind in ("TX", "FT") and line.get(5):
            (impression if code == IMPRESSION else findings).append(line.get(5))
    return ReportSaid(
        placer=(request.get(2) or (common.get(2) if common else ""))[:80],
        filler=(request.get(3) or (common.get(3) if common else ""))[:80],
        accession=request.get(18)[:64],
        status=request.get(25),
        at=instant(request.get(22)) or instant(request.get(7)),
        reader=_reader(request),
        findings="\n".join(findings),
        impression="\n".join(impression),
        studies=studies,
        files=files,
        broken=broken,
    )


def _reader(line: Segment) -> str:
    """OBR-32, principal result interpreter (NDL): the name within its first component."""
    words = [line.get(32, 1, sub) for sub in (2, 4, 3)]
    return (" ".join(w for w in words if w) or line.get(32))[:120]


def _decoded(text: str) -> bytes | None:
    plain = "".join(text.split())
    if not plain or len(plain) > _MOST_FILE * 4 // 3 + 4:
        return None
    try:
        return base64.b64decode(plain, validate=True)
    except (binascii.Error, ValueError):
        return None


@dataclass(frozen=True, slots=True)
class TimeSaid:
    """A SIU: when, for which order."""

    event: str
    placer: str
    filler: str
    at: datetime | None
    reason: str


def time(message: Message) -> TimeSaid:
    schedule, service = message.first("SCH"), message.first("AIS")
    return TimeSaid(
        event=message.head.get(9, 2),
        placer=(schedule.get(26) or schedule.get(1))[:80],
        filler=(schedule.get(27) or schedule.get(2))[:80],
        at=instant(service.get(4)) or instant(schedule.get(11, 4)),
        reason=(schedule.get(6, 2) or schedule.get(6))[:300],
    )
