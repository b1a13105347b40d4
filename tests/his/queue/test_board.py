"""What a waiting room may see."""

import pytest

from his.queue.board import shortened


@pytest.mark.parametrize(
    ("how", "shown"),
    [("full", "Nguyễn Thị Ánh Tuyết"), ("initials", "N. T. Á. Tuyết"), ("hidden", "")],
)
def test_names_are_shown_as_the_house_decided(how: str, shown: str) -> None:
    assert shortened("Nguyễn Thị Ánh Tuyết", how) == shown


def test_a_single_name_and_none_at_all_are_shown_too() -> None:
    assert shortened("Hiền", "initials") == "Hiền"
    assert shortened("", "initials") == ""
