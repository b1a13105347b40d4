"""How refusals and bugs leave the house: one shape for every error (docs/error-codes.md).

`{"error": code, "detail": {"vi", "en"}, "facts": {...}, "request_id": "..."}`
"""

import asyncio
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy.exc import OperationalError, TimeoutError
from starlette.exceptions import HTTPException

from kernel import audit
from kernel.access import acting_in
from kernel.audit import plain
from kernel.errors import Invalid, NotFound, OutOfService, Refusal
from kernel.idempotency import Replay
from kernel.schemas import Words
from kernel.text import Text


class Refused(BaseModel):
    """The answer to everything that was not done."""

    error: str
    detail: Words
    facts: dict[str, Any]
    request_id: str


class NotUnderstood(Invalid):
    """A field is missing or has the wrong shape; `fields` in the facts names each."""

    says = Text(
        "Thông tin gửi lên chưa đúng. Hãy xem các trường được đánh dấu.",
        "What was sent is not right. Look at the marked fields.",
    )


class NoSuchPage(NotFound):
    """No route has this address."""

    says = Text("Không có địa chỉ này.", "There is no such address.")


class NotThisWay(Refusal):
    """The address exists, the method does not."""

    status = 405
    says = Text("Địa chỉ này không nhận phương thức đó.", "This address does not take that method.")


class Unexpected(Refusal):
    """A bug of ours. It is in the log under the request id."""

    status = 500
    says = Text(
        "Hệ thống gặp lỗi ngoài dự kiến; chưa có gì được lưu. Hãy báo quản trị kèm mã yêu cầu.",
        "Something went wrong; nothing was saved. Tell your administrator the request id.",
    )


def answer(request: Request, refusal: Refusal) -> JSONResponse:
    body = {
        "error": refusal.code,
        "detail": refusal.detail.json(),
        "facts": plain(refusal.facts),
        "request_id": acting_in(request).request_id,
    }
    return JSONResponse(body, status_code=refusal.status)


_STATUSES = {
    401: "Not signed in",
    403: "No permission",
    404: "Not found",
    405: "Not this method",
    409: "Not possible in this state",
    413: "Too large",
    422: "Not understood or against a rule",
    429: "Too many requests",
    503: "Busy",
}


def describe(app: FastAPI) -> None:
    """Tell OpenAPI how every operation says no. Not by FastAPI's `responses`: that would build
    a model a status a route, two seconds of every start and 15 MB."""
    plainly = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema:
            return app.openapi_schema
        schema = plainly()
        models = schema.setdefault("components", {}).setdefault("schemas", {})
        refused = Refused.model_json_schema(ref_template="#/components/schemas/{model}")
        models |= refused.pop("$defs", {})
        models["Refused"] = refused
        for unused in ("HTTPValidationError", "ValidationError"):
            models.pop(unused, None)
        content = {"application/json": {"schema": {"$ref": "#/components/schemas/Refused"}}}
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, description in _STATUSES.items():
                    answer = {"description": description, "content": content}
                    if status == 422 or str(status) not in operation["responses"]:
                        operation["responses"][str(status)] = answer
        return schema

    app.openapi = openapi  # type: ignore[method-assign]


def install(app: FastAPI) -> None:
    """Give an application the one way of saying no."""

    async def refuse(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, Refusal)
        if shown := error.shows():
            row = audit.list_row(acting_in(request), *shown)
            await asyncio.wrap_future(request.app.state.database.read_log.put([row]))
        return answer(request, error)

    async def misunderstood(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        fields = [
            {"at": [str(p) for p in e["loc"]], "says": e["msg"], "kind": e["type"]}
            for e in error.errors()
        ]
        return answer(request, NotUnderstood(fields=fields))

    async def http(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        refusal: Refusal = NotThisWay() if error.status_code == 405 else NoSuchPage()
        if error.status_code not in (404, 405):
            refusal = NotUnderstood(fields=[])
        response = answer(request, refusal)
        response.headers.update(error.headers or {})
        return response

    async def busy(request: Request, _: Exception) -> JSONResponse:
        return answer(request, OutOfService())

    async def replay(_: Request, error: Exception) -> Any:
        assert isinstance(error, Replay)
        return error.response

    describe(app)
    app.add_exception_handler(Refusal, refuse)
    app.add_exception_handler(RequestValidationError, misunderstood)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(OperationalError, busy)
    app.add_exception_handler(TimeoutError, busy)
    app.add_exception_handler(Replay, replay)
