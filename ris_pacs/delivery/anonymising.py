"""Pictures without a name (PS3.15 annex E, basic profile), stricter than it: text that is not
known to be harmless is removed, and objects that are mostly text do not go along. Pure.
"""

import hashlib
import hmac
from collections.abc import Sequence
from typing import Any

import numpy as np
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence as Items
from pydicom.uid import UID

# Values of these kinds say how a picture was made, not of whom.
_HARMLESS = frozenset(
    [
        "CodeMeaning",
        "CodeValue",
        "CodingSchemeDesignator",
        "ConvolutionKernel",
        "DerivationDescription",
        "LossyImageCompressionMethod",
        "ManufacturerModelName",
        "Manufacturer",
        "ScanOptions",
        "SequenceName",
        "ReceiveCoilName",
        "TransmitCoilName",
        "RescaleType",
        "WindowCenterWidthExplanation",
        "LUTExplanation",
        "ModalityLUTType",
        "PixelSpacingCalibrationDescription",
        "Units",
    ]
)
_TEXT = frozenset(["AE", "LO", "LT", "PN", "SH", "ST", "UC", "UR", "UT", "UN"])
_TIME = frozenset(["DA", "TM", "DT"])
_NEEDED = frozenset(
    ["PatientName", "PatientID", "PatientBirthDate", "PatientSex", "StudyDate", "StudyTime"]
)
_NEEDED |= frozenset(["AccessionNumber", "ReferringPhysicianName", "StudyID", "ContentDate"])
_FURTHER = frozenset(  # numbers and codes about a person or a machine
    [
        "PatientAge",
        "PatientWeight",
        "PatientSize",
        "PatientSexNeutered",
        "PregnancyStatus",
        "SmokingStatus",
        "EthnicGroup",
        "PatientBirthTime",
        "DeviceSerialNumber",
        "RequestAttributesSequence",
        "ReferencedPatientSequence",
        "ReferencedStudySequence",
        "ReferencedPerformedProcedureStepSequence",
        "OtherPatientIDsSequence",
        "OriginalAttributesSequence",
        "IconImageSequence",
        "DigitalSignaturesSequence",
        "MACParametersSequence",
        "EncryptedAttributesSequence",
    ]
)
WITHOUT_NAME_ON_IT = frozenset(
    ["CT", "MR", "PT", "NM", "CR", "DX", "DR", "MG", "IO", "PX", "RF", "BMD"]
)
"""Kinds of pictures that carry no written name, unless they say that they do."""


class MayShowAName(ValueError):
    """A name may stand in its pixels or in its text: it does not go along."""


def anonymise(
    dataset: Dataset, key: bytes, pseudonym: str, boxes: Sequence[Sequence[float]] = ()
) -> None:
    """In place; uncompressed pixels. Raises MayShowAName."""
    if "PixelData" not in dataset:
        raise MayShowAName("text")
    kind = str(dataset.get("Modality") or "")
    burned = str(dataset.get("BurnedInAnnotation") or "") == "YES"
    if (burned or kind not in WITHOUT_NAME_ON_IT) and not boxes:
        raise MayShowAName("pixels")
    _strip(dataset, key)
    dataset.PatientName = dataset.PatientID = pseudonym
    dataset.PatientBirthDate = dataset.PatientSex = ""
    dataset.StudyDate, dataset.StudyTime = "19000101", "000000"
    dataset.StudyID, dataset.AccessionNumber, dataset.ReferringPhysicianName = "1", "", ""
    dataset.PatientIdentityRemoved = "YES"
    dataset.DeidentificationMethod = "PS3.15 E.1-1"
    codes = [("113100", "Basic Application Confidentiality Profile")]
    if boxes:
        black_out(dataset, boxes)
        codes.append(("113101", "Clean Pixel Data Option"))
        dataset.BurnedInAnnotation = "NO"
    dataset.DeidentificationMethodCodeSequence = Items([_code(*each) for each in codes])
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    for name in ("SourceApplicationEntityTitle", "PrivateInformation"):
        if name in dataset.file_meta:
            delattr(dataset.file_meta, name)
    dataset.preamble = bytes(128)


def _strip(dataset: Dataset, key: bytes) -> None:
    dataset.remove_private_tags()
    for element in list(dataset):
        name, vr = element.keyword, element.VR
        group = element.tag.group
        if (0x5000 <= group <= 0x50FF) or (0x6000 <= group <= 0x60FF) or name in _FURTHER:
            del dataset[element.tag]
        elif vr == "SQ":
            for item in element.value:
                _strip(item, key)
        elif vr == "UI":
            _other_uids(element, key)
        elif (vr in _TEXT or vr in _TIME) and name not in _HARMLESS and name not in _NEEDED:
            del dataset[element.tag]


def _other_uids(element: Any, key: bytes) -> None:
    """Those of persons' objects; what DICOM itself names (classes, syntaxes) stays."""
    several = isinstance(element.value, (list, tuple)) or element.VM > 1
    found = list(element.value) if several else [element.value]
    new = [str(v) if not v or UID(str(v)).name != str(v) else other(str(v), key) for v in found]
    element.value = new if several else new[0]


def other(uid: str, key: bytes) -> str:
    """The same for the same within a job; nobody comes back from it."""
    number = int.from_bytes(hmac.digest(key, uid.encode(), hashlib.sha256)[:16], "big")
    return f"2.25.{number}"


def black_out(dataset: Dataset, boxes: Sequence[Sequence[float]]) -> None:
    """Parts of every frame, as fractions of its sides: left, top, right, bottom."""
    rows, columns = int(dataset.Rows), int(dataset.Columns)
    samples = int(dataset.get("SamplesPerPixel") or 1)
    bits = int(dataset.BitsAllocated)
    if bits not in (8, 16, 32) or str(dataset.get("PhotometricInterpretation")).startswith("YBR_"):
        raise MayShowAName("form")
    kind = np.dtype(f"<u{bits // 8}")
    raw = bytes(dataset.PixelData)
    frames = int(dataset.get("NumberOfFrames") or 1)
    pixels = np.frombuffer(raw, kind)[: frames * rows * columns * samples].copy()
    planes = samples > 1 and int(dataset.get("PlanarConfiguration") or 0) == 1
    shape = (frames, samples, rows, columns) if planes else (frames, rows, columns, samples)
    shaped = pixels.reshape(shape)
    dark = 0
    if str(dataset.get("PhotometricInterpretation")) == "MONOCHROME1":
        dark = (1 << int(dataset.BitsStored)) - 1
    for left, top, right, bottom in boxes:
        r0, r1 = int(top * rows), max(int(top * rows) + 1, round(bottom * rows))
        c0, c1 = int(left * columns), max(int(left * columns) + 1, round(right * columns))
        if planes:
            shaped[:, :, r0:r1, c0:c1] = dark
        else:
            shaped[:, r0:r1, c0:c1, :] = dark
    told = pixels.tobytes()
    dataset.PixelData = told + b"\0" * (len(told) % 2)


def _code(value: str, meaning: str) -> Dataset:
    made = Dataset()
    made.CodeValue, made.CodingSchemeDesignator, made.CodeMeaning = value, "DCM", meaning
    return made
