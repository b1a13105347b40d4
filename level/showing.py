"""Evidence that is read and not run: what the proof says, and what people signed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from kernel.assembly import Assembly
from kernel.module import Attested, Checked, Claim, Demonstrated, Evidence, InUse, Module, Verdict
from kernel.text import Text
from level import proof
from level.calculus import Kind, Shown
from level.models import Attestation


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence of one claim of one module that is on."""

    module: str
    claim: str
    kind: Kind
    evidence: Evidence
    name: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        return self.module, self.claim, self.kind, self.name

    def shown(
        self, verdict: Verdict, says: Text, at: datetime | None = None, seconds: float = 0.0
    ) -> Shown:
        return Shown(self.module, self.claim, self.kind, verdict, says, at, seconds)


def pieces(assembly: Assembly) -> list[Piece]:
    """All evidence of the modules that are on, in the order of the house."""
    return [p for m in assembly.modules for claim in m.claims for p in pieces_of(m, claim)]


def pieces_of(module: Module, claim: Claim) -> list[Piece]:
    return [_piece(module, claim.criterion, evidence) for evidence in claim.evidence]


def _piece(module: Module, claim: str, evidence: Evidence) -> Piece:
    match evidence:
        case Checked(node):
            return Piece(module.id, claim, Kind.CHECKED, evidence, node[:200])
        case Demonstrated(by):
            return Piece(module.id, claim, Kind.DEMONSTRATED, evidence, _named(by))
        case InUse(by):
            return Piece(module.id, claim, Kind.IN_USE, evidence, _named(by))
        case Attested():
            return Piece(module.id, claim, Kind.ATTESTED, evidence, "")


def _named(by: object) -> str:
    module = getattr(by, "__module__", "")
    return f"{module}.{getattr(by, '__qualname__', by)}"[:200]


@dataclass(frozen=True, slots=True)
class Count:
    passed: int
    ran: int


class Proven:
    """What passed of this very source, counted by test, file and folder."""

    def __init__(self, outcomes: Mapping[str, str], root: Path = proof.ROOT) -> None:
        self.root = root
        self._absent: dict[str, int] = {}
        self._counts = _count(outcomes)

    def __bool__(self) -> bool:
        return bool(self._counts)

    def of(self, node: str) -> Count | None:
        return self._counts.get(node.rstrip("/"))

    def absent(self, node: str) -> int:
        """A folder claims all its test files: how many of them did not run."""
        if node not in self._absent:
            folder = self.root / node
            files = folder.rglob("test_*.py") if folder.is_dir() else ()
            self._absent[node] = sum(
                file.relative_to(self.root).as_posix() not in self._counts
                and "mark.official" not in file.read_text(encoding="utf-8")
                for file in files
            )
        return self._absent[node]


@cache
def proven_here() -> Proven:
    """Of the source that runs here, read once a process."""
    return Proven(proof.proven())


def _count(outcomes: Mapping[str, str]) -> Mapping[str, Count]:
    passed: dict[str, int] = defaultdict(int)
    ran: dict[str, int] = defaultdict(int)
    for node, outcome in outcomes.items():
        plain = node.partition("[")[0]
        file, *inside = plain.split("::")
        names = {node, plain, file, *(p.as_posix() for p in Path(file).parents if p.name)}
        names |= {"::".join((file, *inside[:n])) for n in range(1, len(inside))}
        for name in names:
            ran[name] += 1
            passed[name] += outcome == "passed"
    return {name: Count(passed[name], n) for name, n in ran.items()}


def checked(piece: Piece, node: str, proven: Proven) -> Shown:
    """What the proof says of a test, file or folder. It does not say when: it is of a version."""
    told = proven.of(node)
    if not proven:
        return piece.shown(Verdict.NOT_MET, NO_PROOF)
    if told is None:
        return piece.shown(Verdict.NOT_MET, NO_TEST.put(node=node))
    facts = {"node": node, "passed": told.passed, "ran": told.ran}
    if absent := proven.absent(node):
        return piece.shown(Verdict.NOT_MET, NOT_ALL_RAN.put(node=node, absent=absent))
    if told.passed < told.ran:
        return piece.shown(Verdict.NOT_MET, NOT_ALL_PASSED.put(**facts))
    return piece.shown(Verdict.MET, ALL_PASSED.put(**facts))


NO_PROOF = Text(
    "Chưa có chứng cứ kiểm thử cho đúng phiên bản này (chạy make test).",
    "There is no proof of tests for this very version (run make test).",
)
NO_TEST = Text("{node}: không có kiểm thử nào chạy.", "{node}: no test ran.")
NOT_ALL_RAN = Text(
    "{node}: {absent} tệp kiểm thử không chạy.", "{node}: {absent} test files did not run."
)
NOT_ALL_PASSED = Text(
    "{node}: chỉ {passed}/{ran} kiểm thử đạt.", "{node}: only {passed} of {ran} tests passed."
)
ALL_PASSED = Text(
    "{node}: {passed}/{ran} kiểm thử đạt, trên SQLite và PostgreSQL.",
    "{node}: {passed} of {ran} tests passed, on SQLite and PostgreSQL.",
)


def attested(piece: Piece, what: Text, signed: Iterable[Attestation], today: date) -> Shown:
    """The latest signature that holds, in a sentence without names (it is published)."""
    known = [
        a
        for a in signed
        if (a.module, a.claim) == (piece.module, piece.claim) and a.withdrawn_at is None
    ]
    holding = [a for a in known if holds(a, today)]
    if not holding:
        return piece.shown(Verdict.NOT_REVIEWED, _fill(LAPSED if known else AWAITED, what))
    last = max(holding, key=lambda a: (a.valid_until, a.recorded_at))
    says = _fill(
        SIGNED,
        what,
        role=last.signer_role,
        signed=f"{last.signed_on:%d/%m/%Y}",
        until=f"{last.valid_until:%d/%m/%Y}",
    )
    return piece.shown(Verdict.MET, says, last.recorded_at)


LAPSED = Text("Xác nhận đã hết hạn: {what}", "The attestation has lapsed: {what}")
AWAITED = Text("Chờ cơ sở xác nhận: {what}", "Awaits the facility's signature: {what}")
SIGNED = Text(
    "{what} — {role} xác nhận ngày {signed}, đến {until}.",
    "{what} — attested by {role} on {signed}, until {until}.",
)


def holds(signed: Attestation, today: date) -> bool:
    return signed.withdrawn_at is None and signed.signed_on <= today <= signed.valid_until


def _fill(says: Text, what: Text, **facts: str) -> Text:
    return Text(says.vi.format(what=what.vi, **facts), says.en.format(what=what.en, **facts))
