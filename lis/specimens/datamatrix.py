"""DataMatrix (ISO/IEC 16022, ECC 200) for the number of a label, as SVG text. Pure.

Only what a label needs: ASCII encodation with digit pairs, square symbols of one region
(10 x 10 to 26 x 26). The tests read what is printed with an independent decoder.
"""

_SIZES = {  # side of the symbol: (data codewords, error correction codewords)
    10: (3, 5),
    12: (5, 7),
    14: (8, 10),
    16: (12, 12),
    18: (18, 14),
    20: (22, 18),
    22: (30, 20),
    24: (36, 24),
    26: (44, 28),
}
_PAD = 129
_FIELD = 0x12D  # x^8 + x^5 + x^3 + x^2 + 1
_UTAH = ((-2, -2), (-2, -1), (-1, -2), (-1, -1), (-1, 0), (0, -2), (0, -1), (0, 0))


def svg(text: str) -> str:
    """The symbol with its quiet zone of one module; one unit a module."""
    if not text:
        return ""
    rows = modules(text)
    path = "".join(
        f"M{x + 1},{y + 1}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, dark in enumerate(row)
        if dark
    )
    size = len(rows) + 2
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" '
        f'shape-rendering="crispEdges"><rect width="{size}" height="{size}" fill="#fff"/>'
        f'<path d="{path}" fill="#000"/></svg>'
    )


def modules(text: str) -> list[list[bool]]:
    """The symbol, finder pattern included; rows from the top, True is dark."""
    data = _encoded(text)
    side = next((s for s, (room, _) in _SIZES.items() if len(data) <= room), None)
    if side is None:
        raise ValueError(f"too long for a label: {len(text)}")
    room, correction = _SIZES[side]
    if len(data) < room:
        data.append(_PAD)
    while len(data) < room:
        scattered = _PAD + 149 * (len(data) + 1) % 253 + 1
        data.append(scattered if scattered <= 254 else scattered - 254)
    inner = _placed(data + _corrected(data, correction), side - 2)
    grid = [[True, *row, y % 2 == 0] for y, row in enumerate(inner)]
    top = [x % 2 == 0 for x in range(side)]
    return [top, *grid, [True] * side]


def _encoded(text: str) -> list[int]:
    words, place = [], 0
    while place < len(text):
        pair = text[place : place + 2]
        if len(pair) == 2 and pair.isascii() and pair.isdigit():
            words.append(130 + int(pair))
            place += 2
        elif ord(text[place]) < 128:
            words.append(ord(text[place]) + 1)
            place += 1
        else:
            raise ValueError("ASCII only")
    return words


def _times(a: int, b: int) -> int:
    product = 0
    while b:
        if b & 1:
            product ^= a
        a <<= 1
        if a & 0x100:
            a ^= _FIELD
        b >>= 1
    return product


def _corrected(data: list[int], count: int) -> list[int]:
    """Reed-Solomon: the remainder by (x - 2)(x - 4)(x - 8) ..."""
    generator, root = [1], 1
    for _ in range(count):
        root = _times(root, 2)
        longer = [*generator, 0]
        for place, factor in enumerate(generator):
            longer[place + 1] ^= _times(factor, root)
        generator = longer
    rest = [0] * count
    for word in data:
        factor = word ^ rest[0]
        rest = [r ^ _times(factor, g) for r, g in zip([*rest[1:], 0], generator[1:], strict=True)]
    return rest


def _placed(words: list[int], side: int) -> list[list[bool]]:
    """Each codeword's eight modules where Annex F puts them."""
    grid: list[list[bool | None]] = [[None] * side for _ in range(side)]
    left = iter(words)

    def put(places: tuple[tuple[int, int], ...]) -> None:
        word = next(left)
        for bit, (down, right) in enumerate(places):
            y, x = down, right
            if y < 0:
                y, x = y + side, x + 4 - (side + 4) % 8
            if x < 0:
                y, x = y + 4 - (side + 4) % 8, x + side
            grid[y][x] = bool(word >> (7 - bit) & 1)

    def utah(row: int, column: int) -> None:
        if 0 <= row < side and 0 <= column < side and grid[row][column] is None:
            put(tuple((row + down, column + right) for down, right in _UTAH))

    end = side - 1
    row, column = 4, 0
    while row < side or column < side:
        if (row, column) == (side, 0):
            put(((end, 0), (end, 1), (end, 2), *_corner(end)))
        if (row, column) == (side - 2, 0) and side % 4:
            put(
                ((end - 2, 0), (end - 1, 0), (end, 0), (0, end - 3), (0, end - 2), (0, end - 1),
                 (0, end), (1, end))
            )  # fmt: skip
        if (row, column) == (side - 2, 0) and side % 8 == 4:
            put(((end - 2, 0), (end - 1, 0), (end, 0), *_corner(end)))
        if (row, column) == (side + 4, 2) and not side % 8:
            put(
                ((end, 0), (end, end), (0, end - 2), (0, end - 1), (0, end), (1, end - 2),
                 (1, end - 1), (1, end))
            )  # fmt: skip
        while row >= 0 and column < side:
            utah(row, column)
            row, column = row - 2, column + 2
        row, column = row + 1, column + 3
        while row < side and column >= 0:
            utah(row, column)
            row, column = row + 2, column - 2
        row, column = row + 3, column + 1
    if grid[end][end] is None:
        grid[end][end] = grid[end - 1][end - 1] = True
    return [[bool(module) for module in each] for each in grid]


def _corner(end: int) -> tuple[tuple[int, int], ...]:
    return ((0, end - 1), (0, end), (1, end), (2, end), (3, end))
