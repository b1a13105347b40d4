"""A patient pays by scanning; the bank tells; nothing is guessed."""

# mypy: disable-error-code="comparison-overlap"

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlmodel import Session

from his.billing import errors, notices, transfers, vietqr
from his.billing import service as billing
from his.billing.notices import Told
from his.billing.tills import (
    BankAccount,
    BankNotice,
    BankNoticeState,
    BankNoticeTrouble,
    TransferRequest,
)
from his.encounters.service import Encounter
from kernel.access import Actor
from tests.his.billing import till

D = Decimal


class Desk:
    def __init__(self, db: Session, actor: Actor) -> None:
        self.db, self.actor = db, actor
        self.house, self.hanh = till.build(db, actor), till.cashier()
        self.shift = billing.open_shift(db, self.hanh, opening=D(0))
        self.account: BankAccount = transfers.set_account(
            db, actor, bank_bin="970403", bank_name="Ngân hàng thử", number="0011012345678",
            holder="PHONG KHAM THU", secret="bi-mat-cua-ngan-hang-thu",
        )  # fmt: skip
        self.visit = till.visit(db, actor, self.house)
        till.charge(db, actor, self.visit, "CT-SO")

    def qr(self, visit: Encounter | None = None) -> TransferRequest:
        visit = visit or self.visit
        version = till.bill(self.db, visit).version
        return transfers.show_qr(self.db, self.hanh, visit.id, version=version)

    def told(self, id_: str, amount: int, content: str) -> BankNotice:
        told = Told(id_, D(amount), content, datetime(2026, 11, 22, 2, 0, tzinfo=UTC))
        return notices.hear(self.db, self.account, told)


@pytest.fixture
def desk(db: Session, actor: Actor) -> Desk:
    return Desk(db, actor)


def test_amount_and_visit_stand_in_the_code(desk: Desk) -> None:
    request = desk.qr()
    read = vietqr.decode(request.payload)
    assert read["54"] == "700000"
    assert vietqr.fields(read["62"]) == {"01": desk.visit.code, "08": request.code}
    assert request.code.startswith(desk.visit.code)
    assert desk.qr().id == request.id  # shown again, not made again


def test_the_notice_settles_the_bill_by_itself(desk: Desk) -> None:
    request = desk.qr()
    notice = desk.told("FT1", 700_000, f"MBVCB.991.{request.code.lower()} chuyen tien")
    assert (notice.state, notice.trouble) == (BankNoticeState.MATCHED, BankNoticeTrouble.NONE)
    bill = till.bill(desk.db, desk.visit)
    assert (bill.waiting, bill.owed, bill.paid) == (False, 0, 700_000)
    assert billing.balance(desk.db, desk.shift).expected == 0  # no cash


def test_the_same_notice_twice_is_one_payment(desk: Desk) -> None:
    request = desk.qr()
    first = desk.told("FT1", 700_000, request.code)
    again = desk.told("FT1", 700_000, request.code)
    assert first.id == again.id
    assert till.bill(desk.db, desk.visit).paid == 700_000


@pytest.mark.parametrize(
    ("amount", "trouble"), [(600_000, BankNoticeTrouble.SHORT), (800_000, BankNoticeTrouble.OVER)]
)
def test_another_amount_waits_for_a_person(
    desk: Desk, amount: int, trouble: BankNoticeTrouble
) -> None:
    notice = desk.told("FT1", amount, desk.qr().code)
    assert (notice.state, notice.trouble) == (BankNoticeState.UNMATCHED, trouble)
    bill = till.bill(desk.db, desk.visit)
    assert (bill.paid, bill.deposit) == (0, 0)
    notices.resolve(
        desk.db, desk.hanh, notice.id, reason="Người nhà chuyển", encounter_id=desk.visit.id
    )
    assert (bill.deposit, bill.paid) == (amount, 0)


def test_money_for_a_bill_that_was_paid_meanwhile_is_never_lost(desk: Desk) -> None:
    request = desk.qr()
    bill = till.bill(desk.db, desk.visit)
    billing.settle(
        desk.db, desk.hanh, desk.visit.id, version=bill.version, tenders=[till.cash(700_000)]
    )
    late = desk.told("FT9", 700_000, request.code)
    assert (late.state, late.trouble) == (BankNoticeState.UNMATCHED, BankNoticeTrouble.CHANGED)
    notices.resolve(desk.db, desk.hanh, late.id, reason="Trả hai lần", encounter_id=desk.visit.id)
    assert bill.deposit == 700_000


def test_a_second_transfer_for_the_same_code_is_double(desk: Desk) -> None:
    request = desk.qr()
    desk.told("FT1", 700_000, request.code)
    assert desk.told("FT2", 700_000, request.code).trouble is BankNoticeTrouble.DOUBLE


def test_money_without_a_code_of_ours_is_nobodys(desk: Desk) -> None:
    desk.qr()
    notice = desk.told("FT1", 700_000, "tien kham benh cho me")
    assert (notice.state, notice.trouble) == (BankNoticeState.UNMATCHED, BankNoticeTrouble.UNKNOWN)
    notices.resolve(desk.db, desk.hanh, notice.id, reason="Không phải tiền khám")
    with pytest.raises(errors.NoticeResolved):
        notices.resolve(desk.db, desk.hanh, notice.id, reason="Lần nữa")


def test_a_deposit_is_left_by_scanning_before_anything_is_charged(desk: Desk) -> None:
    visit = till.visit(desk.db, desk.actor, desk.house)
    request = transfers.show_deposit_qr(desk.db, desk.hanh, visit.id, amount=D(500_000))
    assert vietqr.decode(request.payload)["54"] == "500000"
    till.charge(desk.db, desk.actor, visit, "CT-SO")  # what is due moves; the deposit stands
    owed = transfers.show_qr(
        desk.db, desk.hanh, visit.id, version=till.bill(desk.db, visit).version
    )
    assert owed.id != request.id
    notice = desk.told("FT1", 500_000, request.code)
    assert (notice.state, notice.trouble) == (BankNoticeState.MATCHED, BankNoticeTrouble.NONE)
    bill = till.bill(desk.db, visit)
    assert (bill.deposit, bill.paid, bill.waiting) == (500_000, 0, True)
    assert desk.told("FT2", 500_000, request.code).trouble is BankNoticeTrouble.DOUBLE


def test_a_deposit_by_scanning_is_in_whole_dong(desk: Desk) -> None:
    with pytest.raises(errors.WholeDong):
        transfers.show_deposit_qr(desk.db, desk.hanh, desk.visit.id, amount=D("1000.50"))


def test_after_the_shift_was_closed_a_person_books_it(desk: Desk) -> None:
    request = desk.qr()
    billing.close_shift(desk.db, desk.hanh, desk.shift.id, count={})
    notice = desk.told("FT1", 700_000, request.code)
    assert notice.trouble is BankNoticeTrouble.NO_SHIFT
    other = till.cashier("Thu ngân Mai")
    billing.open_shift(desk.db, other, opening=D(0))
    notices.resolve(desk.db, other, notice.id, reason="Ca đã chốt", encounter_id=desk.visit.id)
    bill = till.bill(desk.db, desk.visit)
    assert (bill.paid, bill.waiting) == (700_000, False)


def test_a_bill_with_an_old_debt_is_paid_by_one_transfer(desk: Desk) -> None:
    bill = till.bill(desk.db, desk.visit)
    billing.settle(
        desk.db, desk.hanh, desk.visit.id, version=bill.version, tenders=[till.cash(100_000)],
        owing=True,
    )  # fmt: skip
    till.charge(desk.db, desk.actor, desk.visit, "XN-GLU")
    request = desk.qr()
    assert request.amount == 625_000
    desk.told("FT1", 625_000, request.code)
    assert (bill.owed, bill.open, bill.deposit, bill.waiting) == (0, 0, 0, False)
