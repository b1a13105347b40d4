from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Body, Depends, Query, Response

from his.catalogs import service as catalogs
from his.pricing import files, listing, permissions
from his.pricing.models import PayerClass, PriceKind
from his.pricing.schemas import (
    PriceHistoryOut,
    PriceIn,
    PriceListOut,
    PriceOut,
    PriceTrialOut,
    PriceWhyIn,
)
from his.pricing.setting import Entered, enter
from kernel.access import Actor, Requires
from kernel.clock import today
from kernel.db import Db
from kernel.paging import After, Limit, Page
from kernel.routing import Router

router = Router(prefix="/pricing", tags=["his.pricing"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
Setter = Annotated[Actor, Depends(Requires(permissions.SET))]


@router.get("/prices")
def prices(
    actor: Reader,
    db: Db,
    payer: PayerClass = PayerClass.SELF_PAY,
    on: date | None = None,
    kind: PriceKind | None = None,
    q: Annotated[str, Query(max_length=100)] = "",
    after: After = None,
    limit: Limit = 50,
) -> Page[PriceOut]:
    """The prices of a class that hold on a day (today), by kind and code."""
    found, following = listing.page(
        db,
        payer=payer,
        on=on or today(),
        kind=kind,
        text=q.strip(),
        after=after,
        limit=limit,
    )
    return Page(items=[PriceOut.model_validate(p) for p in found], next=following)


@router.post("/prices", status_code=201)
def set_price(wanted: PriceIn, actor: Setter, db: Db) -> PriceListOut:
    """One price from a day on, by whose decision."""
    entry = catalogs.demand(db, wanted.kind.value, wanted.code, on=wanted.valid_from)
    entered = Entered(
        wanted.kind,
        entry.code,
        entry.name,
        wanted.unit_price,
        wanted.unit_price_bh,
        wanted.rate_bh,
        wanted.ended,
    )
    made = enter(
        db,
        actor,
        payer=wanted.payer,
        valid_from=wanted.valid_from,
        decision=wanted.decision,
        prices=[entered],
    )
    return PriceListOut.model_validate(made)


@router.get("/prices/history")
def price_history(
    actor: Reader,
    db: Db,
    kind: PriceKind = PriceKind.SERVICE,
    code: Annotated[str, Query(max_length=60)] = "",
    after: After = None,
    limit: Limit = 50,
) -> Page[PriceHistoryOut]:
    """Every price that a thing ever had, the newest first."""
    found, following = listing.history(db, kind=kind, code=code, after=after, limit=limit)
    items = [
        PriceHistoryOut(
            **price.model_dump(exclude={"list_id"}),
            decision=list_.decision,
            made_at=list_.made_at,
            made_by_name=list_.made_by_name,
        )
        for price, list_ in found
    ]
    return Page(items=items, next=following)


@router.post("/prices/{price_id}/withdrawal")
def withdraw(price_id: UUID, why: PriceWhyIn, actor: Setter, db: Db) -> PriceOut:
    """Take back a price that has not begun."""
    return PriceOut.model_validate(listing.withdraw(db, actor, price_id, reason=why.reason))


@router.get("/lists")
def price_lists(
    actor: Reader, db: Db, after: After = None, limit: Limit = 50
) -> Page[PriceListOut]:
    """The decisions that brought prices in, the latest first."""
    found, following = listing.lists(db, after=after, limit=limit)
    return Page(items=[PriceListOut.model_validate(p) for p in found], next=following)


@router.get("/export", response_class=Response)
def export(
    actor: Reader,
    db: Db,
    payer: PayerClass = PayerClass.SELF_PAY,
    on: date | None = None,
    xlsx: bool = False,
) -> Response:
    """The prices of a class on a day as a file that the import reads back."""
    day = on or today()
    make = files.write_xlsx if xlsx else files.write_csv
    kind = (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        if xlsx
        else "text/csv; charset=utf-8"
    )
    name = f"gia-{payer.value}-{day}.{'xlsx' if xlsx else 'csv'}"
    return Response(
        make(db, payer=payer, on=day),
        media_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@router.post("/imports", status_code=201)
def import_prices(
    content: Annotated[bytes, Body(media_type="application/octet-stream", min_length=1)],
    file_name: Annotated[str, Query(min_length=1, max_length=200)],
    payer: PayerClass,
    valid_from: date,
    decision: Annotated[str, Query(min_length=3, max_length=300)],
    actor: Setter,
    db: Db,
    dry_run: bool = True,
) -> PriceTrialOut:
    """Try a file of prices; with `dry_run=false` and no wrong row it holds from the day on."""
    if dry_run:
        trial = files.attempt(
            db, content=content, file_name=file_name, payer=payer, valid_from=valid_from
        )
        return PriceTrialOut.of(trial, None)
    trial, made = files.bring_in(
        db,
        actor,
        content=content,
        file_name=file_name,
        payer=payer,
        valid_from=valid_from,
        decision=decision,
    )
    return PriceTrialOut.of(trial, made.id if made else None)
