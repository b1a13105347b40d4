"""The link's own demonstration, and that it falls when the link breaks."""

import pytest
from sqlmodel import Session

from his.link import who
from kernel.module import Verdict
from lis.link import coding, evidence, results_out
from tests.his import clinic


def test_the_link_is_shown_to_work(db: Session) -> None:
    clinic.build(db)
    found = evidence.another_system_orders_and_is_answered(db)
    assert found.verdict is Verdict.MET, found.says


@pytest.mark.parametrize(
    ("module", "name", "instead"),
    [
        (who, "agreement", lambda *_: 3),
        (results_out, "report", lambda *_, **__: None),
        (results_out, "_corrects", lambda *_: False),
        (coding, "is_laboratory", lambda *_: False),
    ],
)
def test_the_demonstration_falls_when_the_link_breaks(
    db: Session, monkeypatch: pytest.MonkeyPatch, module: object, name: str, instead: object
) -> None:
    clinic.build(db)
    monkeypatch.setattr(module, name, instead)
    assert evidence.another_system_orders_and_is_answered(db).verdict is Verdict.NOT_MET
