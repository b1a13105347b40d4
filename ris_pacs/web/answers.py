"""What every answer of DICOMweb has in common."""

from collections.abc import Iterable, Sequence

from fastapi import Request
from fastapi.responses import Response

from ris_pacs.archive.service import joined
from ris_pacs.web import accept
from ris_pacs.web.errors import NotInThatForm

ROOT = "/dicom-web"
_JSON = "application/dicom+json"


def wishes(request: Request) -> list[accept.Wanted]:
    said = [value for name, value in request.scope["headers"] if name == b"accept"]
    asked = request.query_params.get("accept") if request.scope["query_string"] else None
    return accept.wanted(b", ".join(said).decode("latin-1"), asked)


def json_kind(request: Request) -> str:
    """Raises NotInThatForm."""
    kind = accept.json_kind(wishes(request))
    if kind is None:
        raise NotInThatForm(offered="application/dicom+json, application/json")
    return kind


def listed(objects: Sequence[str], kind: str, warnings: Iterable[str] = ()) -> Response:
    """A list of DICOM JSON objects; nothing found is 204."""
    return joined_list(f"[{','.join(objects)}]".encode() if objects else b"", kind, warnings)


def joined_list(body: bytes, kind: str, warnings: Iterable[str] = ()) -> Response:
    """The same where the list is one text already; an empty one is 204."""
    headers = {"Warning": ", ".join(f'299 HIS54 "{each}"' for each in warnings)}
    told = {name: value for name, value in headers.items() if value}
    if not body:
        return Response(status_code=204, headers=told)
    return Response(body, media_type=kind, headers=told)


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
