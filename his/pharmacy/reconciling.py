"""Every night the balances are compared with the ledger; a difference fails the job, loudly."""

from sqlmodel import Session

from his.pharmacy import ledger
from kernel.text import Text


class StockDoesNotBalance(Exception):
    """A balance is not the sum of its moves: somebody changed the database by hand."""


def nightly(db: Session) -> Text | None:
    """Raises StockDoesNotBalance: the page of jobs shows it in red."""
    wrong = ledger.unequal(db)
    if wrong:
        where = ", ".join(f"{store}/{lot}" for store, lot, _, _ in wrong[:10])
        raise StockDoesNotBalance(f"{len(wrong)} balances differ from the ledger: {where}")
    return Text("Tồn kho khớp với bút toán.", "All balances equal the ledger.")
