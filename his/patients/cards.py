"""Identity numbers and health insurance cards: what their characters say. Pure rules.

A number of the wrong shape is refused; one that contradicts the name, birth or sex on the form
is only warned of, because the register has such cards too.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from his.patients.births import year as year_of
from kernel.text import Text


class Sex(StrEnum):
    """As on the identity card; `unknown` until somebody can say."""

    MALE = "male"
    FEMALE = "female"
    UNKNOWN = "unknown"


def plain(text: str) -> str:
    """A number without the spaces, dots and dashes that people type, in capitals."""
    return re.sub(r"[\s.\-]", "", text).upper()


@dataclass(frozen=True, slots=True)
class PersonalNumber:
    """A personal identification number (số định danh cá nhân, CCCD): 12 digits.

    Three for the place of birth registration, one for century and sex, two for the year, six
    at random (NĐ 70/2024/NĐ-CP; TT 59/2021/TT-BCA, Appendices I and II).
    """

    value: str
    place: str
    sex: Sex
    birth_year: int


def personal_number(text: str) -> PersonalNumber | None:
    """Read 12 digits; None for anything else. Leading zeros belong to the number."""
    digits = plain(text)
    if not re.fullmatch(r"\d{12}", digits):
        return None
    century, sex = divmod(int(digits[3]), 2)
    return PersonalNumber(
        digits,
        digits[:3],
        Sex.FEMALE if sex else Sex.MALE,
        1900 + 100 * century + int(digits[4:6]),
    )


def doubts_of_number(text: str, *, birth: str | None, sex: Sex) -> list[Text]:
    """Where a personal number contradicts birth or sex."""
    number = personal_number(text)
    if number is None:
        return []
    doubts = []
    if birth and year_of(birth) != number.birth_year:
        doubts.append(
            Text(
                "Số CCCD ghi năm sinh {year}, khác năm sinh đã nhập. Hãy đối chiếu thẻ.",
                "The identity number says born in {year}, not as entered. Compare with the card.",
            ).put(year=number.birth_year)
        )
    if sex is not Sex.UNKNOWN and sex is not number.sex:
        doubts.append(
            Text(
                "Số CCCD ghi giới tính khác giới tính đã nhập. Hãy đối chiếu thẻ.",
                "The identity number says the other sex. Compare with the card.",
            )
        )
    return doubts


# Groups of insured people by benefit level (QĐ 1351/QĐ-BHXH 2015, as amended by QĐ 1697/2023
# and QĐ 1018/2024). CN and LH moved to level 2 on 2026-01-01 and are known at both.
GROUPS: dict[int, frozenset[str]] = {
    1: frozenset({"CC", "TE"}),
    2: frozenset("CK CB KC HN DT DK XD BT TS AK CT CN LH".split()),  # noqa: SIM905
    3: frozenset("HT TC CN PV TG DS HK".split()),  # noqa: SIM905
    4: frozenset(
        "DN HX CH NN TK HC XK TB NO XB TN CS XN MS HD TQ TA TY HG LS LH HS SV GB GD ND TH TV "  # noqa: SIM905
        "TD TU BA".split()
    ),
    5: frozenset({"QN", "CA", "CY"}),
}
PAYS = {1: 100, 2: 100, 3: 95, 4: 80, 5: 100}

_FULL = re.compile(r"([A-Z]{2})([1-5])(\d{2})(\d{10})")


@dataclass(frozen=True, slots=True)
class InsuranceNumber:
    """The number of a health insurance card (thẻ BHYT).

    `full`: 15 characters (group, level, province, social insurance number); `social`: the 10
    digits that cards show since 2021 (QĐ 1666/QĐ-BHXH 2020); `personal`: the 12 digits of the
    identity card, accepted since 2025-08-15 (NĐ 188/2025/NĐ-CP).
    """

    value: str
    form: Literal["full", "social", "personal"]
    group: str | None
    level: int | None
    province: str | None

    @property
    def key(self) -> str:
        """Equal for the 15 and the 10 characters of the same person."""
        return self.value[-10:] if self.form == "full" else self.value

    @property
    def pays(self) -> int | None:
        """Percent that the fund pays on the right route, where the number tells."""
        return None if self.level is None else PAYS[self.level]


def insurance_number(text: str) -> InsuranceNumber | None:
    """Read 15, 12 or 10 characters; None for anything else."""
    value = plain(text)
    if found := _FULL.fullmatch(value):
        group, level, province, _ = found.groups()
        return InsuranceNumber(value, "full", group, int(level), province)
    if re.fullmatch(r"\d{10}", value):
        return InsuranceNumber(value, "social", None, None, None)
    if re.fullmatch(r"\d{12}", value):
        return InsuranceNumber(value, "personal", None, None, None)
    return None


def doubts_of_card(text: str, *, birth: str | None, sex: Sex, on: date) -> list[Text]:
    """Where a card number contradicts the list of groups, or birth and sex."""
    card = insurance_number(text)
    if card is None:
        return []
    if card.form == "personal":
        return doubts_of_number(card.value, birth=birth, sex=sex)
    doubts = []
    if card.level is not None and card.group not in GROUPS[card.level]:
        doubts.append(
            Text(
                "Mã đối tượng {group}{level} trên thẻ BHYT không có trong danh mục.",
                "The card's group {group}{level} is not on the list.",
            ).put(group=card.group, level=card.level)
        )
    if card.group == "TE" and birth and on.year - year_of(birth) > 6:
        doubts.append(
            Text(
                "Thẻ TE dành cho trẻ dưới 6 tuổi. Hãy kiểm tra ngày sinh và hạn thẻ.",
                "A TE card is for children under 6. Check the birth date and the card's validity.",
            )
        )
    return doubts


class Validity(StrEnum):
    """A card on a day."""

    UNKNOWN = "unknown"
    NOT_YET = "not_yet"
    VALID = "valid"
    ENDS_SOON = "ends_soon"
    ENDED = "ended"


def validity(valid_from: date | None, valid_to: date | None, on: date) -> Validity:
    """Within its dates, both included; `ends_soon` in the last 15 days."""
    if valid_from and on < valid_from:
        return Validity.NOT_YET
    if valid_to and on > valid_to:
        return Validity.ENDED
    if valid_to and (valid_to - on).days < 15:
        return Validity.ENDS_SOON
    return Validity.VALID if valid_from or valid_to else Validity.UNKNOWN


_SHAPES = {
    "cmnd": re.compile(r"\d{9}"),
    "passport": re.compile(r"[A-Z0-9]{5,20}"),
    "birth_certificate": re.compile(r"[A-Z0-9/.]{1,40}"),
    "old_code": re.compile(r"[\w/.\-]{1,40}"),
    "other": re.compile(r"[\w/.\-]{1,60}"),
}


def number_of(kind: str, text: str) -> str | None:
    """The number as it is kept, by kind of document; None when it has the wrong shape."""
    if kind == "cccd":
        person = personal_number(text)
        return person.value if person else None
    if kind == "bhyt":
        card = insurance_number(text)
        return card.value if card else None
    value = text.strip() if kind in ("old_code", "other") else plain(text)
    return value if _SHAPES[kind].fullmatch(value) else None


def key_of(kind: str, value: str) -> tuple[str, str]:
    """What makes two numbers the same person's: (kind, number) for the blind index.

    A personal number used as card number is found as what it is.
    """
    if kind == "bhyt" and (card := insurance_number(value)):
        return ("cccd", card.value) if card.form == "personal" else ("bhyt", card.key)
    return kind, value.upper()
