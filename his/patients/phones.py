"""Telephone numbers as they are kept: ten digits, whatever was typed. Pure rules."""

import re

_MOBILE = re.compile(r"0[35789]\d{8}")
_LANDLINE = re.compile(r"02\d{9}")
_FOREIGN = re.compile(r"\+(?!84)[1-9]\d{7,14}")

# Eleven-digit mobile numbers became ten-digit ones in 2018 (QĐ 798/QĐ-BTTTT). Old cards of
# patients still carry them.
_SINCE_2018 = {
    **{f"016{n}": f"03{n}" for n in "23456789"},
    **{"0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078"},
    **{"0123": "083", "0124": "084", "0125": "085", "0127": "081", "0129": "082"},
    **{"0186": "056", "0188": "058", "0199": "059"},
}


def normal(text: str) -> str | None:
    """`+84 912.345.678` -> `0912345678`; None when it is no telephone number."""
    bare = re.sub(r"[\s.\-()]", "", text)
    bare = re.sub(r"^(\+84|0084)0?", "0", bare)
    if re.fullmatch(r"84[235789]\d{8,9}", bare):
        bare = "0" + bare[2:]
    if len(bare) == 11 and bare[:4] in _SINCE_2018:
        bare = _SINCE_2018[bare[:4]] + bare[4:]
    fits = any(shape.fullmatch(bare) for shape in (_MOBILE, _LANDLINE, _FOREIGN))
    return bare if fits else None
