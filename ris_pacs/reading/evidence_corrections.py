"""Shows that reports, key images and measurements follow corrected pictures (TT54/76)."""

from collections.abc import Iterator
from typing import Any

from sqlmodel import Session

from his.admin import service as admin
from kernel.events import publish
from kernel.ids import new_id
from kernel.module import Checked, Claim, Demonstrated, Finding, Verdict
from kernel.text import Text
from ris_pacs.archive import events as archive_events
from ris_pacs.archive.service import InstanceState
from ris_pacs.reading import keeping, keys, sending, touching
from ris_pacs.reading.drafting import Written
from ris_pacs.reading.errors import PicturesAreAnothers
from ris_pacs.reading.evidence_house import House, Picture, uid
from ris_pacs.reading.models import ReadingState
from ris_pacs.web import service as web

_WHY = "minh chứng gắn nhầm"


def reports_follow_their_pictures(db: Session) -> Finding:
    """Pictures of a signed report go to another patient, and back: all made of them follows."""
    if not admin.rooms(db, kind=admin.RoomKind.EXAM):
        return _not("có phòng khám", "an examination room")
    house = House(db)
    try:
        failed = next((step for step, held in _followed(house) if not held), None)
        if failed:
            return _not(failed, failed)
    finally:
        for path in house.files:
            house.store.remove(path)
    return Finding(
        Verdict.MET,
        Text(
            "Ảnh của kết quả đã ký được chuyển sang đúng người: kết quả mang cảnh báo ai, vì sao; "
            "ảnh chính ra khỏi hồ sơ người kia, trang QR đóng, số đo và ảnh chính đi theo ảnh, chỉ "
            "vào hồ sơ đúng khi có chữ ký; hoàn tác thì mọi thứ trở lại; số đo đã ký không bỏ "
            "được.",
            "Pictures of a signed report go to their right patient: the report says by whom and "
            "why, key images leave the other's record, the QR page closes, marks follow the "
            "pictures and enter the right record with a signature; undone, all stands again; a "
            "signed measurement is not taken away.",
        ),
    )


def _followed(house: House) -> Iterator[tuple[str, bool]]:
    db, reader = house.db, house.reader
    (whose, order), (right, its_order) = house.ordered(), house.ordered()
    wrong = Picture(uid(), uid(), uid(), whose, order)
    study = house.came(wrong)
    found = keeping.of_order(db, order.id)
    if found is None:
        yield "a reading begins", False
        return
    web.choose(db, reader, wrong.study, instance_uid=wrong.uid, note="minh chứng")
    one = web.measure(
        db,
        reader,
        wrong.study,
        instance_uid=wrong.uid,
        frame=1,
        shape=web.Shape.LENGTH,
        points=[(1, 1), (11, 1)],
        name="minh chứng",
    )
    house.drawn(found)
    yield "the key image is in the record", house.in_record(order) == 1
    said = Written(findings="Mô tả minh chứng.", conclusion="Kết luận minh chứng.")
    sending.sign(db, reader, found.id, said, ticket=house.ticket)
    db.expire_all()
    yield "the patient's page", house.page(order)
    yield (
        "a signed measurement stays",
        house.refused(
            web.MeasurementIsSigned,
            lambda: web.unmeasure(db, reader, wrong.study, one.id, reason="thử"),
        ),
    )
    moved = Picture(uid(), uid(), uid(), right, its_order)
    new = house.came(moved)
    correction = new_id()
    study = house.turned(wrong, InstanceState.REJECTED)
    told: dict[str, Any] = {
        "correction_id": correction,
        "kind": "move",
        "code": "113038",
        "study_id": study.id,
        "study_uid": study.uid,
        "actor": house.desk,
    }
    publish(
        db,
        archive_events.PicturesCorrected(
            **told,
            reason=_WHY,
            new_study_id=new.id,
            new_study_uid=new.uid,
            patient_before=whose.id,
            patient_after=right.id,
            order_before=order.id,
            order_after=its_order.id,
            uids={wrong.uid: moved.uid},
        ),
    )
    db.flush()
    db.expire_all()
    banner = house.last(order)
    yield "the report says so", all(w in banner for w in (_WHY, house.desk.name))
    yield "it is on the reader's list", found.touched_at is not None and found.attention
    yield "the wrong record", house.in_record(order) == 0
    yield "the page is closed", not house.page(order)
    yield (
        "it is not confirmed",
        house.refused(
            PicturesAreAnothers,
            lambda: sending.addend(
                db, reader, found.id, text="thử", reason="thử", ticket=house.ticket
            ),
        ),
    )
    fresh = keeping.of_order(db, its_order.id)
    held = keys.of(db, fresh.id) if fresh else ()
    yield "the right patient's reading", [k.instance_uid for k in held] == [moved.uid]
    yield "measurements follow", [m.by for m in web.measurements(db, new.id)] == [reader.name]
    assert fresh is not None
    house.drawn(fresh)
    yield "the right record waits", house.in_record(its_order) == 0
    house.turned(moved, InstanceState.REJECTED)
    study = house.turned(wrong, InstanceState.KEPT)
    publish(
        db,
        archive_events.PicturesRestored(
            **told,
            reason="hoàn tác",
            new_study_id=new.id,
            new_study_uid=new.uid,
            patient_id=whose.id,
            order_id=order.id,
            uids=(wrong.uid,),
            copies={wrong.uid: moved.uid},
        ),
    )
    db.flush()
    db.expire_all()
    house.drawn(found)
    stands = found.touched_at is None and house.page(order) and house.in_record(order) == 1
    yield "undone", stands and _WHY not in house.last(order)
    yield "the measurement is back", [m.name for m in web.measurements(db, study.id)] == [one.name]
    yield "the other reading ends", fresh.state is ReadingState.ENDED or not fresh.study_uid
    kept = touching.of_reading(db, found.id)
    yield "what happened is kept", [t.settled_how for t in kept] == ["undone"]


def _not(vi: str, en: str) -> Finding:
    return Finding(
        Verdict.NOT_MET, Text(f"Bước “{vi}” không đúng.", f"The step “{en}” does not hold.")
    )


CLAIMS = (
    Claim(
        "TT54/76",
        Text(
            "Kết quả đã ký, ảnh chính trong hồ sơ, số đo, trang QR và đọc lần hai theo ảnh được "
            "hiệu chỉnh; bác sĩ đọc và người chỉ định được báo, xác nhận lại hoặc hoàn tác.",
            "Signed reports, key images in the record, measurements, the QR page and second "
            "readings follow corrected pictures; reader and requester are told, it is confirmed "
            "or undone.",
        ),
        (
            Checked("tests/ris_pacs/reading/test_corrections.py"),
            Demonstrated(reports_follow_their_pictures),
        ),
        screen="/imaging/reading",
    ),
)
