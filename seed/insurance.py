"""The practice clinic's health insurance: the simulated gateway, checked cards, dossiers made.

The address is that of `his54 simulate bhyt`; start it to send. Half of what is ready was sent
to it already, so that one sees what an accepted dossier looks like. The answers to the card checks
of the stories are written down as that simulator gives them.
"""

from sqlalchemy import select
from sqlmodel import Session, col

from his.admin import service as admin
from his.insurance import asking, handlers
from his.insurance import service as insurance
from his.insurance.dossiers import DOSSIER
from his.insurance.models import CardCheck, Coverage, DossierState, Gateway, InsuranceDossier
from his.insurance.senders import ALL
from his.insurance.simulator import CARDS, PASSWORD, SIMULATOR, TEXTS
from kernel import outbox
from kernel.access import Actor
from kernel.clock import today
from kernel.db import Database
from kernel.simulators import running

_HEAD = "000001/HCM-GPHN"  # the demo director's


def connect(database: Database, actor: Actor) -> None:
    """Once: the gateway, the cards of the stories, the dossiers of what has ended."""
    with database.write(actor, "seed insurance") as db:
        if insurance.gateway(db) is not None:
            return
        insurance.set_up(
            db,
            actor,
            address=f"http://127.0.0.1:{SIMULATOR.port}",
            username=f"{admin.facility(db).code}_BV",
            password=PASSWORD,
            staff_name="Trần Thị Ngọc Ánh",
            staff_cccd="079190000001",
            head=_HEAD,
        )
        _check_cards(db, actor)
    while handlers.make_dossiers(database):
        pass
    _send(database, actor)


def _send(database: Database, actor: Actor) -> None:
    """Half of what is ready has gone to the simulated gateway, and was taken."""
    ready = col(InsuranceDossier.state) == DossierState.READY
    with running(SIMULATOR) as it:
        with database.write(actor, "seed insurance") as db:
            house = db.execute(select(Gateway)).scalar_one()
            usual, house.address = house.address, it.url
            found = db.execute(select(InsuranceDossier).where(ready)).scalars().all()
            for dossier in sorted(found, key=lambda each: each.code)[: (len(found) + 1) // 2]:
                insurance.send(db, actor, dossier.id)
        outbox.pump(database, {each.kind: each for each in ALL if each.kind == DOSSIER})
        with database.write(actor, "seed insurance") as db:
            db.execute(select(Gateway)).scalar_one().address = usual


def _check_cards(db: Session, actor: Actor) -> None:
    year = today().year
    for covered in db.execute(select(Coverage).order_by(col(Coverage.encounter_id))).scalars():
        for card in insurance.cards_of(db, covered.encounter_id)[-1:]:
            asked = CardCheck(
                patient_id=covered.patient_id,
                encounter_id=covered.encounter_id,
                number=card.number,
                tail=card.tail,
                asked_by=actor.id,
                asked_by_name=actor.name,
            )
            db.add(asked)
            db.flush()
            code, _ = CARDS.get(card.number[-10:], ("000", {}))
            said = {
                "maKetQua": code,
                "ghiChu": TEXTS[code],
                "gtTheTu": f"01/01/{year}",
                "gtTheDen": f"31/12/{year}",
                "maDKBD": "79001",
            }
            asking.answer(db, asked.id, said)
