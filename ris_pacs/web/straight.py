"""The routes of DICOMweb that are asked thousands of times a study: without FastAPI's way to a
function, which takes as long as the answer.

Who asks, and whether he may, is found as everywhere (`kernel.access`), by the `Requires` that the
function itself declares; the edge, the audit and the refusals are the same. What is unusual about
an address goes FastAPI's own way and is answered as before.
"""

import inspect
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, get_args, get_type_hints

from fastapi import Request, Response
from fastapi.params import Depends, Path

from kernel.access import Requires, acting_in, demand
from kernel.module import Permission
from kernel.routing import Route, Router, operation_name
from ris_pacs.web.remembered import asking

_ANY = 1 << 16  # no address is longer


class Straight(Route):
    """Takes the request, the words of the address and who asks; nothing else is declared."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        usual = super().get_route_handler()
        if not inspect.iscoroutinefunction(self.endpoint):
            return usual
        endpoint: Callable[..., Awaitable[Response]] = self.endpoint
        permission, most = _declared(self.endpoint)
        name = operation_name(self)

        async def handle(request: Request) -> Response:
            words: dict[str, str] = request.path_params
            for word, longest in most.items():
                if len(words[word]) > longest:
                    return await usual(request)
            acting_in(request).operation = name
            actor = await asking(request)
            demand(actor, permission)
            return await endpoint(request=request, actor=actor, **words)

        return handle


class StraightRouter(Router):
    """Its routes are `Straight`."""

    def __init__(self, *, prefix: str, tags: list[Any]) -> None:
        super().__init__(prefix=prefix, tags=tags)
        self.route_class = Straight


def _declared(endpoint: Callable[..., Any]) -> tuple[Permission, dict[str, int]]:
    """What the function says: the permission, and how long each word of the address may be."""
    hints = get_type_hints(endpoint, include_extras=True)
    hints.pop("return", None)
    permission: Permission | None = None
    most: dict[str, int] = {}
    for name, hint in hints.items():
        said = next((each for each in get_args(hint) if isinstance(each, Depends | Path)), None)
        if isinstance(said, Depends) and isinstance(said.dependency, Requires):
            permission = said.dependency.permission
        elif isinstance(said, Path):
            most[name] = _longest(said)
        elif hint is str:
            most[name] = _ANY
        elif hint is not Request:
            raise TypeError(f"{endpoint.__qualname__}: {name} is not for a straight route")
    if permission is None:
        raise TypeError(f"{endpoint.__qualname__} is not for a straight route")
    return permission, most


def _longest(said: Path) -> int:
    found = (getattr(each, "max_length", None) for each in said.metadata)
    return next((int(each) for each in found if each is not None), _ANY)
