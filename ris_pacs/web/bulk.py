"""Large values of an object by their address: `00281201`, `54000100/1/54001010`."""

import re
from pathlib import Path
from typing import Any

from ris_pacs.web.errors import NoSuchBulkData

_TAG = re.compile(r"[0-9A-Fa-f]{8}")


def value(path: Path, place: str) -> bytes:
    """The bytes, little endian as far as the file is. Raises NoSuchBulkData."""
    from pydicom import dcmread
    from pydicom.tag import Tag

    steps = place.split("/")
    if len(steps) > 41 or not len(steps) % 2:
        raise NoSuchBulkData(place=place[:60])
    try:
        found: Any = dcmread(path, stop_before_pixels=True)
        for number, step in enumerate(steps):
            if number % 2:
                found = found[int(step) - 1] if int(step) > 0 else None
            else:
                if not _TAG.fullmatch(step):
                    raise NoSuchBulkData(place=place[:60])
                found = found[Tag(int(step, 16))].value
    except (KeyError, IndexError, ValueError, TypeError, AttributeError) as error:
        raise NoSuchBulkData(place=place[:60]) from error
    if isinstance(found, str):
        return found.encode()
    if not isinstance(found, bytes):
        raise NoSuchBulkData(place=place[:60])
    return found
