"""STOW-RS: objects that come over the web go the same way as those of machines.

The body is read as it arrives: a part goes to the disk piece by piece, whatever its size. What is
answered as stored is on the disk and in the index.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from kernel.access import ACTING, Acting, Actor
from kernel.db import Database
from ris_pacs.archive import service as archive
from ris_pacs.archive.service import Incoming, Kept, NotDicom, Outcome, Ready
from ris_pacs.web import answers, came
from ris_pacs.web.errors import NotAStowBody
from ris_pacs.web.multipart import Begin, BrokenMultipart, Data, Parser, Piece

_AT_ONCE = 50  # objects that one transaction takes in
_MOST_PARTS = 20_000
_NOT_UNDERSTOOD = 0xC000
_OTHER_STUDY = 0xA900
_DUPLICATE = 0x0111
_NO_ROOM = 0xA700
_REASONS = {Outcome.DUPLICATE_DIFFERS: _DUPLICATE, Outcome.REFUSED: _NOT_UNDERSTOOD}


@dataclass(frozen=True, slots=True)
class Stored:
    """The answer's status and body."""

    status: int
    body: bytes


@dataclass(slots=True)
class _Failed:
    sop_class: str
    uid: str
    reason: int


class Reception:
    """One request's objects on their way into the archive. Runs in a thread."""

    def __init__(self, database: Database, actor: Actor, acting: Acting, study: str) -> None:
        self._database = database
        self._actor = actor
        self._acting = acting
        self._study = study
        self._store = archive.store_of(database.folder)
        self._ready: list[Ready] = []
        self._kept: list[Kept] = []
        self._failed: list[_Failed] = []

    def take(self, mark: str, chunks: Callable[[], bytes]) -> Stored:
        """`chunks()` gives the next piece of the body, empty at its end. Raises NotAStowBody."""
        pieces = self._pieces(mark, chunks)
        parts = 0
        for piece in pieces:
            if not isinstance(piece, Begin):
                continue
            parts += 1
            if parts > _MOST_PARTS:
                raise NotAStowBody(why="parts")
            self._one(piece, pieces)
            if len(self._ready) >= _AT_ONCE:
                self._keep()
        self._keep()
        if not parts:
            raise NotAStowBody(why="empty")
        return self._answer()

    @staticmethod
    def _pieces(mark: str, chunks: Callable[[], bytes]) -> Iterator[Piece]:
        try:
            parser = Parser(mark)
            while chunk := chunks():
                yield from parser.feed(chunk)
            parser.close()
        except BrokenMultipart as error:
            raise NotAStowBody(why=str(error)) from error

    def _one(self, begin: Begin, pieces: Iterator[Piece]) -> None:
        kind = begin.headers.get("content-type", "application/dicom").split(";")[0].strip().lower()
        data = _content(pieces)
        if kind != "application/dicom":
            _drain(data)
            self._failed.append(_Failed("", "", _NOT_UNDERSTOOD))
            return
        incoming: Incoming | None = None
        try:
            incoming = archive.take_file(self._store, data, "web")
            ready = archive.prepare(self._store, incoming)
        except NotDicom:
            _drain(data)
            self._failed.append(_Failed("", "", _NOT_UNDERSTOOD))
            return
        except archive.PictureStoreFull:
            _drain(data)
            self._failed.append(_Failed("", "", _NO_ROOM))
            return
        if self._study and ready.study["uid"] != self._study:
            self._store.remove(ready.instance["path"])
            instance = ready.instance
            self._failed.append(_Failed(instance["sop_class"], instance["uid"], _OTHER_STUDY))
            return
        self._ready.append(ready)

    def _keep(self) -> None:
        ready, self._ready = self._ready, []
        if not ready:
            return
        with self._database.write(self._actor) as db:
            db.info[ACTING] = self._acting
            kept = archive.keep_ready(db, ready, self._actor)
            came.told(db, self._actor, kept)
        for path in archive.unwanted(kept):
            self._store.remove(path)
        for each in kept:
            if each.status in _REASONS:
                self._failed.append(_Failed(each.sop_class, each.uid, _REASONS[each.status]))
            else:
                self._kept.append(each)

    def _answer(self) -> Stored:
        """PS3.18, table 10.5.3-1 and annex I: 200 all, 202 some, 409 none."""
        body: dict[str, Any] = {}
        studies = {each.study_uid for each in self._kept}
        if len(studies) == 1:
            body["00081190"] = {"vr": "UR", "Value": [answers.address(studies.pop())]}
        if self._failed:
            body["00081198"] = {"vr": "SQ", "Value": [_refused(each) for each in self._failed]}
        if self._kept:
            body["00081199"] = {"vr": "SQ", "Value": [_referenced(each) for each in self._kept]}
        status = 200 if not self._failed else 202 if self._kept else 409
        return Stored(status, json.dumps(body, separators=(",", ":")).encode())


def _content(pieces: Iterator[Piece]) -> Iterator[bytes]:
    for piece in pieces:
        if not isinstance(piece, Data):
            return
        yield piece.content


def _drain(data: Iterator[bytes]) -> None:
    for _ in data:
        continue


def _item(sop_class: str, uid: str) -> dict[str, Any]:
    item: dict[str, Any] = {"00081150": {"vr": "UI"}, "00081155": {"vr": "UI"}}
    if sop_class:
        item["00081150"]["Value"] = [sop_class]
    if uid:
        item["00081155"]["Value"] = [uid]
    return item


def _refused(failed: _Failed) -> dict[str, Any]:
    reason = {"vr": "US", "Value": [failed.reason]}
    return _item(failed.sop_class, failed.uid) | {"00081197": reason}


def _referenced(kept: Kept) -> dict[str, Any]:
    where = answers.address(kept.study_uid, kept.series_uid, kept.uid)
    return _item(kept.sop_class, kept.uid) | {"00081190": {"vr": "UR", "Value": [where]}}
