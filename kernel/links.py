"""Pages that a patient opens by a link on paper: who makes the link, and who fills the page.

A module that hands results out contributes a `LinkedPage` and prints `address(...)` as a QR
code; his.patient_links contributes the `LinkMaker`, keeps the links and guards the pages. Neither
knows the other: where nobody makes links, the address is empty and no code is printed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from kernel.access import Actor
from kernel.events import assembly_of
from kernel.text import Language, Text


@dataclass(frozen=True, slots=True)
class LinkedRow:
    """One value. `mark` is a flag (H, L, ...); `grave` draws the eye to it."""

    name: str
    value: str
    unit: str = ""
    reference: str = ""
    mark: str = ""
    grave: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class LinkedBlock:
    """Values under one heading, or paragraphs of a report."""

    title: str
    rows: tuple[LinkedRow, ...] = ()
    paragraphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkedPicture:
    """A picture on the page: `key` is what `LinkedPage.picture` is asked for."""

    key: str
    caption: str


@dataclass(frozen=True, slots=True)
class Linked:
    """What the page shows, in the language that was asked for. `facts` are (name, value)."""

    title: str
    facts: tuple[tuple[str, str], ...] = ()
    blocks: tuple[LinkedBlock, ...] = ()
    warnings: tuple[str, ...] = ()  # what was corrected, what is still missing
    notes: tuple[str, ...] = ()
    pictures: tuple[LinkedPicture, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkedPage:
    """Slot: what stands on the page of one kind of document.

    `show(db, document_id, language)` answers only what may leave the house; None: nothing yet.
    `picture(db, document_id, key)` answers the JPEG of one of its pictures. A page may have its
    own PIN in place of the patient's birth, its own end, and may close before it.
    """

    kind: str
    title: Text
    show: Callable[[Session, UUID, Language], Linked | None]
    picture: Callable[[Session, UUID, str], bytes | None] | None = None
    pin: Callable[[Session, UUID], str] | None = None
    until: Callable[[Session, UUID], datetime | None] | None = None
    closed: Callable[[Session, UUID], bool] | None = None


@dataclass(frozen=True, slots=True)
class LinkMaker:
    """Slot: who keeps the links. `by(db, actor, kind, document_id, patient_id, title)` answers
    the address of the live link of a document, making one where there is none."""

    by: Callable[[Session, Actor, str, UUID, UUID, str], str]


def page_of(db: Session, kind: str) -> LinkedPage | None:
    """Who fills pages of this kind; None while its module is off."""
    return next((p for p in assembly_of(db).contributions(LinkedPage) if p.kind == kind), None)


def address(
    db: Session, actor: Actor, *, kind: str, document_id: UUID, patient_id: UUID, title: str
) -> str:
    """The link to print; empty where nobody makes links, or the facility wants none."""
    for maker in assembly_of(db).contributions(LinkMaker):
        return maker.by(db, actor, kind, document_id, patient_id, title)
    return ""
