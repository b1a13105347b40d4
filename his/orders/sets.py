"""Order sets and favourites: a set is placed in one press, a favourite stands first."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session, col, select

from his.admin import service as admin
from his.catalogs import service as catalogs
from his.orders import permissions
from his.orders.errors import NotYourSet, SetIsEmpty
from his.orders.set_models import Favourite, OrderSet, SetScope
from kernel.access import Actor
from kernel.db import expect
from kernel.errors import NotFound
from kernel.paging import page_of

_MOST_SETS = 500


def visible(db: Session, actor: Actor, *, icd: Sequence[str] = ()) -> list[OrderSet]:
    """The sets that the actor may use; those that a diagnosis calls for stand first."""
    mine = admin.staff(db, actor.id)
    department = mine.department_id if mine else None
    asked = (
        select(OrderSet)
        .where(
            col(OrderSet.active),
            or_(
                col(OrderSet.scope) == SetScope.FACILITY,
                col(OrderSet.owner_id) == actor.id,
                (col(OrderSet.scope) == SetScope.DEPARTMENT)
                & (col(OrderSet.department_id) == department),
            ),
        )
        .order_by(col(OrderSet.name), col(OrderSet.id))
        .limit(_MOST_SETS)
    )
    found = list(db.exec(asked))
    return sorted(found, key=lambda each: not calls_for(each.icd, icd))


def calls_for(prefixes: Sequence[str], icd: Sequence[str]) -> bool:
    """One of these diagnoses begins with one of the set's prefixes."""
    return any(code.startswith(prefix) for code in icd for prefix in prefixes)


def page(
    db: Session, *, after: str | None = None, limit: int = 50
) -> tuple[list[OrderSet], str | None]:
    """All sets, for whoever looks after them."""
    return page_of(
        db,
        select(OrderSet),
        by=(col(OrderSet.name), col(OrderSet.id)),
        types=(str, UUID),
        after=after,
        limit=limit,
    )


def get(db: Session, actor: Actor, set_id: UUID) -> OrderSet:
    found = db.get(OrderSet, set_id)
    if found is None or (found.scope is SetScope.OWN and found.owner_id != actor.id):
        raise NotFound
    return found


def save(
    db: Session,
    actor: Actor,
    *,
    set_id: UUID | None = None,
    version: int | None = None,
    name: str,
    scope: SetScope,
    icd: Sequence[str],
    lines: Sequence[Mapping[str, object]],
    active: bool = True,
) -> OrderSet:
    """Make a set or change one. Others' sets need the right for sets of the house.

    Raises NotYourSet, SetIsEmpty, NotInCatalogue, ChangedMeanwhile.
    """
    if scope is not SetScope.OWN and not actor.holds(permissions.SETS):
        raise NotYourSet
    if not lines:
        raise SetIsEmpty
    named = [
        {**line, "name": catalogs.demand(db, "service", str(line["service_code"])).name}
        for line in lines
    ]
    if set_id is None:
        mine = admin.staff(db, actor.id)
        found = OrderSet(
            name=name,
            scope=scope,
            owner_id=actor.id if scope is SetScope.OWN else None,
            department_id=mine.department_id if mine and scope is SetScope.DEPARTMENT else None,
            icd=list(icd),
            lines=named,
            active=active,
        )
        db.add(found)
    else:
        held = db.get(OrderSet, set_id, with_for_update=True)
        if held is None:
            raise NotFound
        found = held
        if found.owner_id != actor.id and not actor.holds(permissions.SETS):
            raise NotYourSet
        expect(found, version or 0)
        found.name, found.icd, found.lines = name, list(icd), named
        found.active = active
    db.flush()
    return found


def favourites(db: Session, actor: Actor) -> list[str]:
    """The codes that the actor marked."""
    asked = select(Favourite.service_code).where(Favourite.user_id == actor.id)
    return list(db.exec(asked.order_by(col(Favourite.service_code)).limit(_MOST_SETS)))


def mark(db: Session, actor: Actor, service_code: str, *, on: bool) -> list[str]:
    """Put a service among the favourites, or take it out again."""
    code = catalogs.demand_code(db, "service", service_code)
    held = db.exec(
        select(Favourite).where(Favourite.user_id == actor.id, Favourite.service_code == code)
    ).first()
    if on and held is None:
        db.add(Favourite(user_id=actor.id, service_code=code))
    if not on and held is not None:
        db.delete(held)
    db.flush()
    return favourites(db, actor)
