"""What every answer of DICOMweb has in common."""

from collections.abc import Iterable, Sequence

from anyio.to_thread import run_sync
from fastapi import Request
from fastapi.responses import Response

from ris_pacs.archive.service import joined
from ris_pacs.web import accept, multipart, native
from ris_pacs.web.errors import NotInThatForm
from ris_pacs.web.native import XML

ROOT = "/dicom-web"


def wishes(request: Request) -> list[accept.Wanted]:
    said = [value for name, value in request.scope["headers"] if name == b"accept"]
    asked = request.query_params.get("accept") if request.scope["query_string"] else None
    return accept.wanted(b", ".join(said).decode("latin-1"), asked)


def object_kind(request: Request, *, single: bool = False) -> str:
    """Raises NotInThatForm."""
    kind = accept.object_kind(wishes(request), single=single)
    if kind is None:
        xml = XML if single else f'multipart/related; type="{XML}"'
        raise NotInThatForm(offered=f"application/dicom+json, application/json, {xml}")
    return kind


async def listed(objects: Sequence[str], kind: str, warnings: Iterable[str] = ()) -> Response:
    """A list of DICOM JSON objects; nothing found is 204."""
    body = f"[{','.join(objects)}]".encode() if objects else b""
    return await joined_list(body, kind, warnings)


async def joined_list(body: bytes, kind: str, warnings: Iterable[str] = ()) -> Response:
    """The same where the list is one text already; an empty one is 204."""
    headers = {"Warning": ", ".join(f'299 HIS54 "{each}"' for each in warnings)}
    told = {name: value for name, value in headers.items() if value}
    if not body:
        return Response(status_code=204, headers=told)
    if kind != XML:
        return Response(body, media_type=kind, headers=told)
    mark = multipart.boundary()
    return Response(
        await run_sync(_in_parts, mark, body),
        media_type=multipart.content_type(mark, XML),
        headers=told,
    )


def _in_parts(mark: str, body: bytes) -> bytes:
    head = multipart.part_head(mark, {"Content-Type": XML})
    made = [piece for each in native.models(body) for piece in (head, each)]
    return b"".join((*made, multipart.end(mark)))


def packed(objects: Sequence[str], *, more: bool) -> bytes:
    """A page as it is kept ready."""
    return (b"+" if more else b".") + (f"[{','.join(objects)}]".encode() if objects else b"")


def unpacked(body: bytes) -> tuple[bytes, bool]:
    return body[1:], body.startswith(b"+")


def address(study: str, series: str = "", instance: str = "") -> str:
    made = f"{ROOT}/studies/{study}"
    if series:
        made += f"/series/{series}"
    return f"{made}/instances/{instance}" if instance else made


def with_address(found: str, where: str) -> str:
    return joined(found, f'{{"00081190":{{"vr":"UR","Value":["{where}"]}}}}')
