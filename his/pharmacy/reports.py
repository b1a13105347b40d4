"""The pharmacy's reports: each a question to the ledger, each with its definition."""

from collections.abc import Callable

from sqlmodel import Session

from his.pharmacy.asking import Asked, ReportId
from his.pharmacy.books import Book
from his.pharmacy.card_reports import card, in_out, reconciled
from his.pharmacy.shelf_reports import minimum, near_expiry
from his.pharmacy.use_reports import abc_ven, controlled, used
from kernel.access import Actor

__all__ = ["Asked", "ReportId", "make"]


def make(db: Session, actor: Actor, report: ReportId, asked: Asked) -> Book:
    makers: dict[ReportId, Callable[[Session, Actor, Asked], Book]] = {
        ReportId.CARD: card,
        ReportId.IN_OUT: in_out,
        ReportId.NEAR_EXPIRY: near_expiry,
        ReportId.MINIMUM: minimum,
        ReportId.USED: used,
        ReportId.ABC_VEN: abc_ven,
        ReportId.CONTROLLED: controlled,
        ReportId.RECONCILED: reconciled,
    }
    return makers[report](db, actor, asked)
