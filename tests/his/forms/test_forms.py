"""The facility's own templates: what may be written, when it holds, and what a preview shows."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from his.admin import permissions as admin_may
from his.admin.service import Room
from his.encounters import service as encounters
from his.encounters import slip
from his.encounters.service import Encounter
from his.forms import keeping, permissions, sampling
from his.forms.errors import NeverPrinted, NotBeforeToday, TemplateDoesNotSet, TemplateEnded
from his.forms.models import FormSample
from kernel import clock, typesetting
from kernel.access import Actor
from kernel.db import Database
from tests.conftest import Later, SignIn
from tests.his import clinic

SLIP = slip.SLIP.id
OURS = (
    '#import "/kernel/prints/form.typ": *\n#show: form.with(title: "MẪU CỦA CHÚNG TÔI")\n#d.code\n'
)


@pytest.fixture
def visit(db: Session, actor: Actor) -> Encounter:
    return clinic.visit(db, actor, clinic.build(db).p101, reason="Đau bụng")


def _print(db: Session, actor: Actor, visit: Encounter) -> bytes:
    desk = Actor(actor.id, actor.name, frozenset({slip.SLIP.needs.id}))
    return slip.printed(db, desk, encounters.header(db, desk, visit.id)).pdf


def test_a_form_takes_the_facilitys_own_template_from_its_day_on(
    db: Session, actor: Actor, visit: Encounter, later: Later
) -> None:
    before = _print(db, actor, visit)
    tomorrow = clock.today() + timedelta(1)
    keeping.save(db, actor, SLIP, source=OURS, reason="Mẫu mới", valid_from=tomorrow)
    assert keeping.source_of(db, slip.SLIP, clock.today()) is None
    assert keeping.source_of(db, slip.SLIP, tomorrow) == OURS
    later(days=1)
    assert len(_print(db, actor, visit)) < len(before)


def test_an_old_version_prints_what_was_issued_under_it(
    db: Session, actor: Actor, visit: Encounter, later: Later
) -> None:
    _print(db, actor, visit)
    first = clock.today()
    keeping.save(db, actor, SLIP, source=OURS, reason="Mẫu thứ nhất")
    later(days=1)
    keeping.save(db, actor, SLIP, source=f"{OURS}= Hai", reason="Mẫu thứ hai")
    assert keeping.source_of(db, slip.SLIP, first) == OURS
    assert keeping.source_of(db, slip.SLIP, clock.today()) == f"{OURS}= Hai"
    big = "#lorem(3000)"
    keeping.save(db, actor, SLIP, source=f"{OURS}{big}", reason="Mẫu thứ ba")
    assert len(_print(db, actor, visit)) < 20_000 < len(_print(db, actor, _today(db, actor)))


def _today(db: Session, actor: Actor) -> Encounter:
    room = db.exec(select(Room).where(Room.code == "P101")).one()
    return clinic.visit(db, actor, room)


def test_two_versions_of_one_day_the_later_one_holds(
    db: Session, actor: Actor, visit: Encounter
) -> None:
    _print(db, actor, visit)
    keeping.save(db, actor, SLIP, source=OURS, reason="Mẫu thứ nhất")
    keeping.save(db, actor, SLIP, source=f"{OURS}= Hai", reason="Mẫu thứ hai")
    assert keeping.source_of(db, slip.SLIP, clock.today()) == f"{OURS}= Hai"


def test_a_withdrawn_version_gives_way_to_the_one_before(
    db: Session, actor: Actor, visit: Encounter
) -> None:
    _print(db, actor, visit)
    keeping.save(db, actor, SLIP, source=OURS, reason="Mẫu thứ nhất")
    second = keeping.save(db, actor, SLIP, source=f"{OURS}= Hai", reason="Mẫu thứ hai")
    keeping.withdraw(db, actor, second.id, reason="In sai")
    assert keeping.source_of(db, slip.SLIP, clock.today()) == OURS
    with pytest.raises(TemplateEnded):
        keeping.withdraw(db, actor, second.id, reason="In sai")
    found, _ = keeping.versions(db, SLIP)
    assert [each.number for each in found] == [2, 1]


def test_every_form_is_previewed_before_its_first_print(db: Session, visit: Encounter) -> None:
    """With data that the product brings along, under the house's own letterhead."""
    forms = [form for _, form in keeping.forms(db)]
    without = [form.id for form in forms if sampling.shipped(form.id) is None]
    assert not [each for each in without if each.startswith("his.")], (
        "tests/print_samples.py tells how a form gets its sample"
    )
    for form in forms:
        if form.id in without:
            continue
        data = keeping.sample(db, form.id, "vi")
        assert data["letterhead"]["name"] == "Phòng khám thử"
        assert typesetting.own(form.template.read_text(), data).startswith(b"%PDF")


def test_a_form_that_nobody_has_seen_yet_is_not_changed(
    db: Session, actor: Actor, visit: Encounter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sampling, "shipped", lambda _: None)
    with pytest.raises(NeverPrinted):
        keeping.save(db, actor, SLIP, source=OURS, reason="Chưa in lần nào")


def test_a_template_that_does_not_set_is_not_saved(
    db: Session, actor: Actor, visit: Encounter
) -> None:
    with pytest.raises(TemplateDoesNotSet) as refused:
        keeping.save(db, actor, SLIP, source=f"{OURS}#nowhere", reason="Lỗi")
    assert refused.value.facts["line"] == 4
    with pytest.raises(NotBeforeToday):
        keeping.save(
            db, actor, SLIP, source=OURS, reason="Muộn", valid_from=clock.today() - timedelta(1)
        )
    assert keeping.versions(db, SLIP) == ([], None)


@pytest.mark.parametrize(
    "source",
    [
        '#read("/etc/passwd")',
        '#read("/pyproject.toml")',
        '#read("../../../etc/passwd")',
        '#import "@preview/tablex:0.0.8": *',
        "#for a in range(9999) { for b in range(9999) { for c in range(99999) [#b] } }",
    ],
)
def test_a_template_reads_no_file_fetches_nothing_and_ends(source: str) -> None:
    with pytest.raises(typesetting.DoesNotSet):
        typesetting.trial(source, {"print": {"language": "vi"}})


def test_a_template_that_breaks_on_a_patient_keeps_nobody_waiting(
    db: Session, actor: Actor, visit: Encounter
) -> None:
    shipped = _print(db, actor, visit)
    # Sets with the masked sample (its codes begin with X), but not with a real one.
    source = f'{OURS}#if not d.code.starts-with("X") [#nowhere]'
    keeping.save(db, actor, SLIP, source=source, reason="Lỗi ẩn")
    assert abs(len(_print(db, actor, visit)) - len(shipped)) < 2000


def test_a_sample_tells_of_nobody(db: Session, actor: Actor, visit: Encounter) -> None:
    _print(db, actor, visit)
    kept = db.get(FormSample, SLIP)
    assert kept is not None
    name = encounters.header(db, actor, visit.id).patient.name
    text = str(kept.data)
    assert name not in text
    assert visit.code not in text
    assert "Đau bụng" not in text
    assert kept.data["reason"] == "Xxx xxxx"


def test_masking_keeps_the_shape_and_the_words_of_lists() -> None:
    given = {
        "who": "Nguyễn Thị Hoa",
        "born": "05/03/1980",
        "payer": "bhyt",
        "paid": True,
        "n": 17,
        "lines": [{"drug": "Amoxicilin 500 mg"}] * 9,
        "letterhead": {"name": "Phòng khám"},
    }
    assert sampling.masked(given) == {
        "who": "Xxxxxx Xxx Xxx",
        "born": "00/00/0000",
        "payer": "bhyt",
        "paid": True,
        "n": 1,
        "lines": [{"drug": "Xxxxxxxxxx 000 xx"}] * 3,
        "letterhead": {"name": "Phòng khám"},
    }


def test_an_administrator_edits_with_a_preview(
    database: Database, actor: Actor, sign_in: SignIn
) -> None:
    with database.write(actor) as db:
        visit = clinic.visit(db, actor, clinic.build(db).p101)
        _print(db, actor, visit)
    editor = sign_in(*permissions.ALL, name="QT Hà")
    listed = editor.get("/api/forms").json()["forms"]
    assert {each["version"] for each in listed} == {None}
    shown = editor.get(f"/api/forms/{SLIP}").json()
    assert shown["source"] == shown["shipped"]
    tried = editor.post(f"/api/forms/{SLIP}/preview", json={"source": OURS})
    assert tried.content[:4] == b"%PDF"
    wrong = editor.post(f"/api/forms/{SLIP}/preview", json={"source": f"{OURS}#foo("})
    assert (wrong.status_code, wrong.json()["error"]) == (422, "TemplateDoesNotSet")
    body = {"source": OURS, "reason": "Thêm tên phòng khám"}
    saved = editor.post(f"/api/forms/{SLIP}/versions", json=body)
    assert saved.status_code == 201
    assert editor.get(f"/api/forms/{SLIP}").json()["version"] == 1
    ended = editor.post(
        f"/api/forms/versions/{saved.json()['id']}/withdrawal", json={"reason": "Thử xong"}
    )
    assert ended.json()["withdrawn_by_name"] == "QT Hà"
    assert editor.get(f"/api/forms/{SLIP}").json()["version"] is None
    assert len(editor.get(f"/api/forms/{SLIP}/versions").json()["items"]) == 1
    stranger = sign_in(admin_may.ALL[0], name="Ai đó")
    assert stranger.get("/api/forms").status_code == 403
    assert editor.get("/api/forms/his.none.such").json()["error"] == "UnknownForm"
