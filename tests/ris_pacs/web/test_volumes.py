"""What three-dimensional views of a series are worth, and how the full viewer is opened."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydicom.dataset import Dataset

from ris_pacs.web.volumes import Doubt, Volume, weigh
from tests.ris_pacs import pictures
from tests.ris_pacs.web.stow import send


def _slice(place: float, x: float = 0.0, turn: tuple[float, ...] = (1, 0, 0, 0, 1, 0)) -> Any:
    return {
        "00200032": {"Value": [x, 0.0, place]},
        "00200037": {"Value": list(turn)},
        "00280010": {"Value": [512]},
        "00280011": {"Value": [512]},
        "00280030": {"Value": [0.7, 0.7]},
    }


def _even(of: int, gap: float = 1.0) -> list[Any]:
    return [_slice(gap * n) for n in range(of)]


def test_even_slices_are_a_volume() -> None:
    assert weigh(_even(300)) == Volume(300, 1.0, 1.0, 150, ())
    assert weigh(list(reversed(_even(300)))).doubts == ()


@pytest.mark.parametrize(
    ("slices", "doubt", "possible"),
    [
        ([*_even(20)[:9], *_even(20)[10:]], Doubt.UNEVEN, True),
        ([*_even(20), _slice(19.0)], Doubt.UNEVEN, True),
        ([_slice(n, x=0.3 * n) for n in range(20)], Doubt.TILTED, True),
        (_even(5), Doubt.FEW, False),
        (_even(2100), Doubt.LARGE, False),
        ([*_even(20), _slice(21, turn=(0, 1, 0, 0, 0, -1))], Doubt.MIXED, False),
        ([{"00280010": {"Value": [512]}}] * 20, Doubt.FLAT, False),
    ],
)
def test_others_are_doubted(slices: list[Any], doubt: Doubt, possible: bool) -> None:
    found = weigh(slices)
    assert (found.doubts, found.possible) == ((doubt,), possible)


def _study(of: int, missing: int = -1, **more: Any) -> list[Dataset]:
    made = pictures.study(of, **more)
    for number, each in enumerate(made):
        each.ImagePositionPatient = [0, 0, number * 2 + (4 if 0 < missing <= number else 0)]
        each.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
        each.PixelSpacing = [1, 1]
    return made


def test_a_study_is_weighed_for_the_viewer(reader: TestClient) -> None:
    even, uneven = _study(12), _study(12, missing=6)
    send(reader, *even, *uneven)

    def doubts(of: list[Dataset]) -> list[str]:
        answer = reader.get(f"/api/pictures/studies/{of[0].StudyInstanceUID}/volumes")
        (found,) = answer.json()["items"]
        assert found["slices"] == 12
        told: list[str] = found["doubts"]
        return told

    assert doubts(even) == []
    assert doubts(uneven) == ["uneven"]


def test_the_full_viewer_opens_as_the_modality_asks_for(reader: TestClient) -> None:
    ct, breast = pictures.picture(), pictures.picture(Modality="MG")
    send(reader, ct, breast)
    for of, more in ((ct, ""), (breast, "&hangingProtocolId=%40ohif%2FhpMammo")):
        answer = reader.get(f"/ohif/open/{of.StudyInstanceUID}", follow_redirects=False)
        assert answer.status_code == 307
        where = f"/ohif/viewer?StudyInstanceUIDs={of.StudyInstanceUID}{more}"
        assert answer.headers["location"] == where
    assert reader.get("/ohif/open/1.2.3", follow_redirects=False).status_code == 404
    assert "CT" in reader.get("/api/pictures/viewer-settings").json()["presets"]


def test_what_lies_ready_is_given_no_longer_when_something_changed(reader: TestClient) -> None:
    one, two = pictures.study(2)
    send(reader, one)
    where = f"/dicom-web/studies/{one.StudyInstanceUID}"
    assert [len(reader.get(f"{where}/{each}").json()) for each in ("instances", "metadata")] == [
        1,
        1,
    ]
    assert len(reader.get(f"{where}/instances").json()) == 1
    send(reader, two)
    assert [len(reader.get(f"{where}/{each}").json()) for each in ("instances", "metadata")] == [
        2,
        2,
    ]
