"""What each instrument says, by its profile: the shapes are those of captured messages."""

import pytest

from lis.analysers import astm_link, places, playing
from lis.analysers.astm import NotASTM, Records
from lis.analysers.drivers import ALL, PROFILES, Asking, Protocol
from lis.analysers.hearing import Kind, NotUnderstood, hear

_TUBE = "26050400019"


@pytest.mark.parametrize("profile", [p.id for p in ALL])
def test_every_instruments_results_name_their_tube_and_codes(profile: str) -> None:
    values = playing.VALUES[profile]
    heard = hear(PROFILES[profile], playing.message(profile, _TUBE, values, number="N7"))
    said = [r for r in heard.readings if not r.remark]
    assert heard.kind is Kind.RESULTS
    assert {r.specimen for r in said} == {_TUBE}
    assert {r.code: (r.value, r.unit) for r in said} == dict(values)
    assert all(r.at for r in said)
    assert not any(r.control for r in said)


@pytest.mark.parametrize("profile", [p.id for p in ALL if p.protocol is Protocol.ASTM])
def test_frames_on_the_line_say_the_same_as_the_records(profile: str) -> None:
    raw = playing.message(profile, _TUBE, playing.VALUES[profile])
    framed = b"".join(astm_link.frames(raw))
    assert hear(PROFILES[profile], framed) == hear(PROFILES[profile], raw)


@pytest.mark.parametrize("profile", [p.id for p in ALL if p.asking is not Asking.NONE])
def test_every_two_way_instruments_question_names_its_tube(profile: str) -> None:
    heard = hear(PROFILES[profile], playing.question(profile, _TUBE))
    assert (heard.kind, heard.asked) == (Kind.QUERY, (_TUBE,))


def test_at_least_six_instruments_rest_on_a_message_or_a_document() -> None:
    verified = [p for p in ALL if p.verified]
    assert len(verified) >= 6
    assert all(p.source for p in ALL)
    assert all(p.note.vi and p.note.en for p in ALL if not p.verified)


def test_the_senders_own_delimiters_are_taken() -> None:
    raw = b"H|@^\\|URM-1||GeneXpert^4.8\rP|1\rO|1|PR25A137\rR|1|^MTB^^X^Ultra^4^MTB^|POS^\rL|1\r"
    [found] = hear(PROFILES["cepheid_genexpert"], raw).readings
    assert (found.specimen, found.code, found.value) == ("PR25A137", "MTB/MTB", "POS")


@pytest.mark.parametrize("profile", [p.id for p in ALL])
def test_what_a_message_says_does_not_depend_on_those_before_it(profile: str) -> None:
    """(What a line says beside its value is read once for all lines that say the same.)"""
    values = playing.VALUES[profile]
    first = hear(PROFILES[profile], playing.message(profile, _TUBE, values, number="N7"))
    others = {code: (f"9{said}", unit) for code, (said, unit) in values.items()}
    between = hear(PROFILES[profile], playing.message(profile, "26050400027", others))
    assert {r.code: r.value for r in between.readings if not r.remark} == {
        code: said for code, (said, _) in others.items()
    }
    assert {r.specimen for r in between.readings if not r.remark} == {"26050400027"}
    places.forget()
    again = hear(PROFILES[profile], playing.message(profile, _TUBE, values, number="N7"))
    assert [(r.code, r.value, r.unit, r.flags, r.specimen) for r in again.readings] == [
        (r.code, r.value, r.unit, r.flags, r.specimen) for r in first.readings
    ]


def test_the_same_line_means_something_else_between_other_delimiters() -> None:
    said = {}
    for marks in ("^~\\&", "*~\\&"):
        head = f"MSH|{marks}|A|B|||20261121080000||ORU^R01|1|P|2.5.1"
        lines = (head, f"OBR|1||{_TUBE}", "OBX|1|NM|GLU^X*Y||5.4|mmol/L|||||F")
        raw = "\r".join(lines).replace("ORU^R01", f"ORU{marks[0]}R01").encode()
        [found] = hear(PROFILES["hl7_oru"], raw).readings
        said[marks[0]] = found.code
    assert said == {"^": "GLU", "*": "GLU^X"}


def test_probes_pictures_and_settings_are_no_results() -> None:
    raw = playing.message("sysmex_xn550", _TUBE, {"WBC": ("8.1", "10*3/uL")})
    assert [r.code for r in hear(PROFILES["sysmex_xn550"], raw).readings] == ["WBC"]


def test_a_flag_without_a_value_is_a_remark() -> None:
    raw = playing.message("sysmex_xn550", _TUBE, {"WBC": ("8.1", "10*3/uL")})
    raw = raw.replace(b"L|1|N", b"R|9|^^^^Anemia||||A||F\rL|1|N")
    remarks = [r for r in hear(PROFILES["sysmex_xn550"], raw).readings if r.remark]
    assert [(r.code, r.flags) for r in remarks] == [("Anemia", ("A",))]


def test_two_tubes_in_one_message_keep_their_own_values() -> None:
    oru = (
        "MSH|^~\\&|X|L|||20260504||ORU^R01|1|P|2.5\rPID|1\r"
        "OBR|1||A1|B\rOBX|1|NM|GLU||5.1|mmol/L\rSPM|1|T-A\r"
        "OBR|2||A2|B\rOBX|1|NM|GLU||9.9|mmol/L\rSPM|1|T-B\r"
    )
    found = hear(PROFILES["hl7_oru"], oru.encode()).readings
    assert [(r.specimen, r.value) for r in found] == [("T-A", "5.1"), ("T-B", "9.9")]
    two = "H|\\^&\rP|1\rO|1|T-A\rR|1|^^^K|4.1\rP|2\rO|1|T-B\rR|1|^^^K|5.9\rP|3\rR|1|^^^K|7\rL|1|N\r"
    found = hear(PROFILES["abbott_architect"], two.encode()).readings
    assert [(r.specimen, r.value) for r in found] == [("T-A", "4.1"), ("T-B", "5.9"), ("", "7")]


@pytest.mark.parametrize(
    ("profile", "raw"),
    [
        ("hl7_oru", b"H|\\^&\rL|1|N\r"),
        ("sysmex_xn550", b"MSH|^~\\&|X\r"),
        ("sysmex_xn550", b"\x00\xff rubbish"),
        ("csv", b"a,b\n1,2\n"),
        ("csv", b"\xff\xfe\x00"),
        ("hl7_oru", b""),
    ],
)
def test_what_is_not_of_the_instruments_protocol_is_not_understood(
    profile: str, raw: bytes
) -> None:
    with pytest.raises(NotUnderstood):
        hear(PROFILES[profile], raw)


def test_a_message_without_its_end_is_known_as_torn() -> None:
    assert not hear(PROFILES["sysmex_xn550"], b"H|\\^&\rP|1\rO|1|T\rR|1|^^^^WBC|5").ended
    with pytest.raises(NotASTM):
        Records(b"H||||\rL|1")
