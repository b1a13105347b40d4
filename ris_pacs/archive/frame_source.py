"""The stored bytes of a frame, read from its file."""

import os
from dataclasses import dataclass
from pathlib import Path

from ris_pacs.archive.errors import PictureDamaged
from ris_pacs.archive.models import ImagingInstance


@dataclass(frozen=True, slots=True)
class FrameSource:
    """Where the stored bytes of a frame lie. Several parts are one after the other. Without
    parts (`deflated`, or single-bit frames) the file has to be decoded."""

    path: Path
    parts: tuple[tuple[int, int], ...]
    transfer_syntax: str
    instance: ImagingInstance
    deflated: bool = False

    @property
    def size(self) -> int:
        return sum(length for _, length in self.parts)

    def read(self) -> bytes:
        """Raises PictureDamaged when it is gone, or ends too soon."""
        return bytes(self.between(b"", b""))

    def between(self, before: bytes, after: bytes) -> memoryview:
        """The frame between two texts, in one piece that nobody need copy again (joining half
        a megabyte takes ten times as long as reading it). Raises PictureDamaged."""
        at, size = len(before), self.size
        piece = memoryview(bytearray(at + size + len(after)))
        piece[:at], piece[at + size :] = before, after
        try:
            handle = os.open(self.path, os.O_RDONLY)
            try:
                for offset, length in self.parts:
                    _fill(handle, piece[at : at + length], offset)
                    at += length
            finally:
                os.close(handle)
        except OSError as error:
            raise PictureDamaged from error
        return piece


def _fill(handle: int, place: memoryview, offset: int) -> None:
    done = 0
    while done < len(place):
        got = os.preadv(handle, [place[done:]], offset + done)
        if not got:
            raise PictureDamaged
        done += got
