"""A module's `requires` is not a comment: it is what the code really imports."""

import grimp
import pytest

from app.modules import INSTALLED
from kernel.module import Module

FRONT_DOOR = {"service", "events", "slots"}
ROOTS = ("kernel", "his", "lis", "ris_pacs", "level", "app", "seed")


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(*ROOTS, cache_dir=None)


def owner(file: str) -> str | None:
    return next((m.id for m in INSTALLED if file == m.id or file.startswith(m.id + ".")), None)


@pytest.mark.parametrize("module", INSTALLED, ids=lambda m: m.id)
def test_imports_are_declared_and_use_the_front_door(
    module: Module, graph: grimp.ImportGraph
) -> None:
    for file in graph.find_descendants(module.id):
        for imported in graph.find_modules_directly_imported_by(file):
            theirs = owner(imported)
            if theirs in (None, module.id):
                continue
            assert theirs in module.requires, f"{file} imports {imported}, not in requires"
            name = imported.removeprefix(f"{theirs}.")
            assert name in FRONT_DOOR, f"{file} enters {theirs} by {name}, not its front door"


def test_the_kernel_knows_no_module(graph: grimp.ImportGraph) -> None:
    for file in graph.find_descendants("kernel"):
        for imported in graph.find_modules_directly_imported_by(file):
            assert imported.split(".")[0] == "kernel", f"{file} imports {imported}"


@pytest.mark.parametrize("module", INSTALLED, ids=lambda m: m.id)
def test_a_module_comes_after_what_it_requires(module: Module) -> None:
    before = [m.id for m in INSTALLED[: INSTALLED.index(module)]]
    assert set(module.requires) <= set(before)
