"""Insurance breaks: a rule sleeps, a file loses a name, the gateway is called at a wrong door."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from unittest.mock import patch

from his.insurance import gateway, xmlfiles
from his.insurance.layouts import Layout
from his.insurance.rules.rule import Rule
from kernel.db import Database
from tests.level.harms.tools import Harm, instead, overwritten

_written = xmlfiles.table_xml


def _without_the_name(table: str, rows: xmlfiles.Rows, layout: Layout) -> bytes:
    bare: list[Mapping[str, str]] = [{**row, "HO_TEN": ""} for row in rows]
    return _written(table, bare, layout)


@contextmanager
def _wrong_door(_: Database) -> Iterator[None]:
    with patch.dict(gateway._DOSSIER, dict.fromkeys(gateway._DOSSIER, "/api/nowhere")):
        yield


HARMS: dict[str, Harm | tuple[Harm, ...]] = {
    # TT54/32, TT54/36, TT54/107
    "a_dossier_is_made_checked_refused_and_sent": (
        instead(Rule, "counts_on", lambda *_: False),
        instead(xmlfiles, "table_xml", _without_the_name),
        _wrong_door,
        instead(gateway.Account, "password_hash", "?"),
    ),
    # TT54/35, TT54/36, TT54/107
    "dossiers_are_sent_here": overwritten("his_insurance_dossier", "receipt", "''"),
}

_STATE = overwritten("his_insurance_dossier", "state", "'accepted'")
_RECEIPT = overwritten("his_insurance_dossier", "receipt", "'GD1'")


@contextmanager
def _taken(clinic: Database) -> Iterator[None]:
    """The practice clinic has no gateway to send to: here it had one, which took them all."""
    with _STATE(clinic), _RECEIPT(clinic):
        yield


GIVEN: dict[str, Harm] = {"dossiers_are_sent_here": _taken}
