"""Messages, mutated: bytes flipped, cut, doubled, swapped; delimiters and numbers spoilt."""

from collections.abc import Iterator
from random import Random

from lis.analysers import astm_link, playing
from lis.analysers.drivers import ALL, Protocol

_POISON = (
    b"",
    b"\x00",
    b"\xff\xfe",
    b"\r\r\r",
    b"|" * 60,
    b"^" * 60,
    b"\\" * 9,
    b"\\X0\\",
    b"&&&~~~",
    b'""',
    b"9" * 400,
    b"-1e999",
    b"'; DROP TABLE lis_result; --",
    "ｗ\u202e\u0000đ".encode(),
    b"\x02\x03\x04\x05\x0b\x1c\r",
    b"MSH|^~\\&|",
    b"H|\\^&",
    b"L|1|N\r",
)


def mutated(raw: bytes, chance: Random) -> bytes:
    """One to six changes."""
    found = bytearray(raw)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(found) + 1)
        to = min(len(found), at + chance.randint(1, 40))
        match chance.randrange(7):
            case 0:
                found[at:to] = chance.choice(_POISON)
            case 1:
                del found[at:to]
            case 2:
                found[at:at] = found[at:to]
            case 3:
                found[at:at] = chance.choice(_POISON)
            case 4:
                found[at:at] = chance.randbytes(chance.randint(1, 12))
            case 5:
                del found[at:]
            case _:
                if at < len(found):
                    found[at] ^= 1 << chance.randrange(8)
    return bytes(found)


def messages(count: int, seed: int, tube: str) -> Iterator[tuple[str, bytes]]:
    """(profile, bytes as they would come off a line), in turn of every instrument."""
    chance = Random(seed)  # noqa: S311
    profiles = [p.id for p in ALL]
    kinds = {p.id: p.protocol for p in ALL}
    for n in range(count):
        profile = profiles[n % len(profiles)]
        raw = playing.message(profile, tube, playing.VALUES[profile], number=f"{n}")
        if n % 5 == 0:
            raw = playing.question(profile, tube, number=f"{n}")
        if kinds[profile] is Protocol.ASTM and n % 3 == 0:
            raw = b"".join(astm_link.frames(raw))
        yield profile, mutated(raw, chance)
