"""Journeys in a real browser: Debian's Chromium before a practice clinic that really serves.

    clinic_url           a served practice clinic, one for each process that runs tests
    page_of("doctor")    a page of that person, signed in; other people have other pages
    see(page, "exam")    keeps a picture in artefacts/screens, for people to look at
    faults(page)         what axe finds serious or worse (WCAG 2.2 AA)

A journey makes its own patients: it shares the clinic with the others. An error in the
browser's console fails it. JOURNEYS_AT=http://127.0.0.1:8054 JOURNEYS_PASSWORD=... walks through
a clinic that is open already; JOURNEYS_SLOWED=6 slows the browser six times, as a busy machine
does, and shows which step does not wait for its page.
"""

import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "artefacts" / "screens"
SLOWED = float(os.environ.get("JOURNEYS_SLOWED", "1"))
PATIENCE = 10_000 * SLOWED  # ms: how long a step waits for its page
expect.set_options(timeout=PATIENCE)
OPEN_ALREADY = os.environ.get("JOURNEYS_AT", "")
PASSWORD = os.environ.get("JOURNEYS_PASSWORD") or secrets.token_urlsafe(12)
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
# Without these Chromium asks for its maker's servers at every start.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def clinic_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if OPEN_ALREADY:
        yield OPEN_ALREADY
        return
    with served(tmp_path_factory.mktemp("clinic"), demo=True) as url:
        yield url


@contextmanager
def served(folder: Path, *, demo: bool = False) -> Iterator[str]:
    """A house that serves: the practice clinic, or one where nobody lives yet."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {
        "HIS54_DATA": str(folder / "var"),
        "HIS54_PORT": str(port),
        "HIS54_DEMO_PASSWORD": PASSWORD,
        "HIS54_SIGN_INS_PER_MINUTE": "10000",
    }
    log = folder / "log"
    his54 = [sys.executable, "-m", "app.cli"]
    told: dict[str, Any] = {
        "cwd": ROOT,
        "env": {**os.environ, **settings},
        "stderr": subprocess.STDOUT,
    }
    with log.open("wb") as out:
        if not demo:
            subprocess.run([*his54, "migrate"], check=True, stdout=out, **told)
        serve = [*his54, "serve", *(["--demo"] if demo else [])]
        server = subprocess.Popen(serve, stdout=out, **told)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(url, server, log)
        yield url
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(1200):
        if server.poll() is not None:
            break
        try:
            urlopen(url).close()  # noqa: S310 (it is our own)
        except URLError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"the clinic does not open:\n{log.read_text()}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """For one file only: while Playwright lives, asyncio.run() fails in this thread."""
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail("no Chromium here: make packages")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        yield chromium
        chromium.close()


PageOf = Callable[..., Page]


@pytest.fixture
def page_of(browser: Browser, clinic_url: str, request: pytest.FixtureRequest) -> Iterator[PageOf]:
    """`page_of("nurse", width=390)`; without a name, a page of somebody at the door."""
    pages: list[Page] = []
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        # A refusal (4xx) is an answer, though Chromium writes it in red.
        if message.type == "error" and "Failed to load resource" not in message.text:
            complaints.append(message.text)

    def page_of(username: str = "", *, width: int = 1280, height: int = 800) -> Page:
        context = browser.new_context(
            base_url=clinic_url,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            viewport={"width": width, "height": height},
        )
        context.set_default_timeout(PATIENCE)
        # There is no printer here: Chromium's page would crash in asking for one.
        context.add_init_script("window.print = () => {}")
        if username:
            who = {"username": username, "password": PASSWORD}
            answer = context.request.post("/api/session", data=who)
            assert answer.ok, answer.text()
        page = context.new_page()
        if SLOWED > 1:
            slower = context.new_cdp_session(page)
            slower.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        pages.append(page)
        return page

    yield page_of
    failed = getattr(request.node, "failed", False)
    for number, page in enumerate(pages):
        if failed:
            see(page, f"FAILED {request.node.name} {number}")
        page.context.close()
    assert not complaints, complaints


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call":
        item.failed = report.failed  # type: ignore[attr-defined]
    return report


def see(page: Page, name: str) -> None:
    """Keep a picture of the whole page."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    file = re.sub(r"[^\w-]+", "-", name).strip("-")
    page.screenshot(path=PICTURES / f"{file}.png", full_page=True)


def faults(page: Page) -> list[str]:
    """What axe finds serious or critical, each with where it is.

    Seen from the top: what happens to be half under the banner is no small target.
    """
    page.evaluate("for (const part of document.querySelectorAll('*')) part.scrollTop = 0")
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": rules}})
    return [
        f"{each['id']}: {each['help']}: {[node['target'] for node in each['nodes']]}"
        for each in found.response["violations"]
        if each["impact"] in ("serious", "critical")
    ]
