"""A listener of a house's own, and machines that it knows."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlmodel import Session

from kernel import assembly, keys
from kernel.access import SYSTEM
from kernel.db import Database
from ris_pacs.dicom import nodes
from ris_pacs.dicom.listener import Listener
from ris_pacs.dicom.models import DicomNode

ALL = {"may_store": True, "may_find": True, "may_move": True, "may_commit": True}


def machine(db: Session, title: str = "CT1", **more: Any) -> DicomNode:
    values: dict[str, Any] = {
        "ae_title": title,
        "name": f"Máy {title}",
        "modality": "CT",
        "host": "127.0.0.1",
        "port": None,
        "check_address": True,
        "receives": False,
        "active": True,
        "note": "",
        **ALL,
        **more,
    }
    return nodes.save(db, SYSTEM, node_id=None, **values)


@contextmanager
def listening(database: Database, **more: Any) -> Iterator[Listener]:
    running = Listener(database, "127.0.0.1", 0, **more)
    running.start()
    try:
        yield running
    finally:
        running.stop()


def listen_for_ever(url: str, ring: str, folder: str, port: int) -> None:
    """A house of its own on the same database, until it is killed."""
    from app.modules import INSTALLED

    keys.use(keys.load(Path(ring)))
    database = Database(url, Path(folder))
    database.assembly = assembly.build(INSTALLED)
    Listener(database, "127.0.0.1", port).start()
    time.sleep(600)
