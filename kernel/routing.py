"""Routers of modules: what every route of the product has in common."""

import functools
import inspect
from collections.abc import Callable, Coroutine
from typing import Any, get_args, get_type_hints
from urllib.parse import quote

from fastapi import APIRouter, BackgroundTasks, Request, Response
from fastapi.datastructures import DefaultPlaceholder
from fastapi.routing import APIRoute
from pydantic import TypeAdapter
from sqlmodel import Session

from kernel import idempotency
from kernel.access import acting_in
from kernel.printing import Printed
from kernel.whole import WHOLE, Whole


def operation_name(route: APIRoute) -> str:
    """`his.patients.register`: what the front end calls `hisPatientsRegister()`."""
    return f"{route.tags[0]}.{route.name}" if route.tags else route.name


class Route(APIRoute):
    """A route that names itself to the audit and answers a repeated form once."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        name = operation_name(self)

        async def handle_once(request: Request) -> Response:
            acting_in(request).operation = name
            response = await handle(request)
            await idempotency.keep(request, response)
            return response

        return handle_once


class Router(APIRouter):
    """`Router(prefix="/patients", tags=["his.patients"])`: the tag is the module's id."""

    def __init__(self, *, prefix: str, tags: list[Any]) -> None:
        super().__init__(prefix=prefix, tags=tags, route_class=Route)

    def add_api_route(self, path: str, endpoint: Callable[..., Any], **given: Any) -> None:
        """Routes of the plain kind are answered in one piece (kernel/db.py, Whole)."""
        super().add_api_route(path, _in_one_piece(endpoint, given), **given)


def _in_one_piece(endpoint: Callable[..., Any], given: dict[str, Any]) -> Callable[..., Any]:
    """The route with its answer as JSON, committed; or the route itself where it is unlike most."""
    if inspect.iscoroutinefunction(endpoint) or not inspect.isfunction(endpoint):
        return endpoint
    hints = get_type_hints(endpoint, include_extras=True)
    answer = hints.pop("return", None)
    session = next((name for name, hint in hints.items() if _is_session(hint)), None)
    special = {Response, BackgroundTasks} & set(hints.values())
    plain = answer not in (None, type(None)) and not _is_response(answer)
    if session is None or special or not plain or _said_otherwise(given):
        return endpoint
    status = given.get("status_code") or 200
    shape: TypeAdapter[Any] = TypeAdapter(answer)

    @functools.wraps(endpoint)
    def answered(**values: Any) -> Any:
        def work() -> Response:
            found = shape.validate_python(endpoint(**values), from_attributes=True)
            body = shape.dump_json(found, by_alias=True)
            return Response(body, status, media_type="application/json")

        whole: Whole | None = values[session].info.get(WHOLE)
        return whole.run(values[session], work) if whole else endpoint(**values)

    setattr(answered, WHOLE, True)
    return answered


def _is_session(hint: Any) -> bool:
    return Session in get_args(hint)[:1]


def _is_response(answer: Any) -> bool:
    return isinstance(answer, type) and issubclass(answer, Response)


def _said_otherwise(given: dict[str, Any]) -> bool:
    """An answer of another kind than its annotation: FastAPI's own way."""
    asked = ("response_model_include", "response_model_exclude", "response_model_exclude_unset")
    if any(given.get(name) for name in asked) or given.get("response_model_exclude_none"):
        return True
    if not isinstance(given.get("response_model"), DefaultPlaceholder | None):
        return True
    kind = given.get("response_class")
    return isinstance(kind, type) and issubclass(kind, Response)


PDF: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}
}


def pdf(printed: Printed, name: str) -> Response:
    """The answer of a print route (`responses=PDF, response_class=Response`)."""
    headers = {
        "Content-Disposition": f'inline; filename="{name}.pdf"',
        "X-Copy-Number": str(printed.copy),
    }
    if printed.printer:
        headers["X-Printer"] = quote(printed.printer)
    return Response(printed.pdf, media_type="application/pdf", headers=headers)
