"""Shows who may do what in the laboratory: two people, trainees, signatures, the night."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlmodel import Session, col, select

from his.encounters.service import Encounter
from kernel.access import Actor
from kernel.clock import local_now, today
from kernel.errors import Refusal
from kernel.identity import signing as kernel_signing
from kernel.identity.models import User
from kernel.ids import new_id
from kernel.module import Checked, Claim, Demonstrated, Finding, InUse, Verdict
from kernel.text import Text
from lis.results import entering, evidence, signing, verifying
from lis.results.entering import Entry
from lis.results.errors import (
    AloneNeedsReason,
    AloneOnlyAtNight,
    NotInSection,
    SignAgain,
    TraineeMayNotCheck,
    TraineeNotChecked,
    VerifyByAnother,
)
from lis.results.models import LabResult, ResultState
from lis.specimens.service import Item
from lis.tests import service as tests
from lis.tests.service import Alone, LabTest, Section, SectionMember, Signing, TestState

_SECTION = "MC"


@dataclass(frozen=True, slots=True)
class _Crew:
    doctor: Actor
    technician: Actor
    trainee: Actor
    physician: Actor
    second: Actor
    stranger: Actor


def _crew() -> _Crew:
    names = ("BS minh chứng", "KTV", "Tập sự", "BS xét nghiệm", "BS thứ hai", "Người lạ")
    return _Crew(*(Actor(new_id(), name) for name in names))


def the_laboratory_says_who_may_do_what(db: Session) -> Finding:
    """A section with its people, a trainee, a signature, two physicians, one person at night."""
    crew = _crew()
    failed = next((step for step, held in _steps(db, crew) if not held), None)
    if failed:
        return Finding(
            Verdict.NOT_MET, Text(f"Bước “{failed}” không đúng.", f"The step “{failed}” failed.")
        )
    return Finding(
        Verdict.MET,
        Text(
            "Theo nhóm: người lạ không nhập được, tập sự nhập phải có người soát, duyệt phải ký "
            "lại, xét nghiệm hai bác sĩ chờ đủ hai chữ ký, ban ngày không ai làm cả hai bước, ban "
            "đêm một người phải ghi lý do và hôm sau có người xem lại; danh sách người duyệt.",
            "By section: strangers enter nothing, a trainee's value is checked, verifying asks "
            "for the signature, some tests wait for two physicians, by day nobody does both, at "
            "night one person gives a reason and another looks at it; the list of verifiers.",
        ),
    )


def _refused(kind: type[Refusal], *asked: object, **more: object) -> bool:
    what, *rest = asked
    assert callable(what)
    try:
        what(*rest, **more)
    except kind:
        return True
    except Refusal:
        return False
    return False


def _steps(db: Session, crew: _Crew) -> Iterator[tuple[str, bool]]:
    made = evidence.ordered(db, crew.doctor)
    if made is None:
        yield "an order reaches the laboratory", False
        return
    visit, _, item = made
    section = _section(db, item, crew)
    db.expire_all()
    shown = next(p for p in tests.overview(db) if p.section.code == item.section_code)
    may = {
        p.member.user_name: (p.member.may_enter, p.member.may_verify, p.member.trainee)
        for p in shown.people
        if p.now
    }
    yield (
        "the list of verifiers",
        (
            may.get(crew.physician.name) == (False, True, False)
            and may.get(crew.trainee.name) == (True, False, True)
            and crew.stranger.name not in may
        ),
    )
    entry = Entry(item_id=item.id, value="4,1")
    yield (
        "a stranger enters nothing",
        _refused(NotInSection, entering.enter, db, crew.stranger, [entry]),
    )
    [found] = entering.enter(db, crew.trainee, [entry])
    ticket = kernel_signing.issue(crew.physician, kernel_signing.PIN)
    yield (
        "unchecked",
        _refused(
            TraineeNotChecked, verifying.verify, db, crew.physician, [found.id], ticket=ticket
        ),
    )
    yield (
        "a trainee checks nothing",
        _refused(TraineeMayNotCheck, verifying.check, db, crew.trainee, [found.id]),
    )
    verifying.check(db, crew.technician, [found.id])
    yield "signing again", _refused(SignAgain, verifying.verify, db, crew.physician, [found.id])
    theirs = kernel_signing.issue(crew.second, kernel_signing.PIN)
    yield (
        "another's signature",
        _refused(SignAgain, verifying.verify, db, crew.physician, [found.id], ticket=theirs),
    )
    yield from _twice(db, crew, found, ticket, theirs)
    section.signing = Signing.NONE
    yield from _alone(db, crew, section, visit)


def _twice(
    db: Session, crew: _Crew, found: LabResult, ticket: str, theirs: str
) -> Iterator[tuple[str, bool]]:
    test = db.exec(select(LabTest).where(LabTest.code == found.test_code)).one()
    test.second_verification = True
    db.flush()
    evidence.renew(db)
    verifying.verify(db, crew.physician, [found.id], ticket=ticket)
    yield "one physician is not enough", found.state is ResultState.CHECKED
    yield (
        "the same one twice",
        _refused(VerifyByAnother, verifying.verify, db, crew.physician, [found.id], ticket=ticket),
    )
    verifying.verify(db, crew.second, [found.id], ticket=theirs)
    db.expire_all()
    yield "two physicians", (found.state, found.signed_with) == (ResultState.VERIFIED, "pin")
    test.second_verification = False
    db.flush()
    evidence.renew(db)


def _alone(
    db: Session, crew: _Crew, section: Section, visit: Encounter
) -> Iterator[tuple[str, bool]]:
    hour = local_now().hour
    section.alone = Alone.NIGHT
    section.night_from, section.night_to = (hour + 2) % 24, (hour + 3) % 24
    db.flush()
    item = evidence.another(db, crew.doctor, visit)
    both = crew.second
    [found] = entering.enter(db, both, [Entry(item_id=item.id, value="4,2")])
    yield (
        "by day two people",
        _refused(AloneOnlyAtNight, verifying.verify, db, both, [found.id], alone="một mình"),
    )
    section.night_from, section.night_to = hour, (hour + 1) % 24
    db.flush()
    yield "a reason at night", _refused(AloneNeedsReason, verifying.verify, db, both, [found.id])
    verifying.verify(db, both, [found.id], alone="trực một mình")
    db.expire_all()
    waiting, _ = signing.alone(db, crew.physician, seen=False, after=None, limit=100)
    yield (
        "it is logged",
        found.alone_reason == "trực một mình" and found.id in {r.id for r in waiting},
    )
    yield "not by himself", _refused(VerifyByAnother, signing.look_at, db, both, found.id)
    signing.look_at(db, crew.physician, found.id)
    yield "looked at", found.alone_seen_by_name == crew.physician.name


def _section(db: Session, item: Item, crew: _Crew) -> Section:
    """The section of the item, with its people; the test's own row."""
    section = tests.section_of(db, item.section_code)
    if section is None:
        section = Section(code=item.section_code, name="Minh chứng")
        db.add(section)
    section.members_only, section.signing, section.alone = True, Signing.PIN, Alone.NEVER
    for actor, enters, verifies, trainee in (
        (crew.technician, True, False, False),
        (crew.trainee, True, False, True),
        (crew.physician, False, True, False),
        (crew.second, True, True, False),
    ):
        db.add(
            SectionMember(
                section_code=item.section_code,
                user_id=actor.id,
                user_name=actor.name,
                may_enter=enters,
                may_verify=verifies,
                trainee=trainee,
                valid_from=today(),
            )
        )
    if db.exec(select(LabTest).where(LabTest.code == item.test_code)).first() is None:
        db.add(
            LabTest(
                code=item.test_code,
                section_code=item.section_code,
                state=TestState.LIVE,
                made_by=crew.doctor.id,
            )
        )
    db.flush()
    evidence.renew(db)
    return section


def every_section_has_its_verifiers_here(db: Session) -> Finding:
    """Sections with tests in use: somebody with an account enters there, somebody verifies."""
    parts = [p for p in tests.overview(db) if p.tests]
    if not any(p.people for p in parts):
        says = Text("Chưa phân công ai theo nhóm.", "Nobody is assigned to a section yet.")
        return Finding(Verdict.NOT_MET, says)
    ids = {p.member.user_id for part in parts for p in part.people}
    known = set(db.exec(select(User.id).where(col(User.id).in_(ids), col(User.active))))
    bare = [
        part.section.code
        for part in parts
        if not _both([p.member for p in part.people if p.now and p.member.user_id in known])
    ]
    if bare:
        named = ", ".join(bare)
        return Finding(
            Verdict.NOT_MET,
            Text(f"Nhóm thiếu người nhập hoặc người duyệt: {named}.", f"Nobody for both: {named}."),
        )
    return Finding(
        Verdict.MET,
        Text(
            f"{len(parts)} nhóm đều có người nhập và người duyệt.",
            f"All {len(parts)} sections have somebody who enters and somebody who verifies.",
        ),
    )


def _both(people: Collection[SectionMember]) -> bool:
    enters = any(m.may_enter for m in people)
    return enters and any(m.may_verify and not m.trainee for m in people)


CLAIM = Claim(
    "TT54/80",
    Text(
        "Quyền theo nhóm, từ ngày đến ngày; người nhập không duyệt, một người thì có lý do và được "
        "xem lại; tập sự có người soát; ký lại bằng mật khẩu hoặc PIN; hai bác sĩ theo xét nghiệm; "
        "máy; danh sách người duyệt; nhật ký của phòng xét nghiệm.",
        "Duties by section, from a day to a day; whoever enters does not verify, one person alone "
        "gives a reason and is looked at; trainees are checked; signing again by password or PIN; "
        "two physicians by test; instruments; the list of verifiers; the laboratory's audit.",
    ),
    (
        Checked("tests/lis/results/test_signing.py"),
        Checked("tests/lis/tests/test_administration.py"),
        Demonstrated(the_laboratory_says_who_may_do_what),
        InUse(every_section_has_its_verifiers_here),
    ),
    screen="/lab/administration",
)
