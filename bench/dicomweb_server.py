"""The house that answers DICOMweb while `bench.dicomweb` and `bench.dicomweb_scale` ask.

    python -m bench.dicomweb_server <url> <ring> <folder> <port>     # prints a machine's key
    python -m bench.dicomweb_server bare <port>                      # only what a line costs

`bare` answers the same bytes by an application of ten lines on the same web server: nobody is
asked who he is, nothing is looked up. It is the most that this machine could give.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import uvicorn

from app.lines import OnOneLine
from app.main import create_app
from app.modules import INSTALLED
from app.serving import listening_socket, sweep_less
from kernel import assembly, keys, logs
from kernel.access import SYSTEM
from kernel.clock import utc_now
from kernel.db import Database
from kernel.identity import grants, tokens, users
from kernel.identity.models import Role, UserKind
from kernel.identity.passwords import hasher
from kernel.ids import new_id
from kernel.settings import Settings

_SCOPES = ("ris_pacs.web.study.view", "ris_pacs.archive.unmatched.read")
_SMALL, _FRAME = bytes(545), bytes(524_488)


def key_of(database: Database) -> str:
    """A machine that may see every study."""
    with database.write(SYSTEM, "bench") as db:
        if db.get(Role, "radiology") is None:
            db.add(Role(id="radiology", title_vi="CĐHA", title_en="Imaging"))
            db.flush()
        grants.sync(db)
        who = users.create(
            db,
            hasher(Settings()),
            username=f"bench-{new_id().hex[-8:]}",
            name="Bench",
            roles=["radiology"],
            password=None,
            kind=UserKind.MACHINE,
        )
        until = utc_now() + timedelta(days=1)
        key, _ = tokens.give(db, SYSTEM, user_id=who.id, name="b", scopes=_SCOPES, expires_at=until)
        return key


@contextmanager
def running(url: str, ring: Path, folder: Path, port: int) -> Iterator[tuple[str, int]]:
    """Its key and the number of its process."""
    words = [sys.executable, "-m", __name__, url, str(ring), str(folder), str(port)]
    with _process(words) as process:
        assert process.stdout
        yield process.stdout.readline().strip(), process.pid


@contextmanager
def bare(port: int) -> Iterator[int]:
    with _process([sys.executable, "-m", __name__, "bare", str(port)]) as process:
        yield process.pid


@contextmanager
def _process(words: list[str]) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def _serve(app: Any, port: int) -> None:
    """As `his54 serve` does."""
    config = uvicorn.Config(
        app,
        loop="uvloop",
        http=OnOneLine,
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
    )
    uvicorn.Server(config).run(sockets=[listening_socket("127.0.0.1", port)])


async def _bare(scope: Any, _receive: Any, send: Any) -> None:
    body = _FRAME if "/frames/" in scope["path"] else _SMALL
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": 200, "headers": [length]})
    await send({"type": "http.response.body", "body": body})


def main() -> None:
    if sys.argv[1] == "bare":
        _serve(_bare, int(sys.argv[2]))
        return
    url, ring, folder, port = sys.argv[1:5]
    logs.set_up(level="error", json=False)
    keys.use(keys.load(Path(ring)))
    database = Database(url, Path(folder))
    database.assembly = assembly.build(INSTALLED)
    print(key_of(database), flush=True)
    app = create_app(database)
    sweep_less()
    _serve(app, int(port))


if __name__ == "__main__":
    main()
