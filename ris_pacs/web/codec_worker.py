"""A process that decodes pictures, apart from the house: codecs crash, hang and eat memory.

It reads jobs from its standard input and answers on its standard output, each a head of JSON and
a body. `codecs.py` starts it, sets its limits, and ends it when it takes too long.
"""

import io
import json
import os
import struct
import sys
import warnings
from collections.abc import Callable
from importlib import import_module
from typing import Any, BinaryIO

_LENGTHS = struct.Struct("<IQ")
_MOST_PIXELS = 200_000_000
Job = dict[str, Any]


class NotShown(Exception):
    """This picture cannot be shown; the text says why."""


def rendered(job: Job) -> bytes:
    """A frame as a picture for people: windowed, in the size asked for."""
    from PIL import Image

    from ris_pacs.web import picturing

    pixels = picturing.picture(job["path"], job["frame"], job.get("window"))
    image = Image.fromarray(pixels)
    if box := job.get("crop"):
        image = image.crop(tuple(box))
    width, height = job.get("viewport") or (0, 0)
    if width and height:
        scale = min(width / image.width, height / image.height)
        if job.get("grow") or scale < 1:
            size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
            image = image.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)
    out = io.BytesIO()
    kinds = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF"}
    options = {"quality": job.get("quality", 85)} if job["kind"] == "image/jpeg" else {}
    image.save(out, kinds[job["kind"]], **options)
    return out.getvalue()


def decoded(job: Job) -> bytes:
    """A frame's pixels as Explicit VR Little Endian keeps them."""
    from ris_pacs.web import picturing

    return picturing.native(job["path"], job["frame"])


def transcoded(job: Job) -> bytes:
    """The whole picture as a file in Explicit VR Little Endian."""
    from ris_pacs.web import picturing

    return picturing.explicit(job["path"])


WORK: dict[str, Callable[[Job], bytes]] = {
    "rendered": rendered,
    "decoded": decoded,
    "transcoded": transcoded,
    "ping": lambda _: b"pong",
}


def _work(name: str) -> Callable[[Job], bytes]:
    """`module:function` of a module of imaging is looked up; it needs no entry here. Those of
    other modules are given the tools for pixels (`picturing`) beside the job."""
    module, _, function = name.partition(":")
    if not function:
        return WORK[name]
    if not module.startswith("ris_pacs."):
        raise KeyError(name)
    found: Callable[..., bytes] = getattr(import_module(module), function)
    if module.startswith("ris_pacs.web."):
        return found
    from ris_pacs.web import picturing

    return lambda job: found(job, picturing)


def _limit(megabytes: int) -> None:
    try:
        import resource
    except ImportError:  # Windows: the time limit alone holds
        return
    size = megabytes * 1_048_576
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _exactly(file: BinaryIO, length: int) -> bytes:
    got = file.read(length)
    if len(got) < length:
        raise EOFError
    return got


def main() -> None:
    warnings.simplefilter("ignore")
    _limit(int(sys.argv[1]) if len(sys.argv) > 1 else 3072)
    jobs, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a codec prints must not stand among the answers
    while True:
        try:
            (head, _) = _LENGTHS.unpack(_exactly(jobs, _LENGTHS.size))
            job: Job = json.loads(_exactly(jobs, head))
        except EOFError:
            return
        said: Job = {}
        body = b""
        try:
            body = _work(job["work"])(job)
        except MemoryError:
            said = {"refused": "memory"}
        except Exception as error:  # noqa: BLE001 (whatever a codec thinks of: it is told)
            said = {"refused": f"{type(error).__name__}: {error}"[:300]}
        told = json.dumps(said).encode()
        answers.write(_LENGTHS.pack(len(told), len(body)) + told)
        answers.write(body)
        answers.flush()


if __name__ == "__main__":
    main()
