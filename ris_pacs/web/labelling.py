"""A key image as JPEG for the record: whose it is stands in its margin, and what it is not for.

Runs in codec workers only. The picture itself is not written upon.
"""

import io
import json
from typing import Any

_STRIP = """
#let d = json(bytes(sys.inputs.d))
#set page(width: d.width * 1pt, height: auto, margin: (x: 6pt, y: 4pt), fill: black)
#set text(size: d.size * 1pt, fill: white, lang: "vi")
#set par(leading: 0.4em)
#for line in d.lines { text(line); linebreak() }
#text(fill: rgb("#ffd43b"), d.warning)
"""


def labelled(job: dict[str, Any]) -> bytes:
    """The frame, and below it the lines of `label` and the `warning`."""
    import typst
    from PIL import Image

    from ris_pacs.web import picturing

    pixels = picturing.picture(job["path"], job["frame"], job.get("window"))
    image = Image.fromarray(pixels)
    width = int(job["width"])
    height = max(1, round(image.height * width / image.width))
    image = image.resize((width, height), Image.Resampling.BILINEAR, reducing_gap=2.0)
    told = {
        "width": width,
        "size": max(9, width // 45),
        "lines": job["label"],
        "warning": job["warning"],
    }
    strip = typst.compile(
        _STRIP.encode(),
        format="png",
        ppi=72.0,
        sys_inputs={"d": json.dumps(told, ensure_ascii=False)},
    )
    written = Image.open(io.BytesIO(strip if isinstance(strip, bytes) else strip[0]))
    below = written.convert(image.mode)
    whole = Image.new(image.mode, (width, height + below.height))
    whole.paste(image, (0, 0))
    whole.paste(below, (0, height))
    out = io.BytesIO()
    whole.save(out, "JPEG", quality=88)
    return out.getvalue()
