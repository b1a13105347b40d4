"""`pytest --proof FILE` writes down what passed, for the running system to show.

It works alone and with xdist (`-n`): workers report to the controller, which writes. A test
that ran on several databases passes only if it passed on each. No proof is written by a run
that left tests out (`-k`, `-m`, a node id), was stopped, or could not collect every file;
tests marked `official` need lists that are not in the tree, those marked `peer` another archive
that not every machine has: they are no part of it.
"""

import os
from pathlib import Path
from typing import Any

import pytest

from level.proof import DATABASES, WORST_LAST, Proof, merge, save, source_digest
from tests.postgres import VARIABLE

_LEFT_OUT = "proof_left_out"
_NO_PART = frozenset({"official", "peer"})
_PARAMETER = "backend"
"""What a test that runs on every database is given (tests/conftest.py)."""


def split(node: str, database: str | None) -> str:
    """The test without the database it ran on: (`t.py::t[sqlite-x]`, `sqlite`) -> `t.py::t[x]`.

    Which database that was is told by its parameter; a name may hold the same word.
    """
    if database is None:
        return node
    name, _, parameters = node.partition("[")
    parts = parameters.removesuffix("]").split("-")
    parts.remove(database)
    return f"{name}[{'-'.join(parts)}]" if parts else name


class Writer:
    def __init__(self, config: pytest.Config, file: Path) -> None:
        self.config = config
        self.file = file
        self.tests: dict[str, dict[str, str]] = {name: {} for name in DATABASES}
        self.left_out = any("::" in argument for argument in config.args)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Each report carries its test's database, also from a worker of xdist."""
        for item in items:
            given = getattr(item, "callspec", None)
            database = given.params.get(_PARAMETER) if given else None
            if database in DATABASES:
                item.user_properties.append((_PARAMETER, database))

    def pytest_deselected(self, items: list[pytest.Item]) -> None:
        if any(_NO_PART.isdisjoint(item.keywords) for item in items):
            self.left_out = True

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.left_out = True

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """A worker of xdist ended: it knows what it was told to leave out."""
        if error or getattr(node, "workeroutput", {}).get(_LEFT_OUT, True):
            self.left_out = True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the worst of a test's three phases; a skipped test proves nothing."""
        if not _NO_PART.isdisjoint(report.keywords):
            return
        told = dict(report.user_properties).get(_PARAMETER)
        database = told if isinstance(told, str) else None
        node = split(report.nodeid, database)
        for name in (database,) if database else DATABASES:
            seen = self.tests[name].get(node, "passed")
            self.tests[name][node] = max(seen, report.outcome, key=WORST_LAST.index)

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """A run of some tests only proves nothing about the rest."""
        output = getattr(self.config, "workeroutput", None)
        if output is not None:
            output[_LEFT_OUT] = self.left_out
            return
        stopped = session.shouldstop or session.shouldfail
        if self.left_out or stopped or exitstatus not in (0, 1):
            return
        ran_on = [d for d in DATABASES if d == "sqlite" or VARIABLE in os.environ]
        source = source_digest(self.config.rootpath)
        save(
            merge([Proof(source=source, databases=[d], tests=self.tests[d]) for d in ran_on]),
            self.file,
        )


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--proof", type=Path, help="write the outcome of every test to FILE")


def pytest_configure(config: pytest.Config) -> None:
    if file := config.getoption("--proof"):
        config.pluginmanager.register(Writer(config, file.absolute()), "his54-proof")
