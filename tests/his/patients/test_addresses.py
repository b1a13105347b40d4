import pytest
from sqlmodel import Session

from his.patients import addresses
from his.patients.scanning import Recognised, recognise
from kernel.access import Actor


@pytest.mark.parametrize(
    "name", ["Thành phố Hà Nội", "TP. Hà Nội", "TP Hà Nội", "Hà Nội", "tp.hà nội"]
)
def test_a_place_is_the_same_with_and_without_its_rank(name: str) -> None:
    assert addresses.bare(name) == "ha noi"


def test_of_several_places_that_fit_none_is_meant() -> None:
    known = [("1", "Phường Hoà Bình"), ("2", "Xã Hoà Bình")]
    assert addresses.pick("Hoà Bình", known) is None
    assert addresses.pick("Xã Hòa Bình", known) == ("2", "Xã Hoà Bình")


@pytest.mark.slow
def test_the_address_on_an_identity_card_is_found_in_the_lists(
    lists: Session, actor: Actor
) -> None:
    card = "001085012345||Nguyễn Văn An|17031985|Nam|Số 5, Phường Ba Đình, TP. Hà Nội|01022021"
    place = recognise(lists, actor, card).place
    assert (place.province, place.commune, place.street) == ("01", "00004", "Số 5")
    assert place.commune_name == "Phường Ba Đình"
    nowhere = recognise(lists, actor, card.replace("TP. Hà Nội", "Xứ Lạ")).place
    assert (nowhere.province, nowhere.street) == (None, "Số 5, Phường Ba Đình, Xứ Lạ")


@pytest.mark.slow
def test_a_card_from_before_july_2025_gives_todays_commune(lists: Session, actor: Actor) -> None:
    def scanned(address: str) -> Recognised:
        return recognise(
            lists, actor, f"001085012345||Nguyễn Văn An|17031985|Nam|{address}|01022021"
        )

    whole = scanned("Số 5, Phường Phúc Xá, Quận Ba Đình, TP. Hà Nội")
    assert (whole.place.street, whole.place.commune, whole.place.province) == (
        "Số 5",
        "00097",
        "01",
    )
    assert not whole.scan.doubts

    split = scanned("Ngõ 12, Phường Cống Vị, Q. Ba Đình, Hà Nội")
    assert (split.place.street, split.place.commune) == ("Ngõ 12", "00008")
    assert "Phường Ngọc Hà" in split.scan.doubts[-1].vi

    merged = scanned("Phường Trần Phú, Thành phố Hà Giang, Tỉnh Hà Giang")
    assert merged.place.province == "08"
    assert merged.place.commune

    renamed = scanned("Phường 1, Quận 3, TP Hồ Chí Minh")
    assert renamed.place.province == "79"
    assert renamed.place.commune

    unknown = scanned("Phường Xa Lạ, Quận Ba Đình, Hà Nội")
    assert (unknown.place.province, unknown.place.commune) == ("01", None)
