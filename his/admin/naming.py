"""What the codes in the audit and the outbox mean, in words: an operation by the right it needs."""

from collections.abc import Iterator, Mapping

from fastapi import APIRouter
from fastapi.routing import APIRoute, iter_route_contexts
from sqlmodel import Session

from kernel import housekeeping
from kernel.access import Requires
from kernel.events import assembly_of
from kernel.module import Module
from kernel.text import Text

_SEEDED = Text("Nạp dữ liệu ban đầu", "First data")
_KNOWN = {
    "session.sign_in": Text("Đăng nhập", "Sign in"),
    "search": Text("Tìm kiếm", "Search"),
    "audit": Text("Xem nhật ký", "The audit itself"),
    "overridden": Text("Bỏ qua cảnh báo, có lý do", "Alert overridden with a reason"),
}
_NAMES: dict[str, Mapping[str, Text]] = {}  # of a module: its code does not change


def named(db: Session, code: str) -> Text:
    """An operation, job, form or kind of message in words; what nobody names keeps its code."""
    if code.startswith("seed "):
        return _SEEDED
    bare = code.removeprefix("outbox ")
    if found := _KNOWN.get(bare):
        return found
    for job in housekeeping.OWN:
        if job.id == bare:
            return job.title
    for module in assembly_of(db).installed:
        if bare.startswith(f"{module.id}."):
            return _of(module).get(bare, module.title)
    return Text(bare, bare)


def _of(module: Module) -> Mapping[str, Text]:
    if module.id not in _NAMES:
        _NAMES[module.id] = {
            **dict(_operations(module.router)),
            **{job.id: job.title for job in module.jobs},
            **{form.id: form.title for form in module.prints},
            **{each.kind: each.title for each in module.senders},
        }
    return _NAMES[module.id]


def _operations(router: APIRouter | None) -> Iterator[tuple[str, Text]]:
    for context in iter_route_contexts(router.routes if router else ()):
        route = context.original_route
        if isinstance(route, APIRoute):
            for needed in context.dependant.dependencies:
                if isinstance(needed.call, Requires):
                    yield f"{context.tags[0]}.{route.name}", needed.call.permission.title
