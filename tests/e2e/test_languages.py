"""Every page of every menu, in both languages, on a desk and a telephone; Vietnamese also dark.

Nothing may scroll sideways, and no English word may be left on a Vietnamese page.
"""

import re

import pytest
from playwright.sync_api import Page, TimeoutError, expect

from tests.e2e.conftest import PageOf, faults, see

WIDTHS = {"desk": (1366, 768), "phone": (390, 844)}
# Words of our English texts that no Vietnamese page says.
ENGLISH = re.compile(
    r"\b(the|and|of|with|search|save|close|open|loading|patients?|visits?|orders?|queue|waiting"
    r"|users?|rights|settings|level|criteria|state|reason|date|today|add|edit|print|nothing"
    r"|undefined|null|NaN)\b",
    re.IGNORECASE,
)
# What is no prose: names of operations and files, addresses, numbers of requests.
NO_PROSE = re.compile(r"https?://\S+|\S+@\S+|\b\w+([./_]\w+)+\b|\bOpen ?API\b|\bHealth Level\b")
PAGES = {
    "reception": ("reception", "/", "/patients", "/visits", "/queue/waits"),
    "nurse": ("nurse", "/", "/queue"),
    "lab": ("lab", "/", "/orders"),
    "level": ("director", "/assessment", "/assessment/what-if", "/assessment/history"),
    "level's lists": (
        "director",
        "/assessment/signatures",
        "/assessment/checklists",
        "/assessment/readings",
        "/assessment/report",
    ),
    "people": ("admin", "/admin", "/admin/users", "/admin/rights", "/account"),
    "house": ("admin", "/admin/places", "/admin/parameters", "/admin/modules", "/catalogs"),
    "machine": ("admin", "/admin/audit", "/admin/outbox", "/admin/jobs", "/admin/software"),
}


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("pages", PAGES)
def test_every_page_reads_well(page_of: PageOf, pages: str, language: str) -> None:
    who, *addresses = PAGES[pages]
    page = page_of(who, width=1366, height=768)
    page.add_init_script(f"localStorage.setItem('language', '{language}')")
    wrong: list[str] = []
    for address in addresses:
        page.goto(address)
        settle(page)
        for scheme in ("light", "dark") if language == "vi" else ("light",):
            paint(page, scheme)
            for device, (width, height) in WIDTHS.items():
                page.set_viewport_size({"width": width, "height": height})
                wrong += [f"{address} {device}: {each}" for each in sideways(page, width)]
                see(page, f"{language} {scheme} {device} {who}{address}")
        if language == "vi":
            wrong += [f"{address} dark: {each}" for each in faults(page)]
            wrong += [f"{address}: {each}" for each in leftovers(page)]
    assert wrong == []


def sideways(page: Page, width: int) -> list[str]:
    try:
        page.wait_for_function(
            "most => document.documentElement.scrollWidth <= most", arg=width, timeout=2000
        )
    except TimeoutError:
        return [f"{page.evaluate('document.documentElement.scrollWidth')} px wide"]
    return []


def leftovers(page: Page) -> list[str]:
    """English words on the page, each with what stands around it; no names of programs."""
    if page.url.endswith(("/audit", "/software")):
        page.evaluate("document.querySelectorAll('tbody').forEach((rows) => rows.remove())")
    shown = NO_PROSE.sub(" ", page.locator("body").inner_text())
    return [
        " ".join(shown[max(0, found.start() - 30) : found.end() + 30].split())
        for found in ENGLISH.finditer(shown)
    ]


def settle(page: Page) -> None:
    """Its heading stands and nothing is being fetched any more."""
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    expect(page.locator("[aria-busy=true]:visible")).to_have_count(0, timeout=15_000)


def paint(page: Page, scheme: str) -> None:
    page.evaluate(
        "scheme => document.documentElement.setAttribute('data-mantine-color-scheme', scheme)",
        scheme,
    )
