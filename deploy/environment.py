"""Make `.venv/` what a requirements file says, and do nothing when it already is.

    python3 deploy/environment.py requirements.txt

Runs on the machine's own Python with nothing installed. Every package is pinned and checked
against its hash; then the checkout itself is linked in (a .pth file and the `his54` command),
so that no build tool is needed.
"""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".installed.json"
LEAST = (3, 11)

# What one file's packages make unnecessary to install again: its pins are among them.
INCLUDES = {"requirements-dev.txt": ("requirements.txt",)}

COMMAND = """\
#!{python}
import sys
from app.cli import main
sys.exit(main())
"""


def main(wanted: str) -> None:
    if sys.version_info < LEAST:
        sys.exit(
            f"HIS54 needs Python {LEAST[0]}.{LEAST[1]} or newer, not {sys.version.split()[0]}.\n"
            "Name another one: make PYTHON=/usr/bin/python3.12 ..."
        )
    digest = hashlib.sha256((ROOT / wanted).read_bytes()).hexdigest()
    installed = _installed()
    if not os.access(PYTHON, os.X_OK) or installed.get("at", str(VENV)) != str(VENV):
        _make()
        installed = {}
    if installed.get(wanted) == digest:
        return
    print(f"Installing {wanted} into .venv (once) ...", flush=True)
    quiet = ("-qq", "--disable-pip-version-check", "--no-input")
    exact = ("--no-deps", "--require-hashes", "-r", wanted)
    pip: list[str | Path] = [PYTHON, "-m", "pip", "install", *quiet, *exact]
    subprocess.run(pip, check=True, cwd=ROOT)
    _link()
    installed |= {"at": str(VENV), wanted: digest}
    for file in INCLUDES.get(wanted, ()):
        installed[file] = hashlib.sha256((ROOT / file).read_bytes()).hexdigest()
    STAMP.write_text(json.dumps(installed, indent=1) + "\n")


def _installed() -> dict[str, str]:
    try:
        found: dict[str, str] = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return found


def _make() -> None:
    """A new environment. Debian keeps the module that fills it in a package of its own."""
    shutil.rmtree(VENV, ignore_errors=True)
    if importlib.util.find_spec("ensurepip") is None:
        subprocess.run(
            [sys.executable, ROOT / "deploy" / "packages.py", "python3-venv"], check=True
        )
    subprocess.run([sys.executable, "-m", "venv", VENV], check=True)


def _link() -> None:
    """`import kernel` and `.venv/bin/his54` reach this checkout."""
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = subprocess.run([PYTHON, "-c", ask], check=True, capture_output=True, text=True)
    Path(site.stdout.strip(), "his54.pth").write_text(f"{ROOT}\n")
    command = VENV / "bin" / "his54"
    command.write_text(COMMAND.format(python=PYTHON))
    command.chmod(0o755)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "requirements.txt")
