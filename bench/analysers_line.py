"""The analysers of `bench.analysers`: a process that only sends and listens.

    python -m bench.analysers_line PORT FILE LINES SECONDS

FILE holds one message a line, as JSON texts. Each line sends its next message when the last one
was acknowledged. It prints what it saw.
"""

import asyncio
import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any

from kernel.hl7 import mllp


async def _send(port: int, messages: list[bytes], until: float, took: list[float]) -> int:
    refused = 0
    async with mllp.connected("127.0.0.1", port) as line:
        while messages and time.perf_counter() < until:
            raw = messages.pop()
            began = time.perf_counter()
            said = await line.ask(raw)
            took.append(time.perf_counter() - began)
            refused += b"MSA|AA" not in said
    return refused


async def _flood(port: int, messages: list[bytes], lines: int, seconds: float) -> dict[str, Any]:
    took: list[float] = []
    began = time.perf_counter()
    sent = (_send(port, messages, began + seconds, took) for _ in range(lines))
    refused = sum(await asyncio.gather(*sent))
    lasted = time.perf_counter() - began
    took.sort()
    return {
        "seconds": round(lasted, 1),
        "acknowledged": len(took) - refused,
        "refused": refused,
        "messages_a_second": round((len(took) - refused) / lasted, 1),
        "p50_ms": round(statistics.median(took) * 1000, 1),
        "p95_ms": round(took[int(len(took) * 0.95)] * 1000, 1),
    }


def main() -> None:
    port, file, lines, seconds = sys.argv[1:]
    messages = [json.loads(line).encode() for line in Path(file).read_text().splitlines()]
    found = asyncio.run(_flood(int(port), messages, int(lines), float(seconds)))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
