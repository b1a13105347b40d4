"""Instruments, played: what a real one would send and how it would behave on the line.

For the simulator, the tests and the bench. Values are invented; the shape of each message is
that of the captured one its profile rests on.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kernel.clock import local_now
from kernel.hl7 import mllp
from kernel.hl7.writing import field as hl7_field
from lis.analysers import astm_link
from lis.analysers.astm_link import ACK, ENQ, EOT, NAK, Receiver, Say, Whole
from lis.analysers.drivers import PROFILES, Asking, Protocol

VALUES: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "roche_cobas_c311": {
        "685": ("22.4", "U/l"),
        "687": ("15.0", "U/l"),
        "717": ("5.85", "mmol/l"),
        "690": ("74", "umol/l"),
    },
    "cepheid_genexpert": {"MTB-RIF/MTB": ("NOT DETECTED", "")},
    "sysmex_xn550": {
        "WBC": ("8.13", "10*3/uL"),
        "RBC": ("4.60", "10*6/uL"),
        "HGB": ("13.8", "g/dL"),
        "PLT": ("231", "10*3/uL"),
    },
    "mindray_bc5380": {
        "WBC": ("7.5", "10^3/uL"),
        "RBC": ("4.8", "10^6/uL"),
        "HGB": ("14.5", "g/dL"),
        "PLT": ("222", "10^3/uL"),
    },
    "dymind_dh1x": {
        "6690-2": ("7.48", "10*3/uL"),
        "789-8": ("5.24", "10*6/uL"),
        "718-7": ("14.0", "g/dL"),
        "777-3": ("302", "10*3/uL"),
    },
    "ihe_law": {"GLU": ("5.1", "mmol/L"), "K": ("4.2", "mmol/L")},
    "hl7_oru": {"GLU": ("5.1", "mmol/L"), "K": ("4.2", "mmol/L")},
    "abbott_architect": {"TSH": ("2.11", "uIU/mL")},
    "horiba_yumizen": {"WBC": ("6.2", "10*3/uL"), "HGB": ("13.1", "g/dL")},
    "csv": {"GLU": ("5.1", "mmol/L")},
}


@dataclass
class Told:
    """What happened on the line, in order; for a test and for a teacher's eyes."""

    lines: list[str] = field(default_factory=list)
    orders: list[bytes] = field(default_factory=list)  # what the host brought
    taken: bool = False

    def say(self, text: str) -> None:
        self.lines.append(text)


Values = Mapping[str, tuple[str, str]]


def message(profile_id: str, tube: str, values: Values, *, number: str = "1") -> bytes:
    """A message of results, unframed: records of ASTM, segments of HL7, lines of CSV."""
    now = f"{local_now():%Y%m%d%H%M%S}"
    match PROFILES[profile_id].protocol:
        case Protocol.ASTM:
            return _ASTM.get(profile_id, _plain)(tube, values, now, number)
        case Protocol.HL7:
            return _hl7(profile_id, tube, values, now, number)
        case Protocol.CSV:
            rows = [f"{tube},{code},{v},{unit},,{now}" for code, (v, unit) in values.items()]
            return "\n".join(["specimen,test,value,unit,flag,time", *rows]).encode()


def _joined(*records: str) -> bytes:
    return ("\r".join(records) + "\r").encode()


def _cobas(tube: str, values: Values, now: str, number: str) -> bytes:
    asked = "\\".join(f"^^^{code}/" for code in values)
    results = [
        record
        for n, (code, (value, unit)) in enumerate(values.items(), 1)
        for record in (f"R|{n}|^^^{code}/|{value}|{unit}||N||F|||||P1", f"C|{n}|I|0|I")
    ]
    order = f"O|1|{number}^{tube:<22}^1^^004|R1|{asked}|R||||||N||^^||SC|||||||{now}|||F"
    head = "H|\\^&|||c311^1|||||host|RSUPL^REAL|P|1"
    return _joined(head, "P|1", order, *results, "L|1|N")


def _genexpert(tube: str, values: Values, now: str, number: str) -> bytes:
    results: list[str] = []
    for code, (value, unit) in values.items():
        assay, _, analyte = code.partition("/")
        results.append(
            f"R|{len(results) + 1}|^{assay}^^Xpert^{assay} Ultra^4^{analyte}^|{value}^|{unit}"
            f"||||F||Operator|{now}|{now}|Cepheid^1^2^3^4^20270525"
        )
        results.append(f"R|{len(results) + 1}|^{assay}^^Xpert^^^SPC^Ct|^24.7|||")
    head = f"H|@^\\|URM-{number}||GeneXpert^4.8|||||LIS||P|1394-97|{now}"
    order = f"O|1|{tube}|||^^^{next(iter(values), '').split('/')[0]}|R|{now}|||||||||ORH||||||||||F"
    return _joined(head, "P|1", order, *results, "L|1|N")


def _sysmex(tube: str, values: Values, now: str, number: str) -> bytes:
    asked = "\\".join(f"^^^^{code}" for code in values)
    results = [
        f"R|{n}|^^^^{code}^1|{value}|{unit}||N||F||||{now}"
        for n, (code, (value, unit)) in enumerate(values.items(), 1)
    ]
    extra = [
        f"R|{len(values) + 1}|^^^^Blasts/Abn_Lympho?|10|||||F||||{now}",
        f"R|{len(values) + 2}|^^^^SCAT_WDF|PNG&R&{now}_WDF.PNG|||N||F||||{now}",
    ]
    head = "H|\\^&|||    XN-550^00-24^22723^^^^BD634545||||||||E1394-97"
    order = f"O|1||^^{tube:>22}^M|{asked}|||||||N||||||||||||||F"
    return _joined(head, "P|1", "C|1||", order, "C|1||", *results, *extra, "C|1||", "L|1|N")


def _plain(tube: str, values: Values, now: str, number: str) -> bytes:
    results = [
        f"R|{n}|^^^{code}|{value}|{unit}||N||F||||{now}"
        for n, (code, (value, unit)) in enumerate(values.items(), 1)
    ]
    head = f"H|\\^&|{number}||Simulator|||||HIS54||P|LIS2-A2|{now}"
    return _joined(head, "P|1", f"O|1|{tube}||^^^ALL|R||||||N", *results, "L|1|N")


_ASTM = {
    "roche_cobas_c311": _cobas,
    "cepheid_genexpert": _genexpert,
    "sysmex_xn550": _sysmex,
}


def _hl7(profile_id: str, tube: str, values: Values, now: str, number: str) -> bytes:
    law, dymind = profile_id == "ihe_law", profile_id == "dymind_dh1x"
    kind = "OUL^R22^OUL_R22" if law else "ORU^R01"
    version = {"mindray_bc5380": "2.3.1", "dymind_dh1x": "2.3.1", "hl7_oru": "2.5"}
    head = f"MSH|^~\\&|{profile_id}|Lab|HIS54||{now}||{kind}|{number}|P|"
    lines = [head + version.get(profile_id, "2.5.1") + "||||||UNICODE UTF-8", "PID|1"]
    if law:
        lines += [f"SPM|1|{hl7_field(tube)}|||||||||P^^HL70369", f"SAC|||{hl7_field(tube)}"]
    lines.append(f"OBR|1||{'' if law else hl7_field(tube)}|CBC^Count||{now}|{now}")
    if dymind:
        lines.append("OBX|1|IS|02001^Take Mode^99MRC||O||||||F")
    for n, (code, (value, unit)) in enumerate(values.items(), 2):
        when = f"||||||||{now}" if law else ""
        lines.append(f"OBX|{n}|NM|{code}^{code}^99||{value}|{unit}||N|||F{when}")
    return _joined(*lines)


def question(profile_id: str, tube: str, *, number: str = "1") -> bytes:
    """What is this tube for? In the instrument's words."""
    now = f"{local_now():%Y%m%d%H%M%S}"
    match PROFILES[profile_id].asking:
        case Asking.ASTM:
            place = PROFILES[profile_id].asked[0].rpartition(".")[2]
            named = "^" * (int(place) - 1) + tube
            return _joined(f"H|\\^&|{number}||{profile_id}", f"Q|1|{named}||ALL||||||||O", "L|1|N")
        case Asking.LAW:
            return _joined(
                f"MSH|^~\\&|{profile_id}|Lab|HIS54||{now}||QBP^WOS^QBP_Q11|{number}|P|2.5.1",
                f"QPD|WOS^Work Order Step^IHE_LABTF|{number}|{hl7_field(tube)}",
                "RCP|I||R",
            )
        case _:
            return _joined(
                f"MSH|^~\\&|{profile_id}|Lab|HIS54||{now}||ORM^O01|{number}|P|2.3.1",
                f"ORC|RF||{hl7_field(tube)}||IP",
            )


FAULTS = ("checksum", "torn", "duplicate", "wrong_id", "out_of_range", "flood")


async def send(
    profile_id: str, host: str, port: int, messages: Sequence[bytes], *, faults: frozenset[str]
) -> Told:
    """Connect as the instrument, send, listen to what comes back."""
    told = Told()
    if PROFILES[profile_id].protocol is Protocol.ASTM:
        await _send_astm(host, port, messages, faults, told)
    else:
        await _send_mllp(host, port, messages, faults, told)
    return told


async def _send_mllp(
    host: str, port: int, messages: Sequence[bytes], faults: frozenset[str], told: Told
) -> None:
    if "torn" in faults:
        _, writer = await asyncio.open_connection(host, port)
        writer.write(mllp.framed(messages[0])[: len(messages[0]) // 2])
        await writer.drain()
        writer.close()
        told.say("sent half a frame and hung up")
    async with mllp.connected(host, port) as line:
        for raw in messages:
            said = await line.ask(raw)
            told.say(said.decode("utf-8", "replace").replace("\r", " / "))
            told.taken = b"MSA|AA" in said
            if b"QAK|" in said or b"ORR" in said:
                told.orders.append(said)
            if b"QAK|" in said:
                told.orders.append(await line.hear())


class Astm:
    """An instrument's end of an ASTM line."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.seconds = 20.0

    async def say(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def hear(self) -> bytes:
        return await asyncio.wait_for(self.reader.read(1), self.seconds)

    async def bid(self) -> bool:
        """Ask for the line; the instrument goes first when both want it."""
        await self.say(ENQ)
        return await self.hear() == ACK

    async def give(self, raw: bytes, told: Told, faults: frozenset[str] = frozenset()) -> bool:
        """One message, each frame tried six times. True when its last frame was acknowledged."""
        if not await self.bid():
            return False
        frames = astm_link.frames(raw)
        for n, frame in enumerate(frames):
            if "torn" in faults and n == len(frames) // 2:
                await self.say(frame[: len(frame) // 2] + EOT)
                told.say("cut a frame and ended the transmission")
                return await self.give(raw, told)
            sent = frame
            if "checksum" in faults and n == len(frames) - 1:
                sent = frame[:-4] + b"ZZ" + frame[-2:]
            for attempt in range(astm_link.TRIES):
                await self.say(sent if attempt == 0 else frame)
                said = await self.hear()
                if said == ACK:
                    break
                told.say("NAK" if said == NAK else repr(said))
            else:
                await self.say(EOT)
                return False
        await self.say(EOT)
        told.say(f"{len(frames)} frames acknowledged")
        return True

    async def listen(self, told: Told) -> bytes | None:
        """What the host sends next."""
        receiver, found = Receiver(), None
        while data := await asyncio.wait_for(self.reader.read(4096), self.seconds):
            for event in receiver.feed(data):
                if isinstance(event, Say):
                    await self.say(event.byte)
                elif isinstance(event, Whole):
                    found = astm_link.text_of(event.raw)
                    told.orders.append(found)
                    told.say(found.decode("utf-8", "replace").replace("\r", " / "))
            if found is not None and not receiver.amid and data.endswith(EOT):
                return found
        return None


async def _send_astm(
    host: str, port: int, messages: Sequence[bytes], faults: frozenset[str], told: Told
) -> None:
    reader, writer = await asyncio.open_connection(host, port)
    try:
        line = Astm(reader, writer)
        for raw in messages:
            told.taken = await line.give(raw, told, faults)
            if b"\rQ|" in raw and told.taken:
                await line.listen(told)
    finally:
        writer.close()
