"""Price lists: by class and day, by decision, in and out of files."""

# mypy: disable-error-code="comparison-overlap"

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlmodel import Session

from his.catalogs import service as catalogs
from his.pricing import errors, files, listing
from his.pricing import service as pricing
from his.pricing.models import PayerClass, PriceKind
from kernel.access import Actor
from kernel.clock import today
from tests.his import lists

D = Decimal
BHYT, SELF = PayerClass.BHYT, PayerClass.SELF_PAY


def entered(code: str, price: int, insured: int = 0) -> pricing.Entered:
    return pricing.Entered(PriceKind.SERVICE, code, code, D(price), D(insured))


@pytest.fixture
def listed(db: Session, actor: Actor) -> Session:
    lists.services(db)
    pricing.enter(
        db, actor, payer=SELF, valid_from=date(2025, 1, 1), decision="QĐ 12",
        prices=[entered("XN-GLU", 30_000)], first=True,
    )  # fmt: skip
    return db


def price(db: Session, payer: str = "self_pay", on: date | None = None) -> pricing.Price:
    return pricing.price_of(db, kind="service", code="XN-GLU", payer=payer, on=on or today())


def test_a_new_price_holds_from_its_day_and_old_visits_keep_theirs(
    listed: Session, actor: Actor
) -> None:
    tomorrow = today() + timedelta(days=1)
    pricing.enter(
        listed, actor, payer=SELF, valid_from=tomorrow, decision="QĐ 13",
        prices=[entered("XN-GLU", 35_000)],
    )  # fmt: skip
    assert price(listed).unit_price == 30_000
    assert price(listed, on=tomorrow).unit_price == 35_000
    assert "QĐ 13" in price(listed, on=tomorrow).source.vi


def test_a_class_without_its_own_price_pays_the_general_one_outside_the_list(
    listed: Session, actor: Actor
) -> None:
    found = price(listed, "bhyt")
    assert (found.unit_price, found.in_scope, found.unit_price_bh) == (30_000, False, 0)
    pricing.enter(
        listed, actor, payer=BHYT, valid_from=today(), decision="QĐ 14",
        prices=[entered("XN-GLU", 30_000, 25_000)],
    )  # fmt: skip
    found = price(listed, "bhyt")
    assert (found.in_scope, found.unit_price_bh) == (True, 25_000)
    assert not price(listed, "service").in_scope


def test_what_no_list_prices_costs_what_the_shared_list_says(listed: Session) -> None:
    found = pricing.price_of(listed, kind="service", code="CDHA-XQ", payer="bhyt", on=today())
    assert (found.unit_price, found.in_scope, found.valid_from) == (68_000, False, None)
    with pytest.raises(errors.NotPriced):
        pricing.price_of(listed, kind="service", code="NO-SUCH", payer="bhyt", on=today())


def test_prices_are_never_set_into_the_past_nor_twice_for_a_day(
    listed: Session, actor: Actor
) -> None:
    yesterday = today() - timedelta(days=1)
    with pytest.raises(errors.PriceInThePast):
        pricing.enter(listed, actor, payer=SELF, valid_from=yesterday, decision="x", prices=[])
    for _ in range(1):
        pricing.enter(
            listed, actor, payer=SELF, valid_from=today(), decision="QĐ 15",
            prices=[entered("XN-GLU", 31_000)],
        )  # fmt: skip
    with pytest.raises(errors.PriceStands):
        pricing.enter(
            listed, actor, payer=SELF, valid_from=today(), decision="QĐ 16",
            prices=[entered("XN-GLU", 32_000)],
        )  # fmt: skip


def test_the_insurer_never_pays_more_than_it_costs(listed: Session, actor: Actor) -> None:
    with pytest.raises(errors.PriceAbove):
        pricing.enter(
            listed, actor, payer=BHYT, valid_from=today(), decision="QĐ 17",
            prices=[entered("XN-GLU", 20_000, 25_000)],
        )  # fmt: skip


def test_a_price_that_has_not_begun_is_withdrawn_and_one_in_force_is_not(
    listed: Session, actor: Actor
) -> None:
    tomorrow = today() + timedelta(days=1)
    pricing.enter(
        listed, actor, payer=SELF, valid_from=tomorrow, decision="QĐ 18",
        prices=[entered("XN-GLU", 99_000)],
    )  # fmt: skip
    [(later, _), (now, _)] = listing.history(listed, kind=PriceKind.SERVICE, code="XN-GLU")[0]
    listing.withdraw(listed, actor, later.id, reason="Nhầm giá")
    assert price(listed, on=tomorrow).unit_price == 30_000
    with pytest.raises(errors.PriceInUse):
        listing.withdraw(listed, actor, now.id, reason="Nhầm giá")


def test_a_file_is_tried_before_it_counts(listed: Session, actor: Actor) -> None:
    text = "Mã;Đơn giá;Giá BHYT\nXN-GLU;33.000;0\nCDHA-XQ;68000;60000\nLA;1;0\nXN-GLU;1;0\n"
    tried = files.attempt(
        listed, content=text.encode(), file_name="gia.csv", payer=SELF, valid_from=today()
    )
    assert (tried.changed, tried.added) == (1, 1)
    assert [e.row for e in tried.errors] == [4, 5]
    kept, made = files.bring_in(
        listed, actor, content=text.encode(), file_name="gia.csv", payer=SELF,
        valid_from=today(), decision="QĐ 19",
    )  # fmt: skip
    assert made is None  # not one price of a file that is wrong anywhere
    assert price(listed).unit_price == 30_000
    good = "\n".join(text.splitlines()[:3])
    _, made = files.bring_in(
        listed, actor, content=good.encode(), file_name="gia.csv", payer=SELF,
        valid_from=today(), decision="QĐ 19",
    )  # fmt: skip
    assert made is not None
    assert made.count == 2
    assert price(listed).unit_price == 33_000
    assert kept.errors


@pytest.mark.parametrize("write", [files.write_csv, files.write_xlsx])
def test_what_is_exported_reads_back_the_same(listed: Session, write: object) -> None:
    content = write(listed, payer=SELF, on=today())  # type: ignore[operator]
    tried = files.attempt(listed, content=content, file_name="gia", payer=SELF, valid_from=today())
    assert (tried.errors, tried.unchanged, tried.differences) == ([], 1, [])


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"PK\x03\x04 broken", b"a,b\n1,2\n"])
def test_a_file_that_is_none_is_refused(listed: Session, content: bytes) -> None:
    with pytest.raises((errors.PriceFileUnread, errors.NoPriceColumns)):
        files.attempt(listed, content=content, file_name="x.csv", payer=SELF, valid_from=today())


def test_the_practice_clinic_has_prices_for_all_it_offers(db: Session) -> None:
    catalogs.load_starter(db)
    catalogs.load_samples(db)
    pricing.from_catalogue(db)
    pricing.from_catalogue(db)  # again: nothing new
    found = pricing.price_of(db, kind="service", code="KB-NOI", payer="bhyt", on=today())
    assert (found.in_scope, found.group) == (True, "13")
    glu = pricing.price_of(db, kind="service", code="XN-GLU", payer="bhyt", on=today())
    assert glu.in_scope
    assert len(listing.lists(db)[0]) == 3
