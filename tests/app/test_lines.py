"""What a server writes goes out in as few pieces as it can."""

import asyncio
import threading
from typing import Any

import httpx
import uvicorn
from websockets.sync.client import connect

from app.lines import Gathering, OnOneLine
from app.serving import listening_socket


class Line:
    """A transport that notes what is written, piece by piece."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.closed = False

    def write(self, data: Any) -> None:
        self.pieces.append(bytes(data))

    def writelines(self, pieces: Any) -> None:
        self.pieces.append(b"".join(bytes(each) for each in pieces))

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True

    def get_extra_info(self, name: str) -> str:
        return name


def test_a_head_and_a_small_body_go_out_together() -> None:
    async def answer() -> list[bytes]:
        line = Line()
        gathering = Gathering(line, asyncio.get_running_loop())
        gathering.write(b"head ")
        gathering.write(b"body")
        await asyncio.sleep(0)
        gathering.write(b"a head alone")  # of a live stream: not kept until something happens
        await asyncio.sleep(0)
        return line.pieces

    assert asyncio.run(answer()) == [b"head body", b"a head alone"]


def test_a_large_body_goes_at_once_and_the_rest_before_the_end() -> None:
    async def answer() -> tuple[list[bytes], bool]:
        line = Line()
        gathering = Gathering(line, asyncio.get_running_loop())
        assert gathering.get_extra_info("peername") == "peername"
        gathering.write(b"head ")
        gathering.write(memoryview(bytes(100_000)))
        assert line.pieces == [b"head " + bytes(100_000)]
        gathering.writelines((b"and ", b"more"))
        gathering.close()
        await asyncio.sleep(0)
        return line.pieces[1:], line.closed

    assert asyncio.run(answer()) == ([b"and more"], True)


async def _app(scope: Any, receive: Any, send: Any) -> None:
    """A live stream that says nothing more for now, a large body, and a line that echoes."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "text": (await receive())["text"]})
        await send({"type": "websocket.close"})
        return
    body = bytes(3_000_000) if scope["path"] == "/large" else b""
    length = [] if scope["path"] == "/stream" else [(b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": length})
    if scope["path"] == "/stream":
        await send({"type": "http.response.body", "body": b"first", "more_body": True})
        await receive()  # the request itself
        await receive()  # until the client leaves
        return
    await send({"type": "http.response.body", "body": body})


def test_streams_large_bodies_and_web_sockets_go_over_it() -> None:
    listening = listening_socket("127.0.0.1", 0)
    port = listening.getsockname()[1]
    config = uvicorn.Config(_app, http=OnOneLine, lifespan="off", log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=10) as client:
            for _ in range(2):
                assert client.get("/large").content == bytes(3_000_000)
            with client.stream("GET", "/stream") as stream:
                assert next(stream.iter_raw()) == b"first"
        with connect(f"ws://127.0.0.1:{port}/") as line:
            line.send("nói")
            assert line.recv(timeout=10) == "nói"
    finally:
        server.should_exit = True
        thread.join()
