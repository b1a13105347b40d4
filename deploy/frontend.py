"""Build the screens when their sources changed, with the machine's Node.js or our own.

    python3 deploy/frontend.py build          # frontend/dist, when something changed
    python3 deploy/frontend.py npm run test   # any npm command, in frontend/

Node.js 20.19 or newer is taken from the machine; where there is none, it comes into `.venv/`
from PyPI (requirements-node.txt).
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import viewer

ROOT = Path(__file__).resolve().parents[1]
FRONTEND = ROOT / "frontend"
MODULES = FRONTEND / "node_modules"
DIST = FRONTEND / "dist"
OURS = ROOT / ".venv" / "bin"
LEFT_OUT = {"node_modules", "dist", "ohif", ".vite", "coverage"}
LEAST = (20, 19)


def main(arguments: list[str]) -> None:
    environment = _with_node()
    _install(environment)
    if arguments == ["build"]:
        _build(environment)
        viewer.bring(environment)
    else:
        done = subprocess.run(arguments, check=False, cwd=FRONTEND, env=environment)
        sys.exit(done.returncode)


def _with_node() -> dict[str, str]:
    """The environment in which `node` and `npm` are new enough."""
    environment = dict(os.environ, npm_config_fund="false", npm_config_audit="false")
    environment["npm_config_update_notifier"] = "false"
    if _version(shutil.which("node")) >= LEAST and shutil.which("npm"):
        return environment
    if _version(str(OURS / "node")) < LEAST:
        script = str(ROOT / "deploy" / "environment.py")
        subprocess.run([sys.executable, script, "requirements-node.txt"], check=True)
    environment["PATH"] = f"{OURS}{os.pathsep}{environment['PATH']}"
    return environment


def _version(node: str | None) -> tuple[int, ...]:
    if node is None or not Path(node).exists():
        return (0,)
    said = subprocess.run([node, "--version"], check=False, capture_output=True, text=True).stdout
    return tuple(int(part) for part in re.findall(r"\d+", said)[:2]) or (0,)


def _install(environment: dict[str, str]) -> None:
    stamp = MODULES / ".installed"
    wanted = _digest([FRONTEND / "package.json", FRONTEND / "package-lock.json"])
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print("Installing the front end's packages (once) ...", flush=True)
    subprocess.run(
        ["npm", "ci", "--no-progress", "--loglevel=error"],
        check=True,
        cwd=FRONTEND,
        env=environment,
    )
    stamp.write_text(wanted)


def _build(environment: dict[str, str]) -> None:
    stamp = DIST / ".built"
    wanted = _digest(_sources())
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print("Building the front end (when it changed) ...", flush=True)
    said = subprocess.run(
        ["npm", "run", "--silent", "build"],
        check=False,
        cwd=FRONTEND,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if said.returncode:
        sys.exit(f"{said.stdout}\nThe front end does not build.")
    stamp.write_text(wanted)


def _sources() -> Iterable[Path]:
    for folder, folders, files in os.walk(FRONTEND):
        folders[:] = sorted(name for name in folders if name not in LEFT_OUT)
        yield from (Path(folder, name) for name in sorted(files))


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.relative_to(FRONTEND)}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


if __name__ == "__main__":
    main(sys.argv[1:])
