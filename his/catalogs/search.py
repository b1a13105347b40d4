"""Finding an entry as people type: a code's beginning, or words without diacritics.

Every word typed must begin a word of the entry. Each process keeps the words of the lists that
are asked for in memory and reads the list's stamp first, which every change renews, so that an
old picture is never shown (docs/decisions/0011).
"""

import re
import threading
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, SQLModel, col

from his.catalogs.lists.declaration import Catalogue
from his.catalogs.models import ListState
from kernel.columns import unaccented

_KEPT = 80  # lists; all of them together are some 20 MB
_NO_END = date.max.toordinal()


def words_of(
    catalogue: Catalogue, code: str, name: str, name_en: str, facts: Mapping[str, Any]
) -> str:
    """What an entry is found by: ` a000 benh ta cholera`, each word after a blank."""
    found = [name, name_en]
    for column in catalogue.columns:
        if column.searched and (value := facts.get(column.id)):
            found.append(" ".join(value) if isinstance(value, list) else str(value))
    return f" {_squeezed(code)} {' '.join(plain_words(' '.join(found)))}"[:6000]


def plain_words(text: str) -> list[str]:
    """The words of a text, without diacritics and punctuation."""
    return re.findall(r"[^\W_]+", unaccented(text))


def _squeezed(code: str) -> str:
    """A code as people may type it: `A00.0`, `a000` and `A 00-0` are the same."""
    return "".join(re.findall(r"[^\W_]+", unaccented(code))) or code.casefold()


@dataclass(frozen=True, slots=True)
class _Picture:
    """A list in code order: its words, when each version holds, its row; and its bare codes."""

    words: list[str]
    since: list[int]
    until: list[int]
    active: list[bool]
    ids: list[UUID]
    codes: list[tuple[str, int]]

    def shows(self, place: int, day: int | None, active: bool) -> bool:
        if active and not self.active[place]:
            return False
        return day is None or self.since[place] <= day <= self.until[place]


_pictures: OrderedDict[str, tuple[UUID, _Picture]] = OrderedDict()
_mutex = threading.Lock()


def _picture(db: Session, list_id: str) -> _Picture:
    stamp = db.execute(
        select(col(ListState.stamp)).where(col(ListState.list_id) == list_id)
    ).scalar()
    if stamp is None:
        return _Picture([], [], [], [], [], [])
    with _mutex:
        known = _pictures.get(list_id)
        if known and known[0] == stamp:
            _pictures.move_to_end(list_id)
            return known[1]
    drawn = _draw(db, list_id)
    with _mutex:
        _pictures[list_id] = stamp, drawn
        while len(_pictures) > _KEPT:
            _pictures.popitem(last=False)
    return drawn


def _draw(db: Session, list_id: str) -> _Picture:
    row = SQLModel.metadata.tables["his_catalog_entry"].c
    asked = (
        select(row.name_search, row.valid_from, row.valid_to, row.active, row.id)
        .where(row.list_id == list_id)
        .order_by(row.code, row.valid_from, row.id)
    )
    found = db.execute(asked).all()
    return _Picture(
        [row[0] for row in found],
        [row[1].toordinal() for row in found],
        [row[2].toordinal() if row[2] else _NO_END for row in found],
        [row[3] for row in found],
        [row[4] for row in found],
        sorted((row[0][1 : row[0].index(" ", 1)], place) for place, row in enumerate(found)),
    )


def find(
    db: Session, list_id: str, text: str, *, on: date | None, limit: int, active: bool = True
) -> list[UUID]:
    """Rows of the entries that fit, best first: the code, then how the name begins.

    `on` is the day on which they must be in force; None shows every version.
    """
    wanted = plain_words(text[:200])
    if not wanted:
        return []
    picture = _picture(db, list_id)
    day = on.toordinal() if on else None
    found = _by_code(picture, _squeezed(text), day, limit, active=active)
    if len(found) < limit:
        known = set(found)
        more = _by_words(picture, wanted, day, limit + len(found), active=active)
        found += [place for place in more if place not in known]
    return [picture.ids[place] for place in found[:limit]]


def _by_code(
    picture: _Picture, code: str, day: int | None, limit: int, *, active: bool
) -> list[int]:
    """Codes that begin like this, the code itself first."""
    found: list[int] = []
    for each, place in islice(picture.codes, bisect_left(picture.codes, (code, 0)), None):
        if not each.startswith(code) or len(found) == limit:
            break
        if picture.shows(place, day, active):
            found.append(place)
    return found


def _by_words(
    picture: _Picture, wanted: Sequence[str], day: int | None, limit: int, *, active: bool
) -> list[int]:
    """Names that begin with what was typed, then those that hold it, then the words anywhere."""
    # The longest word first: it leaves the least to look at.
    first, *others = sorted((" " + word for word in set(wanted)), key=len, reverse=True)
    phrase = " " + " ".join(wanted)
    ranked: tuple[list[int], list[int], list[int]] = ([], [], [])
    for place, words in enumerate(picture.words):
        if first not in words or not picture.shows(place, day, active):
            continue
        if all(word in words for word in others):
            best = ranked[_rank(words, phrase)]
            if len(best) < limit:
                best.append(place)
                if len(ranked[0]) == limit:
                    break
    return [place for places in ranked for place in places]


def _rank(words: str, phrase: str) -> int:
    name = words.find(" ", 1)
    if words.startswith(phrase, name) or words.startswith(" benh" + phrase, name):
        return 0  # "Bệnh" (disease) before a name says nothing
    return 1 if phrase in words else 2
