"""What a visit leaves in the house, written down again for a million of them.

`his54 seed --patients` writes patients, visits and vital signs. Here every visit gets one row of
each table below: the practice clinic's own (a visit that was concluded, and for today's open
ones a row that still waits), with the visit's ids and times. Rows, not acts; for measuring only.
"""

import sys
from typing import Any

from sqlalchemy import Date, Engine, Table
from sqlmodel import SQLModel

from kernel.columns import Instant
from seed.filling import Filling, fill

# Table: which of the practice clinic's rows is written down again, and which for an open visit.
LEFT: dict[str, tuple[str, str]] = {
    "his_queue_ticket": ("state = 'done'", "state = 'waiting'"),
    "his_coverage": ("true", ""),
    "his_examination": ("true", ""),
    "his_diagnosis": ("removed_at IS NULL", ""),
    "his_clinical_entry": ("true", ""),
    "his_order": ("state = 'fulfilled' AND kind = 'lab'", "state = 'placed'"),
    "his_result_notice": ("seen_at IS NOT NULL", "seen_at IS NULL"),
    "his_prescription": ("state = 'signed'", ""),
    "his_prescription_line": ("true", ""),
    "his_dispensing": ("state = 'dispensed'", "state = 'waiting'"),
    "his_dispensing_item": ("true", ""),
    "his_bill": ("NOT waiting", "waiting"),
    "his_charge": ("state = 'invoiced'", "state <> 'invoiced'"),
    "his_invoice": ("kind = 'invoice'", ""),
    "his_payment": ("true", ""),
    "his_insurance_dossier": ("true", ""),
}
_OWN = {  # what a row has of its own; so has every key that points to one of these tables
    "id": "e.id",
    "encounter_id": "e.id",
    "patient_id": "e.patient_id",
    "source_id": "e.id",
    "chain_id": "e.id",
    "code": "e.code",
    "token": "NULL",
    "site_id": "e.site_id",
}
_SENT = 20_000  # dossiers with their files (40 KB each): the newest; a million would be 40 GB
_BARE = [
    f"NOT EXISTS (SELECT 1 FROM {name} x WHERE x.encounter_id = e.id)"  # noqa: S608
    for name in ("his_encounter_step", "his_coverage", "his_examination", "his_bill")
]
_NUMBERED = {"his_queue_ticket", "his_invoice"}  # a number that nobody else has
_CODED = {"his_order", "his_prescription", "his_dispensing", "his_payment", "his_insurance_dossier"}


def leave_behind(engine: Engine) -> dict[str, int]:
    """Write for every visit that no service wrote what visits leave; rows of each table."""
    made = {}
    with fill(engine, tuple(LEFT)) as filling:
        filling.raw.execute(
            "CREATE TEMPORARY TABLE bare AS SELECT *, 1000000 + row_number() OVER "  # noqa: S608
            "(ORDER BY opened_at) AS n FROM his_encounter e "
            f"WHERE {' AND '.join(_BARE)} ORDER BY opened_at"
        )
        for name, (closed, waiting) in LEFT.items():
            made[name] = _write(filling, SQLModel.metadata.tables[name], closed, waiting)
            sys.stderr.write(f"{name}: {made[name]:,}\n")
        filling.raw.execute("DROP TABLE bare")
    return made


def _write(filling: Filling, table: Table, closed: str, waiting: str) -> int:
    key = next(iter(table.primary_key.columns)).name
    models = [
        f"SELECT * FROM {table.name} WHERE {where} ORDER BY {key} LIMIT 1"  # noqa: S608
        for where in (closed, waiting or "false")
    ]
    found = [_row(filling, model) for model in models]
    if found[0] is None:
        raise SystemExit(f"The practice clinic has no {table.name} where {closed}")
    columns = [column.name for column in table.columns]
    values = [_value(table, name, found[0], found[1]) for name in columns]
    said = ", ".join(f'"{name}"' for name in columns)
    source = f"bare e, ({models[0]}) m"
    if found[1] is not None:
        source += f", ({models[1]}) o"
    done = filling.raw.execute(
        f"INSERT INTO {table.name} ({said}) SELECT {', '.join(values)} FROM {source}"  # noqa: S608
    )
    return int(done.rowcount)


def _row(filling: Filling, question: str) -> dict[str, Any] | None:
    cursor = filling.raw.execute(question)
    row = cursor.fetchone()
    return dict(zip((c[0] for c in cursor.description), row, strict=True)) if row else None


def _value(table: Table, name: str, closed: dict[str, Any], open_: dict[str, Any] | None) -> str:
    column = table.c[name]
    if name == "number" and table.name in _NUMBERED:
        return "e.n"
    if name == "room_id" and table.name == "his_queue_ticket":
        return "e.room_id"
    if name in _OWN and (name != "code" or table.name in _CODED):
        return _OWN[name]
    pointed = {key.column.table.name for key in column.foreign_keys}
    if table.name in pointed:
        return "NULL"  # the one before: there was none
    if name == "day" and isinstance(column.type, Date):
        return "date(e.opened_at)"

    def of(row: dict[str, Any], letter: str) -> str:
        if row[name] is None:
            return "NULL"
        if pointed & LEFT.keys():
            return "e.id"
        return "e.opened_at" if isinstance(column.type, Instant) else f'{letter}."{name}"'

    done = of(closed, "m")
    if table.name == "his_insurance_dossier" and name in ("tables", "file"):
        none = "NULL" if name == "file" else "substr(m.tables, 1, 0)"
        newest = f"(SELECT max(n) FROM bare) - {_SENT}"  # noqa: S608
        return f"CASE WHEN e.n > {newest} THEN {done} ELSE {none} END"
    later = done if open_ is None else of(open_, "o")
    return done if done == later else f"CASE WHEN e.state = 'closed' THEN {done} ELSE {later} END"
