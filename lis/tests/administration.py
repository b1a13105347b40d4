"""The laboratory at one look: sections, their people and rules, instruments; the list of
verifiers on paper; what was done in the laboratory, from the audit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from sqlmodel import Session, col, select

from kernel import audit, audit_search, printing
from kernel.access import Actor
from kernel.audit import Audit
from kernel.audit_search import Question
from kernel.clock import today
from kernel.events import assembly_of
from kernel.identity.models import User
from kernel.printing import Print, Printed
from kernel.text import Language, Text
from lis.tests import permissions, reads
from lis.tests.models import Alone, Section, SectionMember, Signing, TestState
from lis.tests.profiles import TestProfile, every
from lis.tests.slots import Instrument, Instruments

VERIFIERS = Print(
    "lis.tests.verifiers",
    Text("Danh sách người nhập, người duyệt kết quả", "Who enters and who verifies results"),
    Path(__file__).parent / "prints" / "verifiers.typ",
    permissions.READ,
)
ALONE = {
    Alone.HOUSE: Text("theo quy định chung", "as the house says"),
    Alone.NEVER: Text("luôn hai người", "always two people"),
    Alone.NIGHT: Text("đêm được một người, có lý do", "one person at night, with a reason"),
    Alone.REASON: Text("được một người, có lý do", "one person, with a reason"),
}
SIGNING = {
    Signing.NONE: Text("không hỏi lại", "not asked again"),
    Signing.PASSWORD: Text("mật khẩu", "password"),
    Signing.PIN: Text("PIN hoặc mật khẩu", "PIN or password"),
}
_DAYS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of a section: may he work there today?"""

    member: SectionMember
    active: bool  # his account
    now: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One section with all that says who may do what in it."""

    section: Section
    people: Sequence[Person]
    tests: int
    twice: Sequence[TestProfile]  # want two physicians
    instruments: Sequence[Instrument]


def overview(db: Session) -> list[Part]:
    """Every section in force, in the order of the paper; a constant number of statements."""
    people = reads.members(db)
    accounts = _active(db, people)
    live = [t for t in every(db, today()).values() if t.state is TestState.LIVE]
    found = [i for each in assembly_of(db).contributions(Instruments) for i in each.by(db)]
    now = today()
    return [
        Part(
            section,
            [
                Person(m, accounts.get(m.user_id, False), reads.holds_on(m, now))
                for m in people
                if m.section_code == section.code and (m.may_enter or m.may_verify)
            ],
            sum(t.section == section.code for t in live),
            [t for t in live if t.section == section.code and t.second_verification],
            [i for i in found if i.section == section.code],
        )
        for section in reads.sections(db)
    ]


def nowhere(db: Session) -> list[Instrument]:
    """Instruments that no section has."""
    known = {s.code for s in reads.sections(db)}
    found = [i for each in assembly_of(db).contributions(Instruments) for i in each.by(db)]
    return [i for i in found if i.section not in known]


def _active(db: Session, people: Sequence[SectionMember]) -> dict[object, bool]:
    ids = {m.user_id for m in people}
    if not ids:
        return {}
    rows = db.exec(select(User.id, User.active).where(col(User.id).in_(ids)))
    return dict(rows.all())


def verifiers(db: Session, actor: Actor, *, language: Language) -> Printed:
    """The list to be signed: by section, who enters, who verifies, from when to when."""

    def say(text: Text) -> str:
        return text.to(language)

    def day(on: date | None) -> str:
        return f"{on:%d/%m/%Y}" if on else ""

    data = {
        "sections": [
            {
                "code": part.section.code,
                "name": part.section.name
                if language == "vi"
                else part.section.name_en or part.section.name,
                "closed": part.section.members_only,
                "alone": say(ALONE[part.section.alone]),
                "signing": say(SIGNING[part.section.signing]),
                "twice": ", ".join(t.code for t in part.twice),
                "people": [
                    {
                        "name": p.member.user_name,
                        "enters": p.member.may_enter,
                        "verifies": p.member.may_verify,
                        "trainee": p.member.trainee,
                        "since": day(p.member.valid_from),
                        "until": day(p.member.valid_to),
                        "now": p.now and p.active,
                    }
                    for p in part.people
                ],
            }
            for part in overview(db)
        ]
    }
    return printing.render(
        db,
        actor,
        VERIFIERS,
        subject=("lis_section", ""),
        document=f"{today()}",
        data=data,
        language=language,
    )


def acts(
    db: Session,
    *,
    since: date | None,
    until: date | None,
    action: str | None,
    after: str | None,
    limit: int,
) -> tuple[list[Audit], str | None]:
    """What was done in the laboratory and by whom, the latest first (a week, unless asked)."""
    asked = Question(since=since or today() - _DAYS, until=until, action=action, what="lis.")
    audit.read(db, ("lis", ""), "audit")
    return audit_search.search(db, asked, after=after, limit=limit)
