"""Power cuts while people press: the server is killed again and again, and all press once more."""

import http.client
import json
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from random import Random
from typing import Any

from bench.houses import Place, house
from bench.tasks import sign_in
from kernel.access import Actor
from kernel.db import Database
from kernel.identity import users

_KILLS, _HANDS, _EACH_TIME = 2, 2, 4
Told = Counter[str]


@dataclass(frozen=True, slots=True)
class Press:
    """A button somebody presses: always with the same body and the same idempotency key."""

    id: str
    path: str
    body: dict[str, Any]


def everyone(database: Database) -> Actor:
    """Who presses."""
    with database.read() as db:
        who = users.find(db, "everyone")
        assert who is not None
        return Actor(who.id, who.name, username=who.username)


def pressed_through_cuts(place: Place, kinds: Sequence[Sequence[Press]]) -> set[str]:
    """Kill the server while buttons of each kind are pressed; who was told that it is done.

    After each cut whoever was not answered presses again.
    """
    told: Told = Counter()
    chance = Random(54)  # noqa: S311
    for n in range(1, _KILLS + 1):
        with house(place, HIS54_LOG_LEVEL="error") as server:
            headers = sign_in(server.port, "everyone", place.password)
            with ThreadPoolExecutor(len(kinds) * _HANDS) as pool:
                hands = []
                for presses in kinds:
                    left = [each for each in presses if not told[each.id]]
                    hands += [
                        pool.submit(_press, server.port, headers, left[hand::_HANDS], told)
                        for hand in range(_HANDS)
                    ]
                _in_the_middle(kinds, told, n * _EACH_TIME, hands)
                time.sleep(chance.uniform(0, 0.1))
                server.kill()
            for hand in hands:
                hand.result()  # an answer that nobody should see
    for presses in kinds:
        assert 0 < sum(told[each.id] for each in presses) < len(presses)
    return {each for each, many in told.items() if many}


def pressed_again(place: Place, kinds: Sequence[Sequence[Press]]) -> None:
    """The current stays: everybody presses once more, also those whose answer came."""
    told: Told = Counter()
    with house(place, HIS54_LOG_LEVEL="error") as server:
        headers = sign_in(server.port, "everyone", place.password)
        with ThreadPoolExecutor(len(kinds)) as pool:
            hands = [pool.submit(_press, server.port, headers, some, told) for some in kinds]
        for hand in hands:
            hand.result()
    assert set(told) == {each.id for presses in kinds for each in presses}


def _in_the_middle(
    kinds: Sequence[Sequence[Press]], told: Told, many: int, hands: Sequence[Future[None]]
) -> None:
    """Until so many of each kind were answered, on a slow machine as on a fast one."""
    while not all(sum(told[each.id] for each in presses) >= many for presses in kinds):
        for hand in hands:
            if hand.done():
                hand.result()  # an answer that nobody should see
        time.sleep(0.005)


def _press(port: int, headers: dict[str, str], presses: Sequence[Press], told: Told) -> None:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    for each in presses:
        same = {**headers, "Content-Type": "application/json", "Idempotency-Key": f"my-{each.id}"}
        try:
            line.request("POST", each.path, json.dumps(each.body), same)
            answer = line.getresponse()
            said = answer.read()
        except (OSError, http.client.HTTPException):
            break  # the line is dead: nobody was told anything
        assert answer.status in (200, 201), (answer.status, said[:400])
        told[each.id] += 1
    line.close()
