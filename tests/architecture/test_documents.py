"""What is written from the code is what the code says now."""

import re
from pathlib import Path

import pytest

from app import documents
from app.modules import INSTALLED
from his.admin.roles import ROLES

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
PAGES = sorted(
    page
    for folder in (
        "docs",
        "his",
        "lis",
        "ris_pacs",
        "level",
        "kernel",
        "deploy",
        "bench",
        "seed",
        "frontend/src",
    )
    for page in (ROOT / folder).rglob("*.md")
)

MADE = {"performance.md"}  # by `make bench`, on a machine that is quiet


def test_documents_written_from_the_code_are_up_to_date() -> None:
    said: list[str] = []
    assert documents.write(check=True, say=said.append) == 0, said


def test_every_criterion_is_in_the_document_of_criteria() -> None:
    text = (documents.DOCS / "criteria.md").read_text()
    for number in range(1, 147):
        assert f"- **{number}** (" in text, number


def test_every_right_is_given_to_roles_that_exist() -> None:
    for module in INSTALLED:
        for right in module.permissions:
            assert set(right.given_to) <= set(ROLES), right.id


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(page: Path) -> None:
    for link in LINK.findall(page.read_text()):
        if "://" not in link and link not in MADE:
            assert (page.parent / link).exists(), f"{page.relative_to(ROOT)}: {link}"
