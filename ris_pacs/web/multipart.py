"""`multipart/related`: several pictures in one body, read and written piece by piece."""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

_MOST_HEAD = 16_384
_MOST_BOUNDARY = 200


class BrokenMultipart(ValueError):
    """The body is not what its head says."""


def boundary() -> str:
    """Long and random: viewers look for it within binary pictures, and a short one is there."""
    return "his54-" + secrets.token_hex(24)


def content_type(mark: str, kind: str) -> str:
    return f'multipart/related; type="{kind}"; boundary={mark}'


def part_head(mark: str, headers: Mapping[str, str]) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"\r\n--{mark}\r\n{lines}\r\n".encode()


def end(mark: str) -> bytes:
    return f"\r\n--{mark}--\r\n".encode()


@dataclass(frozen=True, slots=True)
class Begin:
    """A part begins: its headers, with names in small letters."""

    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Data:
    content: bytes


@dataclass(frozen=True, slots=True)
class End:
    """The part is whole."""


Piece = Begin | Data | End


class _At(Enum):
    PREAMBLE = auto()
    MARK = auto()
    HEAD = auto()
    BODY = auto()
    DONE = auto()


class Parser:
    """Takes a body as it arrives; holds no more of it than a boundary's length."""

    def __init__(self, mark: str) -> None:
        if not mark or len(mark) > _MOST_BOUNDARY:
            raise BrokenMultipart("boundary")
        self._mark = b"\r\n--" + mark.encode("latin-1", "replace")
        self._kept = b"\r\n"  # the first boundary may stand at the very beginning
        self._at = _At.PREAMBLE

    @property
    def done(self) -> bool:
        return self._at is _At.DONE

    def feed(self, chunk: bytes) -> Iterator[Piece]:
        """What the chunk completes. Raises BrokenMultipart."""
        self._kept += chunk
        while self._at is not _At.DONE:
            step = {
                _At.PREAMBLE: self._preamble,
                _At.MARK: self._after_mark,
                _At.HEAD: self._head,
                _At.BODY: self._body,
            }[self._at]
            pieces, goes_on = step()
            yield from pieces
            if not goes_on:
                return
        self._kept = b""

    def close(self) -> None:
        """Raises BrokenMultipart where the body ended too soon."""
        if not self.done:
            raise BrokenMultipart("end")

    def _preamble(self) -> tuple[list[Piece], bool]:
        place = self._kept.find(self._mark)
        if place < 0:
            self._kept = self._kept[-len(self._mark) :]
            return [], False
        self._kept = self._kept[place + len(self._mark) :]
        self._at = _At.MARK
        return [], True

    def _after_mark(self) -> tuple[list[Piece], bool]:
        if len(self._kept) < 2:
            return [], False
        if self._kept.startswith(b"--"):
            self._at = _At.DONE
            return [], True
        line_end = self._kept.find(b"\r\n")
        if line_end < 0:
            if len(self._kept) > 200:
                raise BrokenMultipart("boundary")
            return [], False
        if self._kept[:line_end].strip():
            raise BrokenMultipart("boundary")
        self._kept = self._kept[line_end:]
        self._at = _At.HEAD
        return [], True

    def _head(self) -> tuple[list[Piece], bool]:
        place = self._kept.find(b"\r\n\r\n")
        if place < 0:
            if len(self._kept) > _MOST_HEAD:
                raise BrokenMultipart("head")
            return [], False
        if place > _MOST_HEAD:
            raise BrokenMultipart("head")
        headers = {}
        for line in self._kept[:place].decode("latin-1").split("\r\n"):
            name, colon, value = line.partition(":")
            if colon:
                headers[name.strip().lower()] = value.strip()
        self._kept = self._kept[place + 4 :]
        # An empty part: its boundary's line end is the one that closed the head.
        if self._kept.startswith(self._mark[2:]):
            self._kept = b"\r\n" + self._kept
        self._at = _At.BODY
        return [Begin(headers)], True

    def _body(self) -> tuple[list[Piece], bool]:
        place = self._kept.find(self._mark)
        if place >= 0:
            content = self._kept[:place]
            self._kept = self._kept[place + len(self._mark) :]
            self._at = _At.MARK
            return ([Data(content), End()] if content else [End()]), True
        sure = len(self._kept) - len(self._mark)
        if sure <= 0:
            return [], False
        content, self._kept = self._kept[:sure], self._kept[sure:]
        return [Data(content)], False
