"""What a server writes goes out in as few pieces as it can."""

import asyncio
from typing import Any

from app.lines import Gathering


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
