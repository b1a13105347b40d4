"""What somebody typed or scanned into the one search box. Pure rules."""

import re
from dataclasses import dataclass

from his.patients import births, cards, codes, names, phones, scan
from his.patients.scan import Scanned

IDENTIFIER_KINDS = ("cccd", "cmnd", "passport", "bhyt", "birth_certificate", "old_code", "other")

_YEAR = re.compile(r"(?:18|19|20)\d{2}")
_DATE = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{4}")


@dataclass(frozen=True, slots=True)
class Asked:
    """Every way in which the text may name a patient; all that are set are tried.

    `numbers` are (kind, key) pairs of documents; `words` are of a name, the last perhaps
    not yet finished.
    """

    code: str | None = None
    token: str | None = None
    numbers: tuple[tuple[str, str], ...] = ()
    phone: str | None = None
    last4: str | None = None
    words: tuple[str, ...] = ()
    birth: str | None = None
    mistyped_code: bool = False

    @property
    def is_exact(self) -> bool:
        """Names one person or a few by a number, rather than by name."""
        return bool(self.code or self.token or self.numbers or self.phone or self.last4)


def read(text: str) -> Asked:
    text = " ".join(text.split())
    scanned = scan.read(text)
    match scanned.kind:
        case Scanned.CARD | Scanned.WRISTBAND:
            return Asked(token=scanned.number)
        case Scanned.CODE if "-" in text:
            return Asked(code=scanned.number)
        case Scanned.CCCD | Scanned.BHYT if "|" in text:
            return Asked(numbers=_numbers(scanned.number))
    if codes.has_shape(text):
        return Asked(numbers=_numbers(text), mistyped_code=True)
    return _name(text) if _is_name(text) else _number(text)


def _is_name(text: str) -> bool:
    if cards.insurance_number(text) or cards.personal_number(text):
        return False
    bare = _DATE.sub(" ", text)
    parts = bare.split()
    has_letters = any(names.searched(part).isalpha() for part in parts)
    return has_letters and (len(parts) > 1 or bare != text or not any(map(str.isdigit, text)))


def _number(text: str) -> Asked:
    bare = cards.plain(text)
    if birth := births.read(text) if _DATE.fullmatch(text) else None:
        return Asked(birth=birth)
    return Asked(
        code=codes.canonical(bare),
        numbers=_numbers(text),
        phone=phones.normal(text),
        last4=bare if re.fullmatch(r"\d{4}", bare) else None,
    )


def _numbers(text: str) -> tuple[tuple[str, str], ...]:
    found = ((kind, cards.number_of(kind, text)) for kind in IDENTIFIER_KINDS)
    return tuple(dict.fromkeys(cards.key_of(kind, value) for kind, value in found if value))


def _name(text: str) -> Asked:
    birth = None
    if date := _DATE.search(text):
        birth = births.read(date.group())
        text = text.replace(date.group(), " ")
    words = names.words(text)
    if birth is None:
        years = [w for w in words if _YEAR.fullmatch(w)]
        if years and len(words) > 1:
            birth = years[-1]
            words = tuple(w for w in words if w != birth)
    return Asked(words=words[:8], birth=birth)
