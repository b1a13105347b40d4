"""How passwords are kept, and which are refused (TT 54/2017, criterion 123)."""

import pytest
from passlib.hash import argon2

from kernel.errors import Refusal
from kernel.identity.passwords import Hasher, accept, hasher, random_password
from kernel.settings import Settings


def test_the_same_password_is_never_hashed_alike() -> None:
    one, two = hasher().hash("một câu thật dài"), hasher().hash("một câu thật dài")
    assert one != two
    assert hasher().verify("một câu thật dài", one)
    assert hasher().verify("một câu thật dài", two)


def test_the_hash_is_argon2id_at_the_cost_owasp_asks_for() -> None:
    assert hasher().hash("một câu thật dài").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_wrong_password_does_not_open_and_nobody_has_none() -> None:
    assert not hasher().verify("khác", hasher().hash("một câu thật dài"))
    assert not hasher().verify("", "")
    assert not hasher().verify("bất kỳ", "")


def test_the_same_letters_from_another_keyboard_are_the_same_password() -> None:
    composed = "m\u1eadt kh\u1ea9u d\u00e0i"
    decomposed = "m\u0061\u0323\u0302t kh\u0061\u0302\u0309u d\u0061\u0300i"
    assert hasher().verify(decomposed, hasher().hash(composed))


def test_a_hash_of_less_cost_is_seen_as_weaker() -> None:
    cheap = argon2.using(type="ID", time_cost=1, memory_cost=1024, parallelism=1).hash("x" * 12)
    assert hasher().is_weaker(cheap)
    assert Hasher(Settings(argon2_time=3)).is_weaker(hasher().hash("x"))
    assert not hasher().is_weaker(hasher().hash("x"))


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("ngắn", "PasswordTooShort"),
        ("x" * 129, "PasswordTooShort"),
        ("1234567890", "PasswordTooCommon"),
        ("aaaaaaaaaaaa", "PasswordTooCommon"),
        ("Password123!", "PasswordTooCommon"),
        ("matkhau2026", "PasswordTooCommon"),
        ("benhvien123", "PasswordTooCommon"),
        ("toi-la-lan2-day", "PasswordIsTheName"),
    ],
)
def test_a_password_that_would_be_guessed_is_refused(password: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        accept(password, "lan2")
    assert refused.value.code == code


@pytest.mark.parametrize(
    "password",
    ["mùa thu lá bay", "correct horse battery", pytest.param(random_password(), id="ours")],
)
def test_a_long_phrase_needs_no_signs_and_digits(password: str) -> None:
    accept(password, "lan2")
