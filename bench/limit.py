"""The limit: what FastAPI and SQLModel give when nothing is asked of them but the row.

No session, no permission, no encryption, no duplicates looked for, no search index. The same
row of a patient, the same pool and the same uvicorn; and one plain row of audit where HIS54
writes its own. SQLite's writers take turns here too: left to themselves they are slower.

    python -m bench.limit PORT WORKERS     # on HIS54_DATABASE_URL
"""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Annotated, Any
from uuid import UUID, uuid4

import uvicorn
from fastapi import Depends, FastAPI
from pydantic import BaseModel
from sqlalchemy import Engine, Index, create_engine, event
from sqlalchemy.orm import registry
from sqlmodel import Field, Session, SQLModel, col, select

_POOL = 24
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=15000")


class _Table(SQLModel, registry=registry()):
    """Tables that HIS54's own metadata does not know."""


class PlainPatient(_Table, table=True):
    __tablename__ = "limit_patient"
    __table_args__ = (Index("ix_limit_patient_name", "name_search", "birth"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    code: str = Field(unique=True)
    name: str
    name_search: str
    birth: str
    birth_year: int
    sex: str
    nationality: str = "VN"
    ethnic_group: str = "01"
    workplace: str = ""
    street: str
    commune: str
    province: str
    phone: str
    card: str = Field(index=True)
    unknown: bool = False
    origin: str = "hand"
    registered_at: datetime = Field(default_factory=lambda: datetime.now(UTC))
    registered_by: str = "reception"
    version: int = 1


class PlainVisit(_Table, table=True):
    __tablename__ = "limit_visit"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    code: str
    patient_id: UUID = Field(foreign_key="limit_patient.id", index=True)
    room: str
    day: date = Field(index=True)
    payer: str = "bhyt"
    state: str = "waiting"
    reason: str = "Ho, sốt"
    opened_at: datetime = Field(default_factory=lambda: datetime.now(UTC))
    opened_by_name: str = "Trần Thị Ngọc Ánh"


class PlainAudit(_Table, table=True):
    __tablename__ = "limit_audit"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(default_factory=lambda: datetime.now(UTC))
    actor: str = "reception"
    action: str
    subject: str = Field(index=True)
    facts: str = ""


class PatientIn(BaseModel):
    code: str
    name: str
    name_search: str
    birth: str
    sex: str
    street: str
    commune: str
    province: str
    phone: str
    card: str


class PatientOut(PatientIn):
    id: UUID
    birth_year: int
    nationality: str
    ethnic_group: str
    workplace: str
    unknown: bool
    origin: str
    registered_at: datetime
    registered_by: str
    version: int


class VisitOut(BaseModel):
    id: UUID
    code: str
    room: str
    payer: str
    state: str
    reason: str
    opened_at: datetime
    opened_by_name: str
    patient_id: UUID
    patient_code: str
    patient_name: str
    patient_birth: str
    patient_sex: str


@lru_cache(maxsize=1)
def engine() -> Engine:
    url = os.environ["HIS54_DATABASE_URL"]
    if not url.startswith("sqlite"):
        return create_engine(url, pool_size=_POOL, max_overflow=8)
    made = create_engine(
        url,
        pool_size=_POOL,
        max_overflow=8,
        connect_args={"check_same_thread": False, "timeout": 15},
    )

    @event.listens_for(made, "connect")
    def set_up(connection: Any, _: object) -> None:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    return made


_turn = threading.Lock()


def _session() -> Iterator[Session]:
    with Session(engine(), expire_on_commit=False) as session:
        yield session


Db = Annotated[Session, Depends(_session)]


def _save(db: Session) -> None:
    with _turn if engine().dialect.name == "sqlite" else nullcontext():
        db.commit()


app = FastAPI()


@app.post("/patients", status_code=201)
def register(form: PatientIn, db: Db) -> PatientOut:
    patient = PlainPatient(**form.model_dump(), birth_year=int(form.birth[:4]))
    db.add(patient)
    db.add(PlainAudit(action="write", subject=str(patient.id), facts=form.model_dump_json()))
    _save(db)
    return PatientOut.model_validate(patient, from_attributes=True)


@app.get("/patients")
def find(db: Db, name: str = "", card: str = "", limit: int = 20) -> list[PatientOut]:
    query = select(PlainPatient).limit(limit)
    if card:
        query = query.where(PlainPatient.card == card)
    else:
        key = col(PlainPatient.name_search)
        query = query.where(key >= name, key < name + "~").order_by(key)
    found = db.exec(query).all()
    answer = [PatientOut.model_validate(each, from_attributes=True) for each in found]
    db.add(PlainAudit(action="list", subject="", facts=" ".join(str(each.id) for each in found)))
    _save(db)
    return answer


@app.get("/patients/{patient_id}")
def show(patient_id: UUID, db: Db) -> PatientOut:
    patient = db.get_one(PlainPatient, patient_id)
    db.add(PlainAudit(action="read", subject=str(patient_id)))
    _save(db)
    return PatientOut.model_validate(patient, from_attributes=True)


@app.get("/visits")
def worklist(db: Db, day: date, limit: int = 50) -> list[VisitOut]:
    query = select(PlainVisit, PlainPatient).where(
        PlainVisit.patient_id == PlainPatient.id, PlainVisit.day == day
    )
    found = db.exec(query.order_by(col(PlainVisit.opened_at)).limit(limit)).all()
    answer = [
        VisitOut(
            **visit.model_dump(exclude={"day", "patient_id"}),
            patient_id=who.id,
            patient_code=who.code,
            patient_name=who.name,
            patient_birth=who.birth,
            patient_sex=who.sex,
        )
        for visit, who in found
    ]
    db.add(PlainAudit(action="list", subject="", facts=" ".join(str(v.id) for v, _ in found)))
    _save(db)
    return answer


def fill(patients: int, visits: int) -> None:
    """So many patients, and visits of today."""
    from seed.people import people

    _Table.metadata.create_all(engine())
    today = datetime.now(UTC).date()
    with Session(engine()) as db:
        ids = []
        for n, each in enumerate(people(7, patients, on=today)):
            patient = PlainPatient(**row(n, each).model_dump(), birth_year=int(each.birth[:4]))
            ids.append(patient.id)
            db.add(patient)
            if n % 1000 == 0:
                db.commit()
        db.commit()
        for n in range(visits):
            db.add(PlainVisit(code=f"V{n}", patient_id=ids[n], room="P101", day=today))
        db.commit()


def row(number: int, who: Any) -> PatientIn:
    """Somebody invented, as this application takes him."""
    from his.patients.names import searched

    return PatientIn(
        code=f"26-{number:07}",
        name=who.name,
        name_search=searched(who.name),
        birth=who.birth,
        sex=who.sex,
        street=who.street,
        commune="26734",
        province="79",
        phone=who.phone or "",
        card=who.cccd or f"C{number}",
    )


def main(port: int, workers: int) -> None:
    from app.serving import listening_socket

    config = uvicorn.Config(
        "bench.limit:app",
        loop="uvloop",
        http="httptools",
        workers=workers,
        access_log=False,
        log_level="warning",
        server_header=False,
    )
    sockets = [listening_socket("127.0.0.1", port)]
    if workers > 1:
        from uvicorn.supervisors import Multiprocess

        Multiprocess(config, sockets=sockets).run()
    else:
        uvicorn.Server(config).run(sockets=sockets)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
