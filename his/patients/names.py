"""Vietnamese names: as kept, as searched, and how alike two of them are. Pure rules."""

import re
from functools import lru_cache

from kernel.columns import nfc, unaccented

_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = re.compile(r"['’ʼ`]")
_LETTERS = re.compile(r"[^\W\d_]+(?:['’ʼ`]?[^\W\d_]+)*")

# What sounds alike, or is written in two ways, in one region or another.
_BEGINNINGS = (
    ("ngh", "ng"), ("gh", "g"), ("gi", "d"), ("tr", "ch"), ("ph", "f"), ("qu", "kw"),
    ("k", "k"), ("c(?!h)", "k"), ("r", "d"), ("z", "d"), ("s", "x"),
)  # fmt: skip
_BEGIN = tuple((re.compile("^" + old), new) for old, new in _BEGINNINGS)
_NASAL = re.compile(r"ng$")
_STOP = re.compile(r"c$")
_SAME_GIVEN = 0.5  # less alike than this, it is another given name


def kept(name: str) -> str:
    """The name as it is kept: NFC, single spaces, capitals where a name has them.

    `NGUYỄN  VĂN AN` and `nguyễn văn an` -> `Nguyễn Văn An`; mixed spelling is left alone.
    """
    name = " ".join(nfc(name).split())
    if name.isupper() or name.islower():
        return _LETTERS.sub(lambda m: _capital(m.group()), name)
    return name


def _capital(word: str) -> str:
    head, mark, tail = re.split(r"(['’ʼ`])", word, maxsplit=1) if "'" in word else (word, "", "")
    return head[:1].upper() + head[1:].lower() + mark + tail[:1].upper() + tail[1:].lower()


def words(text: str) -> tuple[str, ...]:
    """The words of a name as they are searched: `H'Hen Niê` -> hhen, nie."""
    return tuple(_WORD.findall(_APOSTROPHES.sub("", unaccented(text))))


def searched(name: str) -> str:
    """What the search index holds of a name."""
    return " ".join(words(name))


@lru_cache(maxsize=4096)
def sound(word: str) -> str:
    """A key that is the same for words which are often taken for each other.

    Lý/Lí, Sơn/Xơn, Trung/Chung, Dung/Giung/Rung, Lan/Lang, Hạt/Hạc.
    """
    heard = word.replace("y", "i")
    for pattern, new in _BEGIN:
        heard, changed = pattern.subn(new, heard, count=1)
        if changed:
            break
    return _STOP.sub("t", _NASAL.sub("n", heard))


def sounds(name: str) -> str:
    """How a whole name sounds: near names with the same words share it."""
    return " ".join(sound(word) for word in words(name))


@lru_cache(maxsize=8192)
def distance(one: str, other: str) -> int:
    """Slips of the fingers between two words: wrong, missing, added or swapped letters."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        older, before, row = before, row, [i] + [0] * len(other)
        for j, b in enumerate(other, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                row[j] = min(row[j], older[j - 2] + 1)
    return row[-1]


@lru_cache(maxsize=32768)
def _word_alike(one: str, other: str) -> float:
    if one == other:
        return 1.0
    a, b = sound(one), sound(other)
    if a == b:
        return 0.9
    if a[:1] + b[:1] in ("ln", "nl") and a[1:] == b[1:]:
        return 0.85
    longest = max(len(one), len(other))
    if longest >= 3 and distance(one, other) == 1:
        return 0.8 if longest >= 4 else 0.6
    if min(len(one), len(other)) == 1 and one[0] == other[0]:
        return 0.6
    return 0.0


def alike(one: str, other: str) -> float:
    """How alike two names are: 1 the same words, 0 nothing in common.

    Counts words that sound or are spelt alike in the same order; a missing middle name or a
    changed order costs something, another given name costs most.
    """
    return _alike(words(one), words(other))


def sound_alike(one: str, other: str, *, least: float) -> bool:
    """Whether two names, as they sound (`sounds`), are so alike; `least` is 0.6 or more.

    Asked of everybody born on a day: most have another given name and are done with at once.
    """
    a, b = tuple(one.split()), tuple(other.split())
    if not a or not b:
        return False
    if _word_alike(a[-1], b[-1]) < _SAME_GIVEN and sorted(a) != sorted(b):
        return False
    return _alike(a, b) >= least


def _alike(a: tuple[str, ...], b: tuple[str, ...]) -> float:
    if not a or not b:
        return 0.0
    if a == b:
        return 1.0
    ordered = 2 * _in_order(a, b) / (len(a) + len(b))
    if _word_alike(a[-1], b[-1]) < _SAME_GIVEN:
        ordered *= 0.6
    turned = 0.95 if sorted(a) == sorted(b) else 0.0
    return max(ordered, turned)


def _in_order(a: tuple[str, ...], b: tuple[str, ...]) -> float:
    row = [0.0] * (len(b) + 1)
    for x in a:
        before = row
        row = [0.0] * (len(b) + 1)
        for j, y in enumerate(b, 1):
            row[j] = max(before[j], row[j - 1], before[j - 1] + _word_alike(x, y))
    return row[-1]


def siblings(one: str, other: str) -> bool:
    """Only the given name (and perhaps the middle name) differs, as of twins."""
    a, b = words(one), words(other)
    return len(a) > 1 and len(b) > 1 and a[0] == b[0] and _word_alike(a[-1], b[-1]) < 0.9
