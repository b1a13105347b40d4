"""Whether the house stands: /healthz (the process answers), /readyz (it can work), /metrics.

`/metrics` is for the machine itself, or for whoever carries HIS54_METRICS_TOKEN.
"""

import hmac
import ipaddress
import shutil
from collections.abc import Callable

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from sqlalchemy import text

from kernel import audit_chain, keys, logs, metrics, outbox
from kernel.access import acting_in
from kernel.answers import NoSuchPage
from kernel.db import Database

_LEAST_FREE = 200 * 1_048_576

router = APIRouter()


@router.get("/healthz", include_in_schema=False)
async def healthz() -> PlainTextResponse:
    return PlainTextResponse("ok\n")


@router.get("/readyz", include_in_schema=False)
def readyz(request: Request) -> JSONResponse:
    """200 when every check passes, else 503; each check by name."""
    checks = {name: passes(name, check) for name, check in checks_of(request).items()}
    return JSONResponse(
        {name: "ok" if passed else "failed" for name, passed in checks.items()},
        status_code=200 if all(checks.values()) else 503,
    )


def checks_of(request: Request) -> dict[str, Callable[[], bool]]:
    database: Database = request.app.state.database
    at_head: Callable[[Database], bool] | None = getattr(request.app.state, "is_migrated", None)
    return {
        "database": lambda: _answers(database),
        "migrations": lambda: at_head is None or at_head(database),
        "keys": lambda: bool(keys.ring().newest),
        "disk": lambda: _has_room(database),
    }


def passes(name: str, check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception as error:  # noqa: BLE001 (whatever it is: not ready)
        logs.log.error("not_ready", check=name, error=type(error).__name__)
        return False


def _answers(database: Database) -> bool:
    with database.engine.connect() as line:
        return bool(line.execute(text("SELECT 1")).scalar_one() == 1)


def _has_room(database: Database) -> bool:
    if database.folder is None:
        return True
    return shutil.disk_usage(database.folder).free > _LEAST_FREE


@router.get("/metrics", include_in_schema=False)
def show_metrics(request: Request) -> Response:
    if not _may_measure(request):
        raise NoSuchPage
    database: Database = request.app.state.database
    with database.read() as db:
        waiting = {str(state): number for state, number in outbox.counts(db).items()}
        lag = audit_chain.unsealed_for(db).total_seconds()
    streams = database.live.open_streams
    body = metrics.shown(outbox=waiting, unsealed_seconds=lag, streams=streams)
    return Response(body, media_type=metrics.CONTENT_TYPE)


def _may_measure(request: Request) -> bool:
    token: str = getattr(request.app.state.settings, "metrics_token", "")
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(token.encode(), given.encode()):
        return True
    try:
        return ipaddress.ip_address(acting_in(request).ip).is_loopback
    except ValueError:
        return False
