"""What a scanner read at the desk: identity card, insurance card, or our own card. Pure rules.

- CCCD / Căn cước: `number|old number|name|ddMMyyyy|Nam or Nữ|address|ddMMyyyy of issue`, 7
  parts on chip cards, 11 on the cards of 2024, whose last four are not documented.
- BHYT: `number|hex of the name|birth|1 or 2|hex of the address or -|...|$`; what follows part
  4 is read differently by different readers and is left to the gateway.
- ours: a token or a patient code.

A scanner is a keyboard: it adds a return, its own mark in front, and what it types passes
through the Vietnamese typing method that happens to be on.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from his.patients import births, codes, names
from his.patients.cards import Sex, insurance_number, number_of, personal_number
from kernel.columns import nfc
from kernel.text import Text


class Scanned(StrEnum):
    CCCD = "cccd"
    BHYT = "bhyt"
    CARD = "card"
    WRISTBAND = "wristband"
    CODE = "code"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Scan:
    """One scan, as far as it could be read; `doubts` says what could not."""

    kind: Scanned
    number: str = ""
    old_number: str = ""
    name: str = ""
    birth: str | None = None
    sex: Sex = Sex.UNKNOWN
    address: str = ""
    issued_on: date | None = None
    doubts: tuple[Text, ...] = field(default=())


_BARS = re.compile(r"[|¦‖｜│]")
_AIM = re.compile(r"^\][A-Za-z]\d")
_NOT_READ = Text(
    "Không đọc được {what} trên thẻ: hãy nhập tay.",
    "The {what_en} could not be read from the card: type it.",
)


def read(text: str) -> Scan:
    """What was scanned. Never raises: what cannot be read is `unknown` or a doubt."""
    line = _AIM.sub("", nfc(text).strip().strip("\x02\x03\ufeff").strip())
    if token := codes.token(line):
        return Scan(Scanned.CARD if token[3] == "C" else Scanned.WRISTBAND, token)
    if code := codes.canonical(line):
        return Scan(Scanned.CODE, code)
    parts = [part.strip() for part in _BARS.split(line)]
    if len(parts) >= 5 and re.fullmatch(r"\d{1,2}|-?", parts[3]) and insurance_number(parts[0]):
        return _insurance(parts)
    if len(parts) >= 6 and personal_number(parts[0]):
        return _identity(parts)
    if len(parts) == 1 and (number := personal_number(line)):
        return Scan(Scanned.CCCD, number.value)
    if len(parts) == 1 and (card := insurance_number(line)):
        return Scan(Scanned.BHYT, card.value)
    return Scan(Scanned.UNKNOWN, line[:200])


def _identity(parts: list[str]) -> Scan:
    number, old, name, birth, sex, address, *more = parts
    doubts = []
    born = births.read(birth)
    if born is None:
        doubts.append(_NOT_READ.put(what="ngày sinh", what_en="birth date"))
    if not names.words(name) or "\ufffd" in name or "?" in name:
        doubts.append(_NOT_READ.put(what="họ tên", what_en="name"))
        name = ""
    issued = births.read(more[0]) if more else None
    return Scan(
        Scanned.CCCD,
        number=number,
        old_number=number_of("cmnd", old) or "",
        name=names.kept(name),
        birth=born,
        sex=_SEXES.get(names.searched(sex), Sex.UNKNOWN),
        address=address,
        issued_on=date.fromisoformat(issued) if issued and len(issued) == 10 else None,
        doubts=tuple(doubts),
    )


_SEXES = {"nam": Sex.MALE, "nu": Sex.FEMALE, "male": Sex.MALE, "female": Sex.FEMALE}


def _insurance(parts: list[str]) -> Scan:
    card = insurance_number(parts[0])
    assert card is not None
    doubts = []
    name = _text_of_hex(parts[1])
    if not name:
        doubts.append(_NOT_READ.put(what="họ tên", what_en="name"))
    born = births.read(parts[2])
    if born is None:
        doubts.append(_NOT_READ.put(what="ngày sinh", what_en="birth date"))
    return Scan(
        Scanned.BHYT,
        number=card.value,
        name=names.kept(name),
        birth=born,
        sex={"1": Sex.MALE, "2": Sex.FEMALE}.get(parts[3].lstrip("0"), Sex.UNKNOWN),
        address=_text_of_hex(parts[4]),
        doubts=tuple(doubts),
    )


def _text_of_hex(part: str) -> str:
    """UTF-8 in hexadecimal, also after Telex turned aa, dd, ee, af into â, đ, ê, à."""
    if not part or part == "-":
        return ""
    for attempt in (part, _untelexed(part)):
        try:
            text = bytes.fromhex(attempt).decode()
        except ValueError:
            continue
        return " ".join(nfc(text).split()) if nfc(text).isprintable() else ""
    return ""


def _untelexed(part: str) -> str:
    keys: list[str] = []
    for char in unicodedata.normalize("NFD", part.lower().replace("đ", "dd")):
        if char == "\u0302" and keys:
            keys.append(keys[-1])
        else:
            keys.append("f" if char == "\u0300" else char)
    return "".join(keys)
