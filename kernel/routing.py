"""Routers of modules: what every route of the product has in common."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute

from kernel import idempotency
from kernel.access import acting_in
from kernel.printing import Printed


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


PDF: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}
}


def pdf(printed: Printed, name: str) -> Response:
    """The answer of a print route (`responses=PDF, response_class=Response`)."""
    headers = {
        "Content-Disposition": f'inline; filename="{name}.pdf"',
        "X-Copy-Number": str(printed.copy),
    }
    return Response(printed.pdf, media_type="application/pdf", headers=headers)
