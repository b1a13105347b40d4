"""Documents that are written from the code, so that they cannot lag behind it."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from pathlib import Path

import his
import kernel
import level
import lis
import ris_pacs
from app import documents_of_level, documents_of_lists, documents_of_modules
from kernel.errors import Refusal

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
ERROR_CODES = DOCS / "error-codes.md"

_HEAD = """# Error codes

Written by `his54 docs` from the code. Every refusal is answered as
`{"error", "detail": {"vi", "en"}, "facts", "request_id"}` with the status below; `{places}` are
filled from the facts. Repeat a form with the same `Idempotency-Key`: it is done once.

Mỗi lời từ chối có mã, câu tiếng Việt và tiếng Anh nói rõ cần làm gì tiếp; khi gọi hỗ trợ hãy đọc
mã yêu cầu (`request_id`).

| code | status | Vietnamese | English | meaning | where |
|---|---|---|---|---|---|
"""


def refusals(of: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    for each in of.__subclasses__():
        if "says" in vars(each):
            yield each
        yield from refusals(each)


def error_codes() -> str:
    # Whoever declares a refusal, imported by now or not.
    for package in (kernel, his, lis, ris_pacs, level):
        for each in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(each.name)
    found = {each.__name__: each for each in refusals() if not each.__module__.startswith("tests")}
    lines = []
    for name in sorted(found):
        code = found[name]
        meaning = " ".join((code.__doc__ or "").split("\n\n")[0].split())
        where = ".".join(code.__module__.split(".")[:2])
        lines.append(
            f"| `{name}` | {code.status} | {code.says.vi} | {code.says.en} | {meaning} | {where} |"
        )
    return _HEAD + "\n".join(lines) + "\n"


#: Each document and who writes it.
WRITTEN: dict[Path, Callable[[], str]] = {
    ERROR_CODES: error_codes,
    DOCS / "criteria.md": documents_of_level.criteria,
    DOCS / "lists.md": documents_of_lists.lists,
    DOCS / "modules.md": documents_of_modules.modules,
    DOCS / "roles.md": documents_of_modules.roles,
}


def write(*, check: bool, say: Callable[[str], None]) -> int:
    """Write what is out of date, or (check) only say so. Answers the exit code."""
    wanted = {file: text() for file, text in WRITTEN.items()}
    stale = [f for f, text in wanted.items() if not f.exists() or f.read_text() != text]
    for file in stale:
        if check:
            say(f"{file.relative_to(ROOT)} is out of date: run `his54 docs`")
        else:
            file.write_text(wanted[file])
    return 1 if check and stale else 0
