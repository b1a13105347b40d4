"""Forms on paper: Typst templates in a module's prints/, rendered to the PDF that is shown.

Every print is numbered per subject: the first is the form, later ones are copies that say so
and need the print's `again` permission. Each is on the audit with the digest of its PDF.
"""

import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session

from kernel import audit, counters, typesetting
from kernel.access import ACTING, Acting, Actor, demand
from kernel.clock import LOCAL, today, utc_now
from kernel.errors import NotAllowed
from kernel.events import assembly_of
from kernel.module import Permission
from kernel.text import Language, Text
from kernel.typesetting import code128, qr

__all__ = [
    "FormsOf",
    "Letterhead",
    "LetterheadOf",
    "Print",
    "Printed",
    "PrinterOf",
    "ReprintNotAllowed",
    "code128",
    "letterhead",
    "qr",
    "render",
    "typeset",
]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Print:
    """One form: its template (a .typ file), who may print it, and who may print it again.

    `paper` and layout are the template's; `again` defaults to `needs`.
    """

    id: str
    title: Text
    template: Path
    needs: Permission
    again: Permission | None = None


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The head of every form. `practice` marks forms of a demo clinic."""

    authority: str
    name: str
    address: str
    phone: str
    code: str
    practice: bool = False


@dataclass(frozen=True, slots=True)
class Printed:
    pdf: bytes
    copy: int
    sha256: str
    printer: str = ""  # where it comes out at this workstation; "": nobody has said


class ReprintNotAllowed(NotAllowed):
    """Printing a form a second time is a permission of its own."""

    says = Text(
        "Phiếu này đã được in. In lại cần quyền: {permission}.",
        "This form was printed before. Printing it again needs: {permission}.",
    )


@dataclass(frozen=True, slots=True)
class LetterheadOf:
    """Slot: who knows the facility's letterhead (his.admin does)."""

    by: Callable[[Session], Letterhead]


@dataclass(frozen=True, slots=True)
class PrinterOf:
    """Slot: who knows at which printer a form comes out (his.admin does).

    `name(db, form_id, workstation)` answers what people call the printer, "" where none is set.
    """

    name: Callable[[Session, str, str], str]


@dataclass(frozen=True, slots=True)
class FormsOf:
    """Slot: who keeps the facility's own templates (his.forms does).

    `template(db, form, on)` answers the source in force on a day, None for the product's own;
    `printed(db, form, data)` is told what a form was filled with.
    """

    template: Callable[[Session, Print, date], str | None]
    printed: Callable[[Session, Print, Mapping[str, Any]], None]


def letterhead(db: Session) -> Letterhead:
    for provider in assembly_of(db).contributions(LetterheadOf):
        return provider.by(db)
    return Letterhead("", "HIS54", "", "", "")


def render(
    db: Session,
    actor: Actor,
    form: Print,
    *,
    subject: tuple[str, object],
    document: object,
    data: Mapping[str, Any],
    code: str = "",
    language: Language = "vi",
    on: date | None = None,
) -> Printed:
    """Print `form` for `document` (what is counted: a visit, a card) about `subject`.

    `data` must be JSON; the template finds it in `d`. `code` becomes barcode and QR. `on` is
    the day whose template is taken (today): last year's visit prints last year's form.
    Raises ReprintNotAllowed.
    """
    copy = counters.take(db, f"print/{form.id}/{document}")
    again = form.again or form.needs
    if copy > 1:
        demand(actor, again, ReprintNotAllowed)
    given = _given(
        letterhead(db), data, code=code, language=language, by=actor.name, at=utc_now(), copy=copy
    )
    pdf = _on_paper(db, form, given, on or today())
    digest = hashlib.sha256(pdf).hexdigest()
    audit.record(db, "print", form.id, subject, document=str(document), copy=copy, sha256=digest)
    return Printed(pdf, copy, digest, _printer(db, form))


def _printer(db: Session, form: Print) -> str:
    who: Acting | None = db.info.get(ACTING)
    for known in assembly_of(db).contributions(PrinterOf):
        return known.name(db, form.id, who.workstation if who else "")
    return ""


def _on_paper(db: Session, form: Print, given: dict[str, Any], on: date) -> bytes:
    """By the facility's own template where there is one; a broken one keeps nobody waiting."""
    for keeper in assembly_of(db).contributions(FormsOf):
        keeper.printed(db, form, given)
        source = keeper.template(db, form, on)
        if source is None:
            continue
        try:
            return typesetting.own(source, given)
        except typesetting.DoesNotSet as error:
            _log.warning("form %s: %s (line %d)", form.id, error.message, error.line)
            audit.record(db, "print.broken", form.id, ("form", form.id), line=error.line)
    return typesetting.shipped(form.template, given)


def typeset(
    template: Path,
    head: Letterhead,
    data: Mapping[str, Any],
    *,
    code: str = "",
    language: Language = "vi",
    by: str = "",
    at: datetime | None = None,
    copy: int = 1,
) -> bytes:
    """The PDF of a template of the product; no database, no counting."""
    given = _given(head, data, code=code, language=language, by=by, at=at or utc_now(), copy=copy)
    return typesetting.shipped(template, given)


def _given(
    head: Letterhead,
    data: Mapping[str, Any],
    *,
    code: str,
    language: Language,
    by: str,
    at: datetime,
    copy: int,
) -> dict[str, Any]:
    """What a template finds in `d`."""
    printed = {
        "by": by,
        "at": at.astimezone(LOCAL).strftime("%H:%M %d/%m/%Y"),
        "copy": copy,
        "language": language,
        "practice": head.practice,
        "barcode": code128(code),
        "qr": qr(code),
    }
    return {**data, "letterhead": asdict(head), "print": printed}
