"""Typst templates into PDF: no database, no counting (about 3 ms a page).

A template of the product is a file under its module's prints/. One that a facility wrote itself
is a text; it is set in a folder that holds nothing but the product's templates, since Typst
lets a template read any file below its root.

    python -m kernel.typesetting < {"source", "data"} > pdf    # `trial`, in a process of its own
"""

import hashlib
import io
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import typst

ROOT = Path(__file__).parents[1]
_PACKAGES = ("kernel", "his", "lis", "ris_pacs", "emr", "management", "level")
_LONGEST = 5.0  # seconds that a trial may take
_MOST_MEMORY = 2 * 2**30
# A template may not fetch packages: Typst asks the proxy, and nobody answers there.
_NO_NETWORK = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), "http://127.0.0.1:9")

_one_at_a_time = threading.Lock()
_compilers: dict[Path, "typst.Compiler"] = {}  # kept warm: the fonts are read once
_fenced: Path | None = None


class DoesNotSet(Exception):
    """A template that Typst refuses; `message` is its word, `line` where (0: unknown)."""

    def __init__(self, message: str, line: int = 0) -> None:
        self.message, self.line = message, line
        super().__init__(message)


def code128(value: str) -> str:
    """A Code 128 barcode as SVG text (ISO/IEC 15417), with the value below it."""
    if not value:
        return ""
    import barcode
    from barcode.writer import SVGWriter

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
    import segno

    out = io.BytesIO()
    segno.make(value, error="m", micro=False).save(out, kind="svg", border=0, svgns=True)
    return out.getvalue().decode()


def shipped(template: Path, data: Mapping[str, Any]) -> bytes:
    """The PDF of a template of the product; it finds `data` in `d`."""
    with _one_at_a_time:
        return _set(ROOT, str(template), data)


def own(source: str, data: Mapping[str, Any]) -> bytes:
    """The PDF of a facility's own template. Raises DoesNotSet."""
    import typst

    with _one_at_a_time:
        root = _fence()
        file = root / "own" / f"{hashlib.sha256(source.encode()).hexdigest()[:32]}.typ"
        if not file.exists():
            file.write_text(source)
        try:
            return _set(root, str(file), data)
        except typst.TypstError as error:
            raise DoesNotSet(*_told(error)) from error


def trial(source: str, data: Mapping[str, Any]) -> bytes:
    """`own` in a process of its own, which ends when the template does not. Raises DoesNotSet."""
    given = json.dumps({"source": source, "data": data}, ensure_ascii=False).encode()
    command = [sys.executable, "-m", "kernel.typesetting"]
    try:
        done = subprocess.run(  # noqa: S603 (our own interpreter)
            command,
            input=given,
            capture_output=True,
            cwd=ROOT,
            env=os.environ | _NO_NETWORK,
            timeout=_LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise DoesNotSet(f"longer than {_LONGEST:.0f} s") from error
    if done.returncode:
        try:
            raise DoesNotSet(**json.loads(done.stderr))
        except (ValueError, TypeError) as error:
            raise DoesNotSet(done.stderr.decode(errors="replace")[-300:]) from error
    return done.stdout


def _set(root: Path, file: str, data: Mapping[str, Any]) -> bytes:
    compiler = _compilers.get(root)
    if compiler is None:
        import typst

        compiler = _compilers[root] = typst.Compiler(root=str(root))
    given = json.dumps(data, ensure_ascii=False)
    pdf = compiler.compile(file, sys_inputs={"data": given}, format="pdf")
    assert isinstance(pdf, bytes)
    return pdf


def _fence() -> Path:
    """A folder with the product's templates and nothing else, for as long as the process runs."""
    global _fenced  # noqa: PLW0603
    if _fenced is None or not _fenced.exists():
        made = Path(tempfile.mkdtemp(prefix="his54-forms-"))
        for package in _PACKAGES:
            for template in (ROOT / package).rglob("*.typ"):
                copy = made / template.relative_to(ROOT)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(template, copy)
        (made / "own").mkdir()
        _fenced = made
    return _fenced


def _told(error: "typst.TypstError") -> tuple[str, int]:
    """What Typst says, and on which line of the template."""
    place = re.search(r"own/\w+\.typ:(\d+):", error.diagnostic or "")
    message = "no packages" if "package" in error.message else error.message
    return message.replace(str(_fenced), ""), int(place[1]) if place else 0


def _main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    given = json.load(sys.stdin)
    try:
        sys.stdout.buffer.write(own(given["source"], given["data"]))
    except DoesNotSet as error:
        sys.stderr.write(json.dumps({"message": error.message, "line": error.line}))
        sys.exit(1)
    finally:
        if _fenced:
            shutil.rmtree(_fenced, ignore_errors=True)


if __name__ == "__main__":
    _main()
