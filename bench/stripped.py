"""A house with one of its layers taken out: what does that layer cost a real request?

For measuring alone (bench/costs.py); no setting of the product does any of this.

    python -m bench.stripped LAYER     # serves on HIS54_PORT; "nothing" takes nothing out
"""

import sys
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

LAYERS = {
    "nothing": "The whole house",
    "audit": "Without audit (neither writes nor reads are written down)",
    "encryption": "Without encryption (values kept as they are)",
    "idempotency": "Without idempotency keys",
    "session": "With the session remembered (nobody asks the database who it is)",
    "duplicates": "Without the question who is here already",
}


def _audit() -> None:
    from sqlalchemy import event

    from kernel import audit
    from kernel.db import Work

    event.remove(Work, "before_flush", audit._notice)
    event.remove(Work, "before_commit", audit._write_down)
    done: Future[None] = Future()
    done.set_result(None)
    _put(audit.ReadLog, "put", lambda *_: done)


def _encryption() -> None:
    from kernel.keys import KeyRing

    opened = KeyRing.open
    mark = b"plain:"

    def read(ring: KeyRing, sealed: bytes, place: str) -> bytes:
        return sealed[len(mark) :] if sealed.startswith(mark) else opened(ring, sealed, place)

    _put(KeyRing, "seal", lambda _, plain, __: mark + plain)
    _put(KeyRing, "open", read)


def _idempotency() -> None:
    from kernel import idempotency

    async def nothing(_: object) -> None:
        return None

    _put(idempotency, "asked", nothing)


def _session() -> None:
    from app import main
    from kernel.identity import door, sessions

    ask: Callable[[Any], Any] = door.actor_of
    known: dict[str, Any] = {}

    def remembered(request: Any) -> Any:
        token = request.cookies.get(sessions.COOKIE, "")
        if token not in known:
            known[token] = ask(request)
        return known[token]

    for module in (door, main):
        if hasattr(module, "actor_of"):
            _put(module, "actor_of", remembered)


def _duplicates() -> None:
    from his.patients import registration

    _put(registration, "similar", lambda *_, **__: [])


def _put(where: Any, name: str, instead: Any) -> None:
    setattr(where, name, instead)


_TAKEN_OUT: dict[str, Callable[[], None]] = {
    "nothing": lambda: None,
    "audit": _audit,
    "encryption": _encryption,
    "idempotency": _idempotency,
    "session": _session,
    "duplicates": _duplicates,
}


def main(layer: str) -> None:
    from app import serving

    _TAKEN_OUT[layer]()
    serving.serve(demo=False, workers=None, port=None, say=lambda _: None)


if __name__ == "__main__":
    main(sys.argv[1])
