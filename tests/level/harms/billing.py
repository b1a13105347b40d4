"""The cash desk breaks: money is taken and not written down, a QR asks for another sum."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from typing import Any

from his.billing import notices, reversing, vietqr
from his.billing.tills import BankAccount, BankNotice, BankNoticeState
from kernel.access import SYSTEM
from kernel.clock import utc_now
from kernel.db import Database
from tests.level.harms.tools import Harm, instead, overwritten, swallowed, tell

_encode = vietqr.encode


def _a_dong_less(**given: Any) -> str:
    return _encode(**{**given, "amount": given["amount"] - 1})


@contextmanager
def _nobody_reconciles(clinic: Database) -> Iterator[None]:
    """Money came to the bank ten days ago, and nobody has asked whose it is."""
    with clinic.write(SYSTEM) as db:
        to = BankAccount(
            bank_bin="970400", bank_name="harm", number="1", holder="harm", secret="s", active=False
        )
        db.add(to)
        db.flush()
        then = utc_now() - timedelta(days=10)
        stray = BankNotice(
            account_id=to.id,
            transaction_id="harm",
            amount=Decimal(5),
            content="?",
            at=then,
            told_at=then,
            state=BankNoticeState.UNMATCHED,
        )
        db.add(stray)
    try:
        yield
    finally:
        tell(
            clinic,
            "DELETE FROM his_bank_notice WHERE transaction_id = 'harm'",
            "DELETE FROM his_bank_account WHERE bank_name = 'harm'",
        )


HARMS: dict[str, Harm | tuple[Harm, ...]] = {
    # TT54/35
    "money_is_taken_and_given_back": (
        swallowed("his_payment"),
        instead(reversing, "_return_money", lambda *_, **__: None),
    ),
    "fees_are_collected_here": overwritten("his_bill", "paid", "paid + 1", key="encounter_id"),
    # TT54/61
    "a_transfer_settles_its_bill": (
        instead(vietqr, "encode", _a_dong_less),
        instead(notices, "_request_in", lambda *_: None),
    ),
    "electronic_payments_are_taken_here": _nobody_reconciles,
}
