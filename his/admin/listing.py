"""The list of users and rights (danh sách người dùng và quyền), for a spreadsheet or to sign."""

import csv
import io
from pathlib import Path

from sqlalchemy import select
from sqlmodel import Session, col

from his.admin import people
from his.admin.facility import letterhead
from kernel import audit, printing
from kernel.access import Actor
from kernel.events import assembly_of
from kernel.identity import grants
from kernel.identity.models import Role, User

_TEMPLATE = Path(__file__).parent / "prints" / "users.typ"
_MOST = 5000


def csv_of(db: Session, actor: Actor) -> str:
    out = io.StringIO()
    out.write("\ufeff")  # Excel reads UTF-8 only so
    sheet = csv.writer(out)
    titles = _role_titles(db, actor)
    sheet.writerow(
        [
            "username",
            "name",
            "kind",
            "roles",
            "department",
            "title",
            "licence",
            "active",
            "second_factor",
            "made_at",
            "last_sign_in",
        ]
    )
    for person in _everybody(db):
        works = person.staff
        row = [
            person.user.username,
            person.user.name,
            person.user.kind.value,
            "; ".join(titles[r] for r in person.roles),
            person.department,
            works.title if works else "",
            works.licence if works else "",
            "1" if person.user.active else "0",
            "1" if person.second_factor else "0",
            person.user.made_at.isoformat(timespec="seconds"),
            person.last_sign_in.isoformat(timespec="seconds") if person.last_sign_in else "",
        ]
        sheet.writerow([_harmless(cell) for cell in row])
    audit.record(db, "export", "his.admin.users_as_csv", ("users", ""))
    return out.getvalue()


def pdf_of(db: Session, actor: Actor) -> bytes:
    titles = _role_titles(db, actor)
    names = {p.id: p.title.to(actor.language) for p in assembly_of(db).permissions}
    held = grants.grants(db)
    data = {
        "people": [
            {
                "username": p.user.username,
                "name": p.user.name,
                "roles": ", ".join(titles[r] for r in p.roles),
                "department": p.department,
                "active": p.user.active,
            }
            for p in _everybody(db)
        ],
        "roles": [
            {"title": title, "permissions": sorted(names[p] for p in held.get(role, ()))}
            for role, title in titles.items()
        ],
    }
    audit.record(db, "print", "his.admin.users_as_pdf", ("users", ""))
    return printing.typeset(_TEMPLATE, letterhead(db), data, language=actor.language, by=actor.name)


def _everybody(db: Session) -> list[people.Person]:
    found = db.execute(select(User).order_by(col(User.name), col(User.id)).limit(_MOST))
    return people.described(db, list(found.scalars()))


def _role_titles(db: Session, actor: Actor) -> dict[str, str]:
    return {
        r.id: r.title_en if actor.language == "en" else r.title_vi
        for r in db.execute(select(Role).order_by(col(Role.id))).scalars()
    }


def _harmless(cell: str) -> str:
    """A spreadsheet must not run what somebody typed as a name (CWE-1236)."""
    return "'" + cell if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
