"""The current fails in the middle of the work: nothing is done in half, no press counts twice."""

from bench.houses import Place
from kernel.access import SYSTEM
from kernel.db import Database
from tests.robustness import closing, dispensing, payment
from tests.robustness.cuts import everyone, pressed_again, pressed_through_cuts


def test_kill_9_while_paying_dispensing_and_closing_leaves_no_half_and_no_double(
    place: Place, clinic: Database
) -> None:
    who = everyone(clinic)
    with clinic.write(SYSTEM) as db:
        bills, parcels = payment.buttons(db, who), dispensing.buttons(db)
    with clinic.write(who) as db:
        visits = closing.buttons(db, who)
    clinic.engine.dispose()
    kinds = (bills, parcels, visits)

    told = pressed_through_cuts(place, kinds)
    with clinic.read() as db:
        found = payment.done(db, bills, who) | dispensing.done(db, parcels)
        assert told <= found | closing.done(db, visits), "what was acknowledged is there"
    clinic.engine.dispose()

    pressed_again(place, kinds)
    with clinic.read() as db:
        assert payment.done(db, bills, who) == {each.id for each in bills}
        assert payment.no_number_is_missing(db, bills)
        assert dispensing.done(db, parcels) == {each.id for each in parcels}
        assert closing.done(db, visits) == {each.id for each in visits}
