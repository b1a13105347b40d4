"""How anyone can check that the shared lists are managed (criterion 31)."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from his.catalogs import service
from his.catalogs.importer import approve, roll_back
from his.catalogs.models import Entry
from his.catalogs.reviewing import Mapping
from his.catalogs.trial import check
from kernel.access import SYSTEM, act_as
from kernel.clock import today
from kernel.module import Checked, Claim, Demonstrated, Finding, InUse, Verdict
from kernel.text import Text

_LIST = "service"
_NEW, _DEARER, _GONE = "HIS54.THU.MOI", "HIS54.THU.GIA", "HIS54.THU.HET"
_HEADER = "code,name,kind,price,valid_to"


def lists_are_renewed_from_files(db: Session) -> Finding:
    """A file of three rows: tried, approved, found by its days and words, taken back."""
    act_as(db, SYSTEM, "prove his.catalogs")
    failed = next((step for step, held in _renewal(db) if not held), None)
    if failed:
        return Finding(
            Verdict.NOT_MET, Text(f"Bước “{failed}” không đúng.", f"The step “{failed}” failed.")
        )
    return Finding(
        Verdict.MET,
        Text(
            "Tệp 3 dòng được đối chiếu (1 thêm, 1 đổi, 1 hết), duyệt, tra theo ngày hiệu lực và "
            "không dấu, thấy mục chưa ánh xạ, rồi thu hồi nguyên trạng.",
            "A file of 3 rows was tried (1 added, 1 changed, 1 ended), approved, found by its days "
            "and without diacritics, its unmapped entry listed, and taken back without a trace.",
        ),
    )


def _renewal(db: Session) -> Iterator[tuple[str, bool]]:
    day = today()
    before = day - timedelta(days=1)
    for code in (_DEARER, _GONE):
        service.add(
            db,
            SYSTEM,
            _LIST,
            code=code,
            name="Dịch vụ minh chứng",
            facts={"kind": "other", "price": "1000"},
            valid_from=before - timedelta(days=30),
        )
    rows = (
        f"{_NEW},Siêu âm minh chứng,imaging,5000,",
        f"{_DEARER},Dịch vụ minh chứng,other,2000,",
        f"{_GONE},Dịch vụ minh chứng,other,1000,{before}",
    )
    file = "\n".join((_HEADER, *rows)).encode()
    tried = check(db, SYSTEM, _LIST, content=file, file_name="minh-chung.csv", valid_from=day)
    trial = tried.trial
    yield "dry run", (trial.added, trial.changed, trial.ended, trial.errors) == (1, 1, 1, 0)
    yield "a trial changes nothing", service.entry(db, _LIST, _NEW) is None

    approve(db, SYSTEM, _LIST, trial.id)
    yield "old price before", _price(db, _DEARER, -1) == "1000"
    yield "new price since", _price(db, _DEARER, 0) == "2000"
    yield "ended", _price(db, _GONE, -1) == "1000" and _price(db, _GONE, 0) is None
    found = service.search(db, _LIST, "sieu am minh chung")
    yield "search without diacritics", [e.code for e in found] == [_NEW]
    unmapped, _ = service.entries_page(
        db, _LIST, on=day, text="minh chung", mapping=Mapping.UNMAPPED
    )
    yield "mapping", {e.code for e in unmapped} == {_NEW, _DEARER}

    roll_back(db, SYSTEM, _LIST, trial.id, reason="minh chứng")
    yield "taken back", service.entry(db, _LIST, _NEW) is None
    yield "as before", (_price(db, _DEARER, 0), _price(db, _GONE, 0)) == ("1000", "1000")
    yield "nothing deleted", len(service.history(db, _LIST, _DEARER)) == 2


def _price(db: Session, code: str, days: int) -> str | None:
    found = service.entry(db, _LIST, code, on=today() + timedelta(days=days))
    return str(found.facts["price"]) if found else None


def every_list_is_loaded(db: Session) -> Finding:
    """No list is empty; says how many services and drugs lack the Ministry's code."""
    counted = select(col(Entry.list_id), func.count()).where(col(Entry.active))
    rows = db.execute(counted.group_by(col(Entry.list_id))).all()
    counts = {str(row[0]): int(row[1]) for row in rows}
    lists = service.declared(db)
    empty = [list_.title for id_, list_ in lists.items() if not (list_.optional or counts.get(id_))]
    if len(empty) == len(lists):
        return Finding(
            Verdict.NOT_REVIEWED, Text("Chưa có danh mục nào.", "No list is loaded yet.")
        )
    if empty:
        return Finding(
            Verdict.NOT_MET,
            Text(
                f"{len(empty)} danh mục còn trống: {', '.join(t.vi for t in empty[:5])}.",
                f"{len(empty)} lists are empty: {', '.join(t.en for t in empty[:5])}.",
            ),
        )
    unmapped = sum(seen.unmapped for seen in service.overview(db))
    total = sum(counts.values())
    return Finding(
        Verdict.MET,
        Text(
            f"{len(lists)} danh mục, {total} mục có ngày hiệu lực; "
            f"{unmapped} mục chưa có mã Bộ Y tế.",
            f"{len(lists)} lists, {total} dated entries; {unmapped} lack the Ministry's code.",
        ),
    )


_TESTS = (
    Checked("tests/his/catalogs/test_importing.py"),
    Checked("tests/his/catalogs/test_timeline.py"),
    Checked("tests/his/catalogs/test_editing.py"),
    Checked("tests/his/catalogs/test_searching.py"),
    Checked("tests/his/catalogs/test_starter.py"),
    Checked("tests/his/catalogs/test_api.py"),
)

CLAIMS = (
    Claim(
        "TT54/31",
        Text(
            "Hơn 60 danh mục dùng chung theo một cơ chế: hiệu lực theo ngày, nguồn, mã Bộ Y tế, "
            "lịch sử; nhập từ tệp có đối chiếu, duyệt, thu hồi; tra cứu không dấu.",
            "More than 60 shared lists by one mechanism: days in force, source, Ministry code, "
            "history; renewed from files with trial, approval and undo; found without diacritics.",
        ),
        (*_TESTS, Demonstrated(lists_are_renewed_from_files), InUse(every_list_is_loaded)),
        screen="/catalogs",
    ),
    Claim(
        "TT54/L2.cdr.catalogues",
        Text(
            "Danh mục dùng chung nằm trong cùng kho dữ liệu: mọi phân hệ hỏi một nơi, theo ngày.",
            "The shared lists stand in the one repository: every module asks one place, by day.",
        ),
        (
            Checked("tests/his/catalogs/test_searching.py"),
            Checked("tests/his/catalogs/test_icd.py"),
            InUse(every_list_is_loaded),
        ),
        screen="/catalogs",
    ),
)
