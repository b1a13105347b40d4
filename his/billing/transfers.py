"""Payment by bank transfer: a QR is shown, for what is due or for a deposit (chuyển khoản)."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from his.billing import vietqr
from his.billing.accounts import demand, due, locked
from his.billing.errors import NoBankAccount, NothingToPay, WholeDong
from his.billing.settling import as_seen
from his.billing.shifts import my_shift
from his.billing.tills import BankAccount, BankTransferState, TransferRequest
from his.encounters import service as encounters
from his.pricing.service import to_cents, to_dong
from kernel.access import Actor


def account(db: Session) -> BankAccount | None:
    """Where transfers go."""
    asked = select(BankAccount).where(col(BankAccount.active)).order_by(col(BankAccount.id))
    return db.execute(asked.limit(1)).scalars().first()


def set_account(
    db: Session,
    actor: Actor,
    *,
    bank_bin: str,
    bank_name: str,
    number: str,
    holder: str,
    secret: str | None,
) -> BankAccount:
    """Enter the account, or change it; without a `secret` the one that is there stays."""
    found = account(db)
    if found is None:
        if secret is None:
            raise NoBankAccount
        found = BankAccount(
            bank_bin=bank_bin, bank_name=bank_name, number=number, holder=holder, secret=secret
        )
        db.add(found)
    else:
        found.bank_bin, found.bank_name = bank_bin, bank_name
        found.number, found.holder = number, holder
        if secret is not None:
            found.secret = secret
    db.flush()
    return found


def show_qr(db: Session, actor: Actor, encounter_id: UUID, *, version: int) -> TransferRequest:
    """A dynamic QR for what is due now: amount and visit code in it.

    The one that was shown before for the same amount is shown again; another one replaces it.
    Raises NoBankAccount, NoOpenShift, BillChanged, NothingToPay.
    """
    bill = locked(db, actor, encounter_id)
    as_seen(bill, version)
    if due(bill) <= 0:
        raise NothingToPay
    return _show(db, actor, encounter_id, due(bill))


def show_deposit_qr(
    db: Session, actor: Actor, encounter_id: UUID, *, amount: Decimal
) -> TransferRequest:
    """A dynamic QR for money that the patient leaves before anything is invoiced (tạm ứng).

    Raises NoBankAccount, NoOpenShift, WholeDong.
    """
    if amount != to_dong(amount):
        raise WholeDong
    encounters.locked(db, actor, encounter_id)
    demand(db, encounter_id)  # made here where nothing was charged yet
    return _show(db, actor, encounter_id, to_cents(amount), deposit=True)


def _show(
    db: Session, actor: Actor, encounter_id: UUID, amount: Decimal, *, deposit: bool = False
) -> TransferRequest:
    to = account(db)
    if to is None:
        raise NoBankAccount
    shift = my_shift(db, actor)
    before = requests(db, encounter_id)
    for each in before:
        if each.state is BankTransferState.WAITING and each.deposit is deposit:
            if each.amount == amount and each.shift_id == shift.id and each.account_id == to.id:
                return each
            each.state = BankTransferState.REPLACED
    visit = encounters.by_id(db, encounter_id)
    code = f"{visit.code}Q{len(before) + 1:02}"
    made = TransferRequest(
        code=code,
        encounter_id=encounter_id,
        account_id=to.id,
        shift_id=shift.id,
        amount=amount,
        deposit=deposit,
        payload=vietqr.encode(
            bank_bin=to.bank_bin,
            account=to.number,
            amount=int(amount),
            bill_number=visit.code,
            purpose=vietqr.plain_purpose(code),
        ),
        made_by=actor.id,
        made_by_name=actor.name,
    )
    db.add(made)
    db.flush()
    return made


def requests(db: Session, encounter_id: UUID) -> list[TransferRequest]:
    """The QRs that were shown for a visit, oldest first."""
    asked = select(TransferRequest).where(col(TransferRequest.encounter_id) == encounter_id)
    return list(db.execute(asked.order_by(col(TransferRequest.id))).scalars())
