"""Code 128 (ISO/IEC 15417) for labels: the bars alone, to be stretched to any height."""

_QUIET = 10  # modules of white on either side, as the standard asks


def svg(value: str) -> str:
    """The bars as SVG text, one unit a module and one high; the number stands beside it."""
    if not value:
        return ""
    import barcode

    [line] = barcode.get("code128", value).build()
    path, place = "", 0
    while place < len(line):
        wide = 1
        while place + wide < len(line) and line[place + wide] == line[place]:
            wide += 1
        if line[place] == "1":
            path += f"M{place + _QUIET},0h{wide}v1h-{wide}z"
        place += wide
    size = len(line) + 2 * _QUIET
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="20" '
        f'viewBox="0 0 {size} 1" preserveAspectRatio="none" shape-rendering="crispEdges">'
        f'<path d="{path}" fill="#000"/></svg>'
    )
