"""The pharmacy's reports: each a question to the ledger, each with its definition."""

from collections.abc import Callable

from sqlmodel import Session

from his.pharmacy.asking import Asked, DrugReportId
from his.pharmacy.books import Book
from his.pharmacy.card_reports import card, in_out, reconciled
from his.pharmacy.shelf_reports import minimum, near_expiry
from his.pharmacy.use_reports import abc_ven, controlled, used
from kernel.access import Actor

__all__ = ["Asked", "DrugReportId", "make"]


def make(db: Session, actor: Actor, report: DrugReportId, asked: Asked) -> Book:
    makers: dict[DrugReportId, Callable[[Session, Actor, Asked], Book]] = {
        DrugReportId.CARD: card,
        DrugReportId.IN_OUT: in_out,
        DrugReportId.NEAR_EXPIRY: near_expiry,
        DrugReportId.MINIMUM: minimum,
        DrugReportId.USED: used,
        DrugReportId.ABC_VEN: abc_ven,
        DrugReportId.CONTROLLED: controlled,
        DrugReportId.RECONCILED: reconciled,
    }
    return makers[report](db, actor, asked)
