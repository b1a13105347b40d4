"""What lies on another house's disc: unpacked into quarantine. Runs in a codec worker only:
nobody knows what such a file holds.
"""

import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

MOST_FILES = 20_000
MOST_BYTES = 8 * 1_073_741_824
_CHUNK = 1 << 20
_DIRECTORY = "1.2.840.10008.1.3.10"


class TooLarge(ValueError):
    """More than is taken at once."""


def read(job: dict[str, Any], _: Any) -> bytes:
    """`path` is a ZIP, an ISO or one DICOM file; pictures go to `folder`. Answers JSON."""
    folder = Path(job["folder"])
    folder.mkdir(mode=0o700)
    try:
        return json.dumps(_read(Path(job["path"]), folder)).encode()
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _read(path: Path, folder: Path) -> dict[str, Any]:
    found: dict[str, dict[str, Any]] = {}
    ignored = taken = size = 0
    for number, file in enumerate(_entries(path), 1):
        if number > MOST_FILES:
            raise TooLarge("files")
        head = file.read(132)
        if head[128:] != b"DICM":
            ignored += 1
            continue
        out = folder / f"{number:06d}"
        with out.open("wb") as to:
            to.write(head)
            while chunk := file.read(_CHUNK):
                size += len(chunk)
                if size > MOST_BYTES:
                    raise TooLarge("bytes")
                to.write(chunk)
        said = _said(out)
        if said is None:
            out.unlink()
            ignored += 1
            continue
        taken += 1
        study = found.setdefault(f"{said['uid']} {said['code']} {said['name']}", said)
        study["files"].append(out.name)
        study["modalities"] = sorted({*study["modalities"], *said["modalities"]})
    return {"studies": list(found.values()), "ignored": ignored, "taken": taken}


def _entries(path: Path) -> Iterator[BinaryIO]:
    with path.open("rb") as file:
        begin = file.read(132)
        file.seek(0x8001)
        is_iso = file.read(5) == b"CD001"
    if begin[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(path) as packed:
            for each in packed.infolist():
                if not each.is_dir():
                    with packed.open(each) as entry:
                        yield entry  # type: ignore[misc]
    elif is_iso:
        yield from _iso(path)
    elif begin[128:] == b"DICM":
        with path.open("rb") as file:
            yield file


def _iso(path: Path) -> Iterator[BinaryIO]:
    import pycdlib

    disc = pycdlib.PyCdlib()
    disc.open(str(path))
    try:
        for parent, _, names in disc.walk(iso_path="/"):
            for name in names:
                with disc.open_file_from_iso(iso_path=f"{parent.rstrip('/')}/{name}") as file:
                    yield file
    finally:
        disc.close()


def _said(path: Path) -> dict[str, Any] | None:
    """Whose it says it is; None for what is no picture."""
    from pydicom import config, dcmread

    config.settings.reading_validation_mode = config.IGNORE
    try:
        head = dcmread(path, stop_before_pixels=True)
        if str(head.file_meta.get("MediaStorageSOPClassUID")) == _DIRECTORY:
            return None
        uid = str(head.StudyInstanceUID)
        _ = head.SOPInstanceUID, head.SeriesInstanceUID, head.file_meta.TransferSyntaxUID
    except Exception:  # noqa: BLE001 (whatever lies on it)
        return None

    def told(name: str, most: int = 100) -> str:
        return str(head.get(name) or "").replace("\0", "")[:most]

    return {
        "uid": uid[:64],
        "name": told("PatientName"),
        "code": told("PatientID", 64),
        "birth": told("PatientBirthDate", 10),
        "sex": told("PatientSex", 8),
        "date": told("StudyDate", 10),
        "description": told("StudyDescription", 200),
        "institution": told("InstitutionName", 200),
        "modalities": [told("Modality", 16)],
        "files": [],
    }
