"""The key ring: what it seals opens after any number of rotations, and nowhere else."""

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel import keys
from kernel.keys import WrongKey


@given(st.binary(max_size=300))
def test_what_was_sealed_before_a_rotation_opens_after_it(secret: bytes) -> None:
    ring = keys.fresh()
    sealed = ring.seal(secret, "his_patient.cccd")
    newer = ring.rotated().rotated()
    assert newer.open(sealed, "his_patient.cccd") == secret
    assert newer.newest == 3
    with pytest.raises(WrongKey):
        ring.open(newer.seal(secret, "his_patient.cccd"), "his_patient.cccd")


def test_a_value_does_not_open_in_another_column_or_changed() -> None:
    ring = keys.fresh()
    sealed = ring.seal(b"079123456789", "his_patient.cccd")
    with pytest.raises(WrongKey):
        ring.open(sealed, "his_patient.phone")
    with pytest.raises(WrongKey):
        ring.open(sealed[:-1] + bytes([sealed[-1] ^ 1]), "his_patient.cccd")
    with pytest.raises(WrongKey):
        ring.open(b"", "his_patient.cccd")


def test_equal_values_are_sealed_unalike_but_meet_in_the_blind_index() -> None:
    ring = keys.fresh()
    assert ring.seal(b"x", "a") != ring.seal(b"x", "a")
    assert ring.blind(b"x") == ring.rotated().blind(b"x")
    assert ring.blind(b"x") != keys.fresh().blind(b"x")


def test_the_ring_lies_in_a_file_for_us_alone_and_comes_back(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "ring.json"
    ring = keys.load(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    sealed = ring.seal(b"x", "a")
    keys.save(ring.rotated(), file)
    assert keys.load(file).open(sealed, "a") == b"x"
    assert keys.load(file).newest == 2


def test_a_running_house_notices_that_the_keys_were_rotated(tmp_path: Path) -> None:
    file, before = tmp_path / "ring.json", keys.ring()
    keys.use(keys.load(file), file)
    try:
        rotated = keys.load(file).rotated()
        keys.save(rotated, file)  # by `his54 keys rotate`
        sealed = rotated.seal(b"x", "a")  # by another worker
        assert keys.ring().open(sealed, "a") == b"x"
        assert keys.ring().newest == 2
    finally:
        keys.use(before)
