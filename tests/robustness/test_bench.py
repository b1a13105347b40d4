"""The measurements tell what went wrong, and invent nobody who is here already."""

import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random

import pytest

from bench import load
from bench.tasks import newcomer
from seed.people import people


class _Desk(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = b'{"error": "SimilarPatients", "facts": {"name": "secret"}}'
        self.send_response(409)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def refusing() -> Iterator[int]:
    """The port of a server that answers everything as a desk is asked about a likely twin."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Desk) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join(10)


def test_a_failed_request_is_told_by_its_status_and_word_and_nothing_else(refusing: int) -> None:
    found = load.run(
        refusing, lambda _: load.request("GET", "/"), concurrency=2, seconds=5, most=10
    )
    assert found.failed == 10
    assert found.failures == {"409 SimilarPatients": 10}


def test_a_newcomer_never_has_the_card_of_somebody_who_was_invented_before() -> None:
    """Once in some thousand registrations he had, and was rightly refused."""
    known = {each.cccd for each in people(7, 3000, on=date(2026, 11, 22)) if each.cccd}
    assert all(card[0] in "0123" for card in known)  # codes of provinces
    chance = Random(54)  # noqa: S311
    cards = {newcomer(chance).cccd for _ in range(3000)}
    assert len(cards) == 3000
    assert all(card and len(card) == 12 and card[0] == "9" for card in cards)
