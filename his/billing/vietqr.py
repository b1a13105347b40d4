"""VietQR: what a bank's app reads (EMV QR of NAPAS, QR_Format_T&C 1.0). Pure.

00 version  01 static/dynamic  38 NAPAS: bank and account  53 currency  54 amount  58 country
62 bill number (01) and purpose (08)  63 CRC-16/CCITT-FALSE over all before it, "6304" included
"""

import re

from kernel.columns import unaccented

_NAPAS = "A000000727"
_TO_ACCOUNT, _TO_CARD = "QRIBFTTA", "QRIBFTTC"
_DONG = "704"
LONGEST_PURPOSE = 25


class NotVietQr(ValueError):
    """What should go into the code does not fit into it."""


def encode(
    *,
    bank_bin: str,
    account: str,
    amount: int | None = None,
    bill_number: str = "",
    purpose: str = "",
    to_card: bool = False,
) -> str:
    """The text of the QR. With an `amount` (whole dong) it is a dynamic one."""
    if not re.fullmatch(r"\d{6}", bank_bin) or not re.fullmatch(r"[0-9A-Za-z]{1,19}", account):
        raise NotVietQr("bank or account")
    if amount is not None and not 0 < amount < 10**13:
        raise NotVietQr("amount")
    service = _TO_CARD if to_card else _TO_ACCOUNT
    receiver = _field("00", bank_bin) + _field("01", account)
    parts = [
        _field("00", "01"),
        _field("01", "11" if amount is None else "12"),
        _field("38", _field("00", _NAPAS) + _field("01", receiver) + _field("02", service)),
        _field("53", _DONG),
    ]
    if amount is not None:
        parts.append(_field("54", str(amount)))
    parts.append(_field("58", "VN"))
    more = ""
    if bill_number:
        more += _field("01", bill_number)
    if purpose:
        more += _field("08", purpose)
    if more:
        parts.append(_field("62", more))
    text = "".join(parts) + "6304"
    return text + crc(text)


def decode(payload: str) -> dict[str, str]:
    """The fields of a code by tag, as they stand; raises NotVietQr where it is damaged."""
    if len(payload) < 8 or payload[-8:-4] != "6304" or crc(payload[:-4]) != payload[-4:]:
        raise NotVietQr("CRC")
    return fields(payload)


def fields(text: str) -> dict[str, str]:
    found, at = {}, 0
    while at < len(text):
        tag, size = text[at : at + 2], text[at + 2 : at + 4]
        if not size.isdigit() or at + 4 + int(size) > len(text):
            raise NotVietQr(tag)
        found[tag] = text[at + 4 : at + 4 + int(size)]
        at += 4 + int(size)
    return found


def plain_purpose(text: str) -> str:
    """At most 25 ASCII letters, digits and spaces: what every bank keeps as it is."""
    return re.sub(r"[^A-Za-z0-9 ]", "", unaccented(text).upper())[:LONGEST_PURPOSE].strip()


def crc(text: str) -> str:
    """CRC-16/CCITT-FALSE: 0x1021, from 0xFFFF; "123456789" gives 29B1."""
    value = 0xFFFF
    for byte in text.encode("utf-8"):
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1 ^ 0x1021 if value & 0x8000 else value << 1) & 0xFFFF
    return f"{value:04X}"


def _field(tag: str, value: str) -> str:
    if not value.isascii() or len(value) > 99:
        raise NotVietQr(tag)
    return f"{tag}{len(value):02}{value}"
