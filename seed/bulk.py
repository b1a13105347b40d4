"""Very many invented patients, for measuring only: rows, not acts.

It writes what a registration, a visit and a round of vital signs leave in the tables, past the
services, without an audit and with the constraints' checks put off; indexes are taken down and
built again. So it works in an empty or a practice house only, and says so.
"""

import sys
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select, text
from sqlmodel import col

from his.admin.service import Facility, Room, RoomKind
from his.patients import codes, names
from his.patients.models import Patient
from his.patients.particulars import document_blind, last4, phone_blind
from kernel.access import SYSTEM
from kernel.clock import today, utc_now
from kernel.db import Database
from kernel.ids import new_id
from seed.filling import Row, fill
from seed.people import Person, people

Progress = Callable[[int, int], None]

TABLES = ("his_patient", "his_patient_identifier", "his_encounter", "his_observation")

_WARNING = (
    "Invented patients for measuring: written past the services, and not audited. "
    "Never load them into a house that cares for people."
)
_BATCH = 5_000
_TODAY = 300  # visits of today, however many patients there are
_MEASURED = 0.2  # of the visits have vital signs
_COMMUNES = (("26734", "79"), ("26740", "79"), ("00004", "01"), ("20194", "48"))
_VITALS = (  # LOINC, name, unit, least and most in tenths
    ("8867-4", "Mạch", "/min", 560, 1100),
    ("8480-6", "Huyết áp tâm thu", "mm[Hg]", 950, 1700),
    ("8462-4", "Huyết áp tâm trương", "mm[Hg]", 550, 1000),
    ("8310-5", "Nhiệt độ", "Cel", 362, 389),
)


class NotAPracticeHouse(Exception):
    """This database belongs to a real facility, or nothing is set up in it yet."""


def load(database: Database, patients: int, *, progress: Progress) -> None:
    """Add so many patients with their visits of the last year. Raises NotAPracticeHouse."""
    sys.stderr.write(_WARNING + "\n")
    with database.engine.connect() as connection:
        rooms, first, visits = _begin(connection)
    with fill(database.engine, TABLES) as filling:
        made = _Maker(rooms, first, visits)
        source = people(first, patients, on=today())
        done = 0
        while batch := list(islice(source, _BATCH)):
            made.take(batch, last=done + len(batch) >= patients)
            for name, rows in made.rows.items():
                filling.put(name, rows)
                rows.clear()
            done += len(batch)
            progress(done, patients)
        filling.count("his.patients.code", made.number)
        filling.count(f"his.encounters.code/{today().year % 100}", made.visit)


def _begin(connection: Connection) -> tuple[list[Any], int, int]:
    """The rooms where patients are seen, and the last running numbers."""
    facility = connection.execute(select(col(Facility.demo))).scalar()
    if facility is False:
        raise NotAPracticeHouse("This database belongs to a real facility.")
    if facility is None:
        raise NotAPracticeHouse("Fill the practice clinic first: his54 seed")
    room = select(col(Room.id), col(Room.site_id), col(Room.department_id))
    rooms = connection.execute(room.where(col(Room.kind) == RoomKind.EXAM)).all()
    first = connection.execute(select(func.max(col(Patient.number)))).scalar() or 0
    name = f"his.encounters.code/{today().year % 100}"
    counted = text("SELECT value FROM kernel_counter WHERE name = :name")
    visits = connection.execute(counted, {"name": name}).scalar() or 0
    return list(rooms), first, visits


class _Maker:
    """Rows as the services would have left them."""

    def __init__(self, rooms: Sequence[Any], number: int, visit: int) -> None:
        self.rows: dict[str, list[Row]] = {name: [] for name in TABLES}
        self.number = number
        self.visit = visit
        self._rooms = rooms
        self._chance = Random(number)  # noqa: S311 (invented people, no secret)
        self._now = utc_now()

    def take(self, batch: Sequence[Person], *, last: bool) -> None:
        for n, person in enumerate(batch):
            self.number += 1
            id_ = self._patient(person)
            for kind, value in (("cccd", person.cccd), ("bhyt", person.bhyt)):
                if value:
                    self._document(id_, kind, value)
            for _ in range(self._chance.choice((0, 1, 1, 2, 3))):
                ago = timedelta(minutes=self._chance.randrange(2_000, 525_000))
                self._visit(id_, self._now - ago, closed=True)
            if last and len(batch) - n <= _TODAY:
                self._visit(id_, self._now, closed=False)

    def _patient(self, person: Person) -> UUID:
        id_ = new_id()
        commune, province = self._chance.choice(_COMMUNES)
        row = {
            "id": id_,
            "version": 1,
            "number": self.number,
            "code": codes.code(self.number, self._now.year),
            "name": person.name,
            "name_search": names.searched(person.name),
            "name_sound": names.sounds(person.name),
            "birth": person.birth,
            "birth_year": int(person.birth[:4]),
            "sex": person.sex,
            "nationality": "VN",
            "ethnic_group": "01",
            "workplace": "",
            "street": person.street,
            "commune": commune,
            "province": province,
            "phone": person.phone,
            "phone_blind": phone_blind(person.phone),
            "phone_last4": last4(person.phone),
            "unknown": False,
            "origin": "hand",
            "registered_at": self._now,
            "registered_by": SYSTEM.id,
        }
        self.rows["his_patient"].append(row)
        return id_

    def _document(self, patient: UUID, kind: str, value: str) -> None:
        row = {
            "id": new_id(),
            "version": 1,
            "patient_id": patient,
            "kind": kind,
            "value": value,
            "blind": document_blind(kind, value),
            "last4": last4(value),
            "issuer": "",
            "ended_by_name": "",
            "ended_reason": "",
            **self._written(self._now),
        }
        self.rows["his_patient_identifier"].append(row)

    def _visit(self, patient: UUID, at: datetime, *, closed: bool) -> None:
        id_, room = new_id(), self._chance.choice(self._rooms)
        self.visit += 1
        row = {
            "id": id_,
            "version": 1,
            "code": f"LK{self._now.year % 100:02}{self.visit:07}",
            "patient_id": patient,
            "site_id": room.site_id,
            "room_id": room.id,
            "department_id": room.department_id,
            "kind": "outpatient",
            "visit_type": "first",
            "payer": "bhyt",
            "priority": "none",
            "reason": "Ho, sốt",
            "state": "closed" if closed else "waiting",
            "opened_at": at,
            "opened_by": SYSTEM.id,
            "opened_by_name": SYSTEM.name,
            "doctor_name": "",
            "began_at": at if closed else None,
            "closed_at": at if closed else None,
            "disposition": "home" if closed else None,
            "state_reason": "",
        }
        self.rows["his_encounter"].append(row)
        if self._chance.random() < _MEASURED:
            self._vital_signs(patient, id_, at)

    def _vital_signs(self, patient: UUID, visit: UUID, at: datetime) -> None:
        for code, name, unit, least, most in _VITALS:
            row = {
                "id": new_id(),
                "patient_id": patient,
                "encounter_id": visit,
                "category": "vital-signs",
                "code": code,
                "name": name,
                "number": Decimal(self._chance.randrange(least, most)) / 10,
                "unit": unit,
                "flag": "",
                "at": at,
                "source": "his.outpatient",
                "device": "",
                "state": "final",
                "state_reason": "",
                **self._written(at),
            }
            self.rows["his_observation"].append(row)

    @staticmethod
    def _written(at: datetime) -> Row:
        return {"recorded_at": at, "recorded_by": SYSTEM.id, "recorded_by_name": SYSTEM.name}
