"""Reports from the first picture to the addendum, and back when they were wrong."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session, select

from his.admin.service import Room, set_parameter
from his.cdr import service as cdr
from his.orders import holding
from his.orders import service as orders
from his.orders.errors import HeldByLaboratory
from his.orders.result_models import Notice, ResultNotice
from his.orders.service import Order, OrderState, Urgency
from his.patients import service as patients
from kernel.access import SYSTEM
from kernel.errors import ChangedMeanwhile, NotAllowed
from kernel.identity.models import User
from ris_pacs.archive import service as archive
from ris_pacs.reading import lists, showing
from ris_pacs.reading.errors import (
    NeedsSupervisor,
    NotAReader,
    PlaceNotFilled,
    ReadBySomebodyElse,
    ReadingCannotBecome,
    ReportIsEmpty,
    SignedTooSoon,
    SignImaging,
)
from ris_pacs.reading.lists import View
from ris_pacs.reading.models import Reading, ReadingVersion
from ris_pacs.reading.service import (
    Written,
    addend,
    assign,
    from_outside,
    of_order,
    open_by_hand,
    preliminary,
    retract,
    save,
    sign,
    take,
    versions,
)
from tests.his import clinic
from tests.ris_pacs.reading.readers import (
    DOCTOR,
    GRAVE,
    RADIOGRAPHER,
    RADIOLOGIST,
    SAID,
    SECOND,
    TRAINEE,
    exam,
    ordered,
    people,
    photographed,
    signed,
    study,
    ticket,
)
from tests.ris_pacs.reading.readers import lists as house


def order_of(db: Session, of: Reading) -> Order:
    order = db.get(Order, of.order_id)
    assert order
    return order


def test_pictures_for_an_order_put_it_on_the_reading_list(db: Session) -> None:
    found = exam(db)
    assert (found.state, found.rank, found.study_uid) == ("unread", 2, study(db, found).uid)
    assert of_order(db, found.order_id) == found
    assert order_of(db, found).held_by


def test_stat_is_read_first_then_the_oldest(db: Session) -> None:
    at = house(db)
    first, second, stat = (
        photographed(db, ordered(db, at, urgency))
        for urgency in (Urgency.ROUTINE, Urgency.ROUTINE, Urgency.STAT)
    )
    waiting, _ = lists.page(db, RADIOLOGIST, view=View.WAITING)
    assert [r.id for r in waiting] == [stat.id, first.id, second.id]
    assert lists.counts(db, RADIOLOGIST)["urgent"] == 1
    shown = showing.lines(db, RADIOLOGIST, waiting)
    assert [line.modality for line in shown] == ["CT"] * 3
    assert shown[0].due_at < shown[1].due_at


def test_a_reading_belongs_to_one_reader_and_may_be_given_on(db: Session) -> None:
    found = exam(db)
    people(db)
    take(db, RADIOLOGIST, found.id)
    with pytest.raises(ReadBySomebodyElse):
        save(db, SECOND, found.id, SAID)
    assign(db, RADIOLOGIST, found.id, SECOND.id)
    assert lists.page(db, SECOND, view=View.MINE)[0] == [found]
    cashier = User(username="thungan", name="Thu ngân")
    db.add(cashier)
    db.flush()
    with pytest.raises(NotAReader):
        assign(db, RADIOLOGIST, found.id, cashier.id)
    assert assign(db, SECOND, found.id, None).state == "unread"


def test_a_draft_is_kept_and_two_windows_do_not_overwrite_each_other(db: Session) -> None:
    found = exam(db)
    kept = save(db, RADIOLOGIST, found.id, Written(findings="Hai phổi"))
    assert (found.state, found.reader_name) == ("draft", RADIOLOGIST.name)
    before = kept.version
    save(db, RADIOLOGIST, found.id, SAID, version=before)
    with pytest.raises(ChangedMeanwhile):
        save(db, RADIOLOGIST, found.id, Written(findings="khác"), version=before)
    assert versions(db, found.id) == []


def test_from_preliminary_to_final_to_addendum_and_every_version_stays(db: Session) -> None:
    found = exam(db)
    preliminary(db, RADIOLOGIST, found.id, Written(findings="Sơ bộ", conclusion="Chưa rõ"))
    assert order_of(db, found).state is OrderState.PARTLY_REPORTED
    signed(db, found)
    assert (found.state, order_of(db, found).state) == ("final", OrderState.FULFILLED)
    added = "So với phim cũ không thay đổi."
    addend(db, RADIOLOGIST, found.id, text=added, reason="Có phim cũ", ticket=ticket(RADIOLOGIST))
    kept = versions(db, found.id)
    assert [v.kind for v in kept] == ["preliminary", "final", "addendum"]
    assert [v.conclusion for v in kept[:2]] == ["Chưa rõ", SAID.conclusion]
    assert kept[2].conclusion.startswith(SAID.conclusion)
    assert added in kept[2].conclusion
    assert all(showing.version(v).intact for v in kept)
    assert order_of(db, found).state is OrderState.CORRECTED
    document = cdr.document_of_order(db, found.order_id)
    assert document
    assert added in document.content["conclusion"]


def test_the_requester_is_told_at_each_step(db: Session) -> None:
    found = exam(db)
    preliminary(db, RADIOLOGIST, found.id, SAID)
    signed(db, found)
    addend(db, RADIOLOGIST, found.id, text="Thêm", reason="bổ sung", ticket=ticket(RADIOLOGIST))
    told = db.exec(select(ResultNotice.kind).where(ResultNotice.recipient_id == DOCTOR.id)).all()
    assert set(told) == {Notice.PARTIAL, Notice.NEW, Notice.CORRECTED}


def test_a_version_is_never_changed(db: Session) -> None:
    found = signed(db, exam(db))
    with pytest.raises(DatabaseError, match="append-only"):
        db.execute(text("UPDATE ris_reading_version SET conclusion = 'khác'"))
    assert found


def test_a_report_that_somebody_changed_in_the_database_is_found_out(db: Session) -> None:
    found = signed(db, exam(db))
    [kept] = versions(db, found.id)
    changed = ReadingVersion(**{**kept.model_dump(), "conclusion": "khác"})
    assert not showing.version(changed).intact


def test_who_may_not_sign_does_not_sign(db: Session) -> None:
    found = exam(db)
    with pytest.raises(NotAllowed):
        sign(db, RADIOGRAPHER, found.id, SAID, ticket=ticket(RADIOGRAPHER))


def test_a_signature_is_the_persons_own_and_fresh(db: Session) -> None:
    found = exam(db)
    with pytest.raises(SignImaging):
        sign(db, RADIOLOGIST, found.id, SAID)
    with pytest.raises(SignImaging):
        sign(db, RADIOLOGIST, found.id, SAID, ticket=ticket(SECOND))
    made = sign(db, RADIOLOGIST, found.id, SAID, ticket=ticket(RADIOLOGIST))
    assert (made.signed_with, made.signed_by_name) == ("password", RADIOLOGIST.name)


def test_a_report_says_something_and_leaves_no_place_open(db: Session) -> None:
    found = exam(db)
    with pytest.raises(ReportIsEmpty):
        signed(db, found, Written(findings="Có mô tả"))
    with pytest.raises(PlaceNotFilled):
        signed(db, found, Written(findings="Gan {gan} mm", conclusion="Bình thường"))


def test_the_facility_may_want_some_minutes_before_a_signature(db: Session) -> None:
    found = exam(db)
    set_parameter(db, SYSTEM, "ris_pacs.reading.least_minutes", value=5, reason="thử")
    with pytest.raises(SignedTooSoon):
        signed(db, found)


def test_a_trainee_writes_and_his_supervisor_signs(db: Session) -> None:
    found = exam(db)
    people(db)
    with pytest.raises(NeedsSupervisor):
        preliminary(db, TRAINEE, found.id, SAID)
    with pytest.raises(NotAReader):
        preliminary(db, TRAINEE, found.id, SAID, supervisor_id=TRAINEE.id)
    preliminary(db, TRAINEE, found.id, SAID, supervisor_id=RADIOLOGIST.id)
    assert lists.page(db, RADIOLOGIST, view=View.MINE)[0] == [found]
    with pytest.raises(NotAllowed):
        sign(db, TRAINEE, found.id, SAID, ticket=ticket(TRAINEE))
    made = sign(db, RADIOLOGIST, found.id, SAID, ticket=ticket(RADIOLOGIST))
    assert (made.writer_name, made.signed_by_name) == (TRAINEE.name, RADIOLOGIST.name)


def test_what_is_retracted_holds_no_longer_and_its_readers_are_told(db: Session) -> None:
    found = signed(db, exam(db))
    gone = "Kết quả của người bệnh khác"
    retract(db, RADIOLOGIST, found.id, reason=gone, ticket=ticket(RADIOLOGIST))
    assert (found.state, found.attention) == ("retracted", True)
    last = orders.reports(db, [found.order_id])[found.order_id][-1]
    assert (last.kind, last.reason) == ("correction", gone)
    assert SAID.conclusion not in last.text
    told = db.exec(select(ResultNotice.kind).where(ResultNotice.recipient_id == DOCTOR.id)).all()
    assert Notice.CORRECTED in told
    signed(db, found, GRAVE)
    assert (found.state, found.attention, len(versions(db, found.id))) == ("final", False, 3)


def test_a_final_report_is_not_written_over(db: Session) -> None:
    found = signed(db, exam(db))
    for step in (
        lambda: save(db, RADIOLOGIST, found.id, GRAVE),
        lambda: sign(db, RADIOLOGIST, found.id, GRAVE, ticket=ticket(RADIOLOGIST)),
        lambda: take(db, SECOND, found.id),
    ):
        with pytest.raises(ReadingCannotBecome):
            step()


def test_pictures_of_another_end_what_is_unread_and_mark_what_is_signed(db: Session) -> None:
    unread = exam(db)
    archive.unmatch(db, SYSTEM, study(db, unread).id, reason="của người khác")
    assert (unread.state, unread.study_uid) == ("ended", "")
    at = clinic_of(db)
    out = signed(db, photographed(db, ordered(db, at)))
    archive.unmatch(db, SYSTEM, study(db, out).id, reason="của người khác")
    assert out.moved_at is not None
    assert lists.page(db, RADIOLOGIST, view=View.TROUBLE)[0] == [out]


def clinic_of(db: Session) -> clinic.Clinic:
    room = db.exec(select(Room).where(Room.code == "P101")).one()
    return clinic.Clinic(room, room, room, room, room, room)


def test_a_cancelled_order_is_not_read(db: Session) -> None:
    found = exam(db)
    if order_of(db, found).state is OrderState.PLACED:
        orders.cancel(db, DOCTOR, found.order_id, reason="người bệnh về")
    else:
        orders.refuse(db, DOCTOR, found.order_id, reason="người bệnh về")
    assert found.state == "ended"


def test_a_film_from_outside_is_read_without_pictures(db: Session) -> None:
    order = ordered(db, house(db))
    found = open_by_hand(db, RADIOLOGIST, order.id)
    assert found.study_uid == ""
    signed(db, found)
    assert order_of(db, found).state is OrderState.FULFILLED


def test_what_imaging_reads_nobody_answers_by_hand(db: Session) -> None:
    found = exam(db)
    with pytest.raises(HeldByLaboratory):
        holding.free(db, order_of(db, found))


def test_another_system_may_have_signed_it(db: Session) -> None:
    found = exam(db)
    made = from_outside(db, SYSTEM, found.id, SAID, reader_name="BS. Bệnh viện bạn")
    assert (made.signed_with, made.signed_by_name) == ("outside", "BS. Bệnh viện bạn")
    assert order_of(db, found).state is OrderState.FULFILLED


def test_earlier_reports_stand_beside(db: Session) -> None:
    old = signed(db, exam(db))
    order = order_of(db, old)
    again = orders.place(
        db, DOCTOR, encounter_id=order.encounter_id, service_code=order.service_code
    )
    new = photographed(db, again)
    [prior] = showing.page(db, RADIOLOGIST, new).priors
    assert (prior.conclusion, prior.same, prior.reading_id) == (SAID.conclusion, True, old.id)
    assert prior.study_uid == old.study_uid


def test_a_merged_patient_keeps_his_readings(db: Session) -> None:
    found = exam(db)
    kept = clinic.somebody(db, SYSTEM)
    gone = patients.get(db, SYSTEM, found.patient_id)
    known = [
        each for each, _ in patients.preview(db, SYSTEM, kept_id=kept.id, gone_id=gone.id).warnings
    ]
    patients.merge(db, SYSTEM, kept_id=kept.id, gone_id=gone.id, reason="một người", accepted=known)
    db.refresh(found)
    assert found.patient_id == kept.id
