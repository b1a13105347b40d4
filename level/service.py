"""The level: what it is here, why, and what would change it. The front door of `level`."""

from collections.abc import Collection
from typing import Any

from kernel.access import SYSTEM
from kernel.db import Database
from level import published
from level.assessing import (
    Assessment,
    Fallen,
    Gathered,
    Missing,
    WhatIf,
    all_checklists,
    assess,
    catalogue,
    gather,
    judged_checklist,
    missing,
    version,
    what_if,
    why,
)
from level.attesting import (
    attach,
    attest,
    attestation,
    attestations,
    end_waiver,
    in_force,
    lapsing,
    waive,
    waived,
    waivers,
    wanted,
    withdraw,
)
from level.models import Trigger
from level.proving import (
    due,
    findings_of,
    get,
    history_of,
    known,
    prove,
    prove_now,
    run_all,
    runs,
    when_changed,
)

__all__ = [
    "Assessment",
    "Fallen",
    "Gathered",
    "Missing",
    "Trigger",
    "WhatIf",
    "all_checklists",
    "assess",
    "assess_now",
    "attach",
    "attest",
    "attestation",
    "attestations",
    "catalogue",
    "due",
    "end_waiver",
    "findings_of",
    "gather",
    "get",
    "history_of",
    "in_force",
    "judged_checklist",
    "known",
    "lapsing",
    "missing",
    "prove",
    "prove_now",
    "run_all",
    "runs",
    "version",
    "waive",
    "waived",
    "waivers",
    "wanted",
    "what_if",
    "when_changed",
    "why",
    "withdraw",
]


def assess_now(
    database: Database, *, profile: str | None = None, off: Collection[str] = ()
) -> dict[str, Any]:
    """For the command line: the public JSON, the evidence run first where it never was.

    `off`: as if these modules, and what cannot stand without them, were off.
    """
    when_changed(database)
    with database.read(SYSTEM) as db:
        if off:
            return published.as_json(what_if(db, off=off, profile=profile).after)
        return published.as_json(assess(db, profile=profile))
