"""Whoever is shown a patient's data is written down, on every route, the next one included."""

import re
from uuid import UUID, uuid4

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.testclient import TestClient
from sqlalchemy import func, select
from sqlmodel import col

from app.main import create_app
from app.modules import INSTALLED
from his.encounters.service import Encounter
from his.orders.service import Order
from his.queue.service import Ticket
from kernel.access import Actor
from kernel.audit import Audit
from kernel.db import Database

_PLACE = re.compile(r"\{(\w+)\}")


def ids(clinic: Database) -> dict[str, UUID]:
    """A patient with a visit, its order and its ticket: what the paths of routes name."""
    with clinic.read() as db:
        order = db.execute(select(Order).order_by(col(Order.placed_at)).limit(1)).scalar_one()
        visit = db.get(Encounter, order.encounter_id)
        ticket = db.execute(
            select(Ticket).where(col(Ticket.encounter_id) == order.encounter_id).limit(1)
        ).scalar_one()
        assert visit
        return {
            "patient_id": visit.patient_id,
            "encounter_id": visit.id,
            "order_id": order.id,
            "ticket_id": ticket.id,
        }


def shown(clinic: Database, patient: UUID) -> int:
    """How often the audit says that this patient was looked at."""
    query = select(func.count()).select_from(Audit)
    mine = (col(Audit.subject_kind) == "patient") & (col(Audit.subject_id) == str(patient))
    with clinic.read() as db:
        found: int = db.execute(query.where(mine, col(Audit.action) != "write")).scalar_one()
        return found


def pages(app: FastAPI, known: dict[str, UUID]) -> list[str]:
    found = []
    for route in iter_route_contexts(app.routes):
        places = _PLACE.findall(str(route.path))
        is_get = isinstance(route.original_route, APIRoute) and "GET" in (route.methods or ())
        if is_get and places and set(places) <= set(known):
            found.append(str(route.path))
    return found


def test_every_page_of_a_patient_is_on_the_audit(clinic: Database) -> None:
    everything = Actor(
        uuid4(), "BS. Lan", frozenset(p.id for m in INSTALLED for p in m.permissions)
    )
    app = create_app(clinic, lambda _: everything)
    known = ids(clinic)
    paths = pages(app, known)
    assert len(paths) > 12

    silent = []
    with TestClient(app) as client:
        for path in paths:
            before = shown(clinic, known["patient_id"])
            answer = client.get(_PLACE.sub(lambda m: str(known[m[1]]), path))
            # 422: it asks for more than the path; 404: this patient has no such thing.
            assert answer.status_code in (200, 404, 422), f"{path}: {answer.text}"
            if answer.status_code == 200 and shown(clinic, known["patient_id"]) == before:
                silent.append(path)
    assert silent == []


def test_the_worklists_name_everybody_whom_they_show(clinic: Database) -> None:
    everything = Actor(
        uuid4(), "BS. Lan", frozenset(p.id for m in INSTALLED for p in m.permissions)
    )
    app = create_app(clinic, lambda _: everything)
    with TestClient(app) as client:
        for path in ("/api/encounters", "/api/patients?q=nguyen", "/api/orders?kind=lab"):
            answer = client.get(path)
            assert answer.json()["items"], path
            with clinic.read() as db:
                last = db.execute(
                    select(Audit).order_by(col(Audit.id).desc()).limit(1)
                ).scalar_one()
            named = last.facts["ids"] if last.facts else [last.subject_id]
            patients = {
                str(i.get("patient_id") or i.get("patient", i).get("id"))
                for i in answer.json()["items"]
            }
            assert set(named) == patients, path
