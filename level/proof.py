"""The proof of tests, and the source that it speaks for.

A proof is committed with the source, so it cannot name its own commit. It names a digest of
the source instead; documents, what was measured, the proof itself and what is built are left
out. The running system refuses a proof whose digest is not its own, and one that was not made
on both databases. Never merge it by hand: make it again (`make test`).

    python -m level.proof OUT PART...     # join the parts of a sharded run
"""

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import TypedDict

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "level" / "proof.json"
DATABASES = ("postgresql", "sqlite")
LEFT_OUT = frozenset({"docs", "node_modules", "dist", "build", "artefacts", "__pycache__", "var"})
LEFT_OUT_PATHS = frozenset({"his54.toml"})  # made here
FIGURES = "bench/*.json"  # what was measured of the source, not the source
WORST_LAST = ("passed", "skipped", "missing", "failed")


class Proof(TypedDict):
    """`source`: the digest; `databases`: on which the tests ran; `tests`: outcome by node."""

    source: str
    databases: list[str]
    tests: dict[str, str]


class BadParts(Exception):
    """The parts do not belong together."""


def source_files(root: Path) -> Iterator[Path]:
    """Every file that the proof speaks for."""
    for folder, folders, files in os.walk(root):
        here = Path(folder).relative_to(root)
        folders[:] = [
            f
            for f in folders
            if f not in LEFT_OUT
            and not f.startswith(".")
            and not f.endswith(".egg-info")
            and (here / f).as_posix() not in LEFT_OUT_PATHS
        ]
        for name in files:
            path = (here / name).as_posix()
            if not (path in LEFT_OUT_PATHS or fnmatchcase(path, FIGURES) or _says_nothing(name)):
                yield Path(folder, name)


def _says_nothing(name: str) -> bool:
    return name == "proof.json" or name[0] == "." or name.endswith(".md")


def source_digest(root: Path) -> str:
    """SHA-256 over the names and contents of all source files, in order."""
    named = sorted((f.relative_to(root).as_posix(), f) for f in source_files(root))
    digest = hashlib.sha256()
    for name, file in named:
        content = file.read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


@cache
def this_source() -> str:
    """The digest of the source that runs here, worked out once a process."""
    return source_digest(ROOT) if (ROOT / "pyproject.toml").exists() else ""


def worst(outcomes: Iterable[str]) -> str:
    return max(outcomes, key=WORST_LAST.index)


def outcomes(file: Path, source: str) -> Mapping[str, str]:
    """Outcome by test, if the proof is of this very source and of both databases; else none."""
    try:
        proof: Proof = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    if not source or proof["source"] != source or set(DATABASES) - set(proof["databases"]):
        return {}
    return proof["tests"]


@cache
def proven() -> Mapping[str, str]:
    """What the committed proof says of the source that runs here, read once a process."""
    return outcomes(FILE, this_source())


def merge(parts: Sequence[Proof]) -> Proof:
    """One proof of several: shards of a run, or a run for each database.

    A test passes only if it passed on every database that any part ran on.
    """
    if not parts or len({part["source"] for part in parts}) != 1:
        raise BadParts("the parts are of different sources")
    by_database: dict[str, dict[str, list[str]]] = {}
    for part in parts:
        for database in part["databases"]:
            told = by_database.setdefault(database, {})
            for node, outcome in part["tests"].items():
                told.setdefault(node, []).append(outcome)
    nodes = sorted({node for told in by_database.values() for node in told})
    return Proof(
        source=parts[0]["source"],
        databases=sorted(by_database),
        tests={
            node: worst(
                outcome for told in by_database.values() for outcome in told.get(node, ["missing"])
            )
            for node in nodes
        },
    )


def save(proof: Proof, file: Path) -> None:
    draft = file.with_suffix(".new")
    draft.write_text(json.dumps(proof, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    draft.replace(file)


def main(arguments: Sequence[str]) -> int:
    out, *parts = (Path(a) for a in arguments)
    save(merge([json.loads(p.read_text(encoding="utf-8")) for p in parts]), out)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
