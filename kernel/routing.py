"""Routers of modules: what every route of the product has in common."""

import functools
import inspect
import threading
import warnings
from collections.abc import Callable, Coroutine
from typing import Any, get_args, get_type_hints
from urllib.parse import quote

from fastapi import APIRouter, BackgroundTasks, Request, Response
from fastapi.datastructures import DefaultPlaceholder
from fastapi.routing import APIRoute
from pydantic import TypeAdapter
from pydantic.warnings import UnsupportedFieldAttributeWarning
from sqlmodel import Session
from starlette._utils import get_route_path
from starlette.routing import Match, compile_path
from starlette.types import Scope

from kernel import idempotency
from kernel.access import acting_in
from kernel.printing import Printed
from kernel.whole import WHOLE, Whole

_one_at_a_time = threading.RLock()
_ADDRESS = ("path_regex", "path_format", "param_convertors")


def operation_name(route: APIRoute) -> str:
    """`his.patients.register`: what the front end calls `hisPatientsRegister()`."""
    return f"{route.tags[0]}.{route.name}" if route.tags else route.name


class Route(APIRoute):
    """A route that names itself to the audit and answers a repeated form once.

    Its parameters, body and answer are worked out when they are first asked for (a request, the
    description of the API): some milliseconds and kilobytes each, and of seven hundred
    routes most are not used on a day. Until then it knows its address, its name and its module.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **given: Any) -> None:
        self.path = path
        self.name = given.get("name") or endpoint.__name__
        self.methods = {method.upper() for method in given.get("methods") or ("GET",)}
        self.tags = given.get("tags") or []
        self._declared = (endpoint, given)
        self._fixed = path.partition("{")[0]

    def __getattr__(self, name: str) -> Any:
        """What is not known yet."""
        if name.startswith("__") or "_declared" not in self.__dict__:
            raise AttributeError(name)
        if name in _ADDRESS:
            self.path_regex, self.path_format, self.param_convertors = compile_path(self.path)
            return self.__dict__[name]
        with _one_at_a_time:
            if "app" not in self.__dict__:
                endpoint, given = self._declared
                given = {**given, "generate_unique_id_function": operation_name}
                super().__init__(self.path, _in_one_piece(endpoint, given), **given)
                _make_reader(self.body_field)
        return object.__getattribute__(self, name)

    def under(self, prefix: str, tags: list[Any]) -> "Route":
        """The same route of a router that lies under `prefix`."""
        endpoint, given = self._declared
        return type(self)(prefix + self.path, endpoint, **{**given, "tags": [*tags, *self.tags]})

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Not worked out only to see that the address is another one."""
        if "app" not in self.__dict__ and not get_route_path(scope).startswith(self._fixed):
            return Match.NONE, {}
        return super().matches(scope)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        name = operation_name(self)

        async def handle_once(request: Request) -> Response:
            acting_in(request).operation = name
            response = await handle(request)
            await idempotency.keep(request, response)
            return response

        return handle_once


def _make_reader(body: Any) -> None:
    """Of the body, now: made later it would warn of the name that FastAPI gave the field."""
    reader: TypeAdapter[Any] | None = getattr(body, "_type_adapter", None)
    if reader is not None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UnsupportedFieldAttributeWarning)
            reader.rebuild()


class Router(APIRouter):
    """`Router(prefix="/patients", tags=["his.patients"])`: the tag is the module's id."""

    def __init__(self, *, prefix: str, tags: list[Any]) -> None:
        super().__init__(prefix=prefix, tags=tags, route_class=Route)


def _in_one_piece(endpoint: Callable[..., Any], given: dict[str, Any]) -> Callable[..., Any]:
    """Routes of the plain kind, answered in one piece (kernel/db.py, Whole); others as they are."""
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
