"""The front end's built files: their names carry a hash, so they are squeezed once and kept."""

import gzip
import mimetypes
from functools import lru_cache
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

_LEAST = 1024
_MOST = 4 * 1_048_576
_SQUEEZED = (".js", ".css", ".svg", ".json", ".map", ".html", ".wasm", ".txt")


class Assets(StaticFiles):
    """Hashed files: from memory, as Brotli (`x.js.br` beside it) or gzip where taken."""

    async def check_config(self) -> None:
        """While a new build takes the place of the old one, files are missing: 404, no fault."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = self.get_path(scope)
        if scope["method"] in ("GET", "HEAD") and path.endswith(_SQUEEZED):
            takes = Headers(scope=scope).get("accept-encoding", "")
            answer = self._squeezed(path, takes)
            if answer is not None:
                await answer(scope, receive, send)
                return
        await super().__call__(scope, receive, send)

    def _squeezed(self, path: str, takes: str) -> Response | None:
        found, stat = self.lookup_path(path)
        if stat is None or not _LEAST < stat.st_size < _MOST:
            return None
        file = Path(found)
        brotli = file.with_name(file.name + ".br")
        headers = {"Vary": "Accept-Encoding"}
        if "br" in takes and brotli.is_file():
            body, headers["Content-Encoding"] = _read(brotli), "br"
        elif "gzip" in takes:
            body, headers["Content-Encoding"] = _gzipped(file, stat.st_mtime_ns), "gzip"
        else:
            return None
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        return Response(body, headers=headers, media_type=kind)


@lru_cache(maxsize=512)
def _read(file: Path) -> bytes:
    return file.read_bytes()


@lru_cache(maxsize=512)
def _gzipped(file: Path, _: int) -> bytes:
    return gzip.compress(file.read_bytes(), 9)
