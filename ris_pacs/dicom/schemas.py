"""What the API of the DICOM nodes takes and gives."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from kernel.schemas import Input, Line, Output, Version


class DicomNodeIn(Input):
    """A modality, workstation or archive."""

    ae_title: Annotated[str, Field(min_length=1, max_length=16)]
    name: Line
    modality: Annotated[str, Field(max_length=16, pattern=r"^[A-Z]*$")] = ""
    host: Annotated[str, Field(max_length=200, pattern=r"^[\w.:\-]*$")] = ""
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    check_address: bool = True
    may_store: bool = True
    may_find: bool = False
    may_move: bool = False
    may_commit: bool = True
    receives: bool = False
    active: bool = True
    note: Annotated[str, Field(max_length=500)] = ""


class DicomNodeChangeIn(DicomNodeIn):
    """The same, based on a version."""

    version: Version


class DicomNodeOut(Output):
    """A node, and when it was last heard."""

    id: UUID
    version: int
    ae_title: str
    name: str
    modality: str
    host: str
    port: int | None
    check_address: bool
    may_store: bool
    may_find: bool
    may_move: bool
    may_commit: bool
    receives: bool
    active: bool
    note: str
    seen_at: datetime | None
    stored_at: datetime | None
    stored: int
    error: str
    error_at: datetime | None


class DicomStrangerOut(Output):
    """Who was turned away, and why."""

    calling: str
    called: str
    address: str
    why: str
    times: int
    last_at: datetime


class DicomHereOut(Output):
    """What a machine has to be told about us, and who tried in vain."""

    ae_title: str
    host: str
    port: int
    in_server: bool
    strangers: list[DicomStrangerOut]


class DicomEchoOut(Output):
    """What came of a C-ECHO."""

    ok: bool
    milliseconds: int
    why: str
    said: str
