"""Find a request's route at once, however many modules there are.

FastAPI asks one route after the other, and asks again at each router within a router: with two
hundred routes that was a fifth of a request's time. Here they are sorted by their first words
and tried in the order in which they were declared. What is found nowhere (a wrong method, a
slash too many, a page of the front end) goes FastAPI's own way and is answered as before.

Routes of modules (kernel.routing) are laid side by side under their whole address and worked out
when they are first used. They are kept for the process, as what FastAPI works out of others: an
application that is put together anew, when a module is switched and in every test, takes them as
they are.
"""

import re
import threading
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from kernel.routing import Route

_DEPTH = 3  # words of an address that sort it: /api/patients/...

Key = tuple[str, ...]


class Switchboard:
    """Takes the place of the router's own search."""

    def __init__(self, app: FastAPI) -> None:
        self._router = app.router
        self._otherwise: ASGIApp = app.router.middleware_stack
        self._lines: dict[Key, list[Any]] = {}
        self._order: dict[int, int] = {}
        for place, found in enumerate(iter_route_contexts(app.routes)):
            route: Any = found._effective_route
            own = isinstance(route, Route) or route is not found.original_route
            if own and isinstance(found.original_route, APIRoute):  # not the page for the rest
                self._order[id(route)] = place
                self._lines.setdefault(_fixed(route.path), []).append(route)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        context = self._find(scope) if scope["type"] == "http" else None
        if context is None:
            await self._otherwise(scope, receive, send)
            return
        scope["router"] = self._router
        if isinstance(context, APIRoute):
            scope["route"] = context
        else:
            scope["route"] = context.original_route
            scope.setdefault("fastapi", {})["effective_route_context"] = context
        await context.app(scope, receive, send)

    def _find(self, scope: Scope) -> Any:
        if scope.get("root_path"):
            return None
        path: str = scope["path"]
        for context in self._candidates(path):
            found: re.Match[str] | None = context.path_regex.match(path)
            if found and scope["method"] in context.methods:
                taken = found.groupdict()
                for key, value in taken.items():
                    taken[key] = context.param_convertors[key].convert(value)
                scope["path_params"] = taken
                scope["endpoint"] = context.endpoint
                return context
        return None

    def _candidates(self, path: str) -> list[Any]:
        """Routes whose fixed first words are those of the address, in their order."""
        words = tuple(path.split("/")[1 : _DEPTH + 1])
        keys = [words[:n] for n in range(len(words) + 1)]
        lines = [self._lines[key] for key in keys if key in self._lines]
        if len(lines) == 1:
            return lines[0]
        return sorted((c for line in lines for c in line), key=lambda c: self._order[id(c)])


_WORKED_OUT = "worked_out"
_one_at_a_time = threading.Lock()


def include(
    app: FastAPI, router: APIRouter, *, named: Callable[[APIRoute], str], prefix: str = ""
) -> None:
    """As `app.include_router`, which `named` is told to when it is made; worked out once."""
    with _one_at_a_time:
        known: dict[Any, Any] = vars(router).setdefault(_WORKED_OUT, {})
        if (prefix, named) not in known:
            known[prefix, named] = _side_by_side(router, prefix, []) or _as_fastapi_does(
                router, prefix, named
            )
        app.routes.extend(known[prefix, named])


def _side_by_side(router: APIRouter, prefix: str, tags: list[Any]) -> list[BaseRoute]:
    """All routes under their whole address; none when one of them is not of kernel.routing."""
    found: list[BaseRoute] = []
    for route in router.routes:
        within: Any = route
        if isinstance(route, Route):
            found.append(route.under(prefix, tags))
        elif (how := getattr(within, "include_context", None)) and not how.dependencies:
            inner = within.original_router
            part = _side_by_side(inner, prefix + how.prefix, [*tags, *how.tags])
            if inner.routes and not part:
                return []
            found += part
        else:
            return []
    return found


def _as_fastapi_does(
    router: APIRouter, prefix: str, named: Callable[[APIRoute], str]
) -> list[BaseRoute]:
    """Not in the application: what is kept must not keep one, and its database, alive."""
    first = FastAPI(
        openapi_url=None, docs_url=None, redoc_url=None, generate_unique_id_function=named
    )
    first.include_router(router, prefix=prefix)
    return [first.routes[-1]]


def _fixed(path: str) -> Key:
    """The words before the first one that varies: /api/patients/{id}/cards -> api, patients."""
    words = path.split("/")[1 : _DEPTH + 1]
    for n, word in enumerate(words):
        if "{" in word:
            return tuple(words[:n])
    return tuple(words)


def install(app: FastAPI) -> None:
    """After the last route was included."""
    app.router.middleware_stack = Switchboard(app)
