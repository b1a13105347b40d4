"""What messages of laboratories say: orders and results, grouped by ORC and OBR. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from his.orders.service import Urgency
from kernel.hl7.message import Message, Segment, instant

_URGENCY = {
    "S": Urgency.STAT,
    "STAT": Urgency.STAT,
    "A": Urgency.URGENT,
    "ASAP": Urgency.URGENT,
    "T": Urgency.URGENT,
}


@dataclass(frozen=True, slots=True)
class CodeSaid:
    """A coded field: its code and text, and the alternate one."""

    code: str
    name: str
    system: str
    other: str
    other_name: str
    other_system: str

    @classmethod
    def of(cls, line: Segment, n: int) -> "CodeSaid":
        code, name, system, other, other_name, other_system = (
            line.get(n, part)[:80] for part in range(1, 7)
        )
        return cls(code, name, system, other, other_name, other_system)

    def of_system(self, *systems: str) -> str:
        """The code in one of these coding systems."""
        if self.system in systems:
            return self.code
        return self.other if self.other_system in systems else ""


@dataclass(frozen=True, slots=True)
class OrderSaid:
    """One order of an OML^O21."""

    control: str
    placer: str
    placer_place: str
    filler: str
    group: str
    service: CodeSaid
    urgency: Urgency
    planned_at: datetime | None
    action: str
    reason: str
    note: str
    orderer: str
    specimen: str


def orders(message: Message) -> list[OrderSaid]:
    """Every order, one for each OBR; an ORC with several OBRs is as many orders."""
    found: list[OrderSaid] = []
    for lines in message.groups("ORC") or message.groups("OBR"):
        common = lines[0] if lines[0].name == "ORC" else Segment(message, "ORC")
        parts = _cut(lines, "OBR")
        for part in parts or [[Segment(message, "OBR")]]:
            rest = part if len(parts) != 1 else lines
            found.append(_order(message, common, part[0], rest))
    return found


def _cut(lines: Sequence[Segment], name: str) -> list[list[Segment]]:
    found: list[list[Segment]] = []
    for line in lines:
        if line.name == name:
            found.append([line])
        elif found:
            found[-1].append(line)
    return found


def _order(
    message: Message, common: Segment, request: Segment, lines: Sequence[Segment]
) -> OrderSaid:
    timing = _first(message, lines, "TQ1")
    specimen = _first(message, lines, "SPM")
    container = _first(message, lines, "SAC")
    diagnosis = _first(message, lines, "DG1")
    urgency = timing.get(9) or common.get(7, 6) or request.get(5) or request.get(27, 6)
    orderer = next((n for n in (_person(common, 12), _person(request, 16)) if n), "")
    notes = [line.get(3) for line in lines if line.name == "NTE" and line.get(3)]
    reasons = [diagnosis.get(3), diagnosis.get(3, 2) or diagnosis.get(4)]
    reasons += [request.get(31, 2), request.get(13)]
    return OrderSaid(
        control=common.get(1) or "NW",
        placer=(common.get(2) or request.get(2))[:80],
        placer_place=common.get(2, 2) or request.get(2, 2),
        filler=(common.get(3) or request.get(3))[:80],
        group=common.get(4)[:80],
        service=CodeSaid.of(request, 4),
        urgency=_URGENCY.get(urgency, Urgency.ROUTINE),
        planned_at=instant(timing.get(7)) or instant(request.get(6)),
        action=request.get(11),
        reason=" ".join(r for r in reasons if r)[:500],
        note="; ".join(notes)[:500],
        orderer=orderer[:120],
        specimen=specimen.get(2, 2) or specimen.get(2) or container.get(3),
    )


def _first(message: Message, lines: Sequence[Segment], name: str) -> Segment:
    return next((line for line in lines if line.name == name), Segment(message, name))


def _person(line: Segment, n: int) -> str:
    """A doctor (XCN): family, middle and given name, else his number."""
    words = [line.get(n, part) for part in (2, 4, 3)]
    return " ".join(w for w in words if w) or line.get(n)


@dataclass(frozen=True, slots=True)
class ValueSaid:
    """One OBX, with the notes behind it."""

    code: CodeSaid
    kind: str
    value: str
    unit: str
    reference: str
    flag: str
    status: str
    at: datetime | None
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ResultSaid:
    """One OBR of an ORU^R01 with its values."""

    placer: str
    filler: str
    service: CodeSaid
    status: str
    at: datetime | None
    specimen: str
    values: list[ValueSaid]


def results(message: Message) -> list[ResultSaid]:
    """Every OBR, with the number of the ORC before it."""
    found: list[ResultSaid] = []
    common = Segment(message, "ORC")
    for line in message.segments:
        if line.name == "ORC":
            common = line
        elif line.name == "OBR":
            found.append(
                ResultSaid(
                    placer=(line.get(2) or common.get(2))[:80],
                    filler=(line.get(3) or common.get(3))[:80],
                    service=CodeSaid.of(line, 4),
                    status=line.get(25),
                    at=instant(line.get(22)),
                    specimen="",
                    values=[],
                )
            )
            common = Segment(message, "ORC")
        elif line.name == "OBX" and found:
            found[-1].values.append(
                ValueSaid(
                    code=CodeSaid.of(line, 3),
                    kind=line.get(2),
                    value=_value(line),
                    unit=line.get(6),
                    reference=line.get(7)[:60],
                    flag=line.get(8)[:10],
                    status=line.get(11),
                    at=instant(line.get(19)) or instant(line.get(14)),
                )
            )
        elif line.name == "NTE" and found and found[-1].values and line.get(3):
            found[-1].values[-1].notes.append(line.get(3)[:400])
    return found


def _value(line: Segment) -> str:
    """As it is shown; a coded one by its text, a signed one (SN) with its sign."""
    match line.get(2):
        case "CE" | "CWE" | "CNE":
            return line.get(5, 2) or line.get(5)
        case "SN":
            return f"{line.get(5)}{line.get(5, 2)}{line.get(5, 3)}{line.get(5, 4)}"
        case "ED" | "RP":
            return ""
        case _:
            return line.get(5)
