"""Forms on paper: Typst templates in a module's prints/, rendered to the PDF that is shown.

Every print is numbered per subject: the first is the form, later ones are copies that say so
and need the print's `again` permission. Each is on the audit with the digest of its PDF.
"""

import hashlib
import io
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import barcode
import segno
import typst
from barcode.writer import SVGWriter
from sqlmodel import Session

from kernel import audit, counters
from kernel.access import Actor
from kernel.clock import LOCAL, utc_now
from kernel.errors import NotAllowed
from kernel.events import assembly_of
from kernel.module import Permission
from kernel.text import Language, Text

ROOT = Path(__file__).parents[1]


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


def letterhead(db: Session) -> Letterhead:
    for provider in assembly_of(db).contributions(LetterheadOf):
        return provider.by(db)
    return Letterhead("", "HIS54", "", "", "")


def code128(value: str) -> str:
    """A Code 128 barcode as SVG text (ISO/IEC 15417), with the value below it."""
    if not value:
        return ""
    out = io.BytesIO()
    options = {
        "module_height": 8.0,
        "module_width": 0.25,
        "font_size": 7,
        "text_distance": 3.0,
        "quiet_zone": 2.0,
    }
    barcode.get("code128", value, writer=SVGWriter()).write(out, options)
    return out.getvalue().decode()


def qr(value: str) -> str:
    """A QR code as SVG text (ISO/IEC 18004, level M)."""
    if not value:
        return ""
    out = io.BytesIO()
    segno.make(value, error="m", micro=False).save(out, kind="svg", border=0, svgns=True)
    return out.getvalue().decode()


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
) -> Printed:
    """Print `form` for `document` (what is counted: a visit, a card) about `subject`.

    `data` must be JSON; the template finds it in `d`. `code` becomes barcode and QR.
    Raises ReprintNotAllowed.
    """
    copy = counters.take(db, f"print/{form.id}/{document}")
    again = form.again or form.needs
    if copy > 1 and not actor.holds(again):
        raise ReprintNotAllowed(permission=again.title, permission_id=again.id)
    pdf = typeset(
        form.template,
        letterhead(db),
        data,
        code=code,
        language=language,
        by=actor.name,
        at=utc_now(),
        copy=copy,
    )
    digest = hashlib.sha256(pdf).hexdigest()
    audit.record(db, "print", form.id, subject, document=str(document), copy=copy, sha256=digest)
    return Printed(pdf, copy, digest)


_compiler: typst.Compiler | None = None
_one_at_a_time = threading.Lock()


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
    """The PDF of a template; no database, no counting (about 3 ms a page)."""
    printed = {
        "by": by,
        "at": (at or utc_now()).astimezone(LOCAL).strftime("%H:%M %d/%m/%Y"),
        "copy": copy,
        "language": language,
        "practice": head.practice,
        "barcode": code128(code),
        "qr": qr(code),
    }
    given = json.dumps({**data, "letterhead": asdict(head), "print": printed}, ensure_ascii=False)
    with _one_at_a_time:
        global _compiler  # noqa: PLW0603 (kept warm: the fonts are read once)
        if _compiler is None:
            _compiler = typst.Compiler(root=str(ROOT))
        pdf = _compiler.compile(str(template), sys_inputs={"data": given}, format="pdf")
    assert isinstance(pdf, bytes)
    return pdf
