"""Fifty desks at once, on a real server: one queue, many hands."""

import asyncio
from collections import Counter
from random import Random
from typing import Any

import httpx
from sqlalchemy import select
from sqlmodel import col

from bench.houses import Place, house
from bench.tasks import form_of, newcomer, sign_in
from his.admin.service import Room
from his.queue.models import Ticket
from kernel.db import Database

_DESKS = 50


def test_fifty_desks_share_one_queue_without_a_double_number_or_a_lost_call(
    place: Place, clinic: Database
) -> None:
    with clinic.read() as db:
        rooms = {r.code: str(r.id) for r in db.execute(select(Room)).scalars()}
    with house(place, HIS54_LOG_LEVEL="error") as server:
        headers = sign_in(server.port, "everyone", place.password)
        answers = asyncio.run(_morning(server.port, headers, rooms))

    assert not [a for a in answers if a["status"] >= 500], answers
    opened = [a for a in answers if a["what"] == "open"]
    assert [a["status"] for a in opened] == [201] * _DESKS

    with clinic.read() as db:
        mine = {a["encounter"] for a in opened}
        everyone = list(db.execute(select(Ticket)).scalars())
    tickets = [ticket for ticket in everyone if str(ticket.encounter_id) in mine]
    numbers = Counter((t.room_id, t.day, t.number) for t in tickets)
    assert max(numbers.values()) == 1
    assert {str(t.encounter_id) for t in tickets} == mine

    # Whoever was called by one desk was called by no other, and each call is on the ticket.
    called = Counter(a["ticket"] for a in answers if a["what"] == "next" and a["status"] == 200)
    assert called
    assert max(called.values()) == 1
    with clinic.read() as db:
        known = select(Ticket).where(col(Ticket.called_times) > 0)
        times = {str(t.id): t.called_times for t in db.execute(known).scalars()}
    assert all(times.get(ticket) == 1 for ticket in called)

    # Each move was done once: the old ticket is over, the new one is in the other room.
    moved = [a for a in answers if a["what"] == "move" and a["status"] == 200]
    assert moved
    by_id = {str(t.id): t for t in everyone}
    for each in moved:
        assert by_id[each["from"]].state.value == "moved"
        assert str(by_id[each["ticket"]].room_id) == rooms["P103"]


async def _morning(
    port: int, headers: dict[str, str], rooms: dict[str, str]
) -> list[dict[str, Any]]:
    limits = httpx.Limits(max_connections=_DESKS)
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{port}", headers=headers, limits=limits, timeout=120
    ) as line:
        desks = [_desk(line, Random(n), rooms) for n in range(_DESKS)]  # noqa: S311
        return [answer for each in await asyncio.gather(*desks) for answer in each]


async def _desk(
    line: httpx.AsyncClient, chance: Random, rooms: dict[str, str]
) -> list[dict[str, Any]]:
    """Register, open a visit in the one room, call the next there, move every third on."""
    done: list[dict[str, Any]] = []

    async def post(what: str, path: str, body: object) -> dict[str, Any]:
        answer = await line.post(path, json=body)
        said = answer.json()
        done.append({"what": what, "status": answer.status_code, "error": said.get("error")})
        return dict(said)

    patient = await post("register", "/api/patients", form_of(newcomer(chance)))
    visit = {"patient_id": patient["id"], "room_id": rooms["P101"], "payer": "self_pay"}
    opened = await post("open", "/api/encounters", visit)
    done[-1]["encounter"] = opened.get("id")
    ticket = await post("next", f"/api/queue/rooms/{rooms['P101']}/next", {"counter": "P101"})
    done[-1]["ticket"] = ticket.get("id")
    if "id" in ticket and chance.random() < 0.4:
        path = f"/api/queue/tickets/{ticket['id']}/move"
        there = await post("move", path, {"room_id": rooms["P103"], "reason": "Nhầm phòng"})
        done[-1] |= {"from": ticket["id"], "ticket": there.get("id")}
    return done
