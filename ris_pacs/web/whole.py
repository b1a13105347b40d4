"""Whole objects: files as they were kept, or in another transfer syntax, one after the other."""

from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import anyio
from anyio.to_thread import run_sync

from ris_pacs.archive.service import PictureDamaged
from ris_pacs.web import multipart, pictures
from ris_pacs.web.accept import ANY, EXPLICIT_LITTLE, Wanted, covers
from ris_pacs.web.errors import NotInThatForm, PictureNotShown, PictureTookTooLong
from ris_pacs.web.locating import Located

DICOM = "application/dicom"
_CHUNK = 1 << 18


def syntax(wishes: list[Wanted], *, single: bool) -> tuple[str, bool]:
    """The transfer syntax that is asked for (`*`: as kept), and whether as one plain file.

    Raises NotInThatForm.
    """
    for each in wishes:
        if each.is_multipart and covers(each.part, DICOM):
            return _known(each.syntax), False
        if each.kind == "*/*":
            return ANY, False
        if single and covers(each.kind, DICOM):
            return _known(each.syntax), True
    offered = f'multipart/related; type="{DICOM}"' + (f", {DICOM}" if single else "")
    raise NotInThatForm(offered=offered)


def _known(asked: str) -> str:
    return asked or EXPLICIT_LITTLE


def can_be_given(located: Located, asked: str) -> bool:
    """As it is kept, or uncompressed: nothing is squeezed anew on the way out."""
    return asked in (ANY, EXPLICIT_LITTLE, located.syntax)


async def content(located: Located, asked: str) -> tuple[Path | bytes, str]:
    """The kept file, or a converted one; and its transfer syntax."""
    if asked in (ANY, located.syntax):
        return located.path, located.syntax
    try:
        return await pictures.work("transcoded", located), EXPLICIT_LITTLE
    except (PictureNotShown, PictureTookTooLong):
        return located.path, located.syntax  # better as it is kept than not at all


async def streamed(path: Path) -> AsyncIterator[bytes]:
    async with await anyio.open_file(path, "rb") as file:
        while chunk := await file.read(_CHUNK):
            yield chunk


async def parts(mark: str, found: Iterable[Located], asked: str) -> AsyncIterator[bytes]:
    """A multipart body with every object; memory holds one piece of one of them."""
    for located in found:
        body, given = await content(located, asked)
        kind = f"{DICOM};transfer-syntax={given}"
        place = f"/dicom-web/studies/{located.study}/series/{located.series}"
        where = f"{place}/instances/{located.row.uid}"
        head = multipart.part_head(mark, {"Content-Type": kind, "Content-Location": where})
        if isinstance(body, bytes):
            yield head + body
        else:
            yield head
            async for piece in streamed(body):
                yield piece
    yield multipart.end(mark)


async def there(found: Iterable[Located]) -> None:
    """Raises PictureDamaged before the answer has begun."""
    missing = await run_sync(lambda: next((e for e in found if not e.path.exists()), None))
    if missing is not None:
        raise PictureDamaged
