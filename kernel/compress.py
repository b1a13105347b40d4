"""Compress answers on their way out: JSON and text over 1 KB, quickly rather than tightly."""

import zlib

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import Message, Scope, Send

_LEAST = 1024
_KINDS = {
    "application/json",
    "application/fhir+json",
    "application/javascript",
    "image/svg+xml",
    "text/css",
    "text/csv",
    "text/html",
    "text/javascript",
    "text/plain",
}
# Its answer holds a secret beside what the client sent: compression would tell its length.
_NEVER = ("/api/session",)


class Compressing:
    """A `send` that compresses whole answers; streams and files go through untouched."""

    def __init__(self, send: Send, scope: Scope, headers: Headers) -> None:
        self._send = send
        self._wanted = (
            "gzip" in headers.get("accept-encoding", "")
            and scope["path"] not in _NEVER
            and scope["method"] != "HEAD"
        )
        self._start: Message | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and self._wanted and _fits(message):
            self._start = message
            return
        start, self._start = self._start, None
        if start is not None:
            body = message.get("body", b"")
            if not message.get("more_body") and len(body) >= _LEAST:
                body = _gzip(body)
                headers = MutableHeaders(raw=start["headers"])
                headers["Content-Encoding"] = "gzip"
                headers["Content-Length"] = str(len(body))
                headers.add_vary_header("Accept-Encoding")
                message = {**message, "body": body}
            await self._send(start)
        await self._send(message)


def _fits(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    kind = headers.get("content-type", "").split(";", 1)[0]
    return (
        kind in _KINDS and "content-encoding" not in headers and start["status"] not in (206, 304)
    )


def _gzip(body: bytes) -> bytes:
    squeeze = zlib.compressobj(1, zlib.DEFLATED, 31)
    return squeeze.compress(body) + squeeze.flush()
