"""Claims about the platform itself: technology, modules, browsers, licences."""

from pathlib import Path

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from his.admin import software
from kernel import assembly
from kernel.events import assembly_of
from kernel.identity.models import UserRole
from kernel.ids import new_id
from kernel.module import Checked, Claim, Demonstrated, Finding, Verdict
from kernel.text import Text

_DIST = Path(__file__).parents[2] / "frontend" / "dist"
_POPULAR = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}


def the_database_is_a_popular_one(db: Session) -> Finding:
    """Ask the database in use for its name and version; and try it: does it keep records whole?"""
    bind = db.get_bind()
    name = _POPULAR.get(bind.dialect.name)
    version = ".".join(str(p) for p in getattr(bind.dialect, "server_version_info", None) or ())
    if name is None:
        return Finding(
            Verdict.NOT_MET,
            Text("Hệ quản trị CSDL không thuộc loại phổ biến.", "The DBMS is not a popular one."),
        )
    if not _refuses_an_orphan(db):
        return Finding(
            Verdict.NOT_MET,
            Text(
                f"{name} đang nhận dữ liệu trỏ đến hồ sơ không tồn tại (khoá ngoại bị tắt).",
                f"{name} takes rows about records that do not exist (foreign keys are off).",
            ),
        )
    parts = sum(m.router is not None for m in assembly_of(db).modules)
    return Finding(
        Verdict.MET,
        Text(
            f"{name} {version}; {parts} phân hệ cung cấp dịch vụ qua API mô tả bằng OpenAPI.",
            f"{name} {version}; {parts} modules give services through an API in OpenAPI.",
        ),
    )


def _refuses_an_orphan(db: Session) -> bool:
    """A role that does not exist is given to nobody."""
    try:
        with db.begin_nested():
            db.execute(insert(UserRole).values(user_id=new_id(), role_id="his54-khong-co"))
    except IntegrityError:
        return True
    return False


def every_module_can_be_taken_out(db: Session) -> Finding:
    """Put the house together without each module in turn, with what hangs on it."""
    installed = assembly_of(db).installed
    tried = []
    for module in installed:
        if module.can_be_off:
            off = assembly.dependants(installed, {module.id})
            rest = assembly.build(installed, off)
            if module.id in rest or len(rest.modules) + len(off) != len(installed):
                return Finding(
                    Verdict.NOT_MET,
                    Text(
                        f"Tắt {module.id} làm hỏng các phân hệ khác.",
                        f"Switching {module.id} off breaks others.",
                    ),
                )
            tried.append(module.id)
    return Finding(
        Verdict.MET if tried else Verdict.NOT_MET,
        Text(
            f"{len(installed)} phân hệ; đã thử bỏ lần lượt {len(tried)} phân hệ, hệ thống vẫn đủ.",
            f"{len(installed)} modules; {len(tried)} were taken out in turn, the rest stood.",
        ),
    )


def the_screens_are_served_to_a_browser(_: Session) -> Finding:
    """The built front end is here, and every file that its page names exists."""
    page = _DIST / "index.html"
    if not page.exists():
        return Finding(
            Verdict.NOT_MET,
            Text("Chưa dựng giao diện web (make run).", "The web screens are not built."),
        )
    named = [part.split('"')[0] for part in page.read_text().split('="/')[1:]]
    absent = [name for name in named if name and not (_DIST / name).exists()]
    if absent:
        return Finding(
            Verdict.NOT_MET,
            Text(f"Thiếu tệp giao diện: {absent[0]}.", f"A file is missing: {absent[0]}."),
        )
    return Finding(
        Verdict.MET,
        Text(
            "Giao diện web đầy đủ, dùng được từ Chrome 109, Firefox 115, Safari 15.4, Edge 109.",
            "The web screens are whole, for Chrome 109, Firefox 115, Safari 15.4, Edge 109 on.",
        ),
    )


def every_component_is_open_source(_: Session) -> Finding:
    """Look at the licence of everything that is installed."""
    parts = software.components()
    closed = [c.name for c in parts if not c.is_open]
    if closed or len(parts) < 2:
        return Finding(
            Verdict.NOT_MET,
            Text(
                f"Chưa rõ giấy phép nguồn mở của: {', '.join(closed)}.",
                f"No open-source licence is known of: {', '.join(closed)}.",
            ),
        )
    return Finding(
        Verdict.MET,
        Text(
            f"{len(parts)} thành phần, đều có giấy phép nguồn mở; có danh mục SBOM.",
            f"{len(parts)} components, all open source; there is a bill of materials.",
        ),
    )


CLAIMS = (
    Claim(
        "TT54/99",
        Text(
            "Chạy trên PostgreSQL hoặc SQLite từ một mã nguồn; mọi chức năng là dịch vụ có mô tả.",
            "Runs on PostgreSQL or SQLite from one source; every function is a described service.",
        ),
        (
            Checked("tests/kernel/test_hospital_of_a_test.py"),
            Checked("tests/architecture/test_migrations.py"),
            Demonstrated(the_database_is_a_popular_one),
        ),
        screen="/admin/software",
    ),
    Claim(
        "TT54/100",
        Text(
            "Mỗi phân hệ tắt, bật được riêng; phần còn lại chạy đúng.",
            "Each module can be switched off by itself; the rest goes on correctly.",
        ),
        (
            Checked("tests/architecture/test_imports.py"),
            Checked("tests/architecture/test_rules.py::test_the_system_starts_without"),
            Demonstrated(every_module_can_be_taken_out),
        ),
        screen="/admin/modules",
    ),
    Claim(
        "TT54/101",
        Text(
            "Dùng hoàn toàn qua trình duyệt web.",
            "Used through a web browser alone.",
        ),
        (Checked("tests/e2e"), Demonstrated(the_screens_are_served_to_a_browser)),
        screen="/",
    ),
    Claim(
        "TT54/110",
        Text(
            "Phần mềm nguồn mở Apache-2.0; mọi thành phần nguồn mở, còn được cập nhật.",
            "Open source under Apache-2.0; all components are open source and maintained.",
        ),
        (
            Checked("tests/his/admin/test_software.py"),
            Demonstrated(every_component_is_open_source),
        ),
        screen="/admin/software",
    ),
)
