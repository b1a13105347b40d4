"""Imaging's link and figures break: nobody is told, anybody is, machines see nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import delete
from sqlmodel import col, select

from his.link import checking, sending
from his.link.models import LinkMessage, LinkMessageState, Partner
from kernel.access import SYSTEM
from kernel.clock import utc_now
from kernel.db import Database
from ris_pacs.dicom import querying, retrieving
from ris_pacs.link import conforming, knowing, objects, reports_out, studies_out
from ris_pacs.schedule import worklist
from ris_pacs.statistics import cases, reports
from tests.level.harms.tools import Harm, instead, overwritten, swallowed

HARMS: dict[str, Harm | tuple[Harm, ...]] = {
    # TT54/68
    "an_order_reaches_the_worklist": (
        swallowed("ris_link_order"),
        instead(worklist, "_rows", lambda *_: []),
        instead(knowing, "of_number", lambda *_: None),
    ),
    "a_workstation_asks_and_gets_pictures": (
        instead(querying, "answers", lambda *_: iter(())),
        instead(retrieving, "chosen", lambda *_: []),
    ),
    "a_key_image_reaches_report_and_record": (
        instead(reports_out, "_jpeg", lambda *_: b""),
        instead(reports_out, "report", lambda *_, **__: None),
        swallowed("ris_reading_version"),
    ),
    "patients_are_the_same_on_both_sides": (
        instead(studies_out, "_tell", lambda *_: None),
        swallowed("ris_link_order"),
    ),
    "imaging_links_are_used_here": overwritten("his_link_message", "state", "'waiting'"),
    # TT54/70
    "messages_and_objects_are_judged": (
        instead(checking, "_profiled", lambda *_: iter(())),
        instead(conforming, "_web", lambda _: []),
        instead(objects, "_length", lambda _: iter(())),
    ),
    # TT54/75
    "imaging_counts_by_machine_shift_and_segment": (
        instead(cases, "_rejected", lambda *_: {}),
        instead(reports, "lasted", lambda _: [0.0] * 6),
        instead(cases, "shift_of", lambda _: "3"),
        instead(cases, "shown", lambda *_, **__: ([], None)),
    ),
    "imagings_moments_run_forward_here": overwritten(
        "ris_exam",
        "started_at",
        "'2999-01-01 00:00:00.000000'",
        "state = 'done'",
        postgres="timestamptz '2999-01-01'",
    ),
}


@contextmanager
def _exchanged(clinic: Database) -> Iterator[None]:
    """An order went out three days ago and was taken."""
    with clinic.write(SYSTEM) as db:
        partner = db.exec(select(Partner).order_by(col(Partner.code))).first()
        assert partner is not None
        at = utc_now() - timedelta(days=3)
        row = sending.put(db, partner, ("OMI", "O23"), ["OBR|1"], about="MC", at=at)
        row.state, row.next_at = LinkMessageState.SENT, None
    try:
        yield
    finally:
        with clinic.write(SYSTEM) as db:
            db.execute(delete(LinkMessage).where(col(LinkMessage.id) == row.id))


GIVEN: dict[str, Harm] = {"imaging_links_are_used_here": _exchanged}
