"""The bank tells that money came (báo có): it is booked where all fits, else waits for a person.

A notice settles its bill by itself only when everything fits: our code in its text, the very
amount, the bill as it was shown, the cashier's shift still open. Whatever else comes in waits on
the reconciliation list for a person; nothing is guessed.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from his.billing.accounts import charges, due, locked
from his.billing.errors import BadSignature, NoticeResolved
from his.billing.ledger import Payment, PaymentMethod
from his.billing.models import ChargeState
from his.billing.settling import Tender, leave_deposit, pay_debt, settle
from his.billing.shifts import locked as shift_locked
from his.billing.shifts import my_shift
from his.billing.tills import (
    BankAccount,
    BankNotice,
    BankNoticeState,
    BankNoticeTrouble,
    BankTransferState,
    CashShift,
    CashShiftState,
    TransferRequest,
)
from kernel import live
from kernel.access import SYSTEM, Actor
from kernel.clock import utc_now
from kernel.errors import NotFound
from kernel.paging import page_of

_CODE = re.compile(r"LK\d{9}Q\d{2}")
BANK = Actor(SYSTEM.id, "Ngân hàng báo có", username="bank")


@dataclass(frozen=True, slots=True)
class Told:
    """What a bank's notice says."""

    transaction_id: str
    amount: Decimal
    content: str
    at: datetime


def signature(secret: str, body: bytes) -> str:
    """HMAC-SHA256 of the body under the secret that we share with the bank, in hex."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def verify(db: Session, account_id: UUID, body: bytes, given: str) -> BankAccount:
    """The account of a notice that its bank has signed. Raises BadSignature."""
    found = db.get(BankAccount, account_id)
    if found is None or not hmac.compare_digest(
        signature(found.secret, body).encode(), given.encode()
    ):
        raise BadSignature
    return found


def hear(db: Session, to: BankAccount, told: Told) -> BankNotice:
    """The bank says that money came in. Told again, nothing more happens."""
    db.get(BankAccount, to.id, with_for_update=True)  # one notice of an account at a time
    known: BankNotice | None = db.execute(
        select(BankNotice).where(
            col(BankNotice.account_id) == to.id,
            col(BankNotice.transaction_id) == told.transaction_id,
        )
    ).scalar_one_or_none()
    if known is not None:
        return known
    notice = BankNotice(
        account_id=to.id,
        transaction_id=told.transaction_id,
        amount=told.amount,
        content=told.content[:500],
        at=told.at,
        state=BankNoticeState.UNMATCHED,
        trouble=BankNoticeTrouble.UNKNOWN,
    )
    db.add(notice)
    db.flush()
    request = _request_in(db, told.content)
    if request is not None:
        notice.request_id, notice.encounter_id = request.id, request.encounter_id
        notice.trouble = _take(db, request, notice)
        if notice.trouble is BankNoticeTrouble.NONE:
            notice.state = BankNoticeState.MATCHED
    db.flush()
    live.touch(db, "notices")
    return notice


def _request_in(db: Session, content: str) -> TransferRequest | None:
    """The request whose code stands in the text; with two different ones it is nobody's."""
    codes = set(_CODE.findall(re.sub(r"[\s.\-]", "", content.upper())))
    if len(codes) != 1:
        return None
    asked = select(TransferRequest).where(col(TransferRequest.code) == codes.pop())
    return db.execute(asked).scalar_one_or_none()


def _take(db: Session, request: TransferRequest, notice: BankNotice) -> BankNoticeTrouble:
    """Settle the bill if all fits; else what is in the way."""
    bill = locked(db, BANK, request.encounter_id)
    request = db.get_one(TransferRequest, request.id, with_for_update=True, populate_existing=True)
    if request.state is BankTransferState.PAID:
        return BankNoticeTrouble.DOUBLE
    if notice.amount < request.amount:
        return BankNoticeTrouble.SHORT
    if notice.amount > request.amount:
        return BankNoticeTrouble.OVER
    if not request.deposit and due(bill) != request.amount:
        return BankNoticeTrouble.CHANGED
    shift = shift_locked(db, request.shift_id)
    if shift.state is not CashShiftState.OPEN:
        return BankNoticeTrouble.NO_SHIFT
    book = _deposit if request.deposit else _book
    payment = book(db, BANK, request.encounter_id, notice, shift)
    request.state, request.payment_id = BankTransferState.PAID, payment.id
    notice.payment_id = payment.id
    return BankNoticeTrouble.NONE


def _deposit(
    db: Session,
    actor: Actor,
    encounter_id: UUID,
    notice: BankNotice,
    shift: CashShift,
    reason: str = "",
) -> Payment:
    """The transfer is left with us."""
    tender = Tender(PaymentMethod.TRANSFER, notice.amount, reference=notice.transaction_id)
    return leave_deposit(db, actor, encounter_id, tender=tender, reason=reason, shift=shift)


def _book(
    db: Session, actor: Actor, encounter_id: UUID, notice: BankNotice, shift: CashShift
) -> Payment:
    """The transfer pays the open lines, or the debt, wholly."""
    bill = locked(db, actor, encounter_id)
    tender = Tender(PaymentMethod.TRANSFER, notice.amount, reference=notice.transaction_id)
    open_ = [c for c in charges(db, encounter_id) if c.state is ChargeState.OPEN]
    if open_ and bill.owed == 0:
        settle(db, actor, encounter_id, version=bill.version, tenders=[tender], shift=shift)
    elif open_:
        # Lines and an older debt together: through the deposit, so that each gets its own.
        leave_deposit(db, actor, encounter_id, tender=tender, shift=shift)
        bill = locked(db, actor, encounter_id)
        rest = due(bill) - bill.owed
        first = Tender(PaymentMethod.DEPOSIT, rest)
        settle(db, actor, encounter_id, version=bill.version, tenders=[first], shift=shift)
        bill = locked(db, actor, encounter_id)
        second = Tender(PaymentMethod.DEPOSIT, bill.owed)
        pay_debt(db, actor, encounter_id, version=bill.version, tenders=[second], shift=shift)
    else:
        pay_debt(db, actor, encounter_id, version=bill.version, tenders=[tender], shift=shift)
    asked = (
        select(Payment)
        .where(
            col(Payment.encounter_id) == encounter_id,
            col(Payment.reference) == notice.transaction_id,
        )
        .order_by(col(Payment.id))
        .limit(1)
    )
    payment: Payment = db.execute(asked).scalar_one()
    return payment


def resolve(
    db: Session,
    actor: Actor,
    notice_id: UUID,
    *,
    reason: str,
    encounter_id: UUID | None = None,
) -> BankNotice:
    """A person deals with a notice: it is what is due in a visit, or becomes the visit's deposit;
    without a visit it is noted that it is not ours (and why). Raises NoticeResolved."""
    notice = db.get(BankNotice, notice_id, with_for_update=True, populate_existing=True)
    if notice is None:
        raise NotFound
    if notice.state is not BankNoticeState.UNMATCHED:
        raise NoticeResolved
    if encounter_id is not None:
        shift = my_shift(db, actor)
        bill = locked(db, actor, encounter_id)
        if due(bill) == notice.amount:
            payment = _book(db, actor, encounter_id, notice, shift)
        else:
            payment = _deposit(db, actor, encounter_id, notice, shift, reason)
        notice.payment_id, notice.encounter_id = payment.id, encounter_id
    notice.state = BankNoticeState.RESOLVED
    notice.resolved_at, notice.resolved_by_name = utc_now(), actor.name
    notice.resolution = reason
    db.flush()
    live.touch(db, "notices")
    return notice


def newest(
    db: Session, *, state: BankNoticeState | None = None, after: str | None = None, limit: int = 50
) -> tuple[list[BankNotice], str | None]:
    """What the bank told, the newest first."""
    query = select(BankNotice)
    if state:
        query = query.where(col(BankNotice.state) == state)
    return page_of(
        db,
        query,
        by=[col(BankNotice.id)],
        types=[UUID],
        after=after,
        limit=limit,
        descending=True,
    )
