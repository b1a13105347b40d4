"""What the house tells its operator: one line an event, JSON or for the eye.

A line carries the request id, the operation, the actor's id, the duration and the status. It
never carries a patient's data: no facts of refusals, no statement's parameters, no field's
value. `safe_words` says what may be told of an error.
"""

import json as json_
import logging
import re
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError

log: Any = structlog.get_logger("his54")

_asked: dict[str, bool] = {}
_DIGITS = re.compile(r"\d{4,}")
_HOUSE = Path(__file__).resolve().parents[1]


def set_up(*, level: str = "info", json: bool = False) -> None:
    """Everything goes to stderr in one shape, the libraries' lines too."""
    _asked.update(json=json, info=logging.getLevelName(level.upper()) <= logging.INFO)
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    shown: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[*shared, shown],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, _without_values],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, shown],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for chatty in ("alembic", "apscheduler", "httpx", "httpcore", "uvicorn.access", "fontTools"):
        logging.getLogger(chatty).setLevel(logging.ERROR)


def request(**facts: Any) -> None:
    """The line of every request, said in the same words without the long way through them all."""
    if not _asked:
        log.info("request", **facts)
        return
    if not _asked["info"]:
        return
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if _asked["json"]:
        said = json_.dumps({**facts, "event": "request", "level": "info", "timestamp": at})
    else:
        said = f"{at} [info     ] request  " + " ".join(f"{k}={v}" for k, v in facts.items())
    sys.stderr.write(said + "\n")


def _without_values(_: Any, __: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """A library's line may hold an exception; its values stay out of the log."""
    record = event.get("_record")
    if isinstance(record, logging.LogRecord) and record.exc_info and record.exc_info[1]:
        event.update(error_facts(record.exc_info[1]))
        record.exc_info = record.exc_text = None
    event.pop("exc_info", None)
    return event


def error_facts(error: BaseException) -> dict[str, Any]:
    """What the log tells of a bug: its kind, its safe words and where it happened."""
    frames = traceback.extract_tb(error.__traceback__)
    return {
        "error": type(error).__name__,
        "says": safe_words(error),
        "at": [f"{_short(f.filename)}:{f.lineno} {f.name}" for f in frames[-12:]],
    }


def safe_words(error: BaseException) -> str:
    """The message of an error without anybody's data: no parameters, no long numbers."""
    if isinstance(error, DBAPIError):
        code = getattr(error.orig, "sqlstate", None) or getattr(
            error.orig, "sqlite_errorname", type(error.orig).__name__
        )
        diagnosis = getattr(error.orig, "diag", None)
        return f"{code} {getattr(diagnosis, 'constraint_name', None) or ''}".strip()
    if isinstance(error, ValidationError):
        return "; ".join(f"{e['type']} at {e['loc']}" for e in error.errors(include_input=False))
    return _DIGITS.sub("…", str(error))[:300]


def _short(file: str) -> str:
    path = Path(file)
    if path.is_relative_to(_HOUSE):
        return str(path.relative_to(_HOUSE))
    return "/".join(path.parts[-2:])
