"""Corrected copies, rejection notes and packed files are written here: in a codec worker only.

A copy says what it was before (Original Attributes, PS3.3 C.12.1.1.9) and has UIDs of its own.
"""

import hashlib
import io
import json
from pathlib import Path
from typing import Any

from pydicom import dcmread
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence as Items
from pydicom.uid import JPEG2000, UID, ExplicitVRLittleEndian, JPEG2000Lossless

_NOTE = "1.2.840.10008.5.1.4.1.1.88.59"
_MEANINGS = {
    "113001": "Rejected for Quality Reasons",
    "113037": "Rejected for Patient Safety Reasons",
    "113038": "Incorrect Modality Worklist Entry",
    "113039": "Data Retention Policy Expired",
}


class NotTheSame(ValueError):
    """The pixels are not what they were."""


def derive(job: dict[str, Any], _: Any) -> bytes:
    """Copies of `items` (path, out, study, series, uid) with `changes`; what was before, JSON."""
    before: dict[str, str] = {}
    for item in job["items"]:
        dataset = dcmread(item["path"])
        old = Dataset()
        changes = {
            **job["changes"],
            "StudyInstanceUID": item["study"],
            "SeriesInstanceUID": item["series"],
            "SOPInstanceUID": item["uid"],
        }
        for name, value in changes.items():
            was = dataset.get(name)
            before.setdefault(name, str(was or ""))
            setattr(old, name, was if was is not None else "")
            setattr(dataset, name, value)
        said = Dataset()
        said.SourceOfPreviousValues = ""
        said.AttributeModificationDateTime = job["at"]
        said.ModifyingSystem = "HIS54"
        said.ReasonForTheAttributeModification = "CORRECT"
        said.ModifiedAttributesSequence = Items([old])
        earlier = list(dataset.get("OriginalAttributesSequence") or [])
        dataset.OriginalAttributesSequence = Items([*earlier, said])
        dataset.SpecificCharacterSet = "ISO_IR 192"
        dataset.file_meta.MediaStorageSOPInstanceUID = item["uid"]
        if job.get("ratio"):
            before.setdefault("ratio", _squeeze(dataset, int(job["ratio"])))
        dataset.save_as(item["out"], enforce_file_format=True)
    return json.dumps({k: v for k, v in before.items() if not k.endswith("UID")}).encode()


def _squeeze(dataset: Dataset, ratio: int) -> str:
    """With loss (PS3.3 C.7.6.1.1.5), said in the picture itself; the ratio that came out."""
    if dataset.file_meta.TransferSyntaxUID.is_compressed:
        dataset.decompress(as_rgb=True, generate_instance_uid=False)
    size = len(dataset.PixelData)
    dataset.compress(JPEG2000, j2k_cr=[ratio], generate_instance_uid=False)
    reached = f"{size / max(1, len(dataset.PixelData)):.2f}"
    dataset.LossyImageCompression = "01"
    dataset.LossyImageCompressionRatio = reached
    dataset.LossyImageCompressionMethod = "ISO_15444_1"
    kind = list(dataset.get("ImageType") or ["ORIGINAL", "PRIMARY"])
    dataset.ImageType = ["DERIVED", *kind[1:]]
    dataset.DerivationDescription = f"JPEG 2000, 1:{reached}"
    return reached


def note(job: dict[str, Any], _: Any) -> bytes:
    """A Key Object Selection that says which pictures are rejected and why (IHE IOCM)."""
    made = Dataset()
    made.SpecificCharacterSet = "ISO_IR 192"
    made.SOPClassUID, made.SOPInstanceUID = UID(_NOTE), UID(job["uid"])
    for name, value in job["elements"].items():
        setattr(made, name, value)
    made.Modality, made.SeriesInstanceUID = "KO", job["series"]
    made.SeriesNumber, made.InstanceNumber = 990, 1
    made.SeriesDescription = _MEANINGS[job["code"]]
    made.ContentDate, made.ContentTime = job["day"], job["time"]
    made.Manufacturer = "HIS54"
    made.ValueType, made.ContinuityOfContent = "CONTAINER", "SEPARATE"
    made.ConceptNameCodeSequence = Items([_code(job["code"], _MEANINGS[job["code"]])])
    template = Dataset()
    template.MappingResource, template.TemplateIdentifier = "DCMR", "2010"
    made.ContentTemplateSequence = Items([template])
    text = Dataset()
    text.RelationshipType, text.ValueType = "CONTAINS", "TEXT"
    text.ConceptNameCodeSequence = Items([_code("113012", "Key Object Description")])
    text.TextValue = job["reason"]
    made.ContentSequence = Items([text, *(_pointed(*each) for each in job["rejected"])])
    made.CurrentRequestedProcedureEvidenceSequence = Items([_evidence(job)])
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = made.SOPClassUID
    meta.MediaStorageSOPInstanceUID = made.SOPInstanceUID
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    made.file_meta = meta
    out = io.BytesIO()
    made.save_as(out, enforce_file_format=True)
    return out.getvalue()


def _code(value: str, meaning: str) -> Dataset:
    made = Dataset()
    made.CodeValue, made.CodingSchemeDesignator, made.CodeMeaning = value, "DCM", meaning
    return made


def _pointed(sop_class: str, uid: str, _: str) -> Dataset:
    item, made = Dataset(), Dataset()
    item.ReferencedSOPClassUID, item.ReferencedSOPInstanceUID = sop_class, uid
    made.RelationshipType = "CONTAINS"
    made.ValueType = "IMAGE"
    made.ReferencedSOPSequence = Items([item])
    return made


def _evidence(job: dict[str, Any]) -> Dataset:
    runs: dict[str, list[Dataset]] = {}
    for sop_class, uid, series in job["rejected"]:
        item = Dataset()
        item.ReferencedSOPClassUID, item.ReferencedSOPInstanceUID = sop_class, uid
        runs.setdefault(series, []).append(item)
    study = Dataset()
    study.StudyInstanceUID = job["elements"]["StudyInstanceUID"]
    series_items = []
    for uid, items in runs.items():
        run = Dataset()
        run.SeriesInstanceUID, run.ReferencedSOPSequence = uid, Items(items)
        series_items.append(run)
    study.ReferencedSeriesSequence = Items(series_items)
    return study


def pack(job: dict[str, Any], picturing: Any) -> bytes:
    """`path` as JPEG 2000 without loss in `out`; every frame is decoded before and after."""
    path, out = job["path"], Path(job["out"])
    dataset = dcmread(path)
    frames = int(dataset.get("NumberOfFrames") or 1)
    before = _pixels(path, frames, picturing)
    if dataset.file_meta.TransferSyntaxUID.is_compressed:
        raise NotTheSame("compressed already")
    if not dataset.file_meta.TransferSyntaxUID.is_little_endian:
        dataset = dcmread(io.BytesIO(picturing.explicit(path)))
    dataset.compress(JPEG2000Lossless, generate_instance_uid=False)
    dataset.save_as(out, enforce_file_format=True)
    after = _pixels(str(out), frames, picturing)
    if before != after:
        out.unlink(missing_ok=True)
        raise NotTheSame("pixels")
    return json.dumps({"before": before, "after": after, "size": out.stat().st_size}).encode()


def _pixels(path: str, frames: int, picturing: Any) -> str:
    digest = hashlib.sha256()
    for number in range(1, frames + 1):
        digest.update(picturing.native(path, number))
    return digest.hexdigest()


def people(job: dict[str, Any], _: Any) -> bytes:
    """Whom each file names: a study may hold two patients."""
    found: dict[str, dict[str, Any]] = {}
    tags = ["PatientID", "PatientName", "PatientBirthDate", "SpecificCharacterSet"]
    for uid, path in job["files"]:
        head = dcmread(path, stop_before_pixels=True, specific_tags=tags)
        code, name = str(head.get("PatientID") or ""), str(head.get("PatientName") or "")
        said = {
            "code": code,
            "name": name,
            "birth": str(head.get("PatientBirthDate") or ""),
            "instances": [],
        }
        found.setdefault(f"{code}\0{name}", said)["instances"].append(uid)
    return json.dumps(list(found.values())).encode()
