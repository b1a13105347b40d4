"""An amount in Vietnamese words, as papers of money carry it (số tiền bằng chữ). Pure."""

from decimal import Decimal

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_STEPS = ("", "nghìn", "triệu")


def in_words(amount: Decimal) -> str:
    """1205000 -> "Một triệu hai trăm lẻ năm nghìn đồng"; whole dong, not below 0."""
    said = _spell(int(amount)) or _DIGITS[0]
    return f"{said[0].upper()}{said[1:]} đồng"


def _spell(number: int) -> str:
    billions, rest = divmod(number, 10**9)
    said = [f"{_spell(billions)} tỷ"] if billions else []
    for step in (2, 1, 0):
        three = rest // 1000**step % 1000
        if three:
            said.append(f"{_three(three, whole=bool(said))} {_STEPS[step]}".strip())
    return " ".join(said)


def _three(number: int, *, whole: bool) -> str:
    """`whole`: something stands before it, so that hundreds are said even where they are 0."""
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    said = [f"{_DIGITS[hundreds]} trăm"] if hundreds or whole else []
    if tens == 0 and ones and said:
        said.append("lẻ")
    elif tens == 1:
        said.append("mười")
    elif tens:
        said.append(f"{_DIGITS[tens]} mươi")
    if ones == 1 and tens > 1:
        said.append("mốt")
    elif ones == 5 and tens:
        said.append("lăm")
    elif ones:
        said.append(_DIGITS[ones])
    return " ".join(said)
