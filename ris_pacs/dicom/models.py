"""The machines and stations that DICOM speaks with, and who knocked without being known."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, Index, Text, UniqueConstraint, false
from sqlmodel import Field, SQLModel

from kernel.columns import Instant
from kernel.db import Unaudited, Versioned
from kernel.ids import new_id


class DicomNode(Versioned, table=True):
    """A modality, workstation or archive (thiết bị DICOM): its title, where it is, what it may."""

    __tablename__ = "ris_node"
    __table_args__ = (
        UniqueConstraint("ae_title"),
        Index("ix_ris_node_name", "name", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    ae_title: str = Field(max_length=16)
    name: str = Field(max_length=200)
    modality: str = Field(default="", max_length=16)
    host: str = Field(default="", max_length=200, description="Empty: it only calls us.")
    port: int | None = None
    check_address: bool = Field(default=True, description="Only from `host`.")
    may_store: bool = True
    may_find: bool = False
    may_move: bool = False
    may_commit: bool = True
    receives: bool = Field(default=False, description="Pictures may be sent to it.")
    tls: bool = Field(
        default=False,
        sa_column_kwargs={"server_default": false()},
        description="Its lines are in TLS, both ways.",
    )
    certificate: str = Field(
        default="",
        sa_type=Text,
        sa_column_kwargs={"server_default": ""},
        description="PEM: its own certificate, or of who signed it.",
    )
    asks_commitment: bool = Field(
        default=False,
        sa_column_kwargs={"server_default": false()},
        description="After sending we ask it whether all is safe there.",
    )
    active: bool = True
    note: str = Field(default="", max_length=500)


class NodeSight(Unaudited, SQLModel, table=True):
    """When a node was last heard, and what went wrong: written by the receiver, not by people."""

    __tablename__ = "ris_node_sight"

    node_id: UUID = Field(foreign_key="ris_node.id", primary_key=True)
    seen_at: datetime | None = Field(default=None, sa_type=Instant)
    stored_at: datetime | None = Field(default=None, sa_type=Instant)
    stored: int = 0
    echo_at: datetime | None = Field(default=None, sa_type=Instant)
    worklist_at: datetime | None = Field(default=None, sa_type=Instant)
    step_at: datetime | None = Field(default=None, sa_type=Instant)
    commit_at: datetime | None = Field(default=None, sa_type=Instant)
    error: str = Field(default="", max_length=300)
    error_at: datetime | None = Field(default=None, sa_type=Instant)


class DicomStranger(Unaudited, SQLModel, table=True):
    """Somebody who called and was turned away, counted by title, address and reason."""

    __tablename__ = "ris_stranger"
    __table_args__ = (
        UniqueConstraint("calling", "called", "address", "why"),
        Index("ix_ris_stranger_last", "last_at", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    calling: str = Field(max_length=16)
    called: str = Field(max_length=16)
    address: str = Field(max_length=60)
    why: str = Field(max_length=40, description="unknown, address, called, off, clear, tls")
    times: int
    first_at: datetime = Field(sa_type=Instant)
    last_at: datetime = Field(sa_type=Instant)


class StorageCommitment(Unaudited, SQLModel, table=True):
    """A machine asked whether its pictures are safe here; it is told until it takes the answer."""

    __tablename__ = "ris_commitment"
    __table_args__ = (Index("ix_ris_commitment_due", "told_at", "due_at", "id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    node_id: UUID = Field(foreign_key="ris_node.id")
    transaction_uid: str = Field(max_length=64)
    asked: Any = Field(sa_column=Column(JSON(none_as_null=True)))  # [[class, instance], ...]
    asked_at: datetime = Field(sa_type=Instant)
    due_at: datetime = Field(sa_type=Instant)
    told_at: datetime | None = Field(default=None, sa_type=Instant)
    tries: int = 0
    missing: int = 0
    error: str = Field(default="", max_length=300)


class DicomRoute(Versioned, table=True):
    """A rule by which studies go on to another node by themselves (quy tắc chuyển ảnh)."""

    __tablename__ = "ris_route"
    __table_args__ = (Index("ix_ris_route_name", "name", "id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    name: str = Field(max_length=200)
    node_id: UUID = Field(foreign_key="ris_node.id", description="Where to.")
    modality: str = Field(default="", max_length=16, description="Empty: any.")
    source: str = Field(default="", max_length=60, description="AE title it came from, or any.")
    age_from: int | None = Field(default=None, description="Of the patient, in years.")
    age_to: int | None = None
    priors: int = Field(default=0, description="So many earlier studies of his go along.")
    active: bool = True


class DicomSending(Unaudited, SQLModel, table=True):
    """A study on its way to another node, by a rule or by a person; the outbox carries it."""

    __tablename__ = "ris_sending"
    __table_args__ = (
        UniqueConstraint("route_id", "study_id", "instances"),
        Index("ix_ris_sending_study", "study_id", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    study_id: UUID = Field(foreign_key="ris_study.id")
    node_id: UUID = Field(foreign_key="ris_node.id")
    route_id: UUID | None = Field(default=None, foreign_key="ris_route.id")
    instances: int = Field(description="How many it had when it was sent.")
    sent: int = 0
    failed: int = 0
    error: str = Field(default="", max_length=300)
    asked_at: datetime = Field(sa_type=Instant)
    done_at: datetime | None = Field(default=None, sa_type=Instant)
    by: UUID | None = None
    by_name: str = Field(default="", max_length=200)
    commit_asked_at: datetime | None = Field(default=None, sa_type=Instant)
    commit_told_at: datetime | None = Field(default=None, sa_type=Instant)
    commit_failed: int | None = Field(default=None, description="Not safe there; None: not told.")
    commit_error: str = Field(default="", max_length=300, sa_column_kwargs={"server_default": ""})
