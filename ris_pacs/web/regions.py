"""Mean and deviation of what lies within a shape. Runs in codec workers only."""

import json
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ris_pacs.web import picturing


def statistics(job: dict[str, Any]) -> bytes:
    """JSON of mean, sd, min, max and count, in the picture's own unit; empty where there is none:
    a coloured picture, or no pixel within."""
    pixels, _ = picturing.values(job["path"], job["frame"])
    if pixels.ndim != 2:
        return b"{}"
    inside = pixels[mask(job["shape"], job["points"], pixels.shape)]
    if not inside.size:
        return b"{}"
    found = inside.astype(np.float64)
    told = {
        "mean": float(found.mean()),
        "sd": float(found.std()),
        "min": float(found.min()),
        "max": float(found.max()),
        "count": int(found.size),
    }
    return json.dumps(told).encode()


def mask(shape: str, points: list[list[float]], size: tuple[int, ...]) -> NDArray[np.bool_]:
    """The pixels whose middle lies within."""
    down, across = np.mgrid[0 : size[0], 0 : size[1]]
    x, y = across + 0.5, down + 0.5
    if shape == "ellipse":
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = points
        middle = ((ax + bx) / 2, (ay + by) / 2)
        long, short = math.dist((ax, ay), (bx, by)) / 2, math.dist((cx, cy), (dx, dy)) / 2
        turn = math.atan2(by - ay, bx - ax)
        u = (x - middle[0]) * math.cos(turn) + (y - middle[1]) * math.sin(turn)
        v = (y - middle[1]) * math.cos(turn) - (x - middle[0]) * math.sin(turn)
        ellipse: NDArray[np.bool_] = (u / max(long, 1e-9)) ** 2 + (v / max(short, 1e-9)) ** 2 <= 1
        return ellipse
    inside = np.zeros(size[:2], dtype=bool)
    for (ax, ay), (bx, by) in zip(points, [*points[1:], points[0]], strict=True):
        if ay == by:
            continue
        crossed = (ay > y) != (by > y)
        inside ^= crossed & (x < (bx - ax) * (y - ay) / (by - ay) + ax)
    return inside
