"""What the practice clinic's analysers have sent: results, a question, what fits nothing."""

from sqlmodel import Session, col, select

from kernel.access import Actor
from kernel.clock import utc_now
from kernel.db import Database
from lis.analysers import filing, playing
from lis.analysers.filing import Incoming
from lis.analysers.instruments import instrument
from lis.analysers.models import Analyser, LabMessage
from lis.specimens.models import Item, Specimen
from lis.specimens.states import ItemState

_COUNT = {
    "WBC": ("7.41", "10*3/uL"),
    "RBC": ("4.62", "10*6/uL"),
    "HGB": ("13.6", "g/dL"),
    "PLT": ("254", "10*3/uL"),
    "NRBC%": ("0.0", "%"),
}


def play(database: Database, actor: Actor) -> None:
    """Once, where the practice clinic has its instruments."""
    with database.read() as db:
        row = db.exec(select(Analyser).where(col(Analyser.code) == "XN1")).first()
        if row is None or db.exec(select(col(LabMessage.id)).limit(1)).first():
            return
        machine, tube = instrument(row), _tube(db)
    raws = [
        playing.message("sysmex_xn550", "LAM-LAI-02", {"WBC": ("5.20", "10*3/uL")}, number="2"),
        playing.message("sysmex_xn550", "QC-XN-1", {"WBC": ("7.02", "10*3/uL")}, number="3"),
    ]
    if tube:
        raws.insert(0, playing.question("sysmex_xn550", tube))
        raws.insert(1, playing.message("sysmex_xn550", tube, _COUNT))
    filing.take(database, [Incoming(machine, raw, utc_now(), "10.0.20.11") for raw in raws])


def _tube(db: Session) -> str | None:
    """One that waits for a blood count."""
    asked = (
        select(col(Specimen.code))
        .join(Item, col(Item.specimen_id) == col(Specimen.id))
        .where(col(Item.test_code) == "WBC", col(Item.state) == ItemState.RECEIVED)
        .order_by(col(Specimen.code))
        .limit(1)
    )
    return db.exec(asked).first()
