"""What is particular to an instrument: data. `hearing.py` reads every message by it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kernel.text import Text


class Protocol(StrEnum):
    ASTM = "astm"
    HL7 = "hl7"
    CSV = "csv"


class Asking(StrEnum):
    """How an instrument asks what a tube is for."""

    NONE = "none"  # one way: results only
    ASTM = "astm"  # a Q record, answered by H P O L
    LAW = "law"  # QBP^WOS, answered by RSP^WOS, then OML^O33
    ORM = "orm"  # ORM^O01 with ORC-1 RF, answered by ORR^O02


@dataclass(frozen=True, slots=True)
class Profile:
    """Where an instrument writes what. A place reads "R.3.4": record, field, component.

    The first place that is not empty counts. `code` may join several: "R.3.2/R.3.7".
    `only` and `skip` are (place, pattern): readings that are none (pictures, settings).
    `remark`: a line without a value whose place matches is a remark of the instrument.
    """

    id: str
    maker: str
    title: str
    protocol: Protocol
    source: str  # the captured message or the interface document that it rests on
    verified: bool
    specimen: tuple[str, ...]
    code: str
    value: tuple[str, ...]
    unit: str
    flags: str = ""
    status: str = ""
    at: tuple[str, ...] = ()
    run: str = ""
    name: str = ""
    group: str = "OBR"  # of HL7: what begins a specimen's part
    only: tuple[tuple[str, str], ...] = ()
    skip: tuple[tuple[str, str], ...] = ()
    remark: tuple[tuple[str, str], ...] = ()
    control: tuple[tuple[str, str], ...] = ()  # a quality control, not a patient's tube
    strip: str = ""  # characters around a code that mean nothing
    asking: Asking = Asking.NONE
    asked: tuple[str, ...] = ("Q.3.2", "Q.3.1")  # the tube that a query names
    order_specimen: str = "{specimen}"  # ASTM O.3 of an answer
    order_code: str = "^^^{code}"  # ASTM O.5, one a test
    normal_flags: tuple[str, ...] = ("", "N")
    tests: Mapping[str, str] = field(default_factory=dict)  # its code -> LOINC, to propose
    note: Text = field(default=Text("", ""))
