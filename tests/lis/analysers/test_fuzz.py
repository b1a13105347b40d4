"""Mutated messages: no crash, no hang, nothing half-stored. `python -m bench.fuzz_analysers`
does it with 100,000."""

from sqlmodel import Session, col, select

from kernel.hl7.message import Message, NotHL7
from lis.analysers import astm_link, filing, reading_back
from lis.analysers.astm_link import ENQ, EOT, Receiver, Say, Torn, Whole
from lis.analysers.drivers import ALL, PROFILES
from lis.analysers.hearing import NotUnderstood, hear
from lis.analysers.models import HeldReading, LabMessage, MessageState
from lis.results.models import LabResult
from tests.lis.analysers import mutating, station
from tests.lis.results import bench

_COUNT = 1500


def test_every_mutated_message_is_understood_or_said_not_to_be() -> None:
    understood = 0
    for profile, raw in mutating.messages(_COUNT, 1, "26050400019"):
        try:
            hear(PROFILES[profile], raw)
            understood += 1
        except NotUnderstood:
            pass
        reading_back.explained(raw)
        reading_back.printable(raw)
        try:
            for segment in Message(raw).segments:
                [segment.get(n, 2) for n in range(1, 9)]
        except NotHL7:
            pass
    assert 0 < understood < _COUNT


def test_every_mutated_transmission_is_answered_and_the_line_lives_on() -> None:
    receiver, events = Receiver(), list[astm_link.Event]()
    for _, raw in mutating.messages(600, 2, "26050400019"):
        events += receiver.feed(ENQ + raw + EOT)
    events += receiver.feed(EOT)
    assert {type(e) for e in events} == {Say, Whole, Torn}
    good = b"".join(astm_link.frames(b"H|\\^&\rL|1|N\r"))
    *_, last = [e for e in receiver.feed(ENQ + good + EOT) if isinstance(e, Whole)]
    assert astm_link.text_of(last.raw) == b"H|\\^&\rL|1|N\r"


def test_mutated_messages_are_kept_whole_and_give_no_other_tube_a_result(db: Session) -> None:
    bench.lists(db)
    at_work = bench.come(db, "XN-GK")
    machines = {
        p.id: station.machine(db, p.id, {"GLU": "GLU", "K": "K"}, code=f"M{n}", port=20000 + n)
        for n, p in enumerate(ALL)
    }
    kept = []
    for profile, raw in mutating.messages(250, 3, at_work.codes):
        kept.append(filing.understood(station.incoming(machines[profile], raw)))
    for start in range(0, len(kept), 25):
        filing.keep(db, kept[start : start + 25])
    db.flush()
    stored = db.exec(select(LabMessage)).all()
    assert len(stored) == len(kept)
    assert all(m.state is not MessageState.STORED for m in stored)
    known = {m.id for m in stored}
    results = db.exec(select(LabResult)).all()
    assert {r.message_id for r in results} <= known
    assert {r.specimen_id for r in results} <= {at_work.tubes[0].id}
    held = db.exec(select(HeldReading).where(col(HeldReading.message_id).is_not(None))).all()
    assert {h.message_id for h in held} <= known
