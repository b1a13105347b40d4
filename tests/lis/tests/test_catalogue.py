"""The laboratory keeps its catalogue: tests, limits by day, approval, sections, files."""

from datetime import date, timedelta
from decimal import Decimal as D
from typing import Any, cast

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event
from sqlmodel import Session, col, select

from his.catalogs import service as catalogs
from kernel.access import Actor
from kernel.clock import today
from kernel.db import Database
from kernel.errors import ChangedMeanwhile
from kernel.identity import users
from kernel.identity.passwords import Hasher
from kernel.ids import new_id
from lis.tests import files, keeping, limits, permissions, seeding, service
from lis.tests.cells import What, as_csv, as_xlsx
from lis.tests.errors import (
    BadTestRule,
    FormulaDoesNotFit,
    LabFileHasErrors,
    LabFileUnreadable,
    LabTestCannotBecome,
    LimitsNotBeforeToday,
    LimitsOutOfOrder,
    ListMovedOn,
    NoSuchLabTest,
    NoSuchSection,
    RangesQuarrel,
    ReflexGoesRound,
    UnitCannotBeShown,
    ValidatedByAnother,
)
from lis.tests.models import ReferenceRange, TestKind, TestState
from lis.tests.ranges import Range
from tests.conftest import SignIn

TECHNICIAN, PHYSICIAN = Actor(new_id(), "KTV. Tùng"), Actor(new_id(), "BS. Yến")
YESTERDAY, LONG_AGO = timedelta(days=-1), date(2020, 1, 1)
_TESTS = {
    "GLU": ("Glucose", {"loinc": "14749-6", "ucum": "mmol/L", "ref_low": "3.9", "ref_high": "5.6"}),
    "CREA": ("Creatinin", {"loinc": "14682-9", "ucum": "umol/L", "ref_high": "104"}),
    "EGFR": ("Mức lọc cầu thận", {"ucum": "mL/min/{1.73_m2}", "ref_low": "90"}),
    "HBSAG": ("HBsAg", {"ucum": "{presence}"}),
}


def lists(db: Session) -> None:
    for code, (name, facts) in _TESTS.items():
        told = {**facts, "section": "CHEM", "specimen": "serum"}
        catalogs.add(
            db, TECHNICIAN, "lab_test", code=code, name=name, facts=told, valid_from=LONG_AGO
        )
    catalogs.add(db, TECHNICIAN, "specimen", code="SER", name="Huyết thanh")
    seeding.lists(db)


@pytest.fixture
def house(db: Session) -> Session:
    lists(db)
    return db


def set_up(db: Session, code: str, actor: Actor = TECHNICIAN, **said: Any) -> service.LabTest:
    held = keeping.get(db, code)
    version = held.version if held in db else 0
    return keeping.save(db, actor, code, version=version, **{"section_code": "CHEM", **said})


def usual(db: Session, code: str, on: date | None = None) -> str:
    known = service.profile(db, [code], on or today())[code]
    return known.limits(sex="M", age_days=9000).shown()


def test_a_test_of_the_shared_list_is_known_before_anybody_set_it_up(house: Session) -> None:
    known = service.profile(house, ["GLU", "HBSAG", "NOBODY"], today())
    assert set(known) == {"GLU", "HBSAG"}
    assert (known["GLU"].unit, known["GLU"].container, known["GLU"].section) == (
        "mmol/L", "SERUM", "CHEM",
    )  # fmt: skip
    assert known["HBSAG"].kind is TestKind.CODED
    assert not known["GLU"].approved


def test_profiles_cost_one_statement_while_nothing_changes(house: Session) -> None:
    service.profile(house, ["GLU"], today())
    said: list[str] = []
    engine = house.get_bind()
    listen = lambda *a: said.append(a[2])  # noqa: E731
    event.listen(engine, "before_cursor_execute", listen)
    service.profile(house, ["GLU", "CREA"], today())
    event.remove(engine, "before_cursor_execute", listen)
    assert len(said) <= 1, said


def test_a_change_of_the_shared_list_is_seen_at_once(house: Session) -> None:
    assert service.profile(house, ["GLU"], today())["GLU"].name == "Glucose"
    entry = catalogs.demand(house, "lab_test", "GLU")
    catalogs.change(house, TECHNICIAN, "lab_test", entry.id, version=entry.version, name="Đường",
                    valid_from=today(), reason="đổi tên")  # fmt: skip
    assert service.profile(house, ["GLU"], today())["GLU"].name == "Đường"


def test_limits_change_from_a_day_on_and_days_gone_by_keep_theirs(house: Session) -> None:
    """TT54/81: changing a range does not change what was reported."""
    long_ago = today() - timedelta(days=400)
    limits.begin(house, TECHNICIAN, "GLU", [Range(low=D("3.9"), high=D("5.6"))], long_ago)
    keeping.approve(house, PHYSICIAN, ["GLU"])
    old = service.profile(house, ["GLU"], today())["GLU"]
    assert old.approved

    new = [Range(low=D("3.9"), high=D("6.1"))]
    limits.replace_all(house, TECHNICIAN, "GLU", wanted=new, since=today(), reason="thuốc thử mới")

    assert usual(house, "GLU", today() + YESTERDAY) == "3,9–5,6"
    assert usual(house, "GLU") == "3,9–6,1"
    now = service.profile(house, ["GLU"], today())["GLU"]
    assert not now.approved, "what is new awaits the laboratory physician again"
    kept = house.exec(select(ReferenceRange).order_by(col(ReferenceRange.valid_from))).all()
    assert [(r.high, r.valid_to) for r in kept] == [
        (D("5.6"), today() + YESTERDAY),
        (D("6.1"), None),
    ]


def test_limits_that_stay_the_same_are_not_touched(house: Session) -> None:
    same = [Range(high=D("104.0"))]
    made = limits.replace_all(house, TECHNICIAN, "CREA", wanted=same, since=today())
    keeping.approve(house, PHYSICIAN, ["CREA"])
    again = [Range(high=D("104"))]
    assert made
    assert not limits.replace_all(house, TECHNICIAN, "CREA", wanted=again, since=today())
    assert service.profile(house, ["CREA"], today())["CREA"].approved


@pytest.mark.parametrize(
    ("wanted", "refused"),
    [
        ([Range(low=D("5"), high=D("3"))], LimitsOutOfOrder),
        ([Range(high=D("5"), critical_high=D("4"))], LimitsOutOfOrder),
        ([Range(absurd_high=D("9"), critical_high=D("10"))], LimitsOutOfOrder),
        ([Range(sex="M", pregnant=True)], LimitsOutOfOrder),
        ([Range(from_days=9, to_days=9)], LimitsOutOfOrder),
        ([Range(to_days=100), Range(from_days=50)], RangesQuarrel),
    ],
)
def test_limits_that_make_no_sense_are_refused(
    house: Session, wanted: list[Range], refused: type[Exception]
) -> None:
    with pytest.raises(refused):
        limits.replace_all(house, TECHNICIAN, "GLU", wanted=wanted, since=today())


def test_limits_are_not_changed_for_days_gone_by(house: Session) -> None:
    with pytest.raises(LimitsNotBeforeToday):
        limits.replace_all(
            house, TECHNICIAN, "GLU", wanted=[], since=today() + YESTERDAY, reason="x"
        )


def test_a_test_that_somebody_sets_up_is_validated_by_another_and_approved(
    house: Session,
) -> None:
    made = set_up(house, "GLU", method="Hexokinase")
    assert made.state is TestState.DRAFT
    assert usual(house, "GLU") == "3,9–5,6", "the list's limits came along"
    with pytest.raises(LabTestCannotBecome):
        keeping.approve(house, PHYSICIAN, ["GLU"])
    with pytest.raises(ValidatedByAnother):
        keeping.step(house, TECHNICIAN, "GLU", to=TestState.VALIDATED, version=made.version)
    keeping.step(house, PHYSICIAN, "GLU", to=TestState.VALIDATED, version=made.version)
    keeping.approve(house, PHYSICIAN, ["GLU"])
    live = service.profile(house, ["GLU"], today())["GLU"]
    assert (live.state, live.approved) == (TestState.LIVE, True)

    set_up(house, "GLU", preparation="Nhịn ăn")
    assert service.profile(house, ["GLU"], today())["GLU"].approved, "housekeeping"
    set_up(house, "GLU", method="GOD-PAP")
    assert not service.profile(house, ["GLU"], today())["GLU"].approved


def test_only_live_tests_are_done_by_the_laboratory(house: Session) -> None:
    asked = {"kind": "lab", "unit": "lần", "price": "1", "tests": ["CREA", "GLU", "EGFR"]}
    catalogs.add(house, TECHNICIAN, "service", code="B", name="Bộ", facts=asked)
    assert service.tests_of_service(house, "B", today()) == ["CREA", "GLU", "EGFR"]
    keeping.approve(house, PHYSICIAN, ["GLU"])
    keeping.step(house, PHYSICIAN, "GLU", to=TestState.ENDED, version=2)
    assert service.tests_of_service(house, "B", today()) == ["CREA", "EGFR"]
    assert service.tests_of_service(house, "NONE", today()) == []


def test_another_unit_takes_the_limits_along(house: Session) -> None:
    set_up(house, "GLU", display_unit="mg/dL")
    now = service.profile(house, ["GLU"], today())["GLU"]
    assert (now.unit, now.limits(sex="M", age_days=9000).shown()) == ("mg/dL", "70,26–100,9")
    with pytest.raises(UnitCannotBeShown):
        set_up(house, "GLU", display_unit="U/L")


def test_what_does_not_fit_is_refused(house: Session) -> None:
    with pytest.raises(NoSuchSection):
        set_up(house, "GLU", section_code="XX")
    with pytest.raises(NoSuchLabTest):
        set_up(house, "XX")
    with pytest.raises(FormulaDoesNotFit):
        set_up(house, "GLU", formula="egfr_ckdepi_2021")
    with pytest.raises(FormulaDoesNotFit):
        set_up(house, "CREA", formula="egfr_ckdepi_2021")
    with pytest.raises(BadTestRule):
        set_up(house, "GLU", autoverify={"on": True, "within": "limits"})
    with pytest.raises(NoSuchLabTest):
        set_up(house, "GLU", reflex=[{"op": "abnormal", "add": ["XX"]}])
    set_up(house, "GLU", reflex=[{"op": "abnormal", "add": ["CREA"]}])
    with pytest.raises(ReflexGoesRound):
        set_up(house, "CREA", reflex=[{"op": "abnormal", "add": ["GLU"]}])
    with pytest.raises(ChangedMeanwhile):
        keeping.save(house, PHYSICIAN, "GLU", version=99, section_code="CHEM")


def test_a_calculated_test_knows_its_formula(house: Session) -> None:
    set_up(house, "EGFR", formula="egfr_ckdepi_2021")
    known = service.profile(house, ["EGFR", "CREA"], today())
    found = service.calculated_from(known)
    assert [i.test for i in found["EGFR"].inputs] == ["CREA"]


def test_a_file_is_tried_and_only_then_taken(house: Session) -> None:
    rows = files.write(house, What.TESTS)
    assert rows[0][:3] == ["code", "name", "section_code"]
    rows[1][rows[0].index("method")] = "Đo động học"
    content = as_csv(rows)

    trial = files.attempt(house, What.TESTS, content=content, since=today())
    assert not trial.problems
    assert [(d.code, d.after) for d in trial.differences] == [
        (rows[1][0], {"method": "Đo động học"})
    ]
    assert trial.unchanged == len(_TESTS) - 1
    assert service.profile(house, [rows[1][0]], today())[rows[1][0]].method == "", "only tried"

    with pytest.raises(ListMovedOn):
        files.take(house, PHYSICIAN, What.TESTS, content=content, since=today(), plan="0" * 64)
    files.take(house, PHYSICIAN, What.TESTS, content=content, since=today(), plan=trial.plan)
    assert service.profile(house, [rows[1][0]], today())[rows[1][0]].method == "Đo động học"
    again = files.attempt(house, What.TESTS, content=content, since=today())
    assert not again.differences


@pytest.mark.parametrize("xlsx", [False, True])
def test_limits_go_out_and_come_back_the_same(house: Session, xlsx: bool) -> None:
    rows = files.write(house, What.RANGES)
    content = as_xlsx(rows, "ranges") if xlsx else as_csv(rows)
    trial = files.attempt(house, What.RANGES, content=content, since=today())
    assert (trial.problems, trial.differences) == ([], [])

    high = rows[0].index("high")
    changed = [[*r[:high], "6.1", *r[high + 1 :]] if r[0] == "GLU" else r for r in rows]
    content = as_csv(changed)
    trial = files.attempt(house, What.RANGES, content=content, since=today())
    assert [d.code for d in trial.differences] == ["GLU"]
    files.take(house, PHYSICIAN, What.RANGES, content=content, since=today(), plan=trial.plan)
    assert usual(house, "GLU") == "3,9–6,1"


def test_a_file_with_one_wrong_row_changes_nothing(house: Session) -> None:
    content = b"code,sex,from_days,low,high\nGLU,,0,4,6\nCREA,Q,0,1,2\nXX,,0,1,2\nEGFR,,x,1,2\n"
    trial = files.attempt(house, What.RANGES, content=content, since=today())
    assert sorted(p.row for p in trial.problems) == [3, 4, 5]
    with pytest.raises(LabFileHasErrors):
        files.take(house, PHYSICIAN, What.RANGES, content=content, since=today(), plan=trial.plan)
    assert usual(house, "GLU") == "3,9–5,6"
    for wrong in (b"PK\x03\x04rubbish", b"\xff\xfe\x00", b"a,b\n1,2\n"):
        with pytest.raises(LabFileUnreadable):
            files.attempt(house, What.TESTS, content=wrong, since=today())


# ---- over the API -------------------------------------------------------------------------


@pytest.fixture
def place(database: Database, actor: Actor) -> Database:
    with database.write(actor) as db:
        lists(db)
    return database


ALL = (permissions.READ, permissions.EDIT, permissions.APPROVE)


def test_the_list_says_what_awaits_the_physician(place: Database, sign_in: SignIn) -> None:
    physician = sign_in(*ALL)
    first = physician.get("/api/lis/tests", params={"awaits": True, "limit": 3}).json()
    rest = physician.get(
        "/api/lis/tests", params={"awaits": True, "limit": 3, "after": first["next"]}
    ).json()
    assert [t["code"] for t in first["items"] + rest["items"]] == sorted(_TESTS)
    assert rest["next"] is None
    found = physician.get("/api/lis/tests", params={"q": "muc loc"}).json()["items"]
    assert [t["code"] for t in found] == ["EGFR"]
    done = physician.post("/api/lis/tests/approve", json={"codes": ["GLU", "CREA"]})
    assert done.status_code == 200, done.text
    left = physician.get("/api/lis/tests", params={"awaits": True}).json()["items"]
    assert [t["code"] for t in left] == ["EGFR", "HBSAG"]


def test_one_test_with_its_limits_and_what_a_value_would_say(
    place: Database, sign_in: SignIn
) -> None:
    editor = sign_in(*ALL)
    wanted = {
        "version": 0,
        "section_code": "CHEM",
        "kind": "number",
        "decimals": 1,
        "autoverify": {"on": True},
        "reflex": [{"op": ">=", "value": "11.1", "add": ["CREA"], "why": "đái tháo đường"}],
    }
    saved = editor.put("/api/lis/tests/GLU", json=wanted)
    assert saved.status_code == 200, saved.text
    new = {"low": "3.9", "high": "6.1", "critical_high": "25", "absurd_high": "100"}
    answer = editor.put(
        "/api/lis/tests/GLU/ranges",
        json={"since": today().isoformat(), "reason": "máy mới", "ranges": [new]},
    ).json()
    standing = [r for r in answer["ranges"] if r["withdrawn_at"] is None]
    assert [(r["high"], r["made_by_name"] != "") for r in standing] == [("6.1", True)]
    assert len(answer["ranges"]) == 2, "what was withdrawn stays in the history"

    def said(value: str) -> dict[str, Any]:
        asked = {"value": value, "sex": "M", "age_days": 9000}
        found = editor.get("/api/lis/tests/GLU/judged", params=asked)
        answer: dict[str, Any] = found.json()
        return answer

    assert (said("5")["flag"], said("30")["flag"], said("120")["absurd"]) == ("", "HH", True)
    assert said("12")["adds"] == ["CREA"]
    assert not said("5")["passes"], "nobody approved it yet"


def test_sections_have_members_who_enter_and_verify(
    place: Database, sign_in: SignIn, database: Database
) -> None:
    setter = sign_in(permissions.READ, permissions.SET_UP, permissions.MEMBERS)
    sections = setter.get("/api/lis/sections").json()["items"]
    chemistry = next(s for s in sections if s["code"] == "CHEM")
    change = {k: v for k, v in chemistry.items() if k != "id"} | {"members_only": True}
    saved = setter.put(f"/api/lis/sections/{chemistry['id']}", json=change)
    assert saved.status_code == 200, saved.text
    stale = setter.put(f"/api/lis/sections/{chemistry['id']}", json=change)
    assert stale.status_code == 409

    with database.write(TECHNICIAN) as db:
        person = users.create(
            db,
            cast("Hasher", None),
            username="ktv",
            name="KTV. Tùng",
            roles=(),
            password=None,
        )
        chosen = person.id
    given = {"members": [{"user_id": str(chosen), "may_enter": True, "may_verify": False}]}
    told = setter.put("/api/lis/sections/CHEM/members", json=given)
    assert told.status_code == 200, told.text
    with database.read() as db:
        mine = service.duties(db, Actor(chosen, "KTV. Tùng"))
        assert (mine.may_enter("CHEM"), mine.may_verify("CHEM")) == (True, False)
        assert mine.may_verify("HAEM"), "a section without members of its own"
        strange = service.duties(db, PHYSICIAN)
        assert not strange.may_verify("CHEM")


@pytest.mark.parametrize("where", ["room_id", "department_id"])
def test_a_section_is_in_a_room_that_there_is(place: Database, sign_in: SignIn, where: str) -> None:
    setter = sign_in(permissions.READ, permissions.SET_UP)
    nowhere = {"code": "MOI", "name": "Mới", where: str(new_id())}
    assert setter.post("/api/lis/sections", json=nowhere).status_code == 404


@pytest.mark.parametrize("list_", ["containers", "rejection-reasons"])
def test_small_lists_are_kept_and_codes_stay(place: Database, sign_in: SignIn, list_: str) -> None:
    setter = sign_in(permissions.READ, permissions.SET_UP)
    made = setter.post(f"/api/lis/{list_}", json={"code": "MOI", "name": "Mới"})
    assert made.status_code == 201, made.text
    again = setter.post(f"/api/lis/{list_}", json={"code": "MOI", "name": "Khác"})
    assert again.json()["error"] == "CodeIsTaken"
    ended = {"code": "MOI", "name": "Mới", "active": False, "version": made.json()["version"]}
    setter.put(f"/api/lis/{list_}/{made.json()['id']}", json=ended)
    shown = [x["code"] for x in setter.get(f"/api/lis/{list_}").json()["items"]]
    assert "MOI" not in shown


def test_files_over_the_api(place: Database, sign_in: SignIn) -> None:
    keeper: TestClient = sign_in(permissions.EXPORT, permissions.IMPORT, permissions.READ)
    given = keeper.get("/api/lis/catalogue", params={"what": "ranges", "format": "csv"})
    assert given.headers["content-disposition"].startswith("attachment")
    content = given.content.replace(b"5.6", b"6.1")
    head = {"content-type": "application/octet-stream"}
    tried = keeper.post(
        "/api/lis/catalogue/trial", params={"what": "ranges"}, content=content, headers=head
    ).json()
    assert (tried["changed"], tried["problems"]) == (1, [])
    taken = keeper.post(
        "/api/lis/catalogue",
        params={"what": "ranges", "plan": tried["plan"]},
        content=content,
        headers=head,
    )
    assert taken.status_code == 200, taken.text
    kept = keeper.get("/api/lis/tests/GLU").json()["ranges"]
    assert [r["high"] for r in kept if r["withdrawn_at"] is None] == ["6.1"]


def test_the_starter_lists_bring_every_test_with_its_limits(lists: Session) -> None:
    """seed/laboratory fits seed/catalogs: every row is taken, in order, without a quarrel."""
    seeding.lists(lists)
    seeding.tests(lists)
    seeding.tests(lists)
    known = service.every(lists, today())
    assert len(known) > 160
    for each in known.values():
        limits.check(each.ranges)
        assert each.section
    assert known["EGFR"].formula == "egfr_ckdepi_2021"
    assert known["TBIL"].limits(sex="M", age_days=2).critical_high == D("257")
    assert known["HGB"].limits(sex="F", age_days=9000, pregnant=True).shown() == "110–155"
    assert not any(each.approved for each in known.values())
