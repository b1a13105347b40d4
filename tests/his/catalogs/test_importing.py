"""Lists are renewed from files: tried, approved, taken back (criterion 31)."""

import io
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from sqlmodel import Session

from his.catalogs import importer, service, trial
from his.catalogs.errors import (
    EndsBeforeItBegins,
    FileTooLong,
    ImportHasErrors,
    LaterChanges,
    NotApproved,
    NotOnTrial,
    StaleTrial,
    UnknownColumns,
    UnreadableFile,
)
from his.catalogs.models import ImportState
from his.catalogs.module import module
from his.catalogs.slots import CatalogueUse
from his.catalogs.timeline import Kind
from kernel.access import Actor
from kernel.assembly import Assembly
from kernel.events import ASSEMBLY
from kernel.module import Module
from kernel.text import Text
from tests.his.catalogs.files import bring_in, try_on

JANUARY, JULY = date(2026, 1, 1), date(2026, 7, 1)
PRICES = "code,name,kind,price\nSA,Siêu âm,imaging,80000\nXQ,X-quang,imaging,75000\n"


def price(db: Session, code: str, on: date) -> str | None:
    found = service.entry(db, "service", code, on=on)
    return str(found.facts["price"]) if found else None


def test_a_trial_shows_the_difference_and_changes_nothing(db: Session, actor: Actor) -> None:
    bring_in(db, actor, "service", PRICES, valid_from=JANUARY)
    outcome = try_on(
        db,
        actor,
        "service",
        "code,name,kind,price,valid_to\nSA,Siêu âm,imaging,90000,\nCT,CT sọ não,imaging,700000,\n"
        "XQ,X-quang,imaging,75000,2026-06-30\n",
        valid_from=JULY,
    )
    kinds = {d.code: d.kind for d in outcome.differences}
    assert kinds == {"SA": Kind.CHANGED, "CT": Kind.ADDED, "XQ": Kind.ENDED}
    assert (outcome.trial.added, outcome.trial.changed, outcome.trial.ended) == (1, 1, 1)
    lines, following = trial.shown_difference(
        db, "service", outcome.trial.id, kind=Kind.CHANGED, after=0, limit=50
    )
    assert lines[0]["fields"] == {"price": {"before": "80000", "after": "90000"}}
    assert following is None
    assert price(db, "SA", JULY) == "80000"


def test_approval_renews_the_list_from_its_first_day_on(db: Session, actor: Actor) -> None:
    bring_in(db, actor, "service", PRICES, valid_from=JANUARY)
    bring_in(db, actor, "service", PRICES.replace("80000", "90000"), valid_from=JULY)
    assert price(db, "SA", date(2026, 6, 30)) == "80000"
    assert price(db, "SA", JULY) == "90000"
    assert price(db, "SA", date(2025, 12, 31)) is None
    [newer, older] = service.history(db, "service", "SA")
    assert (older.entry.valid_from, older.entry.valid_to) == (JANUARY, date(2026, 6, 30))
    assert older.changes[0].import_id == newer.entry.import_id


def test_a_whole_edition_ends_what_it_leaves_out(db: Session, actor: Actor) -> None:
    bring_in(db, actor, "service", PRICES, valid_from=JANUARY)
    one = PRICES.splitlines()[:2]
    bring_in(db, actor, "service", "\n".join(one), valid_from=JULY, whole=True)
    assert price(db, "XQ", date(2026, 6, 30)) == "75000"
    assert price(db, "XQ", JULY) is None


def test_rolling_back_leaves_the_list_as_it_was(db: Session, actor: Actor) -> None:
    bring_in(db, actor, "service", PRICES, valid_from=JANUARY)
    outcome = bring_in(
        db, actor, "service", "code,name,kind,price\nSA,Siêu âm 4D,imaging,200000", valid_from=JULY
    )
    done = importer.roll_back(db, actor, "service", outcome.trial.id, reason="nhầm tệp")
    assert done.state is ImportState.ROLLED_BACK
    assert price(db, "SA", JULY) == "80000"
    shown = [(line.entry.name, line.entry.active) for line in service.history(db, "service", "SA")]
    assert shown == [("Siêu âm 4D", False), ("Siêu âm", True)], "nothing is deleted"
    with pytest.raises(NotApproved):
        importer.roll_back(db, actor, "service", outcome.trial.id, reason="lần nữa")


def test_imports_are_taken_back_newest_first(db: Session, actor: Actor) -> None:
    first = bring_in(db, actor, "service", PRICES, valid_from=JANUARY)
    second = bring_in(db, actor, "service", PRICES.replace("80000", "1"), valid_from=JULY)
    with pytest.raises(LaterChanges):
        importer.roll_back(db, actor, "service", first.trial.id, reason="sai thứ tự")
    importer.roll_back(db, actor, "service", second.trial.id, reason="thu hồi")
    importer.roll_back(db, actor, "service", first.trial.id, reason="thu hồi")
    assert price(db, "SA", JULY) is None


def test_an_import_is_not_taken_back_over_a_later_change_by_hand(db: Session, actor: Actor) -> None:
    outcome = bring_in(db, actor, "service", PRICES, valid_from=JANUARY)
    entry = service.demand(db, "service", "SA", on=JULY)
    service.change(
        db,
        actor,
        "service",
        entry.id,
        version=entry.version,
        reason="giá mới",
        valid_from=JULY,
        facts={"price": "95000"},
    )
    with pytest.raises(LaterChanges):
        importer.roll_back(db, actor, "service", outcome.trial.id, reason="thử")


def test_a_trial_is_approved_once_and_only_while_the_list_is_as_it_was(
    db: Session, actor: Actor
) -> None:
    one = try_on(db, actor, "service", PRICES, valid_from=JANUARY)
    other = try_on(db, actor, "service", PRICES, valid_from=JANUARY)
    importer.approve(db, actor, "service", one.trial.id)
    with pytest.raises(NotOnTrial):
        importer.approve(db, actor, "service", one.trial.id)
    with pytest.raises(StaleTrial):
        importer.approve(db, actor, "service", other.trial.id)


def test_every_error_has_its_row_and_nothing_is_imported(db: Session, actor: Actor) -> None:
    outcome = try_on(
        db,
        actor,
        "service",
        "BẢNG GIÁ DỊCH VỤ 2026\n\ncode,name,kind,price,valid_from\nSA,Siêu âm,imaging,8x,\n"
        ",Không mã,lab,1,\nCT,,imaging,1,\nKH,Khám,khám,1,32/13/2026\nSA,Siêu âm,imaging,1,\n"
        "SA,Siêu âm khác,imaging,1,\n",
        valid_from=JANUARY,
    )
    assert [e.row for e in outcome.errors] == [4, 5, 6, 7, 7, 9]
    assert "“8x”" in outcome.errors[0].says.vi
    with pytest.raises(ImportHasErrors):
        importer.approve(db, actor, "service", outcome.trial.id)


def test_rows_that_only_say_since_when_hold_until_the_next(db: Session, actor: Actor) -> None:
    bring_in(
        db,
        actor,
        "base_salary",
        "code,name,amount,valid_from\nVND,Lương cơ sở,2.340.000,01/07/2024\n"
        "VND,Lương cơ sở,2.530.000,2026-07-01\n",
        valid_from=JANUARY,
    )
    amounts = [
        service.demand(db, "base_salary", "VND", on=on).facts["amount"]
        for on in (date(2026, 6, 30), JULY)
    ]
    assert amounts == ["2340000", "2530000"]


def test_open_records_that_use_ended_codes_are_counted(db: Session, actor: Actor) -> None:
    """The importer asks every module that said it uses the list."""
    orders = Module(
        id="trial",
        title=Text("Thử", "Trial"),
        contributes=(
            CatalogueUse("service", lambda _, codes: {"XQ": 3} if "XQ" in codes else {}),
            CatalogueUse("drug", lambda _, codes: dict.fromkeys(codes, 99)),
        ),
    )
    db.info[ASSEMBLY] = Assembly((module, orders), frozenset())
    bring_in(db, actor, "service", PRICES, valid_from=JANUARY)
    outcome = try_on(
        db, actor, "service", "\n".join(PRICES.splitlines()[:2]), valid_from=JULY, whole=True
    )
    assert outcome.trial.used == 3
    assert outcome.trial.findings["used"] == [{"code": "XQ", "count": 3}]


def test_a_spreadsheet_keeps_its_zeros_dates_and_numbers(db: Session, actor: Actor) -> None:
    book = openpyxl.Workbook()
    book.active.append(["DANH MỤC DÂN TỘC"])
    book.active.append(["Mã", "Tên", "Hiệu lực từ"])
    book.active.append([1, "Kinh", datetime(2020, 1, 2)])  # noqa: DTZ001
    book.active.append([12, "Ê-đê", None])
    file = io.BytesIO()
    book.save(file)
    outcome = trial.check(
        db,
        actor,
        "ethnic_group",
        content=file.getvalue(),
        file_name="dan-toc.xlsx",
        valid_from=JANUARY,
    )
    importer.approve(db, actor, "ethnic_group", outcome.trial.id)
    kinh = service.demand(db, "ethnic_group", "1", on=JANUARY)
    assert (kinh.code, kinh.name, kinh.valid_from) == ("01", "Kinh", date(2020, 1, 2))


def test_official_headings_are_understood(db: Session, actor: Actor) -> None:
    """The drug file as the insurance fund wants it."""
    bring_in(
        db,
        actor,
        "drug",
        "STT;Mã nội bộ;MA_THUOC;TEN_HOAT_CHAT;TEN_THUOC;DON_VI_TINH;HAM_LUONG;MA_DUONG_DUNG;"
        "DON_GIA;SO_DANG_KY;NHA_SX;TU_NGAY\n"
        "1;AMLO5;40.491;Amlodipin;Amlor;Viên;5 mg;1.01;7.593;VN-1;Pfizer;20260101\n",
        valid_from=JANUARY,
    )
    amlor = service.demand(db, "drug", "AMLO5", on=JANUARY)
    assert (amlor.name, amlor.ministry_code) == ("Amlor", "40.491")
    assert amlor.facts["substance"] == "Amlodipin"
    assert amlor.facts["price"] == "7593", "a point before three digits separates thousands"


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"\xff\x00\x81not text", UnreadableFile),
        (b"PK\x03\x04broken", UnreadableFile),
        (b"a,b\n1,2\n", UnknownColumns),
        (b"", UnknownColumns),
        (b"code,name\0\n1,x\n", UnreadableFile),
    ],
)
def test_a_file_of_another_kind_is_refused(
    db: Session, actor: Actor, content: bytes, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        trial.check(db, actor, "sex", content=content, file_name="x", valid_from=JANUARY)


def test_a_file_without_end_is_refused(
    db: Session, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("his.catalogs.reading.MOST_ROWS", 2)
    with pytest.raises(FileTooLong):
        try_on(db, actor, "sex", "code,name\n1,a\n2,b\n3,c\n", valid_from=JANUARY)


def test_an_edition_does_not_end_before_it_begins(db: Session, actor: Actor) -> None:
    with pytest.raises(EndsBeforeItBegins):
        trial.check(
            db,
            actor,
            "sex",
            content=b"code,name\n1,x\n",
            file_name="x.csv",
            valid_from=JULY,
            valid_to=JANUARY,
        )


def test_the_command_tries_and_imports_with_progress(
    db: Session, actor: Actor, tmp_path: Path
) -> None:
    file = tmp_path / "gia.csv"
    file.write_text(PRICES)
    told: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> None:
        told.append((done, total))

    dry = importer.import_file(
        db, actor, "service", file, dry_run=True, valid_from=JANUARY, progress=progress
    )
    assert (dry.trial.added, told) == (2, [])
    assert price(db, "SA", JULY) is None
    importer.import_file(
        db, actor, "service", file, dry_run=False, valid_from=JANUARY, progress=progress
    )
    assert told == [(2, 2)]
    assert price(db, "SA", JULY) == "80000"


@pytest.mark.parametrize("make", [service.export_csv, service.export_xlsx])
def test_an_export_is_read_back_without_a_difference(
    db: Session, actor: Actor, make: object
) -> None:
    bring_in(
        db,
        actor,
        "service",
        "code,name,kind,price,aka\nSA,=Siêu âm,imaging,12.3450,a;b\nX-1,-5 độ,other,,\n",
        valid_from=JANUARY,
    )
    content = make(db, "service", on=JULY)  # type: ignore[operator]
    outcome = trial.check(
        db, actor, "service", content=content, file_name="export", valid_from=JANUARY
    )
    assert outcome.errors == []
    assert (outcome.trial.unchanged, outcome.trial.changed) == (2, 0)
    assert service.demand(db, "service", "SA", on=JULY).facts["price"] == "12.345"


def test_the_conditions_of_one_code_in_several_rows_become_one_entry(
    db: Session, actor: Actor, tmp_path: Path
) -> None:
    """As Decision 3276 prints them: until 30 June 2026 nothing, from 1 July half."""
    file = tmp_path / "doi-tuong.csv"
    file.write_text(
        "code,name_vi,benefit_note_vi,legal_basis_vi\n"
        "1.13,Tự đến,Đến 30/6/2026: không,Khoản 2 Điều 19\n"
        "1.13,Tự đến,Từ 01/7/2026: 50%,Khoản 2 Điều 19\n"
        "2,Cấp cứu,100%,\n"
    )
    outcome = importer.import_file(db, actor, "visit_eligibility", file, dry_run=False)
    assert (outcome.errors, outcome.trial.added) == ([], 2)
    found = service.demand(db, "visit_eligibility", "1.13").facts
    assert found["benefit_note"] == "Đến 30/6/2026: không; Từ 01/7/2026: 50%"
    assert found["legal_basis"] == "Khoản 2 Điều 19"


def test_two_names_for_one_code_are_still_refused(
    db: Session, actor: Actor, tmp_path: Path
) -> None:
    file = tmp_path / "doi-tuong.csv"
    file.write_text("code,name_vi\n2,Cấp cứu\n2,Tự đến\n")
    tried = importer.import_file(db, actor, "visit_eligibility", file, dry_run=True)
    assert [error.column for error in tried.errors] == ["code"]
