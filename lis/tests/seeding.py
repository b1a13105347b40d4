"""What a new laboratory begins with: sections, containers, reasons, labels, and how tests are done.

Everything waits for the laboratory physician's approval. Origin: seed/laboratory/SOURCE.md.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from his.admin import service as admin
from his.catalogs import service as catalogs
from kernel.access import SYSTEM, Actor
from kernel.identity import users
from lis.tests import keeping, limits, starting
from lis.tests.models import (
    Container,
    LabelPreset,
    LabTest,
    ReferenceRange,
    RejectionReason,
    Section,
    SectionMember,
)
from lis.tests.profiles import LIST
from lis.tests.ranges import Range
from lis.tests.reading import number
from lis.tests.stamping import renew_stamp

_FOLDER = Path(__file__).parents[2] / "seed" / "laboratory"
SINCE = date(2018, 1, 1)
_ABSURD = ("absurd_low", "absurd_high", "delta_percent", "delta_abs")
_VOUCHED_FOR = ("HAEM", "CHEM")
_AUTOVERIFIED: dict[str, Any] = {"on": True, "within": "reference"}


def _rows(name: str) -> list[dict[str, str]]:
    with (_FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _with(row: dict[str, str], **said: Any) -> dict[str, Any]:
    return {**row, **said}


def lists(db: Session) -> None:
    """Sections, containers, reasons and labels, once: what the laboratory changed stays."""
    if db.exec(select(col(Section.id)).limit(1)).first():
        return
    for row in _rows("section"):
        db.add(Section(**_with(row, place=int(row["place"]))))
    for row in _rows("container"):
        volume = number(row["volume_ml"])
        db.add(Container(**_with(row, volume_ml=volume, draw_order=int(row["draw_order"]))))
    for row in _rows("rejection_reason"):
        db.add(RejectionReason(**_with(row, recollect=row["recollect"] == "1")))
    for row in _rows("label"):
        wide, high = int(row["width_mm"]), int(row["height_mm"])
        said = _with(row, width_mm=wide, height_mm=high, fields=row["fields"].split(";"))
        db.add(LabelPreset(**said))
    db.flush()
    renew_stamp(db)


def tests(db: Session) -> None:
    """Every test of the starter list that the laboratory does not know yet."""
    known = set(db.exec(select(col(LabTest.code))))
    told = {row["code"]: row for row in _rows("test")}
    listed = catalogs.entries(db, LIST, told.keys() - known)
    if not listed:
        return
    rules = json.loads((_FOLDER / "rules.json").read_text(encoding="utf-8"))
    more: dict[str, list[Range]] = {}
    for row in _rows("range"):
        more.setdefault(row["code"], []).append(_range(row))
    for code, entry in sorted(listed.items()):
        row = told[code]
        db.add(_set_up(starting.test(code, entry.facts), row, rules))
        db.add_all(_limits(code, row, list(starting.ranges(entry.facts)), more.get(code, [])))
    db.flush()
    renew_stamp(db)


def _set_up(test: LabTest, row: dict[str, str], rules: dict[str, Any]) -> LabTest:
    test.decimals = int(row["decimals"]) if row["decimals"] else None
    test.volume_ml = number(row["volume_ml"])
    test.minutes, test.stat_minutes = int(row["minutes"]), int(row["stat_minutes"])
    test.stable_hours = int(row["stable_hours"])
    test.formula = row["formula"]
    test.second_verification = row["second_verification"] == "1"
    test.autoverify = dict(_AUTOVERIFIED) if row["autoverify"] == "1" else {}
    test.choices = rules["choices"].get(test.code, test.choices)
    test.reflex = rules["reflex"].get(test.code, [])
    return test


def _range(row: dict[str, str]) -> Range:
    return Range(
        sex=row["sex"],
        from_days=int(row["from_days"]),
        to_days=int(row["to_days"]) if row["to_days"] else None,
        pregnant=row["pregnant"] == "1" or None,
        low=number(row["low"]),
        high=number(row["high"]),
        critical_low=number(row["critical_low"]),
        critical_high=number(row["critical_high"]),
        source=row["source"],
    )


def _limits(
    code: str, row: dict[str, str], listed: list[Range], more: list[Range]
) -> Iterator[ReferenceRange]:
    """The list's rows with absurd and delta limits; `more` says something better for some."""
    special = {(r.sex, r.from_days, r.to_days, r.pregnant) for r in more}
    kept = [r for r in listed if (r.sex, r.from_days, r.to_days, r.pregnant) not in special]
    said: dict[str, Any] = {name: number(row[name]) for name in _ABSURD}
    said["delta_hours"] = int(row["delta_hours"]) if row["delta_hours"] else None
    rows = [replace(each, **said) for each in (*kept, *more)]
    if not rows and any(value is not None for value in said.values()):
        rows = [Range(**said)]
    limits.check(rows)
    for each in rows:
        yield limits.row_of(code, each, SINCE, SYSTEM)


def practice(db: Session) -> None:
    """The practice clinic: its laboratory physician vouches for two sections; people by section."""
    chief = users.find(db, "labdoctor")
    if chief is None or db.exec(select(col(SectionMember.id)).limit(1)).first():
        return
    doctor = Actor(chief.id, chief.name, frozenset(), username=chief.username)
    codes = db.exec(select(col(LabTest.code)).where(col(LabTest.section_code).in_(_VOUCHED_FOR)))
    keeping.approve(db, doctor, list(codes))
    room = admin.room_by_code(db, "XN01")
    for section in db.exec(select(Section)):
        section.room_id, section.department_id = room.id, room.department_id
        for username in ("lab", "lab2", "labdoctor"):
            person = users.find(db, username)
            if person is not None:
                db.add(
                    SectionMember(
                        section_code=section.code,
                        user_id=person.id,
                        user_name=person.name,
                        may_enter=True,
                        may_verify=username == "labdoctor",
                    )
                )
    db.flush()
    renew_stamp(db)
