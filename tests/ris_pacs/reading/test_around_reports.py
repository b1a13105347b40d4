"""What stands around a report: calls, second readers, key images, the patient's page, screens."""

from collections.abc import Callable

import pytest
from sqlmodel import Session, select

from his.admin.service import set_parameter
from his.orders import service as orders
from his.orders.service import CriticalAlarm
from kernel import access
from kernel.access import SYSTEM
from ris_pacs.archive.service import ImagingInstance
from ris_pacs.reading import (
    critical,
    displays,
    keys,
    patient_page,
    profiles,
    second,
    templates,
)
from ris_pacs.reading.desk_models import DisplayPurpose, ReadingDisplay
from ris_pacs.reading.displays import DisplayText
from ris_pacs.reading.errors import (
    DisplayTaken,
    ForReviewOnly,
    NothingCritical,
    SameReader,
    SecondReadingDone,
    ShortcutTaken,
)
from ris_pacs.reading.models import Agreement, Reading
from ris_pacs.reading.service import retract, versions
from ris_pacs.reading.signing import screen_here
from ris_pacs.reading.templates import TemplateText
from ris_pacs.web import service as web
from tests.conftest import Later
from tests.ris_pacs.reading.desk import drawn, in_this_process
from tests.ris_pacs.reading.readers import (
    GRAVE,
    RADIOLOGIST,
    SECOND,
    exam,
    people,
    signed,
    study,
    ticket,
)


def alarm(db: Session, of: Reading) -> CriticalAlarm:
    asked = select(CriticalAlarm).where(CriticalAlarm.order_id == of.order_id)
    return db.exec(asked).one()


def test_a_critical_finding_alarms_the_requester_until_he_answers(db: Session) -> None:
    found = signed(db, exam(db), GRAVE)
    stands = alarm(db, found)
    assert GRAVE.critical in stands.says
    critical.call(db, RADIOLOGIST, found.id, to_name="BS. Lan", reached=False)
    assert stands.called_at is None
    critical.call(
        db, RADIOLOGIST, found.id, to_name="BS. Lan", to_phone="0901", read_back=GRAVE.critical
    )
    assert (stands.called_by_name, stands.acknowledged_at) == (RADIOLOGIST.name, None)
    assert GRAVE.critical in stands.called_note
    assert [c.reached for c in critical.calls(db, found.id)] == [False, True]


def test_nothing_critical_is_called(db: Session) -> None:
    found = signed(db, exam(db))
    with pytest.raises(NothingCritical):
        critical.call(db, RADIOLOGIST, found.id, to_name="BS. Lan", read_back="x")


def test_a_retracted_finding_alarms_nobody(db: Session) -> None:
    found = signed(db, exam(db), GRAVE)
    retract(db, RADIOLOGIST, found.id, reason="nhầm người bệnh", ticket=ticket(RADIOLOGIST))
    assert alarm(db, found).ended_at is not None


def test_the_patient_is_not_the_first_to_hear_of_a_critical_finding(db: Session) -> None:
    found = signed(db, exam(db), GRAVE)
    page = patient_page.show(db, found.order_id, "vi")
    assert page
    assert not page.blocks
    critical.call(db, RADIOLOGIST, found.id, to_name="BS. Lan", read_back=GRAVE.critical)
    page = patient_page.show(db, found.order_id, "vi")
    assert page
    assert any(GRAVE.conclusion in b.paragraphs for b in page.blocks)


def test_the_patients_page_shows_only_what_is_signed_and_stands(db: Session) -> None:
    found = exam(db)
    assert patient_page.show(db, found.order_id, "vi") is None
    signed(db, found)
    assert patient_page.show(db, found.order_id, "en")
    retract(db, RADIOLOGIST, found.id, reason="nhầm người bệnh", ticket=ticket(RADIOLOGIST))
    assert patient_page.show(db, found.order_id, "vi") is None


@pytest.fixture
def chosen(db: Session, monkeypatch: pytest.MonkeyPatch) -> Callable[[Reading], web.KeyImage]:
    """Somebody marks a picture at the viewer; its drawing is not of interest here."""
    in_this_process(monkeypatch)

    def choose(of: Reading) -> web.KeyImage:
        uid = db.exec(select(ImagingInstance.uid).where(ImagingInstance.rows == 16)).one()
        return web.choose(db, SYSTEM, of.study_uid, instance_uid=uid, note="Tràn khí")

    return choose


def test_a_key_image_goes_into_the_record_and_out_of_it_from_either_side(
    db: Session, chosen: Callable[[Reading], web.KeyImage]
) -> None:
    found = exam(db)
    chosen(found)
    assert drawn(db) == 1
    signed(db, found)
    [kept] = keys.of(db, found.id)
    assert [f.media_type for f in orders.files_of(db, found.order_id)] == ["image/jpeg"]
    [version] = versions(db, found.id)
    assert version.key_images[0]["note"] == "Tràn khí"
    page = patient_page.show(db, found.order_id, "vi")
    assert page
    assert [p.caption for p in page.pictures] == ["Tràn khí"]
    assert patient_page.picture(db, found.order_id, str(kept.id))
    keys.withdraw(db, RADIOLOGIST, found.id, kept.id, reason="nhầm lát")
    assert web.key_images(db, study(db, found).id) == []
    assert orders.files_of(db, found.order_id) == []
    assert patient_page.picture(db, found.order_id, str(kept.id)) is None
    again = chosen(found)
    web.withdraw(db, SYSTEM, found.study_uid, again.id, reason="nhầm lát")
    assert keys.of(db, found.id) == []


def test_two_readers_differ_and_somebody_settles_it(db: Session) -> None:
    found = signed(db, exam(db))
    people(db)
    with pytest.raises(SameReader):
        second.ask(db, SECOND, found.id, reader_id=RADIOLOGIST.id, reason="ca khó")
    asked = second.ask(db, RADIOLOGIST, found.id, reader_id=SECOND.id, reason="ca khó")
    with pytest.raises(SameReader):
        second.give(db, RADIOLOGIST, asked.id, agreement=Agreement.AGREE, opinion="đúng")
    second.give(db, SECOND, asked.id, agreement=Agreement.MAJOR, opinion="Có nốt thuỳ trên phải")
    assert (found.discrepancy, found.attention) == (True, True)
    with pytest.raises(SecondReadingDone):
        second.give(db, SECOND, asked.id, agreement=Agreement.AGREE, opinion="thôi")
    second.settle(db, RADIOLOGIST, asked.id, settlement="Đã bổ sung kết quả")
    assert (found.discrepancy, found.attention) == (False, False)


def test_an_agreement_settles_itself(db: Session) -> None:
    found = signed(db, exam(db))
    asked = second.ask(db, RADIOLOGIST, found.id, reader_id=None, reason="ngẫu nhiên")
    second.give(db, SECOND, asked.id, agreement=Agreement.AGREE, opinion="đồng ý")
    assert second.waiting(db, after=None, limit=9) == ([], None)


def test_templates_are_of_the_exam_and_the_sex(db: Session) -> None:
    found = exam(db)
    for each in (
        TemplateText(name="Ngực", findings="x", service_code="CDHA-XQ"),
        TemplateText(name="Tuyến tiền liệt", findings="x", sex="male"),
        TemplateText(name="Tử cung", findings="x", sex="female"),
        TemplateText(name="Siêu âm bụng", findings="x", modality="US"),
    ):
        templates.save(db, each)
    found.modality = "CT"
    assert [t.name for t in templates.fitting(db, found, "female")] == ["Ngực", "Tử cung"]


def test_ones_own_macro_wins_over_the_houses(db: Session) -> None:
    templates.save_macro(db, RADIOLOGIST, shortcut="bt", text="Bình thường", house=True)
    templates.save_macro(db, RADIOLOGIST, shortcut="bt", text="Không thấy bất thường")
    [mine] = templates.macros(db, RADIOLOGIST)
    [theirs] = templates.macros(db, SECOND)
    assert (mine.text, theirs.text) == ("Không thấy bất thường", "Bình thường")
    with pytest.raises(ShortcutTaken):
        templates.save_macro(db, RADIOLOGIST, shortcut="bt", text="x")


def test_a_readers_settings_are_his_at_any_computer(db: Session) -> None:
    start = profiles.of(db, RADIOLOGIST)
    mine = {"modality": "CT", "name": "Tai", "centre": 700, "width": 4000}
    access.acting(db).workstation = "MT-01"
    profiles.save(
        db,
        RADIOLOGIST,
        presets=[mine],
        hanging={"CT": "ct"},
        layout={"text_size": 18},
        version=start.version,
    )
    access.acting(db).workstation = "MT-02"
    kept = profiles.of(db, RADIOLOGIST)
    assert (kept.presets, kept.hanging, kept.layout["text_size"]) == ([mine], {"CT": "ct"}, 18)
    assert profiles.of(db, SECOND).layout["text_size"] == 14


def registered(db: Session, purpose: DisplayPurpose) -> ReadingDisplay:
    given = DisplayText(code="MH-1", name="Màn đọc 1", workstation="MT-01", purpose=purpose)
    access.acting(db).workstation = "MT-01"
    return displays.save(db, given)


def test_a_screen_is_for_diagnosis_only_while_its_check_holds(db: Session, later: Later) -> None:
    screen = registered(db, DisplayPurpose.DIAGNOSIS)
    assert screen_here(db).why
    seen = dict.fromkeys(displays.CRITERIA, True)
    displays.check(db, RADIOLOGIST, screen.id, items={**seen, "steps": False})
    assert screen_here(db).why
    displays.check(db, RADIOLOGIST, screen.id, items=seen, darkest="0,4", brightest="350")
    assert screen_here(db).why is None
    assert [c.passed for c in displays.checks(db, screen.id, after=None, limit=9)[0]] == [
        True,
        False,
    ]
    [version] = versions(db, signed(db, exam(db)).id)
    assert "MH-1" in version.screen
    later(days=31)
    assert screen_here(db).why


def test_nobody_signs_at_a_screen_for_review_where_the_facility_refuses(db: Session) -> None:
    registered(db, DisplayPurpose.REVIEW)
    found = exam(db)
    set_parameter(db, SYSTEM, "ris_pacs.reading.on_review_screen", value="refused", reason="thử")
    with pytest.raises(ForReviewOnly):
        signed(db, found)
    set_parameter(db, SYSTEM, "ris_pacs.reading.on_review_screen", value="told", reason="thử")
    [version] = versions(db, signed(db, found).id)
    assert "xem lại" in version.screen


def test_two_screens_have_two_names(db: Session) -> None:
    registered(db, DisplayPurpose.REVIEW)
    with pytest.raises(DisplayTaken):
        registered(db, DisplayPurpose.DIAGNOSIS)
