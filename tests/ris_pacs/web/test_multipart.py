"""Bodies in parts, read as they come; what clients take; where frames lie. Pure."""

import io
import secrets
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import UID, DeflatedExplicitVRLittleEndian, JPEGBaseline8Bit

from ris_pacs.archive import frames, metadata
from ris_pacs.archive.frame_table import BrokenPixels
from ris_pacs.web import accept, multipart
from ris_pacs.web.multipart import Begin, BrokenMultipart, Data, End, Parser
from tests.ris_pacs import pictures
from tests.ris_pacs.web.stow import samples


@given(
    some.lists(some.binary(max_size=200), min_size=1, max_size=5),
    some.lists(some.integers(1, 60), min_size=1, max_size=8),
)
def test_what_is_written_in_parts_is_read_again_however_it_is_cut(
    bodies: list[bytes], cuts: list[int]
) -> None:
    mark = multipart.boundary()
    whole = b"".join(multipart.part_head(mark, {"X-N": str(n)}) + b for n, b in enumerate(bodies))
    whole += multipart.end(mark)
    parser, found, now, at = Parser(mark), [], b"", 0
    heads = []
    while at < len(whole):
        step = cuts[at % len(cuts)]
        for piece in parser.feed(whole[at : at + step]):
            match piece:
                case Begin():
                    heads.append(piece.headers["x-n"])
                case Data():
                    now += piece.content
                case End():
                    found.append(now)
                    now = b""
        at += step
    parser.close()
    assert found == bodies
    assert heads == [str(n) for n in range(len(bodies))]


def test_a_large_part_is_never_held_whole() -> None:
    mark = multipart.boundary()
    parser = Parser(mark)
    list(parser.feed(multipart.part_head(mark, {})))
    for _ in range(200):
        list(parser.feed(b"\r\n--" + secrets.token_bytes(50_000)))
        assert len(parser._kept) < 51_000


@pytest.mark.parametrize(
    "body",
    [b"", b"--m", b"--mX\r\n", b"--m\r\nA: b", b"--m\r\n\r\nhello", b"--m" + b" " * 300],
)
def test_a_body_that_is_none_is_told(body: bytes) -> None:
    with pytest.raises(BrokenMultipart):
        _read(body)


def _read(body: bytes) -> None:
    parser = Parser("m")
    list(parser.feed(body))
    parser.close()


def test_an_endless_head_is_cut_off() -> None:
    parser = Parser("m")
    with pytest.raises(BrokenMultipart):
        list(parser.feed(b"--m\r\n" + b"A: b\r\n" * 5000))


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (None, [("*/*", "", "")]),
        ("application/dicom+json", [("application/dicom+json", "", "")]),
        (
            'multipart/related; type="application/octet-stream"; transfer-syntax="*"',
            [("multipart/related", "application/octet-stream", "*")],
        ),
        (
            "multipart/related;type=image/jp2;transfer-syntax=1.2.840.10008.1.2.4.90, */*;q=0.1",
            [("multipart/related", "image/jp2", "1.2.840.10008.1.2.4.90"), ("*/*", "", "")],
        ),
        ("a/b;q=0.2, c/d;q=0.9, e/f;q=0, g/h;q=x", [("c/d", "", ""), ("a/b", "", "")]),
        ("multipart/related", [("multipart/related", "*/*", "")]),
    ],
)
def test_what_clients_take_is_understood(
    said: str | None, found: list[tuple[str, str, str]]
) -> None:
    assert [(w.kind, w.part, w.syntax) for w in accept.wanted(said)] == found


@given(some.text(max_size=200))
def test_any_wish_is_read_without_stumbling(said: str) -> None:
    accept.wanted(said)
    accept.header(said)


def test_every_sample_says_what_it_is_and_where_its_frames_lie() -> None:
    read = 0
    for file in samples():
        try:
            found = metadata.index(file)
        except metadata.NoDicomFile:
            continue
        read += 1
        if found.frame_table:
            size = file.stat().st_size
            for number in (1, found.frames or 1):
                places = frames.parts(found.frame_table, number)
                assert places, file.name
                assert all(at + length <= size for at, length in places)
            assert frames.parts(found.frame_table, (found.frames or 1) + 1) is None
    assert read > 60


def _multiframe(fragments: list[bytes], count: int, *, table: bool) -> io.BytesIO:
    dataset = pictures.picture(NumberOfFrames=count, BitsAllocated=8, BitsStored=8, HighBit=7)
    dataset.PixelData = encapsulate(fragments, has_bot=table)
    dataset["PixelData"].VR = "OB"
    dataset["PixelData"].is_undefined_length = True
    return io.BytesIO(pictures.part10(dataset, JPEGBaseline8Bit))


def test_frames_of_several_fragments_are_found_by_the_table_or_by_their_mark() -> None:
    start, rest = b"\xff\xd8" + b"a" * 8, b"b" * 10
    found = metadata.index(_multiframe([start, rest, start], 2, table=False))
    places = [frames.parts(found.frame_table, n) for n in (1, 2, 3)]
    assert [len(each) if each else None for each in places] == [2, 1, None]
    assert metadata.index(_multiframe([rest, rest, rest], 2, table=False)).broken


def test_a_picture_that_ends_too_soon_has_no_frames_but_is_kept() -> None:
    raw = pictures.part10(pictures.picture())
    found = metadata.index(io.BytesIO(raw[:-100]))
    assert (found.frames, found.frame_table) == (None, b"")
    assert found.broken
    with pytest.raises(BrokenPixels):
        metadata.frame_table(io.BytesIO(raw[:-100]))


def test_what_inflates_without_end_is_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "_MOST_INFLATED", 16 * 1_048_576)
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    bomb = b"".join(squeeze.compress(bytes(1 << 20)) for _ in range(20)) + squeeze.flush()
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID = UID(pictures.CT)
    meta.MediaStorageSOPInstanceUID = UID("1.2.3")
    head = io.BytesIO()
    small = Dataset()
    small.file_meta = meta
    small.save_as(head, implicit_vr=False, little_endian=True, enforce_file_format=True)
    raw = head.getvalue()
    begin = 144 + struct.unpack_from("<I", raw, 140)[0]
    with pytest.raises(metadata.NoDicomFile):
        metadata.index(io.BytesIO(raw[:begin] + bomb))
