"""What the API of the DICOM nodes takes and gives."""

from datetime import datetime
from enum import StrEnum
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
    tls: bool = False
    certificate: Annotated[str, Field(max_length=20_000)] = ""
    asks_commitment: bool = False
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
    tls: bool
    certificate: str
    asks_commitment: bool
    active: bool
    note: str
    seen_at: datetime | None
    stored_at: datetime | None
    stored: int
    echo_at: datetime | None
    worklist_at: datetime | None
    step_at: datetime | None
    commit_at: datetime | None
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
    tls_port: int | None
    in_server: bool
    strangers: list[DicomStrangerOut]


class DicomEchoOut(Output):
    """What came of a C-ECHO."""

    ok: bool
    milliseconds: int
    why: str
    said: str


class DicomRouteIn(Input):
    """A rule by which studies go on to another node."""

    name: Line
    node_id: UUID
    modality: Annotated[str, Field(max_length=16, pattern=r"^[A-Z]*$")] = ""
    source: Annotated[str, Field(max_length=16)] = ""
    age_from: Annotated[int, Field(ge=0, le=130)] | None = None
    age_to: Annotated[int, Field(ge=0, le=130)] | None = None
    priors: Annotated[int, Field(ge=0, le=10)] = 0
    active: bool = True


class DicomRouteChangeIn(DicomRouteIn):
    """The same, based on a version."""

    version: Version


class DicomRouteOut(Output):
    """A rule and where it leads."""

    id: UUID
    version: int
    name: str
    node_id: UUID
    node_name: str
    modality: str
    source: str
    age_from: int | None
    age_to: int | None
    priors: int
    active: bool


class DicomSendIn(Input):
    """Which study, to which node."""

    study_uid: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[0-9.]+$")]
    node_id: UUID


class DicomRoutesOut(Output):
    """Every rule."""

    items: list[DicomRouteOut]


class CommitmentState(StrEnum):
    """What the other node said of what we sent: nobody asked, asked, safe, not all, no answer."""

    NONE = "none"
    ASKED = "asked"
    SAFE = "safe"
    FAILED = "failed"
    SILENT = "silent"


class DicomSendingOut(Output):
    """A study on its way, or gone."""

    id: UUID
    study_uid: str
    description: str
    modalities: str
    node_name: str
    route_name: str
    instances: int
    sent: int
    failed: int
    error: str
    asked_at: datetime
    done_at: datetime | None
    by_name: str
    commitment: CommitmentState
    commit_failed: int | None
    commit_error: str


class DicomFoundOut(Output):
    """A study that another node has."""

    study_uid: str
    patient_name: str
    patient_code: str
    birth: str
    date: str
    modalities: str
    description: str
    accession: str
    instances: int | None
    here: int  # pictures of it that are here


class DicomSearchOut(Output):
    """What another node answered."""

    ok: bool
    why: str
    said: str
    found: list[DicomFoundOut]


class DicomFetchIn(Input):
    """Which study to fetch."""

    study_uid: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[0-9.]+$")]
