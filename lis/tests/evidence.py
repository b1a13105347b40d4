"""How anyone can check that the laboratory keeps its lists (criterion 81)."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from his.catalogs import service as catalogs
from kernel.access import SYSTEM, Actor, act_as
from kernel.clock import today
from kernel.ids import new_id
from kernel.module import Checked, Claim, Demonstrated, Finding, InUse, Verdict
from kernel.text import Text
from lis.tests import files, keeping, limits, lists
from lis.tests.autoverify import Facts, decide
from lis.tests.calculations import Given, Person, compute
from lis.tests.cells import What, as_csv
from lis.tests.flags import absurd, flag
from lis.tests.models import Container, LabTest, Section, TestState
from lis.tests.profiles import TestProfile, profile
from lis.tests.ranges import ADULT_DAYS, Range
from lis.tests.reflex import due
from lis.tests.service import CALCULATIONS

_CODE, _OTHER, _SECTION, _TUBE = "MC81-XN", "MC81-KHAC", "MC81", "MC81-ONG"
_DAY = timedelta(days=1)


def a_test_is_set_up_and_its_limits_change_by_day(db: Session) -> Finding:
    """A test with everything it needs; its limits change today and yesterday's stay."""
    act_as(db, SYSTEM, "prove lis.tests")
    failed = next((step for step, held in _setting_up(db) if not held), None)
    if failed:
        return Finding(
            Verdict.NOT_MET, Text(f"Bước “{failed}” không đúng.", f"The step “{failed}” failed.")
        )
    return Finding(
        Verdict.MET,
        Text(
            "Một xét nghiệm được khai báo, thẩm định bởi người khác, duyệt; khoảng theo giới, "
            "tuổi, thai kỳ; nguy hiểm, vô lý, tự thêm, tự duyệt, công thức; khoảng mới từ hôm nay, "
            "hôm qua giữ khoảng cũ; xuất tệp và xem thử lại không khác.",
            "A test was set up, validated by another, approved; limits by sex, age, pregnancy; "
            "critical, absurd, reflex, autoverified, calculated; new limits from today, yesterday "
            "keeps the old; its file goes out and reads back without a difference.",
        ),
    )


def _setting_up(db: Session) -> Iterator[tuple[str, bool]]:
    technician, physician = (Actor(new_id(), name) for name in ("Người khai", "Người duyệt"))
    for code in (_CODE, _OTHER):
        facts = {"ucum": "mmol/L", "section": _SECTION, "specimen": "serum"}
        catalogs.add(
            db,
            SYSTEM,
            "lab_test",
            code=code,
            name="Chỉ số minh chứng",
            facts=facts,
            valid_from=today() - 30 * _DAY,
        )
    lists.keep(db, Section, id_=None, version=0, said={"code": _SECTION, "name": "Minh chứng"})
    lists.keep(db, Container, id_=None, version=0, said={"code": _TUBE, "name": "Ống"})
    made = keeping.save(
        db,
        technician,
        _CODE,
        version=0,
        section_code=_SECTION,
        container_code=_TUBE,
        decimals=1,
        reflex=[{"op": "abnormal", "value": "", "add": [_OTHER], "why": ""}],
        autoverify={"on": True},
    )
    limits.begin(db, technician, _CODE, _rows("5.0"), today() - 30 * _DAY)
    keeping.step(db, physician, _CODE, to=TestState.VALIDATED, version=made.version)
    keeping.approve(db, physician, [_CODE])
    known = _known(db)
    yield "live and approved", known.state is TestState.LIVE and known.approved
    yield "tube", known.container == _TUBE
    yield from _by_person(known)
    yield from _judging(known)

    limits.replace_all(db, technician, _CODE, wanted=_rows("6.0"), since=today())
    now, before = _known(db), profile(db, [_CODE], today() - _DAY)[_CODE]
    yield "yesterday keeps its limits", _high(before) == Decimal("5")
    yield "today has the new ones", _high(now) == Decimal("6")
    yield "the new ones await approval", not now.approved
    rows = files.write(db, What.RANGES)
    mine = [rows[0], *(r for r in rows if r[0] == _CODE)]
    tried = files.attempt(db, What.RANGES, content=as_csv(mine), since=today())
    yield "the file reads back", (len(mine), tried.unchanged, tried.problems) == (5, 1, [])


def _rows(high: str) -> list[Range]:
    said: dict[str, Any] = {"critical_high": Decimal(9), "absurd_high": Decimal(20)}
    said["low"] = Decimal(3)
    return [
        Range(sex="M", from_days=ADULT_DAYS, high=Decimal(high), **said),
        Range(sex="F", from_days=ADULT_DAYS, high=Decimal(4), **said),
        Range(sex="F", from_days=ADULT_DAYS, pregnant=True, high=Decimal("3.5"), **said),
        Range(to_days=28, high=Decimal(8), **said),
    ]


def _known(db: Session) -> TestProfile:
    db.flush()
    db.expire_all()  # what the database really keeps
    return profile(db, [_CODE], today())[_CODE]


def _high(known: TestProfile) -> Decimal | None:
    return known.limits(sex="M", age_days=ADULT_DAYS + 1).high


def _by_person(known: TestProfile) -> Iterator[tuple[str, bool]]:
    adult = ADULT_DAYS + 1
    shown = [
        known.limits(sex=sex, age_days=age, pregnant=pregnant).shown()
        for sex, age, pregnant in (
            ("M", adult, None),
            ("F", adult, None),
            ("F", adult, True),
            ("F", 3, None),
        )
    ]
    yield "limits by sex, age, pregnancy", shown == ["3–5", "3–4", "3–3,5", "3–8"]


def _judging(known: TestProfile) -> Iterator[tuple[str, bool]]:
    man = known.limits(sex="M", age_days=ADULT_DAYS + 1)
    flags = [flag(Decimal(value), man) for value in ("4", "5.1", "9")]
    yield "flags", flags == ["", "H", "HH"]
    yield "absurd", absurd(Decimal(21), man) and not absurd(Decimal(9), man)
    yield "reflex", due(known.reflex, figure=Decimal("5.1"), flag="H") == [_OTHER]

    def goes_out(value: str, mark: str) -> bool:
        facts = Facts(
            figure=Decimal(value), limits=man, flag=mark, source="analyser", approved=known.approved
        )
        return decide(known.autoverify, facts).passed

    yield "autoverification", goes_out("4", "") and not goes_out("5.1", "H")
    worked = compute(
        CALCULATIONS["egfr_ckdepi_2021"],
        {"CREA": Given(Decimal("106.08"), "umol/L")},
        Person("M", 50 * 366),
    )
    yield "formula and units", worked.number == Decimal(74)


def tests_are_vouched_for_here(db: Session) -> Finding:
    """Does a laboratory physician vouch for the tests of this house?"""
    asked = select(func.count(), func.count(col(LabTest.approved_at))).where(
        col(LabTest.state) == TestState.LIVE
    )
    total, approved = db.execute(asked).one()
    if not approved:
        return Finding(
            Verdict.NOT_MET,
            Text(
                f"Chưa xét nghiệm nào trong {total} xét nghiệm được duyệt.",
                f"None of the {total} tests is approved yet.",
            ),
        )
    return Finding(
        Verdict.MET,
        Text(
            f"{approved} trong {total} xét nghiệm đang dùng đã được bác sĩ xét nghiệm duyệt.",
            f"A laboratory physician vouches for {approved} of the {total} tests in use.",
        ),
    )


CLAIMS = (
    Claim(
        "TT54/81",
        Text(
            "Danh mục xét nghiệm: đơn vị, khoảng theo giới, tuổi, thai kỳ và ngày hiệu lực, giới "
            "hạn nguy hiểm, ống, thể tích, bộ, tự thêm, công thức, nhóm; đổi khoảng không đổi kết "
            "quả cũ; nhập xuất tệp có xem thử.",
            "The laboratory's lists: units, limits by sex, age, pregnancy and day, critical "
            "limits, tubes, volumes, panels, reflex and calculated tests, sections; a changed "
            "range leaves old results; files in and out with a trial.",
        ),
        (
            Checked("tests/lis/tests/test_pure.py"),
            Checked("tests/lis/tests/test_catalogue.py"),
            Demonstrated(a_test_is_set_up_and_its_limits_change_by_day),
            InUse(tests_are_vouched_for_here),
        ),
        screen="/lab/tests",
    ),
)
