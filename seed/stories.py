"""A day at the practice clinic: 24 clinical stories, played through the services.

Every record here was made the way staff make it, so that demonstrations, screens and the level
see real work. The people are invented (seed/people.py); the second run changes nothing.
"""

import csv
import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from his.admin import service as admin
from his.catalogs import service as catalogs
from his.encounters import service as encounters
from his.encounters.service import Disposition, Encounter, Payer, Priority
from his.orders import inbox, resulting, sampling
from his.orders import service as orders
from his.outpatient import consulting, performing
from his.outpatient import service as outpatient
from his.outpatient.diagnosing import Code
from his.outpatient.models import DiagnosisKind, Outcome
from his.patients import service as patients
from his.patients.service import Patient
from his.queue import service as queue
from kernel.access import Actor
from kernel.clock import today
from kernel.db import Database
from kernel.identity.models import User
from seed import people, prescribing

_SCENARIOS = Path(__file__).parent / "demo" / "scenarios.json"
_NOTES = Path(__file__).parent / "demo" / "notes.csv"
_SEED = 54

#: How far a story has come when the clinic opens for practice: the rest of the day is yours.
_STILL_WAITING = {"S09", "S13", "S16", "S20"}
_BEING_SEEN = {"S07", "S17"}
_NEBULISED, _CRITICAL = "S10", "S17"
_SICK_LEAVE, _REVISITS = "S19", {"S01", "S02"}
_IN_WORDS = {
    ("S04", "DENNS1"): "Dương tính",
    ("S14", "AFB"): "Dương tính (2+)",
    ("S15", "HBSAG"): "Dương tính",
    ("S17", "ULEU"): "Dương tính (2+)",
    ("S17", "UNIT"): "Dương tính",
}
_CHILDREN, _WOMEN = "P102", "P201"


def play(
    database: Database, actor: Actor, progress: Callable[[int, int], None] | None = None
) -> int:
    """Play every story that has not been played; answers how many were."""
    stories = json.loads(_SCENARIOS.read_text())
    with database.read() as db:
        if db.execute(select(col(Encounter.id)).limit(1)).first():
            return 0
    notes = {row["id"]: row for row in csv.DictReader(_NOTES.read_text().splitlines())}
    for done, story in enumerate(stories):
        with database.write(actor, "seed stories") as db:
            _Story(db, story, notes[story["id"]], Random(f"{_SEED}/{story['id']}")).play()  # noqa: S311
        if progress:
            progress(done + 1, len(stories))
    return len(stories)


class _Story:
    """One patient's visit today, from the desk to the summary."""

    def __init__(
        self, db: Session, story: dict[str, Any], note: dict[str, str], chance: Random
    ) -> None:
        self.db, self.story, self.note, self.chance = db, story, note, chance
        rooms = {room.code: room for room in admin.rooms(db)}
        self.room = rooms[self._room_code()]

    def play(self) -> None:
        patient = self._register()
        visit = self._open(patient)
        if self.story["id"] in _STILL_WAITING:
            return
        self._measure(visit)
        doctor = self._who("doctor")
        [ticket] = queue.of_encounter(self.db, doctor, visit.id)
        queue.call(self.db, doctor, ticket.ticket.id)
        queue.start(self.db, doctor, ticket.ticket.id)
        visit = encounters.get(self.db, doctor, visit.id)
        if visit.state is encounters.EncounterState.WAITING:
            visit = encounters.begin(self.db, doctor, visit.id)
        placed = self._order(doctor, visit)
        if self.story["id"] in _BEING_SEEN:
            self._half_way(doctor, visit, placed)
            return
        if self.story["id"] == _NEBULISED:
            text = "Khí dung salbutamol 2,5 mg, sau 15 phút đỡ khó thở, SpO2 97 %."
            performing.perform(self.db, doctor, visit.id, service_code="TT-KHIDUNG", text=text)
        for order in placed:
            self._answer(order)
            inbox.see(self.db, doctor, order)
        self._write(doctor, visit)
        self._issue(doctor, visit)
        self._prescribe(doctor, visit)
        outpatient.close(self.db, doctor, visit.id, disposition=self._disposition())

    def _prescribe(self, doctor: Actor, visit: Encounter) -> None:
        if self._admits():
            return
        draft = prescribing.prescribe(self.db, doctor, visit, self.story)
        if draft is not None:
            prescribing.sign(self.db, doctor, draft)

    def _room_code(self) -> str:
        most = self.story["age"][1]
        if most <= 16:
            return _CHILDREN
        if self.story["icd"][0][0] in "OZ" and self.story["sex"] == "F":
            return _WOMEN
        return "P101" if int(self.story["id"][1:]) % 2 else "P103"

    def _who(self, username: str) -> Actor:
        row = self.db.execute(
            select(col(User.id), col(User.name)).where(col(User.username) == username)
        ).one()
        return Actor(row[0], row[1], username=username, roles=frozenset({username}))

    def _register(self) -> Patient:
        sex = {"M": "male", "F": "female"}.get(self.story["sex"])
        least, most = self.story["age"]
        someone = people.person(self.chance, on=today(), sex=sex, ages=(least, max(most, least)))
        desk = self._who("reception")
        numbers = {
            patients.IdentifierKind.CCCD: someone.cccd,
            patients.IdentifierKind.BHYT: someone.bhyt,
        }
        papers = [patients.Document(kind=k, value=v) for k, v in numbers.items() if v]
        patient = patients.register(
            self.db,
            desk,
            name=someone.name,
            sex=patients.Sex(someone.sex),
            birth=someone.birth if most else str(today() - timedelta(days=3)),
            phone=someone.phone,
            street=someone.street,
            commune="26743",
            province="79",
            documents=papers,
        )
        nurse = self._who("nurse")
        if self.story["id"] in ("S09", "S17"):
            penicillin = patients.Reaction(
                kind=patients.AllergyKind.DRUG, substance="Penicillin", reaction="Mày đay"
            )
            patients.record_allergy(self.db, nurse, patient.id, penicillin)
        else:
            patients.assert_no_allergies(self.db, nurse, patient.id)
        return patient

    def _open(self, patient: Patient) -> Encounter:
        priority = Priority.EMERGENCY if "triage" in self.story else Priority.NONE
        has_card = patients.insurance_card(patients.documents(self.db, patient.id)) is not None
        return encounters.open(
            self.db,
            self._who("reception"),
            patient_id=patient.id,
            room_id=self.room.id,
            payer=Payer.BHYT if has_card else Payer.SELF_PAY,
            reason=self.note["reason"],
            priority=priority,
        )

    def _measure(self, visit: Encounter) -> None:
        infant = self.story["age"][1] <= 5
        pulse = self.chance.randint(110, 119) if infant else self.chance.randint(68, 98)
        given = {
            "pulse": Decimal(pulse),
            "temperature": Decimal(self.note["temperature"]),
            "respiration": Decimal(self.chance.randint(16, 22)),
        }
        if not infant:
            high, low = (int(part) for part in self.note["pressure"].split("/"))
            given |= {
                "systolic": Decimal(high),
                "diastolic": Decimal(low),
                "weight": Decimal(self.chance.randint(46, 74)),
                "height": Decimal(self.chance.randint(150, 174)),
            }
        else:
            given["weight"] = Decimal(3 + 3 * self.story["age"][1])
        readings = {name: outpatient.Reading(value) for name, value in given.items()}
        outpatient.measure(self.db, self._who("nurse"), visit.id, readings=readings, confirmed=True)

    def _order(self, doctor: Actor, visit: Encounter) -> list[orders.Order]:
        wanted = [f"XN-{lab}" for lab in self.story.get("labs", ())]
        known = [c for c in wanted if catalogs.entry(self.db, "service", c)]
        return [
            orders.place(
                self.db,
                doctor,
                encounter_id=visit.id,
                service_code=code,
                indication=self.story["title_vi"],
            )
            for code in known[:4]
        ]

    def _half_way(self, doctor: Actor, visit: Encounter, placed: list[orders.Order]) -> None:
        """Some results are back and wait to be looked at; another room was asked."""
        for order in placed[:2]:
            self._answer(order)
        if self.story["id"] == _CRITICAL:
            urgent = orders.place(
                self.db,
                doctor,
                encounter_id=visit.id,
                service_code="XN-K",
                urgency=orders.Urgency.STAT,
                indication=self.story["title_vi"],
            )
            self._answer(urgent, {"K": "6,9"})
        rooms = {room.code: room.id for room in admin.rooms(self.db)}
        other = next((rooms[c] for c in ("P103", "P101") if rooms.get(c) != visit.room_id), None)
        if other:
            question = f"{self.story['title_vi']}: xin ý kiến chuyên khoa về hướng xử trí."
            consulting.ask(self.db, doctor, visit.id, room_id=other, question=question)

    def _answer(self, order: orders.Order, typed: dict[str, str] | None = None) -> None:
        technician = self._who("lab")
        sampling.collect(self.db, technician, order.id)
        sampling.receive(self.db, technician, order.id)
        orders.start(self.db, technician, order.id)
        tests = resulting.form(self.db, technician, order)
        values = typed or {test.code: self._value(test) for test in tests}
        note = "" if values else "Kết quả thực hành, không dùng cho người thật."
        resulting.save(
            self.db, technician, order.id, version=0, typed=values, text=note, enter=True
        )

    def _value(self, test: resulting.Test) -> str:
        """A believable value: mostly usual, now and then a little too high."""
        usual = test.usual
        if usual.low is None and usual.high is None:
            usual_word = "O Rh dương" if test.code == "ABORH" else "Âm tính"
            return _IN_WORDS.get((self.story["id"], test.code), usual_word)
        low = float(usual.low or 0)
        high = float(usual.high or low * 2 or 1)
        share = self.chance.uniform(0.2, 0.85) if self.chance.random() < 0.75 else 1.15
        value = low + (high - low) * share
        return f"{value:.2f}" if high < 10 else f"{value:.1f}" if high < 100 else f"{value:.0f}"

    def _write(self, doctor: Actor, visit: Encounter) -> None:
        outcome = Outcome.UNDETERMINED if self._admits() else Outcome.BETTER
        texts: dict[str, Any] = {
            "reason": self.note["reason"],
            "illness": self.note["illness"],
            "organs": self.note["exam"],
            "conclusion": self.story["title_vi"],
            "plan": self.note["plan"],
            "outcome": outcome,
        }
        outpatient.write(self.db, doctor, visit.id, version=0, texts=texts)
        written: list[str] = [*self.story["icd"], *self.story["secondary"]]
        codes = [Code(DiagnosisKind.MAIN, written[0])] + [
            Code(
                DiagnosisKind.EXTERNAL_CAUSE if code[0] in "VWXY" else DiagnosisKind.SECONDARY,
                code,
            )
            for code in written[1:]
        ]
        outpatient.diagnose(self.db, doctor, visit.id, codes=codes)

    def _issue(self, doctor: Actor, visit: Encounter) -> None:
        """The papers that leave with the patient: transfer, sick leave, re-visit."""
        diagnosis = f"{self.story['icd'][0]} {self.story['title_vi']}"
        if self._admits():
            transfer = outpatient.Transfer(
                to_code="79014",
                to_name="Bệnh viện thực hành (không có thật)",
                signs=self.note["exam"],
                course=self.note["illness"],
                results="Xem phiếu kết quả kèm theo",
                diagnosis=diagnosis,
                treatment=self.note["plan"],
                condition="Tỉnh, tiếp xúc được",
                reason="2",
                plan="Nhập viện điều trị tiếp",
                vehicle="Xe cứu thương",
            )
            outpatient.issue_paper(self.db, doctor, visit.id, content=transfer)
        elif self.story["id"] == _SICK_LEAVE:
            leave = outpatient.SickLeave(
                diagnosis=diagnosis,
                treatment=self.note["plan"],
                from_day=today(),
                to_day=today() + timedelta(days=2),
                workplace="Công ty thực hành (không có thật)",
                insurance_no="9900000054",
            )
            outpatient.issue_paper(self.db, doctor, visit.id, content=leave)
        elif self.story["id"] in _REVISITS:
            revisit = outpatient.Revisit(
                on=today() + timedelta(days=28), diagnosis=diagnosis, note="Nhịn ăn sáng"
            )
            outpatient.issue_paper(self.db, doctor, visit.id, content=revisit)

    def _admits(self) -> bool:
        return self.story["setting"] in ("inpatient", "emergency", "surgery")

    def _disposition(self) -> Disposition:
        return Disposition.REFERRED if self._admits() else Disposition.HOME
