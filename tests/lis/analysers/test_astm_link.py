"""E1381: frames, checksums, repetitions, torn transmissions; an independent library agrees."""

import random

import pytest
from astm import codec
from hypothesis import given
from hypothesis import strategies as st

from lis.analysers import astm_link, playing
from lis.analysers.astm_link import ACK, ENQ, EOT, NAK, Receiver, Say, Torn, Whole

_RAW = playing.message("sysmex_xn550", "26050400019", playing.VALUES["sysmex_xn550"])


def said(events: list[astm_link.Event]) -> bytes:
    return b"".join(e.byte for e in events if isinstance(e, Say))


def test_an_independent_library_reads_our_frames() -> None:
    records = []
    for n, frame in enumerate(astm_link.frames(_RAW), 1):
        body = frame[1:-4]
        assert codec.make_checksum(body) == frame[-4:-2]
        assert body[:1] == str(n % 8).encode()
        records += codec.decode(frame, "utf-8")
    assert [r[0] for r in records][:3] == ["H", "P", "C"]
    assert records[-1][0] == "L"


def test_a_whole_message_comes_out_as_it_went_in() -> None:
    receiver = Receiver()
    sent = ENQ + b"".join(astm_link.frames(_RAW)) + EOT
    events = list(receiver.feed(sent))
    whole = [e.raw for e in events if isinstance(e, Whole)]
    assert [astm_link.text_of(raw) for raw in whole] == [_RAW]
    assert said(events) == ACK * (1 + len(astm_link.frames(_RAW)))
    assert not receiver.amid


@given(st.lists(st.integers(1, 40), max_size=60))
def test_how_the_bytes_are_cut_does_not_matter(cuts: list[int]) -> None:
    receiver, at = Receiver(), 0
    events: list[astm_link.Event] = []
    sent = ENQ + b"".join(astm_link.frames(_RAW)) + EOT
    for cut in [*cuts, len(sent)]:
        events += list(receiver.feed(sent[at : at + cut]))
        at += cut
    assert [astm_link.text_of(e.raw) for e in events if isinstance(e, Whole)] == [_RAW]


def test_long_records_are_cut_into_frames_and_joined_again() -> None:
    raw = b"H|\\^&\rC|1|I|" + b"x" * 1000 + b"|I\rL|1|N\r"
    frames = astm_link.frames(raw)
    assert max(len(f) for f in frames) <= 247
    [whole] = [e for e in Receiver().feed(ENQ + b"".join(frames)) if isinstance(e, Whole)]
    assert astm_link.text_of(whole.raw) == raw


def test_a_wrong_checksum_is_refused_and_the_frame_taken_when_it_is_right() -> None:
    receiver = Receiver()
    first, *_ = astm_link.frames(_RAW)
    list(receiver.feed(ENQ))
    assert said(list(receiver.feed(first[:-4] + b"00" + first[-2:]))) == NAK
    assert said(list(receiver.feed(first))) == ACK


def test_a_frame_that_comes_twice_counts_once() -> None:
    frames = astm_link.frames(_RAW)
    doubled = b"".join(f + f for f in frames)
    events = list(Receiver().feed(ENQ + doubled + EOT))
    assert [astm_link.text_of(e.raw) for e in events if isinstance(e, Whole)] == [_RAW]
    assert not [e for e in events if isinstance(e, Torn)]


def test_a_frame_out_of_turn_is_refused() -> None:
    receiver = Receiver()
    frames = astm_link.frames(_RAW)
    list(receiver.feed(ENQ + frames[0]))
    assert said(list(receiver.feed(frames[2]))) == NAK


@pytest.mark.parametrize("end", [EOT, ENQ])
def test_a_transmission_that_ends_within_a_message_is_torn(end: bytes) -> None:
    receiver = Receiver()
    first, second, *_ = astm_link.frames(_RAW)
    events = list(receiver.feed(ENQ + first + second[: len(second) // 2] + end))
    [torn] = [e for e in events if isinstance(e, Torn)]
    assert first[:20] in torn.raw
    assert not [e for e in events if isinstance(e, Whole)]
    whole = list(receiver.feed(ENQ + b"".join(astm_link.frames(_RAW)) + EOT))
    assert len([e for e in whole if isinstance(e, Whole)]) == 1


def test_what_could_not_be_kept_is_refused_and_comes_again() -> None:
    receiver, kept = Receiver(), []
    *frames, last = astm_link.frames(_RAW)
    list(receiver.feed(ENQ + b"".join(frames)))
    answers = []
    for _ in range(2):
        for event in receiver.feed(last):
            if isinstance(event, Whole):
                kept.append(event.raw)
                if len(kept) == 1:
                    receiver.refuse()
            elif isinstance(event, Say):
                answers.append(event.byte)
    assert answers == [NAK, ACK]
    assert kept[0] == kept[1]


def test_bytes_without_an_enquiry_are_no_message() -> None:
    assert list(Receiver().feed(b"".join(astm_link.frames(_RAW)))) == []


def test_rubbish_neither_stops_nor_crashes_the_line() -> None:
    chance = random.Random(54)  # noqa: S311
    receiver = Receiver()
    for _ in range(300):
        list(receiver.feed(chance.randbytes(200)))
    receiver.give_up()
    events = list(receiver.feed(ENQ + b"".join(astm_link.frames(_RAW)) + EOT))
    assert len([e for e in events if isinstance(e, Whole)]) == 1
