from datetime import date

from his.patients import cards, phones
from his.patients.cards import Sex
from seed.people import people

DAY = date(2026, 11, 21)


def test_the_same_seed_invents_the_same_people() -> None:
    assert list(people(7, 50, on=DAY)) == list(people(7, 50, on=DAY))
    assert list(people(7, 50, on=DAY)) != list(people(8, 50, on=DAY))


def test_invented_people_are_believable_and_nobodys_number_is_theirs() -> None:
    for person in people(1, 500, on=DAY):
        assert 3 <= len(person.name.split()) <= 5
        if person.cccd:
            assert (
                cards.doubts_of_number(person.cccd, birth=person.birth, sex=Sex(person.sex)) == []
            )
            assert person.cccd.startswith("099")
        if person.bhyt:
            card = cards.insurance_number(person.bhyt)
            assert card is not None
            assert card.province == "99"
        if person.phone:
            assert phones.normal(person.phone) == person.phone
            assert person.phone.startswith("050")
