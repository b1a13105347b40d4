"""Where each frame of an instance lies in its file, packed small. Pure.

A table is, for each frame, how many parts it has (16 bits) and of each part its offset and its
length (64 bits each): one part, unless a machine cut a frame into several fragments.
"""

import struct
from collections.abc import Sequence

_COUNT = struct.Struct("<H")
_PART = struct.Struct("<QQ")

Part = tuple[int, int]


def packed(frames: Sequence[Sequence[Part]]) -> bytes:
    return b"".join(
        _COUNT.pack(len(frame)) + b"".join(_PART.pack(*part) for part in frame) for frame in frames
    )


def parts(table: bytes, number: int) -> list[Part] | None:
    """Of frame `number`, from 1; None where there is no such frame."""
    regular = _COUNT.size + _PART.size
    if len(table) % regular == 0 and _all_single(table, regular):
        at = (number - 1) * regular
        return [_PART.unpack_from(table, at + 2)] if 0 <= at < len(table) else None
    at = 0
    for _ in range(number - 1):
        if at + _COUNT.size > len(table):
            return None
        at += _COUNT.size + _COUNT.unpack_from(table, at)[0] * _PART.size
    if number < 1 or at + _COUNT.size > len(table):
        return None
    many = _COUNT.unpack_from(table, at)[0]
    return [_PART.unpack_from(table, at + 2 + n * _PART.size) for n in range(many)]


def _all_single(table: bytes, regular: int) -> bool:
    return table[0::regular].count(1) == len(table) // regular and not any(table[1::regular])
