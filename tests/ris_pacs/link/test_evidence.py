"""The four flows are shown, and each falls when its part breaks."""

from collections.abc import Callable

import pytest
from sqlmodel import Session

from his.link import service as link
from kernel.module import Finding, Verdict
from ris_pacs.link import coding, evidence, judging, reports_out, studies_out
from ris_pacs.schedule import worklist
from tests.his import clinic

_ALL = (
    evidence.an_order_reaches_the_worklist,
    evidence.a_workstation_asks_and_gets_pictures,
    evidence.a_key_image_reaches_report_and_record,
    evidence.patients_are_the_same_on_both_sides,
    judging.messages_and_objects_are_judged,
)


@pytest.mark.parametrize("shown", _ALL)
def test_the_flow_is_shown(db: Session, shown: Callable[[Session], Finding]) -> None:
    clinic.build(db)
    found = shown(db)
    assert found.verdict is Verdict.MET, found.says


@pytest.mark.parametrize(
    ("shown", "module", "name", "instead"),
    [
        (evidence.an_order_reaches_the_worklist, worklist, "_rows", lambda *_: []),
        (evidence.a_workstation_asks_and_gets_pictures, coding, "is_imaging", lambda *_: False),
        (evidence.a_key_image_reaches_report_and_record, reports_out, "_jpeg", lambda *_: b""),
        (evidence.patients_are_the_same_on_both_sides, studies_out, "_tell", lambda *_: None),
        (judging.messages_and_objects_are_judged, link, "visit", lambda *_: None),
    ],
)
def test_a_flow_falls_when_its_part_breaks(
    db: Session,
    monkeypatch: pytest.MonkeyPatch,
    shown: Callable[[Session], Finding],
    module: object,
    name: str,
    instead: object,
) -> None:
    clinic.build(db)
    monkeypatch.setattr(module, name, instead)
    assert shown(db).verdict is Verdict.NOT_MET
