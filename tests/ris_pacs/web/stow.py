"""Objects as a client of DICOMweb sends them."""

import secrets
from pathlib import Path

import pydicom
from fastapi.testclient import TestClient
from httpx import Response
from pydicom.dataset import Dataset

from tests.ris_pacs.pictures import part10

_SAMPLES = Path(pydicom.__file__).parent / "data" / "test_files"
STORED = 'multipart/related; type="application/octet-stream"; transfer-syntax="*"'


def body(*files: bytes, kind: str = "application/dicom") -> tuple[bytes, dict[str, str]]:
    mark = secrets.token_hex(20)
    parts = b"".join(
        f"\r\n--{mark}\r\nContent-Type: {kind}\r\n\r\n".encode() + each for each in files
    )
    whole = parts + f"\r\n--{mark}--\r\n".encode()
    return whole, {"Content-Type": f'multipart/related; type="{kind}"; boundary={mark}'}


def send(client: TestClient, *files: bytes | Dataset, study: str = "") -> Response:
    raws = [each if isinstance(each, bytes) else part10(each) for each in files]
    content, headers = body(*raws)
    where = f"/dicom-web/studies/{study}" if study else "/dicom-web/studies"
    answer: Response = client.post(where, content=content, headers=headers)
    return answer


def sample(name: str) -> bytes:
    """One of the sample files that pydicom itself brings along (nothing is downloaded)."""
    return (_SAMPLES / name).read_bytes()


def samples() -> list[Path]:
    return sorted(_SAMPLES.glob("*.dcm"))
