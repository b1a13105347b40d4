"""WADO-RS: one frame as it is stored or decoded, and pictures for people."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from anyio.to_thread import run_sync

from ris_pacs.archive import service as archive
from ris_pacs.web import codecs
from ris_pacs.web.accept import ANY, EXPLICIT_LITTLE, Wanted, covers
from ris_pacs.web.errors import (
    ImageQueryNotUnderstood,
    NotInThatForm,
    PictureNotShown,
    PictureTookTooLong,
)
from ris_pacs.web.locating import Located

IMPLICIT = "1.2.840.10008.1.2"
BIG_ENDIAN = "1.2.840.10008.1.2.2"
DEFLATED = "1.2.840.10008.1.2.1.99"
NATIVE = frozenset((IMPLICIT, EXPLICIT_LITTLE, BIG_ENDIAN, DEFLATED))
OCTETS = "application/octet-stream"
KINDS: Mapping[str, str] = {
    "1.2.840.10008.1.2.4.50": "image/jpeg",
    "1.2.840.10008.1.2.4.51": "image/jpeg",
    "1.2.840.10008.1.2.4.57": "image/jpeg",
    "1.2.840.10008.1.2.4.70": "image/jpeg",
    "1.2.840.10008.1.2.4.80": "image/jls",
    "1.2.840.10008.1.2.4.81": "image/jls",
    "1.2.840.10008.1.2.4.90": "image/jp2",
    "1.2.840.10008.1.2.4.91": "image/jp2",
    "1.2.840.10008.1.2.4.92": "image/jpx",
    "1.2.840.10008.1.2.4.93": "image/jpx",
    "1.2.840.10008.1.2.4.201": "image/jphc",
    "1.2.840.10008.1.2.4.202": "image/jphc",
    "1.2.840.10008.1.2.4.203": "image/jphc",
    "1.2.840.10008.1.2.5": "image/dicom-rle",
}
"""What a frame of each compressed transfer syntax is, for whoever asks by the kind of picture."""

RENDERED = ("image/jpeg", "image/png", "image/gif")
_THUMBNAIL = (256, 256)
_MOST_SIDE = 8192
_WINDOW = re.compile(
    r"(-?\d{1,9}(?:\.\d{1,6})?),(\d{1,9}(?:\.\d{1,6})?),(linear|linear-exact|sigmoid)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Given:
    """How a frame is given: the kind of its part, and `stored` or decoded."""

    kind: str
    syntax: str
    stored: bool
    multipart: bool


def how(wishes: list[Wanted], syntax: str, frames: int) -> Given:
    """Choose among what the client takes. Raises NotInThatForm."""
    stored_as = EXPLICIT_LITTLE if syntax in NATIVE else syntax
    for each in wishes:
        part = each.part if each.is_multipart else each.kind
        multipart = each.is_multipart or each.kind == "*/*"
        if not multipart and frames > 1:
            continue
        own = KINDS.get(syntax)
        if covers(part, OCTETS):
            if each.syntax in (ANY, stored_as) or (own is None and not each.syntax):
                return Given(OCTETS, stored_as, stored=True, multipart=multipart)
            if each.syntax in ("", EXPLICIT_LITTLE):
                return Given(OCTETS, EXPLICIT_LITTLE, stored=False, multipart=multipart)
        elif own and covers(part, own) and each.syntax in ("", ANY, syntax):
            return Given(own, syntax, stored=True, multipart=multipart)
    raise NotInThatForm(
        offered=f'multipart/related; type="{OCTETS}"; transfer-syntax={stored_as}'
        + (f", {EXPLICIT_LITTLE}" if stored_as != EXPLICIT_LITTLE else "")
    )


async def frame(
    located: Located, number: int, given: Given, before: bytes = b"", after: bytes = b""
) -> bytes | memoryview:
    """A frame between two texts. Raises FrameNotThere, PictureDamaged, PictureNotShown,
    PictureTookTooLong."""
    source = archive.frame_in(located.store, located.row, number)
    if given.stored and source.parts and located.syntax != BIG_ENDIAN:
        if source.size < 1_000_000:
            return source.between(before, after)
        return await run_sync(source.between, before, after)
    decoded = await work("decoded", located, number)
    return b"".join((before, decoded, after)) if before or after else decoded


async def rendered(located: Located, number: int, asked: Mapping[str, Any]) -> bytes:
    archive.frame_in(located.store, located.row, number)
    return await work("rendered", located, number, **asked)


async def work(what: str, located: Located, number: int = 1, **more: Any) -> bytes:
    job = {"work": what, "path": str(located.path), "frame": number, **more}
    return await run_sync(run, job)


def run(job: Mapping[str, Any]) -> bytes:
    """Raises PictureNotShown, PictureTookTooLong."""
    try:
        return codecs.POOL.run(job)
    except (codecs.CodecHung, codecs.CodecDied) as error:
        raise PictureTookTooLong(why=str(error)) from error
    except codecs.CodecRefused as error:
        raise PictureNotShown(why=str(error)) from error


def asked_for(
    wishes: list[Wanted], query: Mapping[str, str], *, thumbnail: bool = False
) -> dict[str, Any]:
    """The parameters of a rendered picture (PS3.18, 8.3.5). Raises NotInThatForm,
    ImageQueryNotUnderstood."""
    kind = next((k for each in wishes for k in RENDERED if each.takes(k)), None)
    if kind is None:
        raise NotInThatForm(offered=", ".join(RENDERED))
    asked: dict[str, Any] = {"kind": kind}
    if thumbnail:
        asked["viewport"] = _THUMBNAIL
    if "viewport" in query:
        asked |= _viewport(query["viewport"])
    if "window" in query:
        found = _WINDOW.fullmatch(query["window"].strip())
        if found is None or float(found[2]) <= 0:
            raise ImageQueryNotUnderstood(parameter="window")
        asked["window"] = [float(found[1]), float(found[2])]
    if "quality" in query:
        quality = query["quality"]
        if not (quality.isascii() and quality.isdigit()) or not 1 <= int(quality[:4]) <= 100:
            raise ImageQueryNotUnderstood(parameter="quality")
        asked["quality"] = int(quality)
    return asked


def _viewport(said: str) -> dict[str, Any]:
    """`width,height[,left,top,width,height]` of the part that is shown."""
    parts = [part.strip() for part in said.split(",")]
    if len(parts) not in (2, 6):
        raise ImageQueryNotUnderstood(parameter="viewport")
    try:
        numbers = [int(float(part)) if part else 0 for part in parts]
    except (ValueError, OverflowError) as error:
        raise ImageQueryNotUnderstood(parameter="viewport") from error
    width, height = numbers[:2]
    if not (0 < width <= _MOST_SIDE and 0 < height <= _MOST_SIDE):
        raise ImageQueryNotUnderstood(parameter="viewport")
    found: dict[str, Any] = {"viewport": (width, height)}
    if len(numbers) == 6:
        left, top, wide, high = (abs(n) for n in numbers[2:])
        if not (wide and high and max(left + wide, top + high) <= 1_000_000):
            raise ImageQueryNotUnderstood(parameter="viewport")
        found["crop"] = (left, top, left + wide, top + high)
    return found


def numbers(said: str) -> list[int]:
    """`1,3,4`: frames of an address. Raises ImageQueryNotUnderstood."""
    parts = said.split(",")
    if len(parts) > 10_000 or not all(p.isascii() and p.isdigit() and len(p) < 8 for p in parts):
        raise ImageQueryNotUnderstood(parameter="frames")
    return [int(part) for part in parts]
