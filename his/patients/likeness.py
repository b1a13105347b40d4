"""Is it the same person? Points for what agrees, in words that a receptionist can weigh.

Pure rules. Documents decide; without them name, birth, telephone and sex add up. Known traps:
twins (same birth, mother, telephone), father and son of one name, families that share a
telephone, cards typed with one wrong digit.
"""

from collections.abc import Collection
from dataclasses import dataclass

from his.patients import births, names
from his.patients.cards import Sex
from kernel.text import Text

WARN = 60
"""From here on a registration is held until somebody has looked."""
SHOW = 40

_SAYS: dict[str, Text] = {
    "same_cccd": Text("Trùng số CCCD", "Same identity number"),
    "same_bhyt": Text("Trùng thẻ BHYT", "Same insurance card"),
    "same_document": Text("Trùng giấy tờ", "Same document"),
    "other_cccd": Text("Số CCCD khác nhau", "Different identity numbers"),
    "same_name": Text("Trùng họ tên", "Same name"),
    "near_name": Text("Họ tên gần giống", "Nearly the same name"),
    "same_birth": Text("Trùng ngày sinh", "Same birth date"),
    "same_birth_year": Text("Trùng năm sinh", "Same birth year"),
    "near_birth": Text("Ngày sinh lệch một số hoặc đảo ngày tháng", "Birth date one slip apart"),
    "same_phone": Text("Trùng số điện thoại", "Same telephone"),
    "other_sex": Text("Khác giới tính", "Other sex"),
    "maybe_twin": Text("Có thể là anh chị em sinh đôi", "Perhaps a twin"),
    "maybe_parent": Text("Có thể là cha con hoặc người trùng tên", "Perhaps parent and child"),
}


def says(reason: str) -> Text:
    return _SAYS[reason]


@dataclass(frozen=True, slots=True)
class Person:
    """What is compared. `documents` are (kind, key) pairs or their blind indexes."""

    name: str
    birth: str | None = None
    sex: Sex = Sex.UNKNOWN
    phone: object = None
    documents: frozenset[tuple[str, object]] = frozenset()


@dataclass(frozen=True, slots=True)
class Likeness:
    score: int
    reasons: tuple[str, ...]


_DOCUMENTS = {"cccd": (100, "same_cccd"), "bhyt": (95, "same_bhyt")}
_BIRTH = {
    "same": (35, "same_birth"),
    "fits": (25, "same_birth_year"),
    "near": (15, "near_birth"),
    "same_year": (5, "same_birth_year"),
}


def compare(one: Person, other: Person) -> Likeness:
    """0 to 100. At WARN and above a person looks before anything is saved."""
    reasons: list[str] = []
    shared = one.documents & other.documents
    if shared:
        score, reason = max(_DOCUMENTS.get(kind, (90, "same_document")) for kind, _ in shared)
        reasons.append(reason)
        score += _agreement(one, other, reasons) // 20
    else:
        score = _agreement(one, other, reasons)
        if _kinds(one, "cccd") and _kinds(other, "cccd"):
            score -= 40
            reasons.append("other_cccd")
    return Likeness(max(0, min(100, score)), tuple(reasons))


def _kinds(person: Person, kind: str) -> Collection[object]:
    return [key for known, key in person.documents if known == kind]


def _agreement(one: Person, other: Person, reasons: list[str]) -> int:
    likeness = names.alike(one.name, other.name)
    points = 0
    if likeness == 1.0:
        points += 50
        reasons.append("same_name")
    elif likeness >= 0.65:
        points += 40 if likeness >= 0.9 else 30 if likeness >= 0.75 else 20
        reasons.append("near_name")
    born = births.compare(one.birth, other.birth)
    if born in _BIRTH:
        points += _BIRTH[born][0]
        reasons.append(_BIRTH[born][1])
    phone = one.phone is not None and one.phone == other.phone
    if phone:
        points += 15
        reasons.append("same_phone")
    if one.phone is not None and other.phone is not None and not phone:
        points -= 10
    if phone and born == "same":
        if names.siblings(one.name, other.name):
            points -= 10
            reasons.append("maybe_twin")
        else:
            points += 15
    if born == "other" and one.birth and other.birth:
        apart = abs(births.year(one.birth) - births.year(other.birth))
        if apart > 12 and likeness >= 0.65:
            points -= 30
            reasons.append("maybe_parent")
    if Sex.UNKNOWN not in (one.sex, other.sex) and one.sex is not other.sex:
        points -= 15
        reasons.append("other_sex")
    return points
