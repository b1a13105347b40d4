"""Units as people write them, not as UCUM does: 10⁹/L, µmol/L, mIU/L. Pure."""

import re

_BRACES = re.compile(r"\{([^}]*)\}")
_POWER = re.compile(r"10\*(-?\d+)")
_MICRO = re.compile(r"(?<![A-Za-z])u(?=(mol|g|L|kat|U|Eq)\b|\[)")
_HIGH = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def written(unit: str) -> str:
    """`10*9/L` is 10⁹/L, `umol/L` µmol/L, `m[IU]/L` mIU/L, `{1.73_m2}` 1.73 m²."""
    text = _BRACES.sub(lambda found: _words(found.group(1)), unit)
    text = _POWER.sub(lambda found: f"10{found.group(1).translate(_HIGH)}", text)
    return _MICRO.sub("µ", text).replace("[", "").replace("]", "")


def _words(text: str) -> str:
    return re.sub(r"m2\b", "m²", text.replace("_", " "))
