"""A SOP Instance UID that is here already: whether what came is the same data set, byte for byte.

Digests are taken after the receipt, so where one is missing the two files are read side by side.
"""

import hashlib
from typing import Any

from ris_pacs.archive.incoming import Ready
from ris_pacs.archive.stores import LocalStore

_CHUNK = 1024 * 1024


def digest(store: LocalStore, path: str, offset: int) -> str:
    """Of the data set in a file. Raises OSError."""
    found = hashlib.sha256()
    with store.local(path).open("rb", buffering=0) as file:
        file.seek(offset)
        while chunk := file.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()


def there(store: LocalStore, known: Any) -> bool:
    """Whether the file that the index names is whole, as far as that is seen at once."""
    try:
        return bool(not known.damaged and store.local(known.path).stat().st_size == known.size)
    except OSError:
        return False


def same(store: LocalStore, known: Any, file: Ready) -> bool:
    """Whether it is what was kept under its UID. Fills in the newcomer's digest."""
    came = file.instance
    came["digest"] = came["digest"] or digest(store, came["path"], came["data_offset"])
    if known.received_syntax == came["transfer_syntax"]:
        return bool(known.received_digest == came["digest"])  # it was packed since, without loss
    if (
        known.transfer_syntax != came["transfer_syntax"]
        or known.size - known.data_offset != came["size"] - came["data_offset"]
    ):
        return False
    if known.digest:
        return bool(known.digest == came["digest"])
    try:
        return bool(digest(store, known.path, known.data_offset) == came["digest"])
    except OSError:
        return True  # its file is gone and nobody had read it: what came again takes its place
