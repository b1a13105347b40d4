"""An address cannot be guessed, and a pass opens one door for a while."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel import signed_links

KEY = b"k" * 32
NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
LINK = uuid4()


def test_an_address_is_read_back_and_another_key_reads_nothing() -> None:
    token = signed_links.address(LINK, KEY)
    assert len(token) == 38
    assert signed_links.read(token, KEY) == LINK
    assert signed_links.read(token, b"o" * 32) is None


@pytest.mark.parametrize("place", range(38))
def test_an_address_with_another_letter_opens_nothing(place: int) -> None:
    token = signed_links.address(LINK, KEY)
    other = "A" if token[place] != "A" else "B"
    assert signed_links.read(token[:place] + other + token[place + 1 :], KEY) is None


@given(st.text(max_size=60))
def test_whatever_is_typed_is_only_unknown(text: str) -> None:
    assert signed_links.read(text, KEY) is None
    assert not signed_links.passes(text, LINK, NOW, KEY)


def test_a_pass_ends_and_opens_no_other_link() -> None:
    given_ = signed_links.pass_for(LINK, NOW + timedelta(minutes=15), KEY)
    assert signed_links.passes(given_, LINK, NOW, KEY)
    assert not signed_links.passes(given_, LINK, NOW + timedelta(minutes=15), KEY)
    assert not signed_links.passes(given_, uuid4(), NOW, KEY)
    assert not signed_links.passes(signed_links.address(LINK, KEY), LINK, NOW, KEY)
