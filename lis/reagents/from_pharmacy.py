"""What the pharmacy moves into the laboratory's store goes into the book of reagents."""

from sqlalchemy import select
from sqlmodel import Session, col

from his.admin import service as admin
from his.catalogs.slots import Goods
from kernel.access import Actor
from lis.reagents import stock
from lis.reagents.models import Reagent, ReagentSource
from lis.reagents.settings import STORE


def take(db: Session, actor: Actor, goods: Goods) -> bool:
    """Slot GoodsKeeper: kits of a reagent that is tied to the pharmacy's item, one a smallest
    unit. Raises ReagentLotDiffers."""
    store = str(admin.parameter(db, STORE.id))
    if not store or goods.store_code != store:
        return False
    asked = select(Reagent).where(col(Reagent.stock_code) == goods.code, col(Reagent.active))
    reagent = db.execute(asked.order_by(col(Reagent.id)).limit(1)).scalar_one_or_none()
    if reagent is None:
        return False
    stock.receive(
        db,
        actor,
        reagent_id=reagent.id,
        number=goods.lot_number,
        expiry=goods.expiry,
        kits=goods.quantity,
        unit_price=goods.unit_price,
        source=ReagentSource.PHARMACY,
        paper=goods.paper,
    )
    return True
