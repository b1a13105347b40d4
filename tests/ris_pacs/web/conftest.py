from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from ris_pacs.archive.permissions import UNMATCHED
from ris_pacs.web.permissions import STORE, VIEW
from tests.conftest import SignIn


@pytest.fixture
def reader(sign_in: SignIn) -> TestClient:
    """A radiologist: he may send, see, and see what belongs to nobody yet."""
    return sign_in(VIEW, STORE, UNMATCHED, name="BS. Hình")


@pytest.fixture
def fetch(reader: TestClient) -> Callable[[str], list[dict[str, dict[str, list[object]]]]]:
    """The list at an address of DICOMweb; an empty one where nothing is there."""

    def fetch(path: str) -> list[dict[str, dict[str, list[object]]]]:
        answer = reader.get(f"/dicom-web{path}")
        assert answer.status_code in (200, 204), answer.text
        found: list[dict[str, dict[str, list[object]]]] = (
            answer.json() if answer.status_code == 200 else []
        )
        return found

    return fetch
