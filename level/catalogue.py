"""The circulars as data: what is asked, at which level, and how we read it.

The facts are in `circulars/*.json`, each with its provenance. Nothing here is legal advice.
Two profiles: *2017* as enacted (146 criteria) and *current*, in force since 2025-06-06 when
Circular 13/2025/TT-BYT, Article 4(3)(b), ended criteria 129-146. Where the text contradicts
itself, a named switch says how it is read, with its default and reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Literal

from kernel.text import Text
from level import asked
from level.asked import Criterion, Requirement
from level.calculus import Demand, Item, Rules
from level.claimants import CLAIMANTS
from level.readings import SWITCHES, default_reading

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
        gone = {c.number for c in asked.criteria() if c.ended}
        if chosen["emr_words"] == "ended":
            gone |= {58, 59}
    criteria = tuple(c for c in asked.criteria() if c.number not in gone)
    requirements = []
    for each in asked.requirements():
        read = _read(each, chosen)
        if read.kind == "group_tier":
            tiers = _tiers(read)
            mine = tuple(c.id for c in criteria if c.group == read.group and c.tier in tiers)
            if not mine:
                continue  # the whole tier has ended
            read = replace(read, criteria=mine)
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


@cache
def known_ids() -> frozenset[str]:
    """Everything that a claim may name."""
    whole = circular_54("2017")
    clauses = {r.id for r in whole.requirements if r.kind == "clause"}
    parts = {p.id for each in whole.everything for p in each.parts}
    listed = {i.id for checklist in asked.checklists() for i in checklist.items}
    return frozenset({c.id for c in whole.criteria} | clauses | parts | listed)
