"""MUC_HUONG: levels, routes, days, thresholds, exemption; figures from the shared lists."""

from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import Session

from his.pricing import service as pricing
from his.pricing.benefit import Benefit, card_level, plain
from his.pricing.errors import RuleMissing

D = Decimal
BEFORE, AFTER = date(2026, 6, 30), date(2026, 7, 1)


def of(
    db: Session,
    level: int,
    route: str = "1.1",
    on: date = AFTER,
    *,
    inpatient: bool = False,
    exempt: bool = False,
) -> Benefit:
    law = pricing.law_on(db, route=route, on=on)
    return pricing.benefit(level=level, route=route, law=law, inpatient=inpatient, exempt=exempt)


@pytest.mark.parametrize(
    ("level", "percent"), [(1, "100"), (2, "100"), (3, "95"), (4, "80"), (5, "100")]
)
def test_a_card_pays_by_its_level(lists: Session, level: int, percent: str) -> None:
    assert of(lists, level).rate == D(percent)


def test_on_the_wrong_route_half_of_95_percent_is_47_and_a_half(lists: Session) -> None:
    found = of(lists, 3, "1.13")
    assert plain(found.rate) == "47.5"
    assert found.threshold == 0  # no 15 % rule off the right route
    assert of(lists, 3, "1.13", BEFORE).rate == 0


def test_a_specialised_hospital_pays_40_percent_of_inpatients_only(lists: Session) -> None:
    assert of(lists, 4, "3.1").rate == 0
    assert of(lists, 4, "3.1", inpatient=True).rate == D(32)


def test_at_the_commune_everything_is_paid(lists: Session) -> None:
    assert of(lists, 4, "1.2").rate == 100


def test_the_threshold_follows_the_base_salary(lists: Session) -> None:
    assert of(lists, 4, on=BEFORE).threshold == D(351_000)
    assert of(lists, 4, on=AFTER).threshold == D(379_500)
    law = pricing.law_on(lists, route="1.1", on=AFTER)
    assert (law.exempt_above, law.supply_cap) == (D(15_180_000), D(113_850_000))
    law = pricing.law_on(lists, route="1.1", on=BEFORE)
    assert (law.exempt_above, law.supply_cap) == (D(14_040_000), D(105_300_000))


def test_after_five_years_and_six_salaries_nothing_more_is_paid(lists: Session) -> None:
    assert of(lists, 4, exempt=True).rate == 100
    assert of(lists, 4, "1.13", exempt=True).rate == D(40)  # not off the right route


def test_a_visit_outside_the_insurance_gets_nothing(lists: Session) -> None:
    assert of(lists, 1, "9").rate == 0


def test_a_day_or_route_that_the_lists_do_not_know_is_refused(lists: Session) -> None:
    with pytest.raises(RuleMissing):
        pricing.law_on(lists, route="1.1", on=date(2020, 1, 1))
    with pytest.raises(RuleMissing):
        pricing.law_on(lists, route="77", on=AFTER)


def test_examinations_of_a_visit_go_down_the_ladder(lists: Session) -> None:
    assert pricing.ladder_on(lists, "EXAM_LADDER", AFTER) == tuple(
        D(x) for x in (100, 30, 30, 30, 10, 0)
    )


def test_the_level_is_the_third_character_of_the_card() -> None:
    assert card_level("DN4019912345678") == 4
    assert card_level("0123456789") is None


def test_forms_and_decrees_follow_the_day(lists: Session) -> None:
    forms = [
        pricing.rule_on(lists, "STATEMENT_FORM", day)
        for day in (date(2018, 5, 1), date(2025, 5, 1), date(2026, 11, 22))
    ]
    assert forms == ["01/BV", "01/KBCB (QĐ 6556/QĐ-BYT)", "QĐ 697/QĐ-BYT"]
    assert "254/2026" in pricing.rule_on(lists, "EINVOICE_DECREE", date(2026, 11, 22))
    assert pricing.rule_on(lists, "NO_SUCH_RULE", AFTER) == ""
