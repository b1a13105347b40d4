"""Imaging breaks: the viewer is gone, a codec does nothing, rows of pictures are lost."""

from ris_pacs.web import codecs, viewer
from tests.level.harms.tools import Harm, instead, replaced

HARMS: dict[str, Harm | tuple[Harm, ...]] = {
    # TT54/78
    "pictures_are_seen_in_the_browser": (
        instead(viewer, "brought", lambda: False),
        instead(codecs.POOL, "run", lambda *_, **__: b""),
        replaced("ris_instance", "frames", "1", on="INSERT"),
        replaced("ris_study", "patient_id", "NULL", on="INSERT"),
    ),
}
