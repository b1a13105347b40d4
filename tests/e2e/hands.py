"""A pair of hands at the desk: what they press is counted, and how long the machine takes.

hands = Hands(page)
hands.scan("001080...|...")          # a scanner types fast, then Enter: one gesture, no key
hands.press("F9", then=page.get_by_role("status"))
"""

import json
import sys
import time
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page

from tests.e2e.conftest import PICTURES, SLOWED

MEASURED = PICTURES.parent / "hands.jsonl"
"""What journeys took, a line each; bench/day_one.py reads it."""
# ms: setting a house up is slow on a busy machine, and is measured all the same
_PATIENCE = 40_000 * SLOWED


@dataclass
class Hands:
    """Keys and clicks of one task; `waits` are the machine's answers, in milliseconds.

    `keys` act or move; letters and digits that are typed into a field are counted apart.
    """

    page: Page
    keys: int = 0
    letters: int = 0
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

    @property
    def actions(self) -> int:
        """What the budgets of the day-one tasks count: scans, acting keys and clicks."""
        return self.scans + self.keys + self.clicks

    def type(self, text: str) -> None:
        self.letters += len(text)
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
        then.wait_for(timeout=_PATIENCE)
        self.waits.append((time.perf_counter() - began) * 1000)

    def tell(self, task: int, what: str) -> None:
        """Write down what a day-one task took, and show it (pytest -s)."""
        told = {
            "task": task,
            "what": what,
            "scans": self.scans,
            "keys": self.keys,
            "letters": self.letters,
            "clicks": self.clicks,
            "waits": [round(each) for each in self.waits],
        }
        line = json.dumps(told, ensure_ascii=False)
        sys.stdout.write(f"\n{line}\n")
        MEASURED.parent.mkdir(parents=True, exist_ok=True)
        with MEASURED.open("a") as file:
            file.write(f"{line}\n")
