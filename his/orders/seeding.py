"""What a new installation begins with: usual wordings of reports; sets of the practice clinic."""

import json
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from his.catalogs import service as catalogs
from his.orders.models import OrderKind
from his.orders.result_models import ResultTemplate
from his.orders.set_models import OrderSet, SetScope

_FOLDER = Path(__file__).parents[2] / "seed" / "clinical"


def read(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((_FOLDER / name).read_text(encoding="utf-8"))
    return found


def templates(db: Session) -> None:
    """Usual wordings, once: what the facility changed or ended stays as it is."""
    if db.exec(select(col(ResultTemplate.id)).limit(1)).first():
        return
    for each in read("result_templates.json"):
        db.add(ResultTemplate(**{**each, "kind": OrderKind(each["kind"])}))


def sets(db: Session) -> None:
    """Bundles of the practice clinic's services."""
    if db.exec(select(col(OrderSet.id)).limit(1)).first():
        return
    for each in read("order_sets.json"):
        known = catalogs.entries(db, "service", each["services"])
        db.add(
            OrderSet(
                name=each["name"],
                scope=SetScope.FACILITY,
                icd=each["icd"],
                lines=[
                    {"service_code": code, "quantity": 1, "name": known[code].name}
                    for code in each["services"]
                    if code in known
                ],
            )
        )
