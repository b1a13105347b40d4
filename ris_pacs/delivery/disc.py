"""A disc: pictures with their directory (PS3.10, DICOMDIR), and a viewer of plain files that
needs no server and no network. Runs in a codec worker only: pictures may crash a codec.
"""

import hashlib
import io
import json
import os
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from PIL import Image
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.fileset import FileSet
from pydicom.uid import ExplicitVRLittleEndian

from ris_pacs.delivery.anonymising import MayShowAName, anonymise

_VIEWER = Path(__file__).parent / "viewer"
_SIDE = 1024
_FRAMES = 60  # of a clip that the viewer plays
_MOST = 4000  # pictures that the viewer shows
_FILES = ("INDEX.HTM", "README.TXT")
_MPEG = "1.2.840.10008.1.2.4.10"


class NothingOnDisc(ValueError):
    """Not one object could go along."""


def make(job: dict[str, Any], picturing: Any) -> bytes:
    """`items`: path, study, series, and what the house says of whose it is. Answers JSON."""
    out = Path(job["out"])
    work = out.with_suffix(".work")
    shutil.rmtree(work, ignore_errors=True)
    (work / "temp").mkdir(parents=True)
    tempfile.tempdir = str(work / "temp")
    try:
        root = work / "disc"
        root.mkdir()
        said = _filled(root, job, picturing)
        packed = work / "packed"
        (_iso if job["form"] == "iso" else _zip)(root, packed)
        with packed.open("rb") as file:
            said["sha256"] = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        said["size"] = packed.stat().st_size
        packed.rename(out)
        return json.dumps(said).encode()
    finally:
        tempfile.tempdir = None
        shutil.rmtree(work, ignore_errors=True)


def _filled(root: Path, job: dict[str, Any], picturing: Any) -> dict[str, Any]:
    files = FileSet()
    files.ID = "HIS54"
    key = bytes.fromhex(job["key"]) if job.get("key") else b""
    left_out: list[str] = []
    studies: dict[str, dict[str, Any]] = {}
    shown = 0
    for number, item in enumerate(job["items"], 1):
        try:
            dataset = _going_out(item, job, key, picturing)
            at = files.add(dataset)
        except Exception as error:  # noqa: BLE001 (one odd object does not keep the rest here)
            left_out.append(f"{type(error).__name__}: {error}"[:100])
            continue
        if shown < _MOST and dataset.get("Rows"):
            shown += _drawn((root, number), at, dataset, item, studies, picturing)
    if not len(files):
        raise NothingOnDisc(left_out[0] if left_out else "empty")
    pictures = len(files)
    files.write(root)
    _viewer(root, job, list(studies.values()))
    return {"pictures": pictures, "left_out": len(left_out), "why": left_out[:5], "shown": shown}


def _going_out(item: dict[str, Any], job: dict[str, Any], key: bytes, picturing: Any) -> Dataset:
    """As the house knows it today, uncompressed where that can be."""
    dataset = dcmread(item["path"])
    syntax = dataset.file_meta.TransferSyntaxUID
    if syntax.is_compressed and not str(syntax).startswith(_MPEG):
        if syntax.is_deflated:
            dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        else:
            dataset.decompress(as_rgb=True, generate_instance_uid=False)
    elif str(syntax) != ExplicitVRLittleEndian:
        dataset = dcmread(io.BytesIO(picturing.explicit(item["path"])))
    for name, value in item["overlay"].items():
        setattr(dataset, name, value)
    dataset.SpecificCharacterSet = "ISO_IR 192"
    _complete(dataset, item)
    if job.get("key"):
        anonymise(dataset, key, job["pseudonym"], job.get("boxes") or ())
    return dataset


def _complete(dataset: Dataset, item: dict[str, Any]) -> None:
    """What a directory may not lack (PS3.3, annex F)."""
    for name, instead in (
        ("StudyID", "1"),
        ("StudyDate", item["date"]),
        ("StudyTime", "000000"),
        ("SeriesNumber", 1),
        ("InstanceNumber", 1),
        ("Modality", "OT"),
    ):
        if not dataset.get(name):
            setattr(dataset, name, instead)


def _drawn(
    place: tuple[Path, int],
    at: Any,
    dataset: Dataset,
    item: dict[str, Any],
    studies: Any,
    picturing: Any,
) -> int:
    """The pictures of one object for the viewer; how many."""
    root, number = place
    folder = root / "VIEWER"
    folder.mkdir(exist_ok=True)
    many = int(dataset.get("NumberOfFrames") or 1)
    step = max(1, many // _FRAMES)
    names: list[str] = []
    for frame in range(1, many + 1, step):
        name = f"P{number:04d}{len(names):03d}.JPG"
        try:
            pixels = picturing.picture(at.path, frame)
            image = Image.fromarray(pixels)
            image.thumbnail((_SIDE, _SIDE))
            image.save(folder / name, "JPEG", quality=85)
        except Exception:  # noqa: BLE001 (it is on the disc all the same, for a real workstation)
            break
        names.append(name)
        if len(names) >= _FRAMES:
            break
    if not names:
        return 0
    study = studies.setdefault(
        item["study"],
        {"title": item["study_title"], "date": item["date"], "series": {}},
    )
    run = study["series"].setdefault(
        item["series"], {"title": item["series_title"], "pictures": [], "clip": many > 1}
    )
    run["pictures"] += names
    return len(names)


def _viewer(root: Path, job: dict[str, Any], studies: list[dict[str, Any]]) -> None:
    (root / "VIEWER").mkdir(exist_ok=True)
    for study in studies:
        study["series"] = list(study["series"].values())
    told = {"head": job["head"], "studies": studies}
    data = json.dumps(told, ensure_ascii=False).replace("<", "\\u003c")
    (root / "VIEWER" / "DATA.JS").write_text(f"var DISC = {data};\n", "utf-8")
    for name in ("VIEWER.JS", "VIEWER.CSS"):
        shutil.copyfile(_VIEWER / name.lower(), root / "VIEWER" / name)
    for name in _FILES:
        shutil.copyfile(_VIEWER / name.lower(), root / name)


def _entries(root: Path) -> list[Path]:
    return sorted(p.relative_to(root) for p in root.rglob("*"))


def _zip(root: Path, out: Path) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for each in _entries(root):
            if (root / each).is_file():
                how = zipfile.ZIP_STORED if each.suffix == ".JPG" else zipfile.ZIP_DEFLATED
                packed.write(root / each, each.as_posix(), how)


def _iso(root: Path, out: Path) -> None:
    """ISO 9660 level 1 as PS3.12 wants it, and Joliet for those who look with their eyes."""
    import pycdlib

    made = pycdlib.PyCdlib()
    made.new(interchange_level=1, vol_ident="HIS54", joliet=3)
    for each in _entries(root):
        plain = "/" + each.as_posix()
        if (root / each).is_dir():
            made.add_directory(plain, joliet_path=plain)
        else:
            dot = "" if each.suffix else "."
            made.add_file(str(root / each), f"{plain}{dot};1", joliet_path=plain)
    made.write(str(out))
    made.close()


__all__ = ["MayShowAName", "NothingOnDisc", "make"]
