"""A doctor begins a visit, closes it, opens it again."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlmodel import Session

from his.encounters import service as encounters
from his.encounters.errors import (
    AlreadyBegun,
    AlreadyClosed,
    NotBegun,
    NotReadyToClose,
    StillHasRecords,
)
from his.encounters.module import module
from his.encounters.service import Disposition, Encounter, EncounterState
from his.encounters.slots import CancelCheck, ClosingCheck, Missing
from kernel.access import Actor
from kernel.events import ASSEMBLY
from kernel.ids import new_id
from kernel.text import Text
from tests.his import clinic

MINH = Actor(new_id(), "BS. Minh")
DIAGNOSIS = Missing(Text("Chưa có chẩn đoán chính.", "There is no main diagnosis."), "diagnosis")


@pytest.fixture
def bare(db: Session) -> Iterator[Session]:
    """Only the visit's own rules: what other modules want before closing has its own tests."""
    whole = db.info[ASSEMBLY]
    ours = tuple(
        m for m in whole.modules if m.id in ("his.admin", "his.catalogs", "his.patients", module.id)
    )
    db.info[ASSEMBLY] = replace(whole, modules=ours)
    yield db
    db.info[ASSEMBLY] = whole


def with_slots(db: Session, *slots: object) -> None:
    built = db.info[ASSEMBLY]
    modules = tuple(
        replace(m, contributes=(*m.contributes, *slots)) if m.id == module.id else m
        for m in built.modules
    )
    db.info[ASSEMBLY] = replace(built, modules=modules)


@pytest.fixture
def house(bare: Session) -> clinic.Clinic:
    return clinic.build(bare)


@pytest.fixture
def waiting(bare: Session, actor: Actor, house: clinic.Clinic) -> Encounter:
    return clinic.visit(bare, actor, house.p101)


def test_the_doctor_who_begins_is_the_doctor_of_the_visit(
    bare: Session, waiting: Encounter
) -> None:
    begun = encounters.begin(bare, MINH, waiting.id)
    assert (begun.state, begun.doctor_id, begun.doctor_name) == (
        EncounterState.IN_PROGRESS,
        MINH.id,
        "BS. Minh",
    )
    assert begun.began_at


def test_two_doctors_cannot_begin_the_same_visit(bare: Session, waiting: Encounter) -> None:
    encounters.begin(bare, MINH, waiting.id)
    with pytest.raises(AlreadyBegun):
        encounters.begin(bare, Actor(new_id(), "BS. Lan"), waiting.id)


def test_a_visit_begun_by_mistake_waits_again(bare: Session, waiting: Encounter) -> None:
    encounters.begin(bare, MINH, waiting.id)
    back = encounters.put_back(bare, MINH, waiting.id, reason="Bấm nhầm")
    assert (back.state, back.doctor_id, back.began_at) == (EncounterState.WAITING, None, None)


def test_a_visit_that_no_doctor_began_is_not_closed(bare: Session, waiting: Encounter) -> None:
    with pytest.raises(NotBegun):
        encounters.close(bare, MINH, waiting.id, disposition=Disposition.HOME)


def test_closing_names_everything_that_is_missing(bare: Session, waiting: Encounter) -> None:
    other = Missing(Text("Chưa có kết luận.", "There is no conclusion."), "conclusion")
    title = Text("Khám", "Exam")
    with_slots(
        bare,
        ClosingCheck("exam", title, lambda *_: [DIAGNOSIS]),
        ClosingCheck("end", title, lambda *_: [other]),
    )
    encounters.begin(bare, MINH, waiting.id)

    with pytest.raises(NotReadyToClose) as refused:
        encounters.close(bare, MINH, waiting.id, disposition=Disposition.HOME)

    assert refused.value.facts["missing"] == [
        {
            "check": "exam",
            "title": {"vi": "Khám", "en": "Exam"},
            "says": DIAGNOSIS.says.json(),
            "where": "diagnosis",
        },
        {
            "check": "end",
            "title": {"vi": "Khám", "en": "Exam"},
            "says": other.says.json(),
            "where": "conclusion",
        },
    ]
    assert "Chưa có chẩn đoán chính; Chưa có kết luận" in refused.value.detail.vi
    assert waiting.state is EncounterState.IN_PROGRESS


def test_a_visit_in_which_nothing_is_missing_closes(bare: Session, waiting: Encounter) -> None:
    encounters.begin(bare, MINH, waiting.id)
    closed = encounters.close(bare, MINH, waiting.id, disposition=Disposition.APPOINTMENT)
    assert (closed.state, closed.disposition) == (EncounterState.CLOSED, Disposition.APPOINTMENT)
    assert closed.closed_by == MINH.id


def test_nothing_more_is_done_in_a_closed_visit_until_it_is_reopened_with_a_reason(
    bare: Session, waiting: Encounter
) -> None:
    encounters.begin(bare, MINH, waiting.id)
    encounters.close(bare, MINH, waiting.id, disposition=Disposition.HOME)
    with pytest.raises(AlreadyClosed):
        encounters.open_for_work(bare, MINH, waiting.id)

    encounters.reopen(bare, MINH, waiting.id, reason="Bổ sung chẩn đoán")

    assert encounters.open_for_work(bare, MINH, waiting.id).closed_at is None
    assert waiting.state_reason == "Bổ sung chẩn đoán"


def test_a_visit_in_which_something_was_done_is_not_cancelled(
    bare: Session, actor: Actor, waiting: Encounter
) -> None:
    paid = Missing(Text("Đã thu 120.000 đ.", "120,000 dong were paid."), "billing")
    with_slots(bare, CancelCheck("paid", Text("Thu tiền", "Payment"), lambda *_: [paid]))

    with pytest.raises(StillHasRecords) as refused:
        encounters.cancel(bare, actor, waiting.id, reason="Bỏ về")

    assert "Đã thu 120.000 đ" in refused.value.detail.vi
    assert waiting.state is EncounterState.WAITING


def test_every_step_of_a_visit_tells_who_when_and_why(
    bare: Session, actor: Actor, house: clinic.Clinic, waiting: Encounter
) -> None:
    encounters.move_room(bare, actor, waiting.id, room_id=house.p102.id, reason="Khám Nhi")
    encounters.begin(bare, MINH, waiting.id)
    encounters.close(bare, MINH, waiting.id, disposition=Disposition.HOME)

    steps, _ = encounters.steps(bare, waiting.id)

    assert [(s.act.value, s.by_name, s.reason) for s in steps] == [
        ("move_room", "BS. Lan", "Khám Nhi"),
        ("begin", "BS. Minh", ""),
        ("close", "BS. Minh", ""),
    ]
