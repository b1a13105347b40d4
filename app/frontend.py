"""The built front end, served by the application itself."""

from functools import lru_cache
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse, Response

from kernel.answers import NoSuchPage
from kernel.assets import Assets

DIST = Path(__file__).parents[1] / "frontend" / "dist"
_NONCE = "__NONCE__"
_NOT_BUILT = (
    "<!doctype html><title>HIS54</title><p>The front end is not built: run <code>make run</code>."
)
_SERVER_SIDE = (
    *("api/", "assets/", "board", "login", "level/", "metrics", "healthz", "readyz"),
    *("dicom-web", "ohif", "wado"),
)


def install(app: FastAPI) -> None:
    """Serve /assets for ever (their names carry a hash) and the page for every other address."""
    if (DIST / "assets").is_dir():
        app.mount("/assets", Assets(directory=DIST / "assets"), name="assets")

    def show(request: Request, path: str) -> Response:
        file = DIST / path
        if path and "/" not in path and file.is_file() and path != "index.html":
            return FileResponse(file)
        if path.startswith(_SERVER_SIDE):
            raise NoSuchPage
        nonce = getattr(request.state, "nonce", "")
        page = _page().replace(_NONCE, nonce)
        return HTMLResponse(page, headers={"Cache-Control": "no-cache"})

    app.add_api_route("/{path:path}", show, methods=["GET"], include_in_schema=False)


def _page() -> str:
    """The page as it was built last: one of an older build asks for files that are gone."""
    index = DIST / "index.html"
    try:
        return _read(index, index.stat().st_mtime_ns)
    except FileNotFoundError:
        return _NOT_BUILT


@lru_cache(maxsize=2)
def _read(index: Path, _: int) -> str:
    return index.read_text()
