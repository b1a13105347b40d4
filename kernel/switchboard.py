"""Find a request's route at once, however many modules there are.

FastAPI asks one route after the other, and asks again at each router within a router: with two
hundred routes that was a fifth of a request's time. Here they are sorted by their first words
and tried in the order in which they were declared. What is found nowhere (a wrong method, a
slash too many, a page of the front end) goes FastAPI's own way and is answered as before.

What FastAPI works out of a module's routes under a prefix (parameters, bodies, answers: a
millisecond each, six hundred times) is kept for the process: an application that is put
together anew, when a module is switched and in every test, takes it as it is.
"""

import re
import threading
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.types import ASGIApp, Receive, Scope, Send

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
            context: Any = found._effective_route
            if isinstance(found.original_route, APIRoute) and hasattr(context, "original_route"):
                self._order[id(context)] = place
                self._lines.setdefault(_fixed(context.path_format), []).append(context)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        context = self._find(scope) if scope["type"] == "http" else None
        if context is None:
            await self._otherwise(scope, receive, send)
            return
        scope["router"] = self._router
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
            # Not in `app`: what is kept must not keep an application, and its database, alive.
            first = FastAPI(
                openapi_url=None, docs_url=None, redoc_url=None, generate_unique_id_function=named
            )
            first.include_router(router, prefix=prefix)
            known[prefix, named] = first.routes[-1]
        app.routes.append(known[prefix, named])


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
