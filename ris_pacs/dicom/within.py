"""A workstation's questions within one transaction: the same answers as on the wire (C-FIND, and
the files that C-GET and C-MOVE send), for demonstrations that are undone."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import cast

from sqlmodel import Session

from kernel.access import Actor
from kernel.db import Database
from ris_pacs.archive import service as archive
from ris_pacs.dicom import phantoms, querying, retrieving
from ris_pacs.dicom.phantoms import Made, Person
from ris_pacs.dicom.querying import Question


class _Here:
    """A database that is this transaction."""

    def __init__(self, db: Session) -> None:
        self._db = db

    @contextmanager
    def read(self, _: Actor | None = None) -> Iterator[Session]:
        yield self._db


def found(db: Session, level: str, keys: Mapping[int, str]) -> list[dict[int, str]]:
    """What a workstation that asks (C-FIND) is answered: values by tag."""
    asked = Question(level, {tag: ("LO", value) for tag, value in keys.items()})
    return list(querying.answers(db, asked))


def given(db: Session, level: str, keys: Mapping[int, str]) -> list[bytes]:
    """The data sets that it is sent (C-GET, C-MOVE), byte for byte."""
    asked = Question(level, {tag: ("UI", value) for tag, value in keys.items()})
    files = retrieving.chosen(cast(Database, _Here(db)), asked)
    return [b"".join(each.chunks()) for each in files]


def taken(
    db: Session,
    kind: str,
    *,
    code: str,
    name: str,
    birth: str,
    accession: str = "",
    study_uid: str = "",
    at: datetime,
    slices: int = 2,
    size: int = 64,
) -> tuple[list[bytes], Callable[[], None]]:
    """A machine's phantoms come in, small ones; their data sets, and how their files go again."""
    who = Person(code, name, birth.replace("-", ""), "F", accession)
    made: list[Made] = list(
        phantoms.study(kind, who, at, slices=slices, size=size, study_uid=study_uid)
    )
    store = archive.store(db)
    paths: list[str] = []
    for each in made:
        incoming = archive.take_file(store, [phantoms.as_file(each, "MC")], "MC")
        ready = archive.prepare(store, incoming)
        paths.append(ready.instance["path"])
        archive.keep_ready(db, [ready])

    def forget() -> None:
        for path in paths:
            store.remove(path)

    return [each.data for each in made], forget
