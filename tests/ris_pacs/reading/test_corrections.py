"""Pictures are corrected after the report is out: everything made of them follows, and back."""

import pytest
from sqlmodel import Session, col, select

from his.cdr import service as cdr
from his.orders import service as orders
from his.orders.result_models import Notice, ResultNotice
from kernel.access import SYSTEM
from kernel.audit import take_reads
from kernel.events import publish
from ris_pacs.archive import events as archive_events
from ris_pacs.archive import indexing, rejecting
from ris_pacs.archive import service as archive
from ris_pacs.quality.models import CorrectionKind
from ris_pacs.reading import keys, lists, patient_page, second, sheets, showing, touching
from ris_pacs.reading.errors import (
    NothingToConfirm,
    PicturesAreAnothers,
    ReportWaitsForConfirmation,
)
from ris_pacs.reading.lists import View
from ris_pacs.reading.models import Agreement, Drawing, Reading
from ris_pacs.reading.service import addend, confirm, of_order, retract, versions
from ris_pacs.web import marking
from ris_pacs.web import service as web
from ris_pacs.web.errors import MeasurementIsSigned
from tests.ris_pacs.reading.desk import (
    HINH,
    corrected,
    drawn,
    in_this_process,
    marked,
    measured,
    picture_of,
    undone,
)
from tests.ris_pacs.reading.readers import (
    DOCTOR,
    RADIOLOGIST,
    SAID,
    SECOND,
    exam,
    ordered,
    people,
    signed,
    study,
    ticket,
)
from tests.ris_pacs.reading.test_reports import clinic_of

K = CorrectionKind


@pytest.fixture(autouse=True)
def _codecs(monkeypatch: pytest.MonkeyPatch) -> None:
    in_this_process(monkeypatch)


def out(db: Session) -> Reading:
    """A signed report with a key image in the record and a measurement."""
    found = exam(db)
    marked(db, found)
    measured(db, found)
    assert drawn(db) == 1
    return signed(db, found)


def other(db: Session) -> Reading:
    """The order of the patient whose pictures they really are; nothing came for it yet."""
    order = ordered(db, clinic_of(db))
    return Reading(
        order_id=order.id,
        patient_id=order.patient_id,
        encounter_id=order.encounter_id,
        site_id=order.site_id,
        accession=order.code,
        service_code=order.service_code,
        service_name=order.service_name,
        asked_at=order.placed_at,
    )


def last(db: Session, of: Reading) -> orders.OrderReport:
    return orders.reports(db, [of.order_id])[of.order_id][-1]


def files(db: Session, of: Reading) -> int:
    return len(orders.files_of(db, of.order_id))


def shown(db: Session, of: Reading) -> bool:
    page = patient_page.show(db, of.order_id, "vi")
    return page is not None and bool(page.blocks)


def test_pictures_that_go_to_another_patient_take_everything_along(db: Session) -> None:
    wrong, right = out(db), other(db)
    assert (files(db, wrong), shown(db, wrong)) == (1, True)
    corrected(db, wrong, K.MOVE, right)
    db.refresh(wrong)
    # the wrong patient's record
    assert (files(db, wrong), keys.of(db, wrong.id), shown(db, wrong)) == (0, [], False)
    assert patient_page.show(db, wrong.order_id, "vi")
    said = last(db, wrong)
    assert "HIỆU CHỈNH" in said.text
    assert all(word in said.text for word in (HINH.name, "gắn nhầm", SAID.conclusion))
    document = cdr.document_of_order(db, wrong.order_id)
    assert document
    assert "CHƯA DÙNG KẾT QUẢ" in document.content["text"]
    told = select(ResultNotice.kind).where(ResultNotice.recipient_id == DOCTOR.id)
    assert Notice.CORRECTED in db.exec(told).all()
    assert lists.page(db, RADIOLOGIST, view=View.TOUCHED)[0] == [wrong]
    assert lists.counts(db, RADIOLOGIST)["touched"] == 1
    [touch] = showing.page(db, RADIOLOGIST, wrong).touches
    assert (touch.kind, touch.whole, touch.by_name) == ("moved", True, HINH.name)
    audited = [row["subject_id"] for row in take_reads(db) if row["action"] == "report touched"]
    assert audited == [str(wrong.patient_id)]
    # the right patient's
    found = of_order(db, right.order_id)
    assert found
    assert found.state == "unread"
    [key] = keys.of(db, found.id)
    assert (key.note, key.drawing, files(db, found)) == ("Tràn khí", Drawing.HELD, 0)
    [measure] = web.measurements(db, study(db, found).id)
    assert (measure.name, measure.by) == ("Nốt phổi", RADIOLOGIST.name)
    assert (drawn(db), files(db, found)) == (0, 0)
    signed(db, found)
    assert (drawn(db), files(db, found)) == (1, 1)
    # whose report it was can only take it back
    for step in (confirm, lambda *a, **k: addend(*a, text="thêm", reason="thêm", **k)):
        with pytest.raises(PicturesAreAnothers):
            step(db, RADIOLOGIST, wrong.id, ticket=ticket(RADIOLOGIST))
    retract(db, RADIOLOGIST, wrong.id, reason="ảnh người khác", ticket=ticket(RADIOLOGIST))
    assert (wrong.touched_at, touching.open_of(db, wrong.id)) == (None, [])


def test_undoing_a_move_puts_everything_back(db: Session) -> None:
    wrong, right = out(db), other(db)
    before = last(db, wrong).text
    done = corrected(db, wrong, K.MOVE, right)
    undone(db, done)
    db.refresh(wrong)
    assert (wrong.touched_at, shown(db, wrong)) == (None, True)
    assert (drawn(db), files(db, wrong)) == (1, 1)
    assert last(db, wrong).text == before
    assert [m.name for m in web.measurements(db, study(db, wrong).id)] == ["Nốt phổi"]
    gone = of_order(db, right.order_id)
    assert gone
    assert (gone.state, keys.of(db, gone.id)) == ("ended", [])
    [touch] = touching.of_reading(db, wrong.id)
    assert touch.settled_how == "undone"
    with pytest.raises(NothingToConfirm):
        confirm(db, RADIOLOGIST, wrong.id, ticket=ticket(RADIOLOGIST))


def test_a_corrected_side_waits_for_its_reader_who_confirms(db: Session) -> None:
    found = out(db)
    people(db)
    asked = second.ask(db, RADIOLOGIST, found.id, reader_id=SECOND.id, reason="ca khó")
    corrected(db, found, K.SIDE, changes={"Laterality": "L"})
    db.refresh(found)
    [key] = keys.of(db, found.id)
    now = picture_of(db, found)
    assert (key.instance_uid, key.drawing, files(db, found)) == (now.uid, Drawing.HELD, 0)
    assert [m.instance_uid for m in web.measurements(db, study(db, found).id)] == [now.uid]
    assert b"%PDF" in sheets.report_sheet(db, RADIOLOGIST, found.id, language="vi").pdf[:8]
    agreed = Agreement.AGREE
    with pytest.raises(ReportWaitsForConfirmation):
        second.give(db, SECOND, asked.id, agreement=agreed, opinion="đồng ý")
    confirm(db, RADIOLOGIST, found.id, ticket=ticket(RADIOLOGIST))
    assert (found.state, found.touched_at, shown(db, found)) == ("addended", None, True)
    assert "HIỆU CHỈNH SAU KHI" not in last(db, found).text
    assert (drawn(db), files(db, found)) == (1, 1)
    second.give(db, SECOND, asked.id, agreement=agreed, opinion="đồng ý")
    [touch] = touching.of_reading(db, found.id)
    assert (touch.settled_how, touch.settled_by_name) == ("addendum", RADIOLOGIST.name)
    assert all(showing.version(v).intact for v in versions(db, found.id))


def test_rejected_pictures_leave_the_record_and_come_back_when_it_is_undone(db: Session) -> None:
    found = out(db)
    done = corrected(db, found, K.REJECT)
    db.refresh(found)
    assert (files(db, found), shown(db, found)) == (0, False)
    undone(db, done)
    db.refresh(found)
    assert (drawn(db), files(db, found), shown(db, found)) == (1, 1, True)


def test_before_a_report_is_out_nobody_has_to_confirm(db: Session) -> None:
    found = exam(db)
    marked(db, found)
    assert drawn(db) == 1
    corrected(db, found, K.SIDE, changes={"Laterality": "L"})
    db.refresh(found)
    assert (found.touched_at, touching.of_reading(db, found.id)) == (None, [])
    assert (drawn(db), files(db, found)) == (1, 1)


def test_a_study_that_was_taken_off_closes_the_report_until_it_is_back(db: Session) -> None:
    found = out(db)
    of = study(db, found)
    archive.unmatch(db, HINH, of.id, reason="của người khác")
    assert (files(db, found), shown(db, found), found.attention) == (0, False, True)
    archive.undo(db, HINH, of.id, reason="đúng người")
    assert (found.touched_at, found.attention, shown(db, found)) == (None, False, True)
    assert (drawn(db), files(db, found)) == (1, 1)


def test_another_systems_rejection_note_is_followed(db: Session) -> None:
    found = out(db)
    of, row = study(db, found), picture_of(db, found)
    archive.turn(db, [row.id], archive.InstanceState.REJECTED)
    publish(
        db,
        archive_events.RejectionNoted(
            study_id=of.id,
            study_uid=of.uid,
            patient_id=of.patient_id,
            order_id=of.order_id,
            note_uid="1.2.3",
            code="113001",
            reason="rejected for quality",
            source="CT1",
            instance_ids=(row.id,),
            uids=(row.uid,),
            actor=SYSTEM,
        ),
    )
    assert (files(db, found), shown(db, found)) == (0, False)
    [touch] = touching.open_of(db, found.id)
    assert (touch.by_name, touch.code) == ("CT1 (DICOM)", "113001")


def test_a_signed_measurement_is_not_taken_away_beneath_the_report(db: Session) -> None:
    found = out(db)
    [one] = web.measurements(db, study(db, found).id)
    [version] = versions(db, found.id)
    assert [m["name"] for m in version.measurements] == ["Nốt phổi"]
    with pytest.raises(MeasurementIsSigned):
        marking.withdraw_measurement(db, RADIOLOGIST, found.study_uid, one.id, reason="sai")
    later = measured(db, found)
    marking.withdraw_measurement(db, RADIOLOGIST, found.study_uid, later.id, reason="sai")
    retract(db, RADIOLOGIST, found.id, reason="sai", ticket=ticket(RADIOLOGIST))
    marking.withdraw_measurement(db, RADIOLOGIST, found.study_uid, one.id, reason="sai")


def test_key_objects_of_a_workstation_come_into_the_record_whatever_came_first(
    db: Session,
) -> None:
    found = exam(db)
    marked(db, found)  # the object lies in the archive; as if a workstation had sent it
    asked = select(archive.ImagingInstance).where(
        col(archive.ImagingInstance.sop_class) == rejecting.KEY_OBJECT
    )
    row = db.exec(asked).one()
    for each in keys.of(db, found.id):
        db.delete(each)
    db.flush()
    indexing._tell(db, {row.study_id})
    [key] = keys.of(db, found.id)
    assert key.note == "Tràn khí"
    indexing._tell(db, {row.study_id})
    assert len(keys.of(db, found.id)) == 1
