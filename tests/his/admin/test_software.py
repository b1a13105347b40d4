import re
from pathlib import Path

import pytest

from his.admin.software import Component, components, sbom

ROOT = Path(__file__).parents[3]


def test_our_own_licence_is_here() -> None:
    assert "Apache License" in (ROOT / "LICENSE").read_text()


def test_everything_that_runs_is_pinned_with_its_hashes() -> None:
    pinned = (ROOT / "requirements.txt").read_text()
    names = re.findall(r"^[a-z0-9][\w.\-]*==", pinned, re.MULTILINE)
    assert pinned.count("--hash=sha256:") >= len(names) > 30


@pytest.mark.parametrize("component", components(), ids=lambda c: c.name)
def test_every_component_has_an_open_source_licence(component: Component) -> None:
    assert component.is_open, component


def test_the_bill_of_materials_names_every_component() -> None:
    assert [c["name"] for c in sbom()["components"]] == [c.name for c in components()]


def test_a_closed_part_is_noticed() -> None:
    assert not Component("x", "1", "Proprietary").is_open
    assert not Component("x", "1", "MIT AND Proprietary").is_open
    assert not Component("x", "1", "").is_open
