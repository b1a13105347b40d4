"""Transfers over HTTP: reconciliation, the account, and the door at which the bank knocks."""

import json
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any
from uuid import UUID

from anyio.to_thread import run_sync
from fastapi import Depends, Header, Request
from pydantic import Field

from his.billing import notices as bank
from his.billing import permissions, transfers
from his.billing.errors import BadNotice
from his.billing.notices import Told
from his.billing.schemas import (
    BankAccountIn,
    BankAccountNow,
    BankAccountOut,
    BankNoticeOut,
    BankNoticeResolveIn,
)
from his.billing.tills import BankAccount, BankNoticeState
from his.encounters import service as encounters
from kernel.access import Actor, Requires, act_as
from kernel.clock import utc_now
from kernel.db import Database, Db
from kernel.errors import NotFound
from kernel.paging import After, Limit, Page
from kernel.routing import Router
from kernel.schemas import Output

router = Router(prefix="/billing/transfers", tags=["his.billing"])
hooks = Router(prefix="/hooks/bank", tags=["his.billing"])

Reconciler = Annotated[Actor, Depends(Requires(permissions.RECONCILE))]
Banker = Annotated[Actor, Depends(Requires(permissions.BANK))]


@router.get("/notices")
def notices(
    actor: Reconciler,
    db: Db,
    state: BankNoticeState | None = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[BankNoticeOut]:
    """What the bank told, the newest first."""
    found, following = bank.newest(db, state=state, after=after, limit=limit)
    return Page(items=[BankNoticeOut.model_validate(n) for n in found], next=following)


@router.post("/notices/{notice_id}/resolution")
def resolve(
    notice_id: UUID, wanted: BankNoticeResolveIn, actor: Reconciler, db: Db
) -> BankNoticeOut:
    """A person says whose money it is, or that it is not ours."""
    encounter_id = None
    if wanted.visit:
        code = wanted.visit.strip().upper()
        found = encounters.by_code(db, actor, code, 1)
        if not found or found[0].encounter.code != code:
            raise NotFound
        encounter_id = found[0].encounter.id
    resolved = bank.resolve(db, actor, notice_id, reason=wanted.reason, encounter_id=encounter_id)
    return BankNoticeOut.model_validate(resolved)


@router.get("/account")
def bank_account(actor: Banker, db: Db) -> BankAccountNow:
    """Where transfers go; the secret is never shown."""
    found = transfers.account(db)
    return BankAccountNow(account=_shown(found) if found else None)


@router.put("/account")
def set_bank_account(wanted: BankAccountIn, actor: Banker, db: Db) -> BankAccountOut:
    return _shown(transfers.set_account(db, actor, **wanted.model_dump()))


def _shown(found: BankAccount) -> BankAccountOut:
    return BankAccountOut(
        **found.model_dump(include={"id", "bank_bin", "bank_name", "number", "holder"}),
        hook=f"/hooks/bank/{found.id}",
    )


class Heard(Output):
    """What the bank is answered: it need not tell again."""

    success: bool = Field(description="Taken down, whether it settled a bill or not.")
    state: BankNoticeState


@hooks.post("/{account_id}")
async def hear(
    account_id: UUID,
    request: Request,
    x_signature: Annotated[str, Header(max_length=200)] = "",
) -> Heard:
    """A credit notice: `{"id", "amount", "content", "at"}`, signed by HMAC-SHA256 of the body.

    The signature is asked before anything is read; the same `id` again changes nothing.
    """
    body = await request.body()
    database: Database = request.app.state.database

    def work() -> Heard:
        with database.write(bank.BANK, "his.billing.hear") as db:
            act_as(db, bank.BANK, "his.billing.hear")
            to = bank.verify(db, account_id, body, x_signature.strip().lower())
            return Heard(success=True, state=bank.hear(db, to, _read(body)).state)

    return await run_sync(work)


def _read(body: bytes) -> Told:
    try:
        said: dict[str, Any] = json.loads(body, parse_float=Decimal)
        amount = Decimal(str(said["amount"]))
        transaction = str(said["id"]).strip()
        at = datetime.fromisoformat(said["at"]) if said.get("at") else utc_now()
        if at.tzinfo is None or not transaction or len(transaction) > 100:
            raise BadNotice
        if not amount.is_finite() or not 0 < amount < 10**13 or amount != round(amount, 2):
            raise BadNotice
        return Told(transaction, amount, str(said.get("content", "")), at)
    except (ValueError, KeyError, TypeError, InvalidOperation, AttributeError) as error:
        raise BadNotice from error
