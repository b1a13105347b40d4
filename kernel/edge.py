"""The way in and out of the house, around every request (pure ASGI).

In: a request id, who asks from where and what for (`Acting`), limits of rate, size and time.
Out: security headers, cheap compression of JSON, one log line and one measurement, and the
common shape of refusals also for what never reached a route.
"""

import asyncio
import ipaddress
import json
import re
import secrets
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kernel import logs, metrics
from kernel.access import ACTING, Acting
from kernel.answers import Unexpected
from kernel.audit import plain
from kernel.columns import nfc
from kernel.compress import Compressing
from kernel.errors import Refusal
from kernel.ids import new_id
from kernel.settings import Settings
from kernel.text import Text

REQUEST_ID = "X-Request-Id"
WORKSTATION_COOKIE = "his54_workstation"
NONCE = "nonce"
_PICTURES = "/dicom-web/studies"  # a study is sent in one body, and read as it comes
_SIGN_IN = ("/api/session", "/login", "/api/set-up", "/set-up")
_GOOD_ID = re.compile(r"[A-Za-z0-9._-]{8,40}")
_BODY_PAUSE = 60.0  # seconds that a client may keep us waiting for the next piece of a body
_MOST_BUCKETS = 50_000

_ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(self), microphone=(self), geolocation=(), usb=()"),
)
_HSTS = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")


class TooLarge(Refusal):
    """More was sent than this address takes."""

    status = 413
    says = Text(
        "Dữ liệu gửi lên quá lớn (tối đa {most_mb} MB). Hãy giảm dung lượng tệp.",
        "Too much was sent (at most {most_mb} MB). Make the file smaller.",
    )


class TooManyRequests(Refusal):
    """This address of the network asks faster than anyone can work."""

    status = 429
    says = Text(
        "Quá nhiều yêu cầu. Hãy chờ {seconds} giây rồi thử lại.",
        "Too many requests. Wait {seconds} seconds, then try again.",
    )


class TooSlow(Refusal):
    """The body of a request stopped coming."""

    status = 408
    says = Text(
        "Đường truyền bị ngắt khi đang gửi dữ liệu. Hãy gửi lại.",
        "The line broke while data was being sent. Send it again.",
    )


class MalformedRequest(Refusal):
    """The head of the request is not one that a browser sends."""

    says = Text("Yêu cầu không hợp lệ.", "The request is not valid.")


class _Stop(Exception):
    """Raised into the application in the place of a body that is too large or too slow."""


class Buckets:
    """Token buckets by key: a minute's worth at once, refilled evenly."""

    def __init__(self, per_minute: int) -> None:
        self._most = float(per_minute)
        self._rate = per_minute / 60.0
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, key: str, now: float) -> float:
        """0 when the request may pass, else the seconds until the next one may."""
        left, at = self._buckets.get(key, (self._most, now))
        left = min(self._most, left + (now - at) * self._rate)
        if left < 1.0:
            self._buckets[key] = (left, now)
            return (1.0 - left) / self._rate
        if len(self._buckets) >= _MOST_BUCKETS and key not in self._buckets:
            self._forget(now)
        self._buckets[key] = (left - 1.0, now)
        return 0.0

    def _forget(self, now: float) -> None:
        """Full again means forgotten; if nobody is, start anew rather than grow."""
        full = [
            k for k, (n, at) in self._buckets.items() if n + (now - at) * self._rate >= self._most
        ]
        for key in full:
            del self._buckets[key]
        if not full:
            self._buckets.clear()


class Proxies:
    """Whose word on the client's address is taken (X-Forwarded-For)."""

    def __init__(self, trusted: str) -> None:
        names = [n.strip() for n in trusted.split(",") if n.strip()]
        self._all = "*" in names
        self._networks = [ipaddress.ip_network(n, strict=False) for n in names if n != "*"]

    def trusts(self, address: str) -> bool:
        if self._all:
            return True
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return address == ""  # a Unix socket: whoever reaches it is on this machine
        return any(found in network for network in self._networks)

    def client(self, scope: Scope, forwarded: str) -> str:
        """The nearest address that is not a proxy of ours."""
        address: str = scope["client"][0] if scope.get("client") else ""
        for hop in reversed([h.strip() for h in forwarded.split(",") if h.strip()]):
            if not self.trusts(address):
                break
            address = hop
        return address[:60]


@dataclass(slots=True)
class _Exchange:
    """What the edge knows of one request and its answer."""

    acting: Acting
    began: float
    method: str
    path: str
    nonce: str
    status: int = 0
    started: bool = False
    refusal: Refusal | None = None


class Edge:
    """The outermost application; `install` puts it around the routes."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._proxies = Proxies(settings.trusted_proxies)
        self._requests = Buckets(settings.requests_per_minute)
        self._sign_ins = Buckets(settings.sign_ins_per_minute)
        self._most_mb = settings.max_body_mb
        self._most_pictures_mb = settings.max_pictures_mb
        self._always = list(_ALWAYS)
        if settings.secure_cookies or settings.public_url.startswith("https:"):
            self._always.append(_HSTS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if scope["type"] == "websocket":
            scope.setdefault("state", {})[ACTING] = self._acting(scope, headers)
            await self.app(scope, receive, send)
            return
        exchange = _Exchange(
            acting=self._acting(scope, headers),
            began=time.perf_counter(),
            method=scope["method"],
            path=scope["path"],
            nonce=secrets.token_urlsafe(16),
        )
        state = scope.setdefault("state", {})
        state[ACTING] = exchange.acting
        state[NONCE] = exchange.nonce
        out = Compressing(self._outgoing(exchange, send), scope, headers)
        try:
            exchange.refusal = self._refused(exchange, headers)
            if exchange.refusal is None:
                await self.app(scope, self._incoming(exchange, receive), out)
        except Exception as error:  # noqa: BLE001 (the last one to catch anything)
            self._caught(exchange, error)
        await self._close(exchange, out)

    def _caught(self, exchange: _Exchange, error: Exception) -> None:
        if exchange.refusal is not None:
            return  # the application stumbled over the body that we cut
        if isinstance(error, Refusal):
            exchange.refusal = error
            return
        logs.log.error("bug", **_who(exchange), **logs.error_facts(error))
        exchange.refusal = Unexpected()

    async def _close(self, exchange: _Exchange, send: Send) -> None:
        if not exchange.started:
            await _refuse(exchange, exchange.refusal or Unexpected(), send)
        took = time.perf_counter() - exchange.began
        metrics.request_done(exchange.acting.operation, exchange.method, exchange.status, took)
        if exchange.path not in ("/healthz", "/readyz", "/metrics"):
            logs.request(**_who(exchange), status=exchange.status, ms=round(took * 1000, 1))

    def _acting(self, scope: Scope, headers: Headers) -> Acting:
        given = headers.get(REQUEST_ID, "")
        station = headers.get("x-workstation") or _cookie(headers, WORKSTATION_COOKIE)
        return Acting(
            request_id=given if _GOOD_ID.fullmatch(given) else str(new_id()),
            ip=self._proxies.client(scope, ", ".join(headers.getlist("x-forwarded-for"))),
            workstation=_said(station, 80),
            purpose=_said(headers.get("x-purpose", ""), 200),
        )

    def _refused(self, exchange: _Exchange, headers: Headers) -> Refusal | None:
        """What is turned away before any route sees it."""
        length = headers.get("content-length")
        if length is not None:
            if not length.isdigit():
                return MalformedRequest()
            most_mb = self._most(exchange)
            if int(length) > most_mb * 1_048_576:
                return TooLarge(most_mb=most_mb)
        if _is_loopback(exchange.acting.ip):
            return None  # a program on the server itself; lock-out still guards the accounts
        now = time.monotonic()
        wait = self._requests.take(exchange.acting.ip, now)
        if not wait and exchange.method == "POST" and exchange.path in _SIGN_IN:
            wait = self._sign_ins.take(exchange.acting.ip, now)
        return TooManyRequests(seconds=max(1, round(wait + 0.5))) if wait else None

    def _most(self, exchange: _Exchange) -> int:
        """Megabytes that a body may have."""
        pictures = exchange.method == "POST" and exchange.path.startswith(_PICTURES)
        return self._most_pictures_mb if pictures else self._most_mb

    def _incoming(self, exchange: _Exchange, receive: Receive) -> Receive:
        """Count the body (chunked ones too) and do not wait for it for ever."""
        most_mb = self._most(exchange)
        most = most_mb * 1_048_576
        got = 0
        whole = False

        async def counted() -> Message:
            nonlocal got, whole
            if whole:  # now it only waits for the client to leave, as long as that takes
                return await receive()
            try:
                async with asyncio.timeout(_BODY_PAUSE):
                    message = await receive()
            except TimeoutError:
                exchange.refusal = TooSlow()
                raise _Stop from None
            if message["type"] != "http.request":
                return message
            got += len(message.get("body", b""))
            whole = not message.get("more_body", False)
            if got > most:
                exchange.refusal = TooLarge(most_mb=most_mb)
                raise _Stop
            return message

        return counted

    def _outgoing(self, exchange: _Exchange, send: Send) -> Send:
        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                exchange.started = True
                exchange.status = message["status"]
                message["headers"] = list(message.get("headers", ()))
                self._dress(exchange, message["headers"])
            await send(message)

        async def watched(message: Message) -> None:
            if exchange.refusal is not None and not exchange.started:
                if message["type"] == "http.response.start":
                    await _refuse(exchange, exchange.refusal, dressed)
                return
            if exchange.refusal is not None and exchange.status == exchange.refusal.status:
                return  # the application's own answer to the body that we cut
            await dressed(message)

        async def out(message: Message) -> None:
            await (dressed if message.pop(_OURS, False) else watched)(message)

        return out

    def _dress(self, exchange: _Exchange, raw: list[tuple[bytes, bytes]]) -> None:
        present = dict(raw)
        raw += self._always
        raw.append((b"x-request-id", exchange.acting.request_id.encode()))
        if b"content-security-policy" not in present:
            shown = present.get(b"content-type", b"").startswith(b"text/html")
            policy_ = policy(exchange.path, exchange.nonce if shown else "")
            raw.append((b"content-security-policy", policy_.encode()))
        if exchange.path.startswith("/assets/") and exchange.status in (200, 206, 304):
            raw[:] = [h for h in raw if h[0] != b"cache-control"]
            raw.append((b"cache-control", b"public, max-age=31536000, immutable"))
        elif b"cache-control" not in present:
            raw.append((b"cache-control", b"no-store"))


_OURS = "his54.refusal"


async def _refuse(exchange: _Exchange, refusal: Refusal, send: Send) -> None:
    body = json.dumps(
        {
            "error": refusal.code,
            "detail": refusal.detail.json(),
            "facts": plain(refusal.facts),
            "request_id": exchange.acting.request_id,
        },
        ensure_ascii=False,
    ).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
    ]
    if seconds := refusal.facts.get("seconds"):
        headers.append((b"retry-after", str(seconds).encode()))
    if refusal.status in (408, 413):
        headers.append((b"connection", b"close"))
    start = {"type": "http.response.start", "status": refusal.status, "headers": headers}
    await send({**start, _OURS: True})
    await send({"type": "http.response.body", "body": body, _OURS: True})


def policy(path: str, nonce: str) -> str:
    """The strict policy of our own pages; the image viewer (OHIF) compiles and uses workers."""
    if path.startswith("/ohif/"):
        return (
            "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
            "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
            "worker-src 'self' blob:; connect-src 'self' blob: data:; object-src 'none'; "
            "base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
        )
    styles = f"'self' 'nonce-{nonce}'" if nonce else "'self'"
    return (
        f"default-src 'self'; script-src 'self'; style-src {styles}; "
        "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; frame-src 'self' blob:; "
        "worker-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'self'"
    )


def _who(exchange: _Exchange) -> dict[str, Any]:
    acting = exchange.acting
    return {
        "request_id": acting.request_id,
        "operation": acting.operation or f"{exchange.method} {_kind_of_path(exchange.path)}",
        "actor": str(acting.actor.id) if acting.actor else "",
        "ip": acting.ip,
    }


def _kind_of_path(path: str) -> str:
    """Addresses that no route took may hold anything: tell the first folder only."""
    return "/" + path.lstrip("/").split("/", 1)[0][:40]


def _said(text: str, most: int) -> str:
    """A header's text, percent-encoded where it is not ASCII."""
    return nfc(unquote(text))[:most] if text else ""


def _cookie(headers: Headers, name: str) -> str:
    """One cookie, read quickly; Vietnamese names of computers come percent-encoded."""
    for each in headers.get("cookie", "").split(";"):
        key, _, value = each.strip().partition("=")
        if key == name:
            return value.strip('"')
    return ""


@lru_cache(maxsize=4096)
def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address in ("", "testclient")


def install(app: FastAPI, settings: Settings) -> None:
    """Put the edge around an application."""
    app.add_middleware(Edge, settings=settings)
