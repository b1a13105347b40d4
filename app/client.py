"""What the front end is told of the back end: the API's description, modules, permissions."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from app.main import create_app
from app.modules import INSTALLED
from kernel import keys
from kernel.db import Database

ROOT = Path(__file__).parents[1]
FRONTEND = ROOT / "frontend"
DESCRIPTION = FRONTEND / "openapi.json"
ASSEMBLY = FRONTEND / "src" / "kernel" / "assembly.gen.ts"


def description() -> str:
    """The whole API as OpenAPI 3.1 JSON, every module on."""
    keys.use(keys.fresh())
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Database(f"sqlite:///{folder}/none.db"))
        return json.dumps(app.openapi(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def assembly_types() -> str:
    modules = "\n".join(f"  | '{m.id}'" for m in INSTALLED)
    permissions = "\n".join(f"  | '{p.id}'" for m in INSTALLED for p in m.permissions)
    return (
        "// Written by `make client` from the back end's modules. Do not edit.\n"
        f"export type ModuleId =\n{modules}\n"
        f"export type PermissionId =\n{permissions}\n"
    )


def generate(*, check: bool, say: Callable[[str], None]) -> int:
    """Write the client, or (check) say what is out of date. Answers the exit code."""
    wanted = {DESCRIPTION: description(), ASSEMBLY: assembly_types()}
    stale = [f for f, text in wanted.items() if not f.exists() or f.read_text() != text]
    if check:
        for file in stale:
            say(f"{file.relative_to(ROOT)} is out of date: run `make client`")
        return 1 if stale else 0
    for file, text in wanted.items():
        file.write_text(text)
    command = [sys.executable, str(ROOT / "deploy" / "frontend.py"), "npm", "run", "client"]
    return subprocess.run(command, cwd=ROOT, env=os.environ, check=False).returncode  # noqa: S603
