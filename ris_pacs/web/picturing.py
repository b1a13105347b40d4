"""From kept pixels to what people see (PS3.3 C.11, PS3.4 N.2). Runs in codec workers only."""

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset, dcmread
from pydicom.dataset import FileMetaDataset
from pydicom.pixels.processing import (
    apply_color_lut,
    apply_modality_lut,
    apply_rescale,
    apply_voi_lut,
)
from pydicom.pixels.utils import pixel_array as read_pixels
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRLittleEndian

Pixels = NDArray[Any]
_MOST_PIXELS = 200_000_000
_SHOWN_WITH_PADDING = ("PixelPaddingValue", "PixelPaddingRangeLimit")


class NotShown(ValueError):
    """There is no picture here, or a larger one than is shown."""


def picture(path: str, frame: int, window: list[float] | None = None) -> NDArray[np.uint8]:
    """Frame `frame` (from 1), eight bits grey or RGB. `window`: centre and width."""
    head = _head(path)
    pixels = _pixels(path, frame, raw=False)
    kind = str(head.get("PhotometricInterpretation") or "MONOCHROME2")
    if kind == "PALETTE COLOR":
        pixels = apply_color_lut(pixels, head)
    if pixels.ndim == 3:
        return _eight_bits(pixels)
    return _grey(pixels, head, frame, window, inverse=kind == "MONOCHROME1")


def values(path: str, frame: int) -> tuple[Pixels, Dataset]:
    """The frame's values as the machine means them (Hounsfield units), and its head."""
    head = _head(path)
    pixels = _pixels(path, frame, raw=False)
    return (_modality(pixels, head, frame) if pixels.ndim == 2 else pixels), head


def native(path: str, frame: int) -> bytes:
    """The frame's pixels, little endian, colour by pixel, as far as stored otherwise unchanged."""
    head = _head(path)
    pixels = _pixels(path, frame, raw=True)
    if int(head.get("BitsAllocated", 8)) == 1:
        return np.packbits(pixels.ravel().astype(bool), bitorder="little").tobytes()
    return np.ascontiguousarray(pixels).astype(pixels.dtype.newbyteorder("<")).tobytes()


def explicit(path: str) -> bytes:
    """The whole file, uncompressed."""
    dataset: Dataset = dcmread(path)
    syntax = dataset.file_meta.TransferSyntaxUID
    if syntax.is_compressed:
        dataset.decompress(as_rgb=False, generate_instance_uid=False)
    elif not syntax.is_little_endian:
        _turn(dataset, dataset)
        fresh = Dataset(dataset)
        fresh.file_meta = FileMetaDataset(dataset.file_meta)
        dataset = fresh
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    out = io.BytesIO()
    dataset.save_as(out, implicit_vr=False, little_endian=True, enforce_file_format=True)
    return out.getvalue()


def _turn(dataset: Dataset, top: Dataset) -> None:
    """Binary words of a big endian file, turned in place."""
    sizes = {"OW": 2, "OF": 4, "OL": 4, "OD": 8, "OV": 8}
    for element in dataset:
        if element.VR == "SQ":
            for item in element.value:
                _turn(item, top)
        elif element.VR in sizes and element.value:
            kind = f">u{sizes[element.VR]}"
            element.value = np.frombuffer(element.value, kind).astype("<" + kind[1:]).tobytes()


def _pixels(path: str, frame: int, *, raw: bool) -> Pixels:
    """Of one frame alone, unless the file is deflated as a whole."""
    from pydicom.filereader import read_file_meta_info

    if read_file_meta_info(path).get("TransferSyntaxUID") == DeflatedExplicitVRLittleEndian:
        dataset = dcmread(path)
        return np.asarray(read_pixels(dataset, index=frame - 1, raw=raw))
    return np.asarray(read_pixels(path, index=frame - 1, raw=raw))


def _head(path: str) -> Dataset:
    head = dcmread(path, stop_before_pixels=True)
    size = int(head.get("Rows") or 0) * int(head.get("Columns") or 0)
    if not size:
        raise NotShown("no pixels")
    if size * int(head.get("SamplesPerPixel") or 1) > _MOST_PIXELS:
        raise NotShown("too large")
    return head


def _eight_bits(pixels: Pixels) -> NDArray[np.uint8]:
    if pixels.dtype == np.uint8:
        return pixels
    most = max(int(pixels.max()), 255)
    return (pixels.astype(np.float32) * (255.0 / most)).clip(0, 255).astype(np.uint8)


def _grey(
    pixels: Pixels, head: Dataset, frame: int, window: list[float] | None, *, inverse: bool
) -> NDArray[np.uint8]:
    shown = _without_padding(pixels, head)
    values = _modality(pixels, head, frame)
    voi = _functional(head, frame, "FrameVOILUTSequence") or head
    if window is None and "VOILUTSequence" in voi and voi.VOILUTSequence:
        values = apply_voi_lut(values.astype(pixels.dtype), voi, prefer_lut=True)
        low, high = float(values.min()), float(values.max())
    elif window is not None:
        low, high = _ends(window[0], window[1])
    elif (given := _window(voi)) is not None:
        low, high = _ends(*given)
    else:
        within = values[shown] if shown is not None and shown.any() else values
        low, high = float(within.min()), float(within.max())
    scale = 255.0 / max(high - low, 1e-6)
    grey = ((values.astype(np.float32) - low) * scale).clip(0, 255).astype(np.uint8)
    if inverse or str(head.get("PresentationLUTShape") or "") == "INVERSE":
        grey = 255 - grey
    return grey


def _modality(pixels: Pixels, head: Dataset, frame: int) -> Pixels:
    """Stored values as Hounsfield units, or what the machine means by them."""
    if own := _functional(head, frame, "PixelValueTransformationSequence"):
        return np.asarray(apply_rescale(pixels, own))
    return np.asarray(apply_modality_lut(pixels, head))


def _functional(head: Dataset, frame: int, name: str) -> Dataset | None:
    """What an enhanced picture says of this frame, or of all."""
    each = head.get("PerFrameFunctionalGroupsSequence")
    own = [each[frame - 1]] if each and len(each) >= frame else []
    for group in [*own, *(head.get("SharedFunctionalGroupsSequence") or [])]:
        if group.get(name):
            found: Dataset = group[name][0]
            return found
    return None


def _window(voi: Dataset) -> tuple[float, float] | None:
    centre, width = voi.get("WindowCenter"), voi.get("WindowWidth")
    try:
        pair = (float(_first(centre)), float(_first(width)))
    except (TypeError, ValueError):
        return None
    return pair if pair[1] >= 1 else None


def _first(value: Any) -> Any:
    return value[0] if hasattr(value, "__getitem__") and not isinstance(value, str) else value


def _ends(centre: float, width: float) -> tuple[float, float]:
    """PS3.3 C.11.2.1.2: the linear function's first and last value."""
    width = max(width, 1.0)
    return centre - 0.5 - (width - 1) / 2, centre - 0.5 + (width - 1) / 2


def _without_padding(pixels: Pixels, head: Dataset) -> NDArray[np.bool_] | None:
    first = head.get("PixelPaddingValue")
    if first is None:
        return None
    last = head.get("PixelPaddingRangeLimit", first)
    low, high = sorted((int(first), int(last)))
    return (pixels < low) | (pixels > high)
