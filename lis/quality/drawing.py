"""A Levey-Jennings chart as SVG, pure: for paper; the screen draws its own."""

from collections.abc import Sequence
from decimal import Decimal

from kernel.clock import LOCAL
from lis.quality.showing import Seen
from lis.quality.westgard import RunVerdict

_WIDE, _HIGH = 760, 150
_LEFT, _RIGHT, _TOP, _LOW = 34, 8, 8, 16
_MOST = 4  # SD shown; what lies beyond stands on the edge
_BAND = ((3, "#b3261e"), (2, "#b26a00"), (1, "#9aa5ad"))


def svg(seen: Sequence[Seen]) -> str:
    """One control's values in order, as SD from the target of each."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" '
        'font-family="Libertinus Serif" font-size="9">'
    ]
    parts.append(_line(0, "#5b6770", ""))
    for sd, colour in _BAND:
        parts += [_line(sd, colour, "3 3"), _line(-sd, colour, "3 3")]
    for sd in (-3, -2, -1, 0, 1, 2, 3):
        label = f"{sd:+d}SD" if sd else "0SD"
        parts.append(f'<text x="2" y="{_y(Decimal(sd)) + 3:.1f}" fill="#5b6770">{label}</text>')
    xs = [_x(n, len(seen)) for n in range(len(seen))]
    path = " ".join(
        f"{x:.1f},{_y(each.point.z):.1f}"
        for x, each in zip(xs, seen, strict=True)
        if each.point.excluded_at is None
    )
    parts.append(f'<polyline points="{path}" fill="none" stroke="#2b5f75" stroke-width="0.8"/>')
    last_day = None
    for x, each in zip(xs, seen, strict=True):
        parts.append(_mark(x, each))
        local = each.point.at.astimezone(LOCAL)
        day = f"{local:%d/%m}"
        if day != last_day and (last_day is None or int(x) % 3 == 0 or len(seen) <= 31):
            parts.append(
                f'<text x="{x:.1f}" y="{_HIGH - 4}" text-anchor="middle" font-size="7" '
                f'fill="#5b6770">{local:%d}</text>'
            )
        last_day = day
    return "".join((*parts, "</svg>"))


def _mark(x: float, each: Seen) -> str:
    y = _y(each.point.z)
    if each.point.excluded_at:
        return (
            f'<path d="M{x - 2.5:.1f},{y - 2.5:.1f}l5,5m0,-5l-5,5" stroke="#5b6770" '
            'stroke-width="1"/>'
        )
    if each.run.verdict is RunVerdict.OUT:  # shapes, for printers without colour
        return f'<rect x="{x - 3:.1f}" y="{y - 3:.1f}" width="6" height="6" fill="#b3261e"/>'
    if each.run.verdict is RunVerdict.WARNING:
        return f'<path d="M{x:.1f},{y - 3.6:.1f}l3.6,6.6h-7.2z" fill="#b26a00"/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.2" fill="#2b5f75"/>'


def _line(sd: int, colour: str, dashes: str) -> str:
    y = _y(Decimal(sd))
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<line x1="{_LEFT}" x2="{_WIDE - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" '
        f'stroke="{colour}" stroke-width="0.6"{dashed}/>'
    )


def _y(z: Decimal) -> float:
    shown = min(max(float(z), -_MOST), _MOST)
    half = (_HIGH - _TOP - _LOW) / 2
    return _TOP + half - shown / _MOST * half


def _x(number: int, of: int) -> float:
    room = _WIDE - _LEFT - _RIGHT - 16
    return _LEFT + 8 + (room * number / (of - 1) if of > 1 else room / 2)
