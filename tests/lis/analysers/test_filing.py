"""From bytes to results of the right tube, or to the review list: never by guess."""

from decimal import Decimal

import pytest
from sqlmodel import Session, col, select

from kernel.access import SYSTEM, Actor
from kernel.clock import utc_now
from kernel.db import Database
from kernel.ids import new_id
from lis.analysers import filing, matching, playing, reviewing, setting_up
from lis.analysers.errors import (
    AnalyserCodeTaken,
    AnalyserPortTaken,
    ReadingAlreadySolved,
    ReadingNotFiled,
)
from lis.analysers.filing import Kept
from lis.analysers.models import (
    Analyser,
    AnalyserCode,
    CodeState,
    HeldReading,
    HeldState,
    HeldWhy,
    LabMessage,
    MessageState,
    opened,
)
from lis.quality.service import ControlRun
from lis.results.models import LabResult
from lis.specimens import service as specimens
from lis.specimens.service import ItemState
from tests.lis.analysers import station
from tests.lis.quality import control
from tests.lis.results import bench
from tests.lis.results.bench import Bench

_GLU = {"GLU": ("5.4", "mmol/L"), "K": ("4.1", "mmol/L")}
PERSON = Actor(new_id(), "KTV Hoa")


@pytest.fixture
def at_work(db: Session) -> Bench:
    bench.lists(db)
    return bench.come(db, "XN-GK")


def oru(tube: str, values: playing.Values = _GLU, number: str = "1") -> bytes:
    return playing.message("hl7_oru", tube, values, number=number)


def results(db: Session) -> dict[str, str]:
    return {r.test_code: r.value for r in db.exec(select(LabResult))}


def held(db: Session) -> dict[str, HeldWhy]:
    rows = db.exec(select(HeldReading).where(col(HeldReading.state) == HeldState.OPEN))
    return {r.code: r.why for r in rows}


def stored(db: Session, kept: Kept) -> LabMessage:
    found = db.get(LabMessage, kept.id)
    assert found
    return found


@pytest.mark.parametrize(
    ("profile", "codes"),
    [
        ("roche_cobas_c311", {"717": "GLU", "687": "K"}),
        ("cepheid_genexpert", {"A/GLU": "GLU", "A/K": "K"}),
        ("sysmex_xn550", {"G": "GLU", "K": "K"}),
        ("mindray_bc5380", {"G": "GLU", "K": "K"}),
        ("dymind_dh1x", {"6690-2": "GLU", "789-8": "K"}),
        ("ihe_law", {"G": "GLU", "K": "K"}),
        ("hl7_oru", {"G": "GLU", "K": "K"}),
        ("csv", {"G": "GLU", "K": "K"}),
    ],
)
def test_each_instruments_values_become_results_of_the_tube(
    db: Session, at_work: Bench, profile: str, codes: dict[str, str]
) -> None:
    row = station.machine(db, profile, codes)
    values = dict(zip(codes, [("5.4", "mmol/L"), ("4.1", "mmol/L")], strict=True))
    [kept] = station.take(db, row, playing.message(profile, at_work.codes, values))
    assert stored(db, kept).state is MessageState.FILED
    assert results(db) == {"GLU": "5,4", "K": "4,1"}
    [first, *_] = db.exec(select(LabResult)).all()
    assert (first.analyser, first.message_id) == (row.code, kept.id)
    items = specimens.items_of_specimen(db, at_work.tubes[0].id)
    assert {i.state for i in items} == {ItemState.RESULTED}


def test_the_bytes_are_kept_as_they_came_and_nobody_reads_them_in_the_table(
    db: Session, at_work: Bench
) -> None:
    row = station.machine(db)
    raw = oru(at_work.codes).replace(b"PID|1", b"PID|1||7||NGUYEN^AN")
    [kept] = station.take(db, row, raw)
    message = stored(db, kept)
    assert opened(message) == raw
    assert b"NGUYEN" not in message.raw
    assert (message.size, message.specimen_code, message.filed) == (len(raw), at_work.codes, 2)


def test_an_unknown_tube_waits_for_a_person_and_nobody_gets_the_value(
    db: Session, at_work: Bench
) -> None:
    row = station.machine(db)
    [kept] = station.take(
        db,
        row,
        oru("26112200009"),
    )
    assert stored(db, kept).state is MessageState.REVIEW
    assert held(db) == {"GLU": HeldWhy.UNKNOWN_SPECIMEN, "K": HeldWhy.UNKNOWN_SPECIMEN}
    assert results(db) == {}


def test_one_wrong_digit_in_the_tubes_number_finds_no_other_tube(
    db: Session, at_work: Bench
) -> None:
    other = bench.come(db, "XN-GK", room=None, visit=at_work.visit)
    row = station.machine(db)
    for place in range(len(at_work.codes)):
        digit = str((int(at_work.codes[place]) + 1) % 10)
        wrong = at_work.codes[:place] + digit + at_work.codes[place + 1 :]
        station.take(db, row, oru(wrong, number=f"w{place}"))
    assert results(db) == {}
    assert other is not at_work


def test_the_name_in_a_message_never_decides_whose_result_it_is(
    db: Session, at_work: Bench
) -> None:
    row = station.machine(db)
    raw = oru("26112200009").replace(b"PID|1", f"PID|1||{at_work.visit.patient_id}".encode())
    station.take(db, row, raw)
    assert results(db) == {}


def test_a_test_that_was_not_asked_of_the_tube_waits(db: Session, at_work: Bench) -> None:
    row = station.machine(db, codes={"GLU": "GLU", "TSH": "TSH"})
    values = {"GLU": ("5.4", "mmol/L"), "TSH": ("2.2", "mU/L")}
    [kept] = station.take(db, row, oru(at_work.codes, values))
    assert held(db) == {"TSH": HeldWhy.NOT_ASKED}
    assert results(db) == {"GLU": "5,4"}
    assert stored(db, kept).filed == 1


def test_an_unknown_code_goes_into_the_box_and_is_filed_when_somebody_says_what_it_is(
    db: Session, at_work: Bench
) -> None:
    row = station.machine(db, codes={"K": "K"})
    [kept] = station.take(db, row, oru(at_work.codes))
    assert held(db) == {"GLU": HeldWhy.UNKNOWN_CODE}
    [code] = db.exec(select(AnalyserCode).where(col(AnalyserCode.state) == CodeState.UNKNOWN))
    assert (code.code, code.unit, code.sample) == ("GLU", "mmol/L", "5.4")

    _, filed = setting_up.map_code(
        db, PERSON, row.id, code="GLU", test_code="GLU", unit="mmol/L", factor=Decimal(1)
    )
    assert filed == 1
    assert results(db)["GLU"] == "5,4"
    assert held(db) == {}
    assert stored(db, kept).state is MessageState.FILED


def test_a_code_of_no_interest_is_left_out(db: Session, at_work: Bench) -> None:
    row = station.machine(db, codes={"GLU": "GLU"})
    station.take(db, row, oru(at_work.codes))
    setting_up.map_code(
        db, PERSON, row.id, code="K", test_code=None, unit="", factor=Decimal(1), ignored=True
    )
    assert held(db) == {}
    assert results(db) == {"GLU": "5,4"}


def test_another_unit_is_converted_by_the_mapping_or_waits(db: Session, at_work: Bench) -> None:
    row = station.machine(db, codes={"K": "K"})
    setting_up.map_code(
        db, PERSON, row.id, code="GLU", test_code="GLU", unit="mg/dL", factor=Decimal("0.0555")
    )
    station.take(db, row, oru(at_work.codes))  # in mmol/L today: somebody changed the instrument
    assert held(db) == {"GLU": HeldWhy.OTHER_UNIT}
    values = {"GLU": ("97.3", "mg/dL")}
    station.take(db, row, oru(at_work.codes, values, number="2"))
    assert results(db)["GLU"] == "5,4"


def test_a_message_that_comes_twice_counts_once(db: Session, at_work: Bench) -> None:
    row = station.machine(db)
    raw = oru(at_work.codes)
    [first] = station.take(db, row, raw)
    [second] = station.take(db, row, raw)
    third, fourth = station.take(db, row, raw, raw)
    assert stored(db, first).state is MessageState.FILED
    assert {stored(db, k).state for k in (second, third, fourth)} == {MessageState.IGNORED}
    assert len(db.exec(select(LabResult)).all()) == 2


def test_the_same_values_under_a_new_message_number_are_not_doubled(
    db: Session, at_work: Bench
) -> None:
    row = station.machine(db, "sysmex_xn550", {"G": "GLU"})
    raw = playing.message("sysmex_xn550", at_work.codes, {"G": ("5.4", "mmol/L")})
    station.take(db, row, raw)
    station.take(db, row, raw.replace(b"XN-550^00-24", b"XN-550^00-25"))
    assert len(db.exec(select(LabResult)).all()) == 1


def test_what_waited_is_taken_up_when_the_instrument_sends_it_again(
    db: Session, at_work: Bench
) -> None:
    row = station.machine(db, codes={})
    raw = oru(at_work.codes)
    [first] = station.take(db, row, raw)
    for code in ("GLU", "K"):
        mapped = db.exec(select(AnalyserCode).where(col(AnalyserCode.code) == code)).one()
        mapped.state, mapped.test_code = CodeState.MAPPED, code
    db.flush()
    [again] = station.take(db, row, raw)
    assert stored(db, first).state is MessageState.IGNORED
    assert stored(db, again).state is MessageState.FILED
    assert held(db) == {}
    assert results(db) == {"GLU": "5,4", "K": "4,1"}


def test_a_control_is_nobodys_result(db: Session, at_work: Bench) -> None:
    row = station.machine(db, control_pattern="^QC")
    station.take(db, row, oru("QC-LEVEL1"))
    assert set(held(db).values()) == {HeldWhy.CONTROL}
    assert results(db) == {}


def test_a_control_that_the_quality_knows_goes_onto_its_chart(db: Session) -> None:
    bench.lists(db)
    row = station.machine(db, codes={"GLU": "GLU"}, control_pattern="^QC")
    [low, _] = control.set_up(db, analyser=row.code)
    [kept] = station.take(db, row, oru(low.code, {"GLU": ("5.1", "mmol/L")}))
    [run] = db.exec(select(ControlRun)).all()
    assert (run.test_code, run.analyser, run.message_id) == ("GLU", row.code, kept.id)
    assert stored(db, kept).state is MessageState.FILED
    assert held(db) == {}
    assert results(db) == {}


def test_rubbish_and_torn_messages_are_kept_too(db: Session, at_work: Bench) -> None:
    row = station.machine(db)
    [rubbish] = station.take(db, row, b"\x00\x01 hello")
    torn = filing.understood(station.incoming(row, b"MSH|^~", "the line broke"))
    filing.keep(db, [torn])
    assert stored(db, rubbish).state is MessageState.REVIEW
    assert stored(db, rubbish).why
    assert stored(db, torn).state is MessageState.IGNORED
    assert opened(stored(db, torn)) == b"MSH|^~"


def test_control_characters_in_a_value_do_not_keep_a_message_from_being_kept(
    db: Session, at_work: Bench
) -> None:
    row = station.machine(db, codes={"GLU": "GLU"})
    raw = oru(at_work.codes, {"GLU": ("5.4\x00", "mmol\x00/L"), "\x00Z\x1b": ("\x001", "")})
    [kept] = station.take(db, row, raw)
    assert stored(db, kept).filed == 1
    assert held(db) == {"Z": HeldWhy.UNKNOWN_CODE}


def test_a_person_gives_a_reading_to_the_tube_before_him(db: Session, at_work: Bench) -> None:
    row = station.machine(db)
    [kept] = station.take(db, row, oru("26112200009"))
    ids = [r.id for r in db.exec(select(HeldReading))]
    rows = reviewing.give(db, PERSON, ids, specimen_code=at_work.codes, reason="nhãn in lại")
    assert results(db) == {"GLU": "5,4", "K": "4,1"}
    assert {(r.state, r.solved_by_name) for r in rows} == {(HeldState.FILED, "KTV Hoa")}
    assert stored(db, kept).state is MessageState.FILED
    with pytest.raises(ReadingAlreadySolved):
        reviewing.dismiss(db, PERSON, ids, reason="lần nữa")


def test_a_reading_is_not_given_to_a_tube_that_was_not_asked_for_it(
    db: Session, at_work: Bench
) -> None:
    row = station.machine(db, codes={"TSH": "TSH"})
    station.take(db, row, oru("26112200009", {"TSH": ("2.2", "")}))
    ids = [r.id for r in db.exec(select(HeldReading))]
    with pytest.raises(ReadingNotFiled):
        reviewing.give(db, PERSON, ids, specimen_code=at_work.codes, reason="thử")
    assert results(db) == {}


def test_a_reading_of_nobody_is_dismissed_with_a_reason(db: Session, at_work: Bench) -> None:
    row = station.machine(db)
    [kept] = station.take(db, row, oru("NUOC-CAT"))
    ids = [r.id for r in db.exec(select(HeldReading))]
    rows = reviewing.dismiss(db, PERSON, ids, reason="nước cất")
    assert {(r.state, r.solved_why) for r in rows} == {(HeldState.DISMISSED, "nước cất")}
    assert stored(db, kept).state is MessageState.FILED


def test_a_replay_files_what_fits_now_and_doubles_nothing(db: Session, at_work: Bench) -> None:
    row = station.machine(db, "abbott_architect", {"K": "K"})
    raw = playing.message("abbott_architect", at_work.codes, {"K": ("4.1", ""), "G": ("5.4", "")})
    [kept] = station.take(db, row, raw)
    assert results(db) == {"K": "4,1"}
    code = db.exec(select(AnalyserCode).where(col(AnalyserCode.code) == "G")).one()
    code.state, code.test_code = CodeState.MAPPED, "GLU"
    db.flush()
    for _ in range(2):
        message = reviewing.replay(db, PERSON, kept.id)
    assert message.state is MessageState.FILED
    assert results(db) == {"GLU": "5,4", "K": "4,1"}
    assert len(db.exec(select(LabResult)).all()) == 2


def test_one_message_that_cannot_be_filed_does_not_lose_the_others(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.write(SYSTEM) as db:
        bench.lists(db)
        good = bench.come(db, "XN-GK").codes
        row = station.machine(db)
        machine = station.incoming(row, b"").instrument
    real = matching.match

    def fails(db: Session, actor: Actor, messages: list[Kept]) -> object:
        if any(b"POISON" in m.incoming.raw for m in messages):
            raise RuntimeError("a bug")
        return real(db, actor, messages)

    monkeypatch.setattr(matching, "match", fails)
    raws = [oru(good), oru("POISON", number="2"), b"rubbish"]
    kept = filing.take(database, [station.incoming(machine, raw) for raw in raws])
    assert [k.kept for k in kept] == [True, True, True]
    with database.read() as db:
        states = [stored(db, k).state for k in kept]
        assert results(db) == {"GLU": "5,4", "K": "4,1"}
    assert states == [MessageState.FILED, MessageState.REVIEW, MessageState.REVIEW]


def test_where_nothing_can_be_kept_nobody_is_told_yes(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.write(SYSTEM) as db:
        row = station.machine(db, codes={})
        machine = station.incoming(row, b"").instrument

    def fails(*_: object) -> bytes:
        raise OSError("no room")

    monkeypatch.setattr(filing, "sealed", fails)
    [kept] = filing.take(database, [station.incoming(machine, oru("1"))])
    assert not kept.kept


def test_a_batch_takes_the_same_statements_as_one_message(db: Session, at_work: Bench) -> None:
    from sqlalchemy import event

    row = station.machine(db)
    counted: list[str] = []
    engine = db.get_bind()
    event.listen(engine, "before_cursor_execute", lambda *a: counted.append(a[2]))
    station.take(db, row, oru(at_work.codes))
    one, counted[:] = len(counted), []
    station.take(db, row, *[oru(at_work.codes, number=f"n{n}") for n in range(2, 22)])
    assert len(counted) <= one + 3, counted


def test_utc_now_is_used_for_what_names_no_time(db: Session, at_work: Bench) -> None:
    row = station.machine(db)
    before = utc_now()
    raw = f"MSH|^~\\&|X\rOBR|1||{at_work.codes}\rOBX|1|NM|GLU||5.4\r".replace(
        "|X\r", "|X||||||ORU^R01|1|P|2.5\r"
    )
    station.take(db, row, raw.encode())
    [found] = db.exec(select(LabResult)).all()
    assert found.measured_at >= before


def test_the_same_port_or_code_twice_is_refused(db: Session) -> None:
    station.machine(db, codes={})
    for code, port in (("M1", 15002), ("M2", 15001)):
        with pytest.raises((AnalyserCodeTaken, AnalyserPortTaken)):
            station.machine(db, codes={}, code=code, port=port)
    assert len(db.exec(select(Analyser)).all()) == 1
