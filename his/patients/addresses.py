"""Addresses as cards write them: "Số 5, Phường Ba Đình, Thành phố Hà Nội". Pure rules."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from his.patients.names import searched

# What stands before a name, in full and in short.
_RANKS = re.compile(
    r"^(thanh pho|tp|tinh|thi tran|tt|phuong|p|xa|x|quan|q|huyen|h|thi xa|tx|dac khu)\b\.?\s*"
)
_DISTRICT = re.compile(r"^(quan|q|huyen|h|thi xa|tx|thanh pho|tp)\b")


@dataclass(frozen=True, slots=True)
class Place:
    """As far as it was understood: what is left of commune and province is the street."""

    street: str | None = None
    commune: str | None = None
    commune_name: str | None = None
    province: str | None = None
    province_name: str | None = None


def parts(address: str) -> list[str]:
    """From the house number to the province."""
    return [part.strip() for part in re.split(r"[,;]", address) if part.strip()]


def bare(name: str) -> str:
    """The name of a place without its rank: `TP. Hà Nội` and `Thành phố Hà Nội` -> ha noi."""
    return _RANKS.sub("", searched(name.replace(".", " ")))


def is_district(name: str) -> bool:
    """Whether it is written as a district: cards until 30 June 2025 name one."""
    return _DISTRICT.match(searched(name.replace(".", " "))) is not None


def pick(name: str, known: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
    """The one place (code, name) that is meant; None when none or several fit."""
    exact = [each for each in known if searched(each[1]) == searched(name)]
    if len(exact) == 1:
        return exact[0]
    same = [each for each in known if bare(each[1]) == bare(name) and bare(name)]
    return same[0] if len(same) == 1 else None
