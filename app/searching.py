"""The one search box: every module's answer to what was typed, best first."""

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel

from kernel.access import SignedIn
from kernel.db import Db
from kernel.events import assembly_of
from kernel.routing import Router
from kernel.schemas import Words, said

router = Router(prefix="/search", tags=["app"])


class HitOut(BaseModel):
    title: str
    detail: str
    to: str


class Group(BaseModel):
    id: str
    title: Words
    hits: list[HitOut]


class Found(BaseModel):
    groups: list[Group]


@router.get("")
def search(
    actor: SignedIn,
    db: Db,
    q: Annotated[str, Query(min_length=1, max_length=300)],
    limit: Annotated[int, Query(ge=1, le=20)] = 8,
) -> Found:
    """Ask every module that the person may search; empty groups are left out."""
    ranked: list[tuple[float, Group]] = []
    for module in assembly_of(db).modules:
        for each in module.searches:
            if actor.holds(each.needs):
                hits = each.by(db, actor, q, limit)
                shown = [HitOut(title=h.title, detail=h.detail, to=h.to) for h in hits]
                if shown:
                    group = Group(id=each.id, title=said(each.title), hits=shown)
                    ranked.append((max(hit.rank for hit in hits), group))
    ranked.sort(key=lambda pair: -pair[0])  # a scanned card opens the visit before the person
    return Found(groups=[group for _, group in ranked])
