"""Order sets and favourites: a set is placed in one press, a favourite stands first."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session, col, select

from his.admin import service as admin
from his.catalogs import service as catalogs
from his.orders import permissions
from his.orders.errors import NotOrderable, NotYourSet, SetIsEmpty, SetNeedsDepartment
from his.orders.models import OrderKind
from his.orders.set_models import Favourite, OrderSet, SetScope
from kernel.access import Actor
from kernel.columns import unaccented
from kernel.db import expect
from kernel.errors import NotFound
from kernel.paging import page_of

_MOST_SETS = 500
_MOST_NAMES = 5000


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
    db: Session,
    actor: Actor,
    *,
    q: str = "",
    scope: SetScope | None = None,
    ended: bool | None = None,
    after: str | None = None,
    limit: int = 50,
) -> tuple[list[OrderSet], str | None]:
    """One's own sets and the house's; `q` is in the name, `ended` says which (None: all)."""
    shared = col(OrderSet.scope) != SetScope.OWN
    query = select(OrderSet).where(or_(shared, col(OrderSet.owner_id) == actor.id))
    if ended is not None:
        query = query.where(col(OrderSet.active) == (not ended))
    if scope is not None:
        query = query.where(col(OrderSet.scope) == scope)
    return page_of(
        db,
        named_like(db, query, OrderSet, q),
        by=(col(OrderSet.name), col(OrderSet.id)),
        types=(str, UUID),
        after=after,
        limit=limit,
    )


def named_like(db: Session, query: Any, kind: Any, q: str) -> Any:
    """Only what has these words in its name, with or without their marks."""
    words = unaccented(q).split()
    if not words:
        return query
    names = db.execute(query.with_only_columns(kind.id, kind.name).limit(_MOST_NAMES))
    ids = [id_ for id_, name in names if all(w in unaccented(name) for w in words)]
    return query.where(kind.id.in_(ids))


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
    department_id: UUID | None = None,
    active: bool = True,
) -> OrderSet:
    """Make a set or change one; whose it is stays. The house's need the right for them.

    Raises NotYourSet, SetIsEmpty, SetNeedsDepartment, NotInCatalogue, NotOrderable,
    ChangedMeanwhile.
    """
    found = _held(db, actor, set_id, version or 0) if set_id else None
    scope = found.scope if found else scope
    if scope is not SetScope.OWN and not actor.holds(permissions.SETS):
        raise NotYourSet
    if not lines:
        raise SetIsEmpty
    named = [{**line, "name": _orderable(db, str(line["service_code"]))} for line in lines]
    used_in = _department(db, actor, found, department_id) if scope is SetScope.DEPARTMENT else None
    if found is None:
        owner = actor.id if scope is SetScope.OWN else None
        found = OrderSet(name=name, scope=scope, owner_id=owner, icd=[], lines=[])
        db.add(found)
    found.department_id = used_in
    found.name, found.icd, found.lines = name, list(icd), named
    found.active = active
    db.flush()
    return found


def _held(db: Session, actor: Actor, set_id: UUID, version: int) -> OrderSet:
    found = db.get(OrderSet, set_id, with_for_update=True)
    if found is None or (found.scope is SetScope.OWN and found.owner_id != actor.id):
        raise NotFound
    expect(found, version)
    return found


def _department(db: Session, actor: Actor, held: OrderSet | None, wanted: UUID | None) -> UUID:
    """The one that is named, the set's own, or the actor's. Raises SetNeedsDepartment."""
    mine = admin.staff(db, actor.id)
    found = wanted or (held.department_id if held else None) or (mine and mine.department_id)
    if not found:
        raise SetNeedsDepartment
    return found


def _orderable(db: Session, code: str) -> str:
    service = catalogs.demand(db, "service", code)
    if service.facts.get("kind") not in set(OrderKind):
        raise NotOrderable(code=code, name=service.name)
    return service.name


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
