"""After sending we ask another archive whether all is safe there (storage commitment)."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from pydicom.dataset import Dataset
from pydicom.uid import UID
from pynetdicom import AE, build_role, evt
from sqlmodel import select

from kernel import outbox
from kernel.access import SYSTEM
from kernel.clock import utc_now
from kernel.db import Database
from ris_pacs.archive import service as archive
from ris_pacs.archive.models import ImagingStudy
from ris_pacs.dicom import asking, committing, forwarding, nodes, permissions
from ris_pacs.dicom.models import DicomSending
from ris_pacs.dicom.schemas import CommitmentState
from ris_pacs.dicom.services import COMMITMENT
from tests.conftest import SignIn
from tests.ris_pacs.dicom.station import listening, machine
from tests.ris_pacs.pictures import CT, keep, study

EXPLICIT = "1.2.840.10008.1.2.1"
SENDERS = {each.kind: each for each in (forwarding.SENDER, asking.SENDER)}


def report(asked: Dataset, lost: int) -> Dataset:
    """That all is safe but the first `lost`."""
    told = Dataset()
    told.TransactionUID = asked.TransactionUID
    items = list(asked.ReferencedSOPSequence)
    for each in items[:lost]:
        each.FailureReason = 0x0112
    if lost:
        told.FailedSOPSequence = items[:lost]
    told.ReferencedSOPSequence = items[lost:]
    return told


@contextmanager
def archive_elsewhere(
    *, lost: int = 0, tell: int | None = None, offers: bool = True
) -> Iterator[tuple[int, list[int]]]:
    """pynetdicom as an archive that reports on a line of its own to port `tell`, if at all."""
    statuses: list[int] = []
    there = AE(ae_title="PACS2")
    there.add_supported_context(CT, EXPLICIT)
    if offers:
        there.add_supported_context(COMMITMENT)
    there.add_requested_context(COMMITMENT)
    done = threading.Event()

    def later(asked: Dataset) -> None:
        line = there.associate(
            "127.0.0.1", tell or 0, ae_title="HIS54",
            ext_neg=[build_role(UID(COMMITMENT), scp_role=True, scu_role=False)],
        )  # fmt: skip
        status, _ = line.send_n_event_report(
            report(asked, lost), 2 if lost else 1, UID(COMMITMENT), UID("1.2.840.10008.1.20.1.1")
        )
        statuses.append(int(status.Status))
        line.release()
        done.set()

    def action(event: Any) -> tuple[int, None]:
        if tell is not None:
            threading.Thread(target=later, args=(event.action_information,)).start()
        else:
            done.set()
        return 0, None

    server = there.start_server(
        ("127.0.0.1", 0), block=False,
        evt_handlers=[(evt.EVT_C_STORE, lambda _: 0), (evt.EVT_N_ACTION, action)],
    )  # fmt: skip
    assert server is not None
    try:
        yield server.server_address[1], statuses
        if offers:
            assert done.wait(10)
    finally:
        server.shutdown()


def sent(database: Database, port: int, **more: Any) -> None:
    with database.write(SYSTEM) as db:
        keep(db, *study(3))
        node = machine(db, "PACS2", port=port, receives=True, asks_commitment=True, **more)
        forwarding.send(db, SYSTEM, db.exec(select(ImagingStudy)).one(), node)
    for _ in range(2):  # the pictures, then the question
        outbox.pump(database, SENDERS)


def only(database: Database) -> DicomSending:
    with database.read() as db:
        return db.exec(select(DicomSending)).one()


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "_WAITS", 0.05)


@pytest.mark.parametrize(("lost", "state"), [(0, CommitmentState.SAFE), (1, "failed")])
def test_what_the_archive_reports_stands_with_the_sending(
    database: Database, sign_in: SignIn, lost: int, state: str
) -> None:
    with (
        listening(database) as here,
        archive_elsewhere(lost=lost, tell=here.port) as (port, statuses),
    ):
        sent(database, port, may_commit=False)
    assert statuses == [0]
    client = sign_in(*permissions.ALL, archive.READ, archive.UNMATCHED)
    (row,) = client.get("/api/imaging/sendings").json()["items"]
    assert (row["commitment"], row["commit_failed"]) == (state, lost)
    assert row["commit_error"] == ("0112" if lost else "")


def test_an_archive_that_never_reports_is_silent_after_a_day(
    database: Database,
) -> None:
    with archive_elsewhere() as (port, _):
        sent(database, port)
    row = only(database)
    assert asking.state(row) == CommitmentState.ASKED
    row.commit_asked_at = utc_now() - timedelta(days=2)
    assert asking.state(row) == CommitmentState.SILENT


def test_an_archive_without_commitment_is_named(database: Database) -> None:
    with archive_elsewhere(offers=False) as (port, _):
        sent(database, port)
    row = only(database)
    assert asking.state(row) == CommitmentState.FAILED
    assert "offers no storage commitment" in row.commit_error


def test_only_the_node_that_was_asked_is_believed(database: Database) -> None:
    with archive_elsewhere() as (port, _):
        sent(database, port)
    row, asked = only(database), Dataset()
    asked.TransactionUID = f"2.25.{row.id.int}"
    asked.ReferencedSOPSequence = []
    empty = committing.report(str(asked.TransactionUID), [], [], EXPLICIT)
    with database.write(SYSTEM) as db:
        other = machine(db, "OTHER", asks_commitment=True)
        assert not asking.heard(db, other.id, empty, EXPLICIT)
        assert not asking.heard(db, row.node_id, b"\x00nonsense", EXPLICIT)
        mine = nodes.get(db, row.node_id)
        safe = [[CT, "1.2.3.4"], [CT, "1.2.3.5"], [CT, "1.2.3.6"]]  # not what was sent
        wrong = committing.report(f"2.25.{row.id.int}", safe, [], EXPLICIT)
        assert asking.heard(db, mine.id, wrong, EXPLICIT)
    assert only(database).commit_failed == 3
