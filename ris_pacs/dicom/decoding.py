"""The process beside: writes the data set of a kept file in a plain syntax.

    python -m ris_pacs.dicom.decoding   # a line of JSON in, a line of JSON out

It imports nothing of ours, so that it begins quickly; `plain` begins it, and ends it.
"""

import json
import resource
import sys
from pathlib import Path
from typing import Any

_IMPLICIT = "1.2.840.10008.1.2"
_MEMORY = 3 << 30


def decode(path: Path, into: Path, to: str) -> None:
    """Raises whatever a codec does."""
    from pydicom import config, dcmread
    from pydicom.filebase import DicomFileLike
    from pydicom.filewriter import write_dataset
    from pydicom.uid import UID, ExplicitVRBigEndian

    config.settings.reading_validation_mode = config.IGNORE
    config.settings.writing_validation_mode = config.IGNORE
    of: Any = dcmread(path)
    syntax = UID(of.file_meta.TransferSyntaxUID)
    if syntax == ExplicitVRBigEndian:
        raise ValueError("big endian pictures go only as they are")
    if syntax.is_encapsulated:
        of.decompress(generate_instance_uid=False)
    with into.open("wb") as file:
        told = DicomFileLike(file)
        told.is_implicit_VR, told.is_little_endian = to == _IMPLICIT, True
        write_dataset(told, of)


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    for line in sys.stdin.buffer:
        job, refused = json.loads(line), ""
        try:
            decode(Path(job["path"]), Path(job["into"]), job["to"])
        except Exception as error:  # noqa: BLE001 (codecs raise whatever they like)
            refused = f"{type(error).__name__}: {error}"[:250]
        sys.stdout.write(json.dumps({"refused": refused}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
