"""The circulars as they are kept in `circulars/*.json`, each with its provenance.

What they ask, in both languages, with our reading and what assessors ask. Not legal advice.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

from kernel.text import Text
from level.calculus import Item, Rules
from level.claimants import CLAIMANTS

CIRCULARS = Path(__file__).parent / "circulars"


@dataclass(frozen=True, slots=True)
class Part:
    id: str
    title: Text
    may_lack: str | None = None


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of Appendix I (tiêu chí), with what assessors ask and how it may be shown.

    `may_lack`: the service a facility may not provide, so that the criterion can be waived.
    `vietnamese`: where the Vietnamese comes from (quoted, quoted_in_part, translation).
    """

    id: str
    number: int
    group: str
    tier: str
    title: Text
    subgroup: Text | None
    parts: tuple[Part, ...]
    qualifier: Text | None
    reading: Text | None
    ended: str | None
    may_lack: str | None
    evidence: str
    asked: Text | None
    suggested: Text | None
    sources: str | None
    vietnamese: str


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line of Appendix II: a tier of a group, or a clause of its own."""

    id: str
    level: int
    kind: Literal["group_tier", "clause"]
    title: Text
    group: str | None
    tier: str | None
    parts: tuple[Part, ...]
    may_lack: str | None
    qualifier: Text | None
    note: Text | None
    doubt: str | None
    criteria: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Doubt:
    """What contradicts itself or is unclear, and how we read it."""

    id: str
    where: Text
    text: Text
    resolution: Text
    product: Text
    confidence: Text


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    id: str
    place: Text
    section: Text | None
    heading: Text | None
    title: Text
    evidence: str
    suggested: Text | None
    reading: Text | None
    binds: Text | None
    later: Text | None
    related: tuple[str, ...]


@dataclass(frozen=True)
class Checklist:
    """A further text on the same engine: items that are met or not, without levels."""

    id: str
    document: Text
    status: Text
    status_as_of: str
    provenance: Text
    items: tuple[ChecklistItem, ...]

    @cached_property
    def rules(self) -> Rules:
        """What binds nobody here (`evidence` none) is for information and not judged."""
        judged = (i for i in self.items if i.evidence != "none")
        return Rules(tuple(Item(i.id) for i in judged), (), CLAIMANTS)


def _load(name: str) -> Any:
    return json.loads((CIRCULARS / f"{name}.json").read_text(encoding="utf-8"))


def _text(value: Mapping[str, str] | None) -> Text | None:
    return Text(value["vi"], value["en"]) if value else None


def _title(value: Mapping[str, str]) -> Text:
    return Text(value["vi"], value["en"])


def _parts(values: list[Any]) -> tuple[Part, ...]:
    return tuple(Part(p["id"], _title(p["title"]), p.get("may_lack")) for p in values)


@cache
def criteria() -> tuple[Criterion, ...]:
    return tuple(
        Criterion(
            id=c["id"],
            number=c["number"],
            group=c["group"],
            tier=c["tier"],
            title=_title(c["title"]),
            subgroup=_text(c["subgroup"]),
            parts=_parts(c["parts"]),
            qualifier=_text(c["qualifier"]),
            reading=_text(c["reading"]),
            ended=c["ended"],
            may_lack=c["may_lack"],
            evidence=c["evidence"],
            asked=_text(c["asked"]),
            suggested=_text(c["suggested"]),
            sources=c["sources"],
            vietnamese=c["vietnamese"],
        )
        for c in _load("tt54")["criteria"]
    )


@cache
def requirements() -> tuple[Requirement, ...]:
    return tuple(
        Requirement(
            id=r["id"],
            level=r["level"],
            kind=r["kind"],
            title=_title(r["title"]),
            group=r.get("group"),
            tier=r.get("tier"),
            parts=_parts(r.get("parts", [])),
            may_lack=r.get("may_lack"),
            qualifier=_text(r.get("qualifier")),
            note=_text(r.get("note")),
            doubt=r.get("doubt"),
        )
        for r in _load("tt54_levels")["requirements"]
    )


@cache
def level_names() -> Mapping[int, Text]:
    return {int(n): _title(t) for n, t in _load("tt54_levels")["names"].items()}


@cache
def doubts() -> tuple[Doubt, ...]:
    return tuple(
        Doubt(
            d["id"],
            _title(d["where"]),
            _title(d["text"]),
            _title(d["resolution"]),
            _title(d["product"]),
            _title(d["confidence"]),
        )
        for d in _load("tt54_doubts")["doubts"]
    )


@cache
def checklists() -> tuple[Checklist, ...]:
    """Circular 53/2014, Circular 38/2024 articles 11-12, Decision 5969."""
    return tuple(_checklist(_load(name)) for name in ("tt53", "tt38", "qd5969"))


def _checklist(told: Mapping[str, Any]) -> Checklist:
    items = tuple(
        ChecklistItem(
            id=i["id"],
            place=_title(i["place"]),
            section=_text(i["section"]),
            heading=_text(i["heading"]),
            title=_title(i["title"]),
            evidence=i["evidence"],
            suggested=_text(i["suggested"]),
            reading=_text(i["reading"]),
            binds=_text(i.get("binds")),
            later=_text(i.get("later")),
            related=tuple(i["related"]),
        )
        for i in told["items"]
    )
    return Checklist(
        told["id"],
        _title(told["document"]),
        _title(told["status"]),
        told["status_as_of"],
        _title(told["provenance"]),
        items,
    )
