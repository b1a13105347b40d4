"""The circulars as data: what is asked, at which level, and how we read it.

The facts are in `circulars/*.json`, each with its provenance. Nothing here is legal advice.
Two profiles: *2017* as enacted (146 criteria) and *current*, in force since 2025-06-06 when
Circular 13/2025/TT-BYT, Article 4(3)(b), ended criteria 129-146. Where the text contradicts
itself, a named switch says how it is read, with its default and reason.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

from kernel.text import Text
from level.calculus import Demand, Item, Rules
from level.claimants import CLAIMANTS

CIRCULARS = Path(__file__).parent / "circulars"

Profile = Literal["2017", "current"]
PROFILES: Mapping[Profile, Text] = {
    "2017": Text("2017 như ban hành (146 tiêu chí)", "2017 as enacted (146 criteria)"),
    "current": Text(
        "Hiệu lực từ 06/06/2025 (128 tiêu chí; EMR theo Thông tư 13/2025)",
        "In force since 2025-06-06 (128 criteria; records under Circular 13/2025)",
    ),
}
NOT_LEGAL_ADVICE = Text(
    "Tự đánh giá theo nguồn thứ cấp đến 06/10/2026; không phải tư vấn pháp lý. "
    "Người đứng đầu cơ sở quyết định mức (Điều 5).",
    "A self-assessment from secondary sources as of 2026-10-06; not legal advice. "
    "The head of the facility decides the level (Article 5).",
)
GROUPS: Mapping[str, Text] = {
    "infrastructure": Text("I. Hạ tầng", "I. Infrastructure"),
    "management": Text("II. Phần mềm quản lý điều hành", "II. Management software"),
    "his": Text("III. Hệ thống thông tin bệnh viện (HIS)", "III. Hospital information (HIS)"),
    "ris_pacs": Text("IV. Chẩn đoán hình ảnh (RIS-PACS)", "IV. Imaging (RIS-PACS)"),
    "lis": Text("V. Xét nghiệm (LIS)", "V. Laboratory (LIS)"),
    "non_functional": Text("VI. Tiêu chí phi chức năng", "VI. Non-functional criteria"),
    "security": Text("VII. Bảo mật và an toàn thông tin", "VII. Information security"),
    "emr": Text("VIII. Bệnh án điện tử (EMR)", "VIII. Electronic medical record (EMR)"),
}
SERVICES: Mapping[str, Text] = {
    "beds": Text("Giường nội trú", "Inpatient beds"),
    "imaging": Text("Chẩn đoán hình ảnh", "Diagnostic imaging"),
    "laboratory": Text("Xét nghiệm", "Laboratory"),
    "emergency": Text("Khoa, phòng cấp cứu", "Emergency department"),
    "theatre": Text("Phòng mổ", "Operating theatre"),
    "blood_bank": Text("Ngân hàng máu", "Blood bank"),
    "insurance": Text("Hợp đồng khám chữa bệnh BHYT", "Health insurance contract"),
    "check_ups": Text("Khám sức khỏe", "Health check-ups"),
    "lower_tier": Text("Nhiệm vụ chỉ đạo tuyến", "Duty to direct lower-tier facilities"),
    "repository": Text("Nguồn dữ liệu cho kho lâm sàng", "A source for the data repository"),
}


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
    confidence: str


@dataclass(frozen=True, slots=True)
class Switch:
    """A contradiction that can be read in more than one way, chosen by name."""

    id: str
    doubt: str
    title: Text
    options: Mapping[str, Text]
    default: str
    reason: Text


SWITCHES = (
    Switch(
        "lis_at_4",
        "X01",
        Text("LIS ở mức 4", "LIS at level 4"),
        {
            "advanced": Text("Đầy đủ: 80-89 (bản tiếng Việt)", "Full: 80-89 (Vietnamese text)"),
            "basic": Text("Cơ bản: 80-85 (bản tiếng Anh)", "Basic: 80-85 (English text)"),
        },
        "advanced",
        Text(
            'Bản tiếng Việt đã ký được dẫn là "LIS đáp ứng mức đầy đủ"; bản tiếng Anh lặp lại '
            '"cơ bản", có lẽ dịch nhầm.',
            'The signed Vietnamese text is quoted as "LIS đáp ứng mức đầy đủ" (full); the '
            'English repeats "basic", probably a slip.',
        ),
    ),
    Switch(
        "emr_words",
        "X02",
        Text("Tiêu chí 58, 59 từ 06/06/2025", "Criteria 58 and 59 since 2025-06-06"),
        {
            "kept": Text("Vẫn yêu cầu", "Still asked"),
            "ended": Text("Đã hết hiệu lực cùng nhóm EMR", "Ended with the EMR group"),
        },
        "kept",
        Text(
            'Thông tư 13/2025 cũng chấm dứt "các tiêu chí liên quan đến EMR" mà không liệt kê; '
            "giữ lại là cách đọc chặt hơn. Chỉ có tác dụng ở hồ sơ hiện hành.",
            'Circular 13/2025 also ends "the criteria relating to EMR" without listing them; '
            "keeping them is the stricter reading. Acts in the current profile only.",
        ),
    ),
    Switch(
        "if_any",
        "L2.cdr",
        Text('"(Nếu có)" ở kho dữ liệu lâm sàng', '"(If any)" in the data repository'),
        {
            "narrow": Text("Chỉ kết quả xét nghiệm", "Only the laboratory results"),
            "wide": Text("Cả danh sách", "The whole list"),
        },
        "narrow",
        Text(
            "Câu chữ cho phép cả hai; cách hiểu hẹp chặt hơn.",
            "The wording allows both; the narrow reading is the stricter one.",
        ),
    ),
)


@dataclass(frozen=True)
class Catalogue:
    """Circular 54 in one profile and one reading."""

    profile: Profile
    reading: Mapping[str, str]
    criteria: tuple[Criterion, ...]
    requirements: tuple[Requirement, ...]

    @cached_property
    def rules(self) -> Rules:
        items = [Item(c.id, tuple(p.id for p in c.parts)) for c in self.criteria]
        demands = []
        for each in self.requirements:
            if each.kind == "clause":
                items.append(Item(each.id, tuple(p.id for p in each.parts)))
            demands.append(Demand(each.id, each.level, each.criteria or (each.id,)))
        return Rules(tuple(items), tuple(demands), CLAIMANTS)

    @property
    def everything(self) -> tuple[Criterion | Requirement, ...]:
        return (*self.criteria, *self.requirements)

    @cached_property
    def waivable(self) -> Mapping[str, str]:
        """What a facility may not provide: item or part -> service."""
        lacks = {each.id: each.may_lack for each in self.everything}
        lacks |= {p.id: p.may_lack for each in self.everything for p in each.parts}
        return {id_: service for id_, service in lacks.items() if service}

    @cached_property
    def titles(self) -> Mapping[str, Text]:
        """Of every criterion, requirement and part."""
        found: dict[str, Text] = {}
        for each in self.everything:
            found[each.id] = each.title
            found |= {p.id: p.title for p in each.parts}
        return found


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    id: str
    place: str
    section: Text | None
    heading: Text | None
    title: Text
    evidence: str
    suggested: Text | None
    reading: Text | None
    binds: Text | None
    later: str | None
    related: tuple[str, ...]


@dataclass(frozen=True)
class Checklist:
    """A further text on the same engine: items that are met or not, without levels."""

    id: str
    document: Text
    status: Text
    status_as_of: str
    provenance: str
    items: tuple[ChecklistItem, ...]

    @cached_property
    def rules(self) -> Rules:
        """What binds nobody here (`evidence` none) is for information and not judged."""
        judged = (i for i in self.items if i.evidence != "none")
        return Rules(tuple(Item(i.id) for i in judged), (), CLAIMANTS)


def default_reading() -> dict[str, str]:
    return {s.id: s.default for s in SWITCHES}


def circular_54(profile: Profile, reading: Mapping[str, str] | None = None) -> Catalogue:
    """The criteria and levels of Circular 54 in one profile; unknown switches are refused."""
    chosen = default_reading()
    for name, option in (reading or {}).items():
        switch = next((s for s in SWITCHES if s.id == name), None)
        if switch is None or option not in switch.options:
            raise ValueError(f"no such reading: {name}={option}")
        chosen[name] = option
    return _circular_54(profile, tuple(sorted(chosen.items())))


@cache
def _circular_54(profile: Profile, reading: tuple[tuple[str, str], ...]) -> Catalogue:
    chosen = dict(reading)
    gone: set[int] = set()
    if profile == "current":
        gone = {c.number for c in _criteria() if c.ended}
        if chosen["emr_words"] == "ended":
            gone |= {58, 59}
    criteria = tuple(c for c in _criteria() if c.number not in gone)
    requirements = []
    for each in _requirements():
        read = _read(each, chosen)
        if read.kind == "group_tier":
            tiers = _tiers(read)
            asked = tuple(c.id for c in criteria if c.group == read.group and c.tier in tiers)
            if not asked:
                continue  # the whole tier has ended
            read = replace(read, criteria=asked)
        requirements.append(read)
    return Catalogue(profile, chosen, criteria, tuple(requirements))


def _read(each: Requirement, chosen: Mapping[str, str]) -> Requirement:
    if each.doubt == "X01":
        return replace(each, tier=chosen["lis_at_4"])
    if each.id == "TT54/L2.cdr" and chosen["if_any"] == "wide":
        parts = tuple(replace(p, may_lack=p.may_lack or "repository") for p in each.parts)
        return replace(each, parts=parts)
    return each


def _tiers(each: Requirement) -> tuple[str, ...]:
    """An advanced tier presupposes the basic one (our reading)."""
    return ("basic", "advanced") if each.tier == "advanced" else (str(each.tier),)


def _load(name: str) -> Any:
    return json.loads((CIRCULARS / f"{name}.json").read_text(encoding="utf-8"))


def _text(value: Mapping[str, str] | None) -> Text | None:
    return Text(value["vi"], value["en"]) if value else None


def _title(value: Mapping[str, str]) -> Text:
    return Text(value["vi"], value["en"])


def _parts(values: list[Any]) -> tuple[Part, ...]:
    return tuple(Part(p["id"], _title(p["title"]), p.get("may_lack")) for p in values)


@cache
def _criteria() -> tuple[Criterion, ...]:
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
def _requirements() -> tuple[Requirement, ...]:
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
            d["confidence"],
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
            place=i["place"],
            section=_text(i["section"]),
            heading=_text(i["heading"]),
            title=_title(i["title"]),
            evidence=i["evidence"],
            suggested=_text(i["suggested"]),
            reading=_text(i["reading"]),
            binds=_text(i.get("binds")),
            later=i.get("later"),
            related=tuple(i["related"]),
        )
        for i in told["items"]
    )
    return Checklist(
        told["id"],
        _title(told["document"]),
        _title(told["status"]),
        told["status_as_of"],
        told["provenance"],
        items,
    )


@cache
def known_ids() -> frozenset[str]:
    """Everything that a claim may name."""
    whole = circular_54("2017")
    clauses = {r.id for r in whole.requirements if r.kind == "clause"}
    parts = {p.id for each in whole.everything for p in each.parts}
    listed = {i.id for checklist in checklists() for i in checklist.items}
    return frozenset({c.id for c in whole.criteria} | clauses | parts | listed)
