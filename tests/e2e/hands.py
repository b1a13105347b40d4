"""A pair of hands at the desk: what they press is counted, and how long the machine takes.

hands = Hands(page)
hands.scan("001080...|...")          # a scanner types fast, then Enter: one gesture, no key
hands.press("F9", then=page.get_by_role("status"))
"""

import sys
import time
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page

from tests.e2e.conftest import PICTURES

MEASURED = PICTURES.parent / "hands.txt"


@dataclass
class Hands:
    """Keys and clicks of one task; `waits` are the machine's answers, in milliseconds."""

    page: Page
    keys: int = 0
    clicks: int = 0
    scans: int = 0
    waits: list[float] = field(default_factory=list)

    def scan(self, text: str, *, then: Locator) -> None:
        """A scanner is a keyboard of three milliseconds a key that ends with Enter."""
        self.scans += 1
        self.page.keyboard.type(text)
        began = time.perf_counter()
        self.page.keyboard.press("Enter")
        self._wait(then, began)

    def type(self, text: str) -> None:
        self.keys += len(text)
        self.page.keyboard.type(text)

    def press(self, key: str, *, then: Locator | None = None, times: int = 1) -> None:
        began = time.perf_counter()
        for _ in range(times):
            self.keys += 1
            self.page.keyboard.press(key)
        if then:
            self._wait(then, began)

    def click(self, on: Locator, *, then: Locator | None = None) -> None:
        self.clicks += 1
        began = time.perf_counter()
        on.click()
        if then:
            self._wait(then, began)

    def _wait(self, then: Locator, began: float) -> None:
        then.wait_for()
        self.waits.append((time.perf_counter() - began) * 1000)

    def tell(self, task: str) -> None:
        """Write what it took into artefacts/hands.txt, and show it (pytest -s)."""
        shown = ", ".join(f"{each:.0f}" for each in self.waits)
        line = (
            f"{task}: {self.scans} scans, {self.keys} keys, {self.clicks} clicks; "
            f"the machine took {shown} ms, together {sum(self.waits):.0f} ms\n"
        )
        sys.stdout.write(f"\n{line}")
        MEASURED.parent.mkdir(parents=True, exist_ok=True)
        with MEASURED.open("a") as file:
            file.write(line)
