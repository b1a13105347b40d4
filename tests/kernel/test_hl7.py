"""HL7 as it is sent: lazily read, plainly written, framed by MLLP."""

import asyncio
from datetime import UTC, datetime

import hl7
import pytest
from hl7.client import MLLPClient
from hypothesis import given
from hypothesis import strategies as st

from kernel.hl7 import mllp
from kernel.hl7.message import Message, NotHL7, instant
from kernel.hl7.writing import answer, head, segment, written

_AT = datetime(2026, 5, 4, 2, 15, tzinfo=UTC)
_ORU = (
    b"MSH|^~\\&|XN|LAB|HIS54||20260504091500||ORU^R01|7|P|2.3.1||||||UNICODE\r"
    b"PID|1||25000123^^^HIS54\r"
    b"OBR|1||26050400019\r"
    b"OBX|1|NM|WBC^B\xe1\xba\xa1ch c\xe1\xba\xa7u||7.5|10^3/uL|4-10|H~A|||F\r"
    b"OBX|2|ST|NOTE||a\\F\\b\\S\\c\\X0D\\d||||||F\r"
)


def test_a_message_is_read_with_its_own_delimiters_and_charset() -> None:
    oru = Message(_ORU)
    first, second = oru.all("OBX")
    assert (oru.type, oru.control_id, oru.version) == ("ORU^R01", "7", "2.3.1")
    assert first.get(3, 2) == "Bạch cầu"
    assert (first.get(8), first.get(8, repetition=2), first.repetitions(8)) == ("H", "A", 2)
    assert first.raw(6) == "10^3/uL"
    assert second.get(5) == "a|b^c\rd"
    assert oru.first("PV1").get(2) == ""
    other = Message("MSH$%!?*$A$$$$2026$$ORU%R01$9$P$2.5\rPID$1$$77%%%X")
    assert (other.type, other.first("PID").get(3)) == ("ORU^R01", "77")


@pytest.mark.parametrize("ends", [b"\n", b"\r\n", b"\r"])
def test_line_ends_and_a_byte_order_mark_of_others_are_taken(ends: bytes) -> None:
    raw = b"\xef\xbb\xbf" + _ORU.replace(b"\r", ends)
    assert len(list(Message(raw).all("OBX"))) == 2


def test_what_names_no_charset_and_is_no_utf_8_is_still_read() -> None:
    assert Message(b"MSH|^~\\&|X\rPID|1||1||M\xfcller").first("PID").get(5) == "Müller"


@pytest.mark.parametrize(
    "raw", [b"", b"MSH", b"PID|1", b"GET / HTTP/1.1\r\n\r\n", b"MSH|||||", b"MSH|^^^^|A\rPID|1"]
)
def test_rubbish_is_no_message(raw: bytes) -> None:
    with pytest.raises(NotHL7):
        Message(raw)


def test_three_orders_of_one_message_are_three() -> None:
    oml = Message("MSH|^~\\&|A\rPID|1\rORC|NW|1\rOBR|1|1\rORC|NW|2\rOBR|1|2\rOBX|1\rORC|NW|3")
    assert [g[0].get(2) for g in oml.groups("ORC")] == ["1", "2", "3"]
    assert [s.name for s in oml.groups("ORC")[1]] == ["ORC", "OBR", "OBX"]


def test_a_pdf_with_line_ends_in_its_base64_stays_one_segment() -> None:
    raw = b"MSH|^~\\&|A\nOBX|1|ED|PDF||^^PDF^Base64^JVBE\nA0KJ\nb29v||||||F\nNTE|1\n"
    assert [s.name for s in Message(raw).segments] == ["MSH", "OBX", "NTE"]


@given(st.text(max_size=60))
def test_what_is_written_is_read_again(text: str) -> None:
    """Only surrounding white space is lost, and what no text holds."""
    text = text.replace("\x00", "").replace("\ufeff", "").strip().encode("utf-8", "ignore").decode()
    raw = written(head(["ORU", "R01"], "1", _AT), segment("OBX", "1", "ST", [text, ["a", text]]))
    obx = Message(raw).first("OBX")
    if text != '""':
        assert obx.get(3).strip() == text.strip()
        assert obx.get(3, 2, 2) == obx.get(3)


def test_an_independent_reader_understands_what_we_write() -> None:
    raw = answer(Message(_ORU), "A1", _AT, "AE", "Ống không có | ở đây", error="204")
    read = hl7.parse(raw.decode())
    assert str(read["MSA.1"]) == "AE"
    assert str(read["MSA.2"]) == "7"
    assert read.unescape(str(read["MSA.3"])) == "Ống không có | ở đây"
    assert read["MSH.5"] == "XN"


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("20260504091500", _AT),
        ("20260504021500+0000", _AT),
        ("20260504091500.123+0700", _AT),
        ("202605040915", _AT),
        ("20261304", None),
        ("hier", None),
        ("20260504091500+9999", None),
    ],
)
def test_times_are_vietnamese_where_they_name_no_zone(text: str, at: datetime | None) -> None:
    assert instant(text) == at


def _served(most: int = mllp.MOST, seconds: float = 5.0) -> tuple[list[bytes], object]:
    got: list[bytes] = []

    async def handler(raw: bytes, _: str) -> bytes:
        got.append(raw)
        return answer(Message(raw), "A1", _AT)

    return got, lambda: mllp.listen(handler, "127.0.0.1", 0, most=most, seconds=seconds)


def _port(server: asyncio.Server) -> int:
    port: int = server.sockets[0].getsockname()[1]
    return port


def test_an_independent_client_is_answered() -> None:
    got, serve = _served()

    async def play() -> bytes:
        async with await serve() as server:  # type: ignore[operator]

            def send() -> bytes:
                with MLLPClient("127.0.0.1", _port(server)) as client:
                    said: bytes = client.send_message(hl7.parse(_ORU.decode()))
                    return said

            return await asyncio.to_thread(send)

    said = asyncio.run(play())
    assert b"MSA|AA|7" in said
    assert Message(got[0]).first("OBX").get(3, 2) == "Bạch cầu"


def test_frames_that_are_torn_too_large_or_never_end_close_the_line() -> None:
    got, serve = _served(most=2000, seconds=0.2)

    async def play() -> list[bytes]:
        ends = []
        async with await serve() as server:  # type: ignore[operator]
            for sent in (b"\x0bMSH|^~\\&", b"\x0b" + b"x" * 5000 + b"\x1c\r", b"\x0bMSH"):
                reader, writer = await asyncio.open_connection("127.0.0.1", _port(server))
                writer.write(sent)
                if sent.endswith(b"\\&"):
                    writer.write_eof()
                ends.append(await asyncio.wait_for(reader.read(), 2))
                writer.close()
            async with mllp.connected("127.0.0.1", _port(server)) as line:
                ends.append(await line.ask(_ORU))
        return ends

    *torn, whole = asyncio.run(play())
    assert torn == [b"", b"", b""]
    assert b"MSA|AA|7" in whole
    assert len(got) == 1
