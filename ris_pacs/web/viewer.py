"""The image viewer's own files (OHIF) under /ohif/: a program, and no patient's data.

They are brought at set-up (deploy/viewer.py). Whoever opens the page unsigned sees a viewer that
gets nothing: /dicom-web asks who it is, and the page then goes to the sign-in.
"""

import mimetypes
import re
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, RedirectResponse, Response

from ris_pacs.web.errors import ViewerNotBrought

BROUGHT = Path(__file__).parents[2] / "frontend" / "ohif" / "dist"
CONFIG = Path(__file__).parent / "ohif" / "app-config.js"
_HASHED = re.compile(r"(^|\.)[0-9a-f]{16}\.")
_FOR_EVER = "public, max-age=31536000, immutable"

router = APIRouter(include_in_schema=False)


def brought() -> bool:
    return (BROUGHT / ".built").exists()


@router.get("/ohif")
def bare() -> Response:
    return RedirectResponse("/ohif/", 308)


@router.get("/ohif/{path:path}")
def ohif(request: Request, path: str) -> Response:
    """A file; for every other address the page, which finds its own way."""
    if not brought():
        raise ViewerNotBrought
    if path == "app-config.js":
        return FileResponse(CONFIG, media_type="text/javascript", headers=_kept(path))
    file = (BROUGHT / path).resolve()
    if not file.is_relative_to(BROUGHT.resolve()) or not file.is_file():
        if Path(path).suffix in (".js", ".css", ".wasm", ".map", ".json", ".png", ".svg"):
            return Response(status_code=404)
        path, file = "index.html", BROUGHT / "index.html"
    kind = "application/wasm" if file.suffix == ".wasm" else mimetypes.guess_type(file.name)[0]
    headers = _kept(path)
    packed = file.with_name(file.name + ".gz")
    if "gzip" in request.headers.get("accept-encoding", "") and packed.is_file():
        headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        file = packed
    return FileResponse(file, media_type=kind or "application/octet-stream", headers=headers)


def _kept(path: str) -> dict[str, str]:
    return {"Cache-Control": _FOR_EVER if _HASHED.search(path) else "no-cache"}
