"""The quick way to DICOMweb's answers turns nobody away less and tells nobody more."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, func, select

from app.main import create_app
from kernel.access import SYSTEM
from kernel.audit import Audit
from kernel.clock import utc_now
from kernel.db import Database
from kernel.identity import grants, tokens, users
from kernel.identity.models import Role, UserKind
from kernel.identity.passwords import hasher
from kernel.routing import Router
from ris_pacs.archive.errors import PictureDamaged
from ris_pacs.archive.frame_source import FrameSource
from ris_pacs.archive.models import (
    ImagingInstance,
    ImagingStudy,
    InstanceState,
    StudyState,
)
from ris_pacs.archive.permissions import UNMATCHED
from ris_pacs.web import routes, search_routes
from ris_pacs.web.accept import EXPLICIT_LITTLE
from ris_pacs.web.permissions import MARK, STORE, VIEW
from ris_pacs.web.straight import Straight, StraightRouter
from tests.conftest import SignIn
from tests.ris_pacs import pictures
from tests.ris_pacs.web.stow import STORED, send

ADDRESSES = sorted(
    re.sub(r"\{\w+(:path)?\}", "1.2", each.path.replace("{frames}", "1"))
    for router in (routes.router, search_routes.router)
    for each in router.routes
    if isinstance(each, Straight)
)


def test_every_address_of_dicomweb_that_gives_pictures_is_among_them() -> None:
    assert len(ADDRESSES) == 22
    assert "/dicom-web/studies/1.2/series/1.2/instances/1.2/frames/1" in ADDRESSES


def test_only_whoever_may_see_pictures_is_answered(sign_in: SignIn) -> None:
    may_not = sign_in(STORE, MARK, UNMATCHED, name="KTV Không")
    stranger = sign_in(VIEW)
    stranger.headers.clear()
    for address in ADDRESSES:
        refused = may_not.get(address)
        assert (refused.status_code, refused.json()["facts"]["permission_id"]) == (403, VIEW.id)
        assert stranger.get(address).status_code == 401


def test_a_frame_leaves_as_every_answer_does(database: Database, reader: TestClient) -> None:
    (one,) = pictures.study(1)
    (stored,) = send(reader, one).json()["00081199"]["Value"]
    where = stored["00081190"]["Value"][0]
    answers = [reader.get(f"{where}/frames/1", headers={"Accept": STORED}) for _ in range(3)]
    metadata = reader.get(f"{where}/metadata")
    for each in (*answers, metadata):
        assert each.status_code == 200
        assert each.headers["x-content-type-options"] == "nosniff"
        assert each.headers["cache-control"] == "no-store"
        assert "default-src 'self'" in each.headers["content-security-policy"]
        assert each.headers["x-request-id"]
    assert all(one.PixelData in each.content for each in answers)
    with database.read() as db:
        looks = select(func.count()).where(
            col(Audit.action) == "read", col(Audit.what) == f"study {one.StudyInstanceUID}"
        )
        assert db.exec(looks).one() == 1


def test_what_is_unusual_is_refused_in_the_usual_words(reader: TestClient) -> None:
    long = reader.get(f"/dicom-web/studies/{'1' * 65}/series")
    assert (long.status_code, long.json()["error"]) == (422, "NotUnderstood")
    absent = reader.get("/dicom-web/studies/1.2/series/1.2/instances/1.2/frames/1")
    assert (absent.status_code, absent.json()["error"]) == (404, "NoSuchPicture")


def test_a_route_that_wants_more_is_not_made_straight() -> None:
    router: Router = StraightRouter(prefix="/x", tags=["ris_pacs.web"])

    @router.get("/open")
    async def without_a_permission(study: str) -> str:
        return study

    with pytest.raises(TypeError, match="without_a_permission"):
        _ = router.routes[0].app  # type: ignore[attr-defined]


def test_a_frame_of_a_file_that_ends_too_soon_is_no_picture(tmp_path: Path) -> None:
    path = tmp_path / "cut"
    path.write_bytes(b"0123456789")
    whole = FrameSource(path, ((2, 3), (6, 4)), EXPLICIT_LITTLE, None)  # type: ignore[arg-type]
    assert whole.read() == b"2346789"
    assert bytes(whole.between(b"<", b">")) == b"<2346789>"
    cut = FrameSource(path, ((6, 5),), EXPLICIT_LITTLE, None)  # type: ignore[arg-type]
    with pytest.raises(PictureDamaged):
        cut.read()


@pytest.fixture
def machine(database: Database) -> Callable[[], tuple[TestClient, UUID]]:
    """A viewer that shows a real key, on the house's own door; and the key's number."""

    def machine() -> tuple[TestClient, UUID]:
        with database.write(SYSTEM) as db:
            role = db.get(Role, "radiology") or Role(id="radiology", title_vi="-", title_en="-")
            db.add(role)
            db.flush()
            grants.sync(db)
            who = users.create(
                db,
                hasher(),
                username="trinh-xem",
                name="Trình xem",
                roles=["radiology"],
                password=None,
                kind=UserKind.MACHINE,
            )
            key, made = tokens.give(
                db,
                SYSTEM,
                user_id=who.id,
                name="thử",
                scopes=(VIEW.id, UNMATCHED.id),
                expires_at=utc_now() + timedelta(days=1),
            )
            number = made.id
        app = create_app(database)
        return TestClient(app, headers={"Authorization": f"Bearer {key}"}), number

    return machine


def test_what_is_remembered_ends_with_the_next_commit(
    database: Database, machine: Callable[[], tuple[TestClient, UUID]]
) -> None:
    made = pictures.study(2)
    pictures.sent(database, *(pictures.part10(each) for each in made))
    where = f"/dicom-web/studies/{made[0].StudyInstanceUID}"
    series = f"{where}/series/{made[0].SeriesInstanceUID}"
    frame = f"{series}/instances/{made[0].SOPInstanceUID}/frames/1"
    viewer, key = machine()

    def seen(address: str) -> int:
        first: int = viewer.get(address).status_code
        assert viewer.get(address).status_code == first
        return first

    assert [seen(each) for each in (frame, f"{where}/series", "/dicom-web/studies")] == [200] * 3
    with database.write(SYSTEM) as db:
        row = db.exec(select(ImagingInstance).where(ImagingInstance.uid == frame.split("/")[-3]))
        row.one().state = InstanceState.REJECTED
    assert (seen(frame), seen(f"{where}/series")) == (404, 200)
    with database.write(SYSTEM) as db:
        db.exec(select(ImagingStudy)).one().state = StudyState.ENDED
    assert (seen(f"{where}/series"), seen("/dicom-web/studies")) == (204, 204)
    with database.write(SYSTEM) as db:
        tokens.revoke(db, key)
    assert seen("/dicom-web/studies") == 401


def test_nobody_is_answered_as_the_one_before(
    database: Database, machine: Callable[[], tuple[TestClient, UUID]]
) -> None:
    viewer, _ = machine()
    assert viewer.get("/dicom-web/studies").status_code == 204
    other = TestClient(viewer.app, headers={"Authorization": "Bearer his54_other"})
    assert other.get("/dicom-web/studies").status_code == 401
    assert TestClient(viewer.app).get("/dicom-web/studies").status_code == 401
    assert viewer.get("/dicom-web/studies").status_code == 204
