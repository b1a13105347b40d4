from datetime import datetime

from kernel.schemas import Output, Words


class AgreesOut(Output):
    """A class to which we agree when called."""

    uid: str
    name: str
    role: str
    right: Words
    syntaxes: list[str]


class UsesOut(Output):
    """A class that we use when we call."""

    uid: str
    name: str
    what: str


class DicomOut(Output):
    ae_title: str
    port: int
    tls_port: int | None
    implementation: str
    version: str
    max_pdu: int
    charsets: list[str]
    syntaxes: dict[str, str]
    agrees: list[AgreesOut]
    uses: list[UsesOut]


class WebServiceOut(Output):
    method: str
    path: str
    says: str


class MessageNeedOut(Output):
    place: str
    title: Words
    must: bool
    holds: str


class MessagePartOut(Output):
    name: str
    must: bool
    many: bool
    needs: list[MessageNeedOut]


class MessageTakenOut(Output):
    """A type of message, from or to which kinds of systems."""

    type: str
    way: str
    kinds: list[str]
    title: Words
    answer: str
    parts: list[MessagePartOut]


class ConformanceOut(Output):
    """What this installation speaks, machine-readable."""

    facility: str
    at: datetime
    dicom: DicomOut
    web: list[WebServiceOut]
    hl7_port: int
    hl7_tls: bool
    hl7_versions: list[str]
    hl7_charsets: list[str]
    taken: list[MessageTakenOut]
    sent: list[MessageTakenOut]
