"""Converting between the units that laboratories use (a part of UCUM). Pure, exact decimals.

Mass and amount of substance meet only where the molar mass of what is measured is known. Factors
are those of the SI; molar masses of the IUPAC's atomic weights (2021) for the formula named.
"""

import re
from decimal import Decimal
from functools import cache

_PREFIX = {
    "": 0, "d": -1, "c": -2, "m": -3, "u": -6, "n": -9, "p": -12, "f": -15, "k": 3, "h": 2,
}  # fmt: skip
_BASES = ("mol", "g", "L", "l", "eq", "U", "[IU]", "[iU]", "IU", "Pa", "m[Hg]", "kat", "osm")
_SAME = {"l": "L", "[iU]": "[IU]", "IU": "[IU]"}
_MMHG = Decimal("133.322387415")  # Pa; the conventional millimetre of mercury, ISO 80000-4
_KAT = Decimal(60_000_000)  # U in a kat: 1 U = 1 umol/min

#: g/mol of what the analyser measures. Phosphate and urea are told as their element elsewhere
#: ("mg/dL of P", "BUN"): those are units of their own kind, see `AS_ELEMENT`.
MOLAR: dict[str, Decimal] = {
    "GLU": Decimal("180.156"),  # C6H12O6
    "GLUF": Decimal("180.156"),
    "CSFGLU": Decimal("180.156"),
    "UREA": Decimal("60.056"),  # CH4N2O
    "CREA": Decimal("113.120"),  # C4H7N3O
    "UA": Decimal("168.112"),  # C5H4N4O3
    "CHOL": Decimal("386.664"),  # C27H46O
    "HDL": Decimal("386.664"),
    "LDL": Decimal("386.664"),
    "NONHDL": Decimal("386.664"),
    "TG": Decimal("885.453"),  # triolein, C57H104O6
    "TBIL": Decimal("584.673"),  # C33H36N4O6
    "DBIL": Decimal("584.673"),
    "IBIL": Decimal("584.673"),
    "CA": Decimal("40.078"),
    "CACORR": Decimal("40.078"),
    "ICA": Decimal("40.078"),
    "MG": Decimal("24.305"),
    "PHOS": Decimal("30.974"),  # as P
    "IRON": Decimal("55.845"),
    "TIBC": Decimal("55.845"),
    "LAC": Decimal("90.078"),  # C3H6O3
    "CORT": Decimal("362.466"),  # C21H30O5
    "FT4": Decimal("776.870"),  # C15H11I4NO4
    "T4": Decimal("776.870"),
    "FT3": Decimal("650.974"),  # C15H12I3NO4
    "T3": Decimal("650.974"),
    "VITD": Decimal("400.647"),  # 25-hydroxyvitamin D3, C27H44O2
    "FOL": Decimal("441.404"),  # C19H19N7O6
    "B12": Decimal("1355.388"),  # C63H88CoN14O14P
    "NH3": Decimal("17.031"),
    "NA": Decimal("22.990"),
    "K": Decimal("39.098"),
    "CL": Decimal("35.45"),
    "LI": Decimal("6.94"),
    "DIG": Decimal("780.949"),  # C41H64O14
}


class CannotConvert(ValueError):
    """These units do not measure the same, or one of them is not known here."""


def convert(value: Decimal, unit: str, to: str, *, test: str = "") -> Decimal:
    """A value in another unit. Raises CannotConvert."""
    return value * factor(unit, to, test)


@cache
def factor(unit: str, to: str, test: str = "") -> Decimal:
    """By what a value in `unit` is multiplied to be in `to`. Raises CannotConvert."""
    if unit == to:
        return Decimal(1)
    (of, down, size), (to_of, to_down, to_size) = _read(unit), _read(to)
    bridge = Decimal(1)
    for one, other, power in ((of, to_of, 1), (down, to_down, -1)):
        if one == other:
            continue
        mass = MOLAR.get(test)
        if mass is None or {one, other} != {"g", "mol"}:
            raise CannotConvert(f"{unit} -> {to} ({test or 'no test'})")
        step = 1 / mass if one == "g" else mass
        bridge *= step if power == 1 else 1 / step
    return +(size * bridge / to_size)


def _read(unit: str) -> tuple[str, str, Decimal]:
    """What is measured, per what, and how much of the base unit one is."""
    bare = re.sub(r"\{[^}]*\}", "", unit).strip()
    if bare in ("", "1"):
        return "1", "1", Decimal(1)
    if bare == "%":
        return "1", "1", Decimal("0.01")
    over, _, under = bare.partition("/")
    up, size = _one(over) if over else ("1", Decimal(1))
    if not under:
        return up, "1", size
    down, per = _one(under)
    if up == down:  # L/L, g/g
        return "1", "1", size / per
    return up, down, size / per


def _one(part: str) -> tuple[str, Decimal]:
    if found := re.fullmatch(r"10\*(-?\d{1,2})", part):
        return "1", Decimal(10) ** int(found[1])
    for base in _BASES:
        prefix = part.removesuffix(base)
        if prefix != part and prefix in _PREFIX:
            return _base(base, Decimal(10) ** _PREFIX[prefix])
    if part in ("s", "min", "h", "mm", "1"):
        return part, Decimal(1)
    raise CannotConvert(part)


def _base(base: str, size: Decimal) -> tuple[str, Decimal]:
    match base:
        case "m[Hg]":
            return "Pa", size * _MMHG * 1000
        case "kat":
            return "U", size * _KAT
    return _SAME.get(base, base), size
