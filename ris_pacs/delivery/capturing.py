"""A photo or a paper becomes a DICOM object. Runs in a codec worker only.

A baseline JPEG goes in as it came, without what a telephone wrote into it (place, time, owner);
whatever else is a picture is kept without loss.
"""

import io
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import UID, ExplicitVRLittleEndian, JPEGBaseline8Bit, generate_uid

SECONDARY = "1.2.840.10008.5.1.4.1.1.7"
PDF = "1.2.840.10008.5.1.4.1.1.104.1"
_MOST_SIDE = 6000


class NoPicture(ValueError):
    """Not one of the kinds that are taken."""


def make(job: dict[str, Any], _: Any) -> bytes:
    """The Part 10 file of `path`; `elements` say whose it is and what."""
    raw = Path(job["path"]).read_bytes()
    made = Dataset()
    made.SpecificCharacterSet = "ISO_IR 192"
    for name, value in job["elements"].items():
        setattr(made, name, value)
    made.SOPInstanceUID = generate_uid(prefix=None)
    made.ConversionType = "WSD"
    made.InstanceNumber = job.get("number", 1)
    if raw.startswith(b"%PDF-"):
        syntax = _paper(made, raw)
    elif raw.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        syntax = _picture(made, raw)
    else:
        raise NoPicture("kind")
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = made.SOPClassUID
    meta.MediaStorageSOPInstanceUID = made.SOPInstanceUID
    meta.TransferSyntaxUID = UID(syntax)
    made.file_meta = meta
    out = io.BytesIO()
    made.save_as(out, enforce_file_format=True)
    return out.getvalue()


def _paper(made: Dataset, raw: bytes) -> str:
    if b"%%EOF" not in raw[-2048:]:
        raise NoPicture("pdf")
    made.SOPClassUID = PDF
    made.Modality = "DOC"
    made.BurnedInAnnotation = "YES"
    made.DocumentTitle = made.get("SeriesDescription", "")
    made.MIMETypeOfEncapsulatedDocument = "application/pdf"
    made.EncapsulatedDocumentLength = len(raw)
    made.EncapsulatedDocument = raw + b"\0" * (len(raw) % 2)
    return str(ExplicitVRLittleEndian)


def _picture(made: Dataset, raw: bytes) -> str:
    Image.MAX_IMAGE_PIXELS = _MOST_SIDE * _MOST_SIDE
    image = Image.open(io.BytesIO(raw))
    image.load()
    if max(image.size) > _MOST_SIDE:
        raise NoPicture("size")
    made.SOPClassUID = SECONDARY
    made.SamplesPerPixel = 3
    made.BitsAllocated = made.BitsStored = 8
    made.HighBit, made.PixelRepresentation, made.PlanarConfiguration = 7, 0, 0
    turned = image.getexif().get(0x0112, 1) != 1
    if image.format == "JPEG" and image.mode == "RGB" and not turned and _baseline(raw):
        bare = without_words(raw)
        made.Columns, made.Rows = image.size
        made.PhotometricInterpretation = "YBR_FULL_422"
        made.LossyImageCompression, made.LossyImageCompressionMethod = "01", "ISO_10918_1"
        size = image.width * image.height * 3
        made.LossyImageCompressionRatio = f"{max(1.0, size / len(bare)):.2f}"
        made.PixelData = encapsulate([bare])
        return str(JPEGBaseline8Bit)
    colours = ImageOps.exif_transpose(image).convert("RGB")
    made.Columns, made.Rows = colours.size
    made.PhotometricInterpretation = "RGB"
    if image.format == "JPEG":
        made.LossyImageCompression, made.LossyImageCompressionMethod = "01", "ISO_10918_1"
    told = colours.tobytes()
    made.PixelData = told + b"\0" * (len(told) % 2)
    return str(ExplicitVRLittleEndian)


def _segments(raw: bytes) -> list[tuple[int, int, int]]:
    """(marker, begin, end) up to the scan."""
    found, at = [], 2
    while at + 4 <= len(raw):
        marker = raw[at + 1]
        if raw[at] != 0xFF or marker == 0xDA:
            break
        end = at + 2 + int.from_bytes(raw[at + 2 : at + 4], "big")
        found.append((marker, at, end))
        at = end
    return found


def _baseline(raw: bytes) -> bool:
    return any(marker == 0xC0 for marker, _, _ in _segments(raw))


def without_words(raw: bytes) -> bytes:
    """A JPEG without its application segments and remarks (where it was taken, by whom); what
    says how its colours are meant (JFIF, Adobe) stays."""
    parts, last = [raw[:2]], 2
    for marker, begin, end in _segments(raw):
        if 0xE1 <= marker <= 0xED or marker in (0xEF, 0xFE):
            parts.append(raw[last:begin])
            last = end
    return b"".join([*parts, raw[last:]])
