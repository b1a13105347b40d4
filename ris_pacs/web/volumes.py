"""Whether the slices of a series make a volume: for MPR, MIP and 3D, and what to say if not. Pure.

A picture that is reformatted out of uneven or tilted slices looks right and measures wrong.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ris_pacs.web.content import Json, values, word

_FEWEST = 10
_TOLERANCE = 0.05  # of the usual gap
_MOST_MB = 1024  # that a clinic's computer and its browser hold
Vector = tuple[float, float, float]


class Doubt(StrEnum):
    """Why a volume of these slices is none, or is not to be trusted."""

    FLAT = "flat"  # no slices that lie in space: X-ray, ultrasound
    FEW = "few"
    UNEVEN = "uneven"  # gaps between slices differ: some are missing, or doubled
    TILTED = "tilted"  # the gantry was: slices are shifted against each other
    MIXED = "mixed"  # slices of several directions or sizes
    LARGE = "large"  # more than such computers hold: 2D only


@dataclass(frozen=True, slots=True)
class Volume:
    """What three-dimensional views of a series are worth."""

    slices: int
    gap: float  # the usual one, in millimetres
    most: float  # the widest
    megabytes: int
    doubts: tuple[Doubt, ...]

    @property
    def possible(self) -> bool:
        return not {Doubt.FLAT, Doubt.FEW, Doubt.MIXED, Doubt.LARGE} & set(self.doubts)


def weigh(slices: Sequence[Json]) -> Volume:
    """By what the slices' own descriptions say."""
    placed = [(at, turn, each) for each in slices if (at := _at(each)) and (turn := _turn(each))]
    if len(placed) < max(2, len(slices)) or not placed:
        return Volume(len(slices), 0, 0, 0, (Doubt.FLAT,))
    turns = [turn for _, turn, _ in placed]
    sizes = {(word(s, "00280010"), word(s, "00280011"), word(s, "00280030")) for s in slices}
    doubts: list[Doubt] = []
    if len(sizes) > 1 or any(
        abs(a - b) > 1e-3 for turn in turns for a, b in zip(turn, turns[0], strict=True)
    ):
        return Volume(len(slices), 0, 0, 0, (Doubt.MIXED,))
    row, column = turns[0][:3], turns[0][3:]
    normal = _cross(row, column)
    order = sorted(placed, key=lambda each: _dot(each[0], normal))
    gaps = [
        _dot(after[0], normal) - _dot(before[0], normal)
        for before, after in itertools.pairwise(order)
    ]
    usual = sorted(gaps)[len(gaps) // 2]
    if any(abs(gap - usual) > max(_TOLERANCE * abs(usual), 0.01) for gap in gaps):
        doubts.append(Doubt.UNEVEN)
    steps = [_away(before[0], after[0], row, column) for before, after in itertools.pairwise(order)]
    if any(step > max(0.02 * abs(usual), 0.01) for step in steps):
        doubts.append(Doubt.TILTED)
    if len(placed) < _FEWEST:
        doubts.append(Doubt.FEW)
    cells = _number(slices[0], "00280010") * _number(slices[0], "00280011") * len(slices)
    megabytes = int(cells * 2 / 1_048_576)
    if megabytes > _MOST_MB:
        doubts.append(Doubt.LARGE)
    return Volume(len(slices), round(usual, 3), round(max(gaps), 3), megabytes, tuple(doubts))


def _at(of: Json) -> Vector | None:
    found = values(of, "00200032")
    return (float(found[0]), float(found[1]), float(found[2])) if len(found) == 3 else None


def _turn(of: Json) -> tuple[float, ...] | None:
    found = values(of, "00200037")
    return tuple(float(each) for each in found) if len(found) == 6 else None


def _number(of: Json, tag: str) -> float:
    found = values(of, tag)
    return float(found[0]) if found else 0.0


def _dot(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def _cross(a: Sequence[float], b: Sequence[float]) -> Vector:
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


def _away(one: Vector, other: Vector, row: Sequence[float], column: Sequence[float]) -> float:
    """How far the next slice is shifted within its own plane."""
    step = [b - a for a, b in zip(one, other, strict=True)]
    return max(abs(_dot(step, row)), abs(_dot(step, column)))
