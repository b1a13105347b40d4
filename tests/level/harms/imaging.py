"""Imaging breaks: machines are unknown, letters are lost, viewer and codecs gone, rows lost."""

from ris_pacs.archive import reading
from ris_pacs.dicom import nodes
from ris_pacs.web import codecs, viewer
from tests.level.harms.tools import Harm, instead, replaced

HARMS: dict[str, Harm | tuple[Harm, ...]] = {
    # TT54/63
    "a_machine_is_set_up_and_its_picture_arrives": (
        instead(nodes, "caller", lambda *_: "unknown"),
        instead(nodes, "_addresses", lambda _: {"127.0.0.1", "192.0.2.1"}),
        instead(reading, "decoded", lambda raw, _: raw.decode("ascii", "replace")),
        replaced("ris_instance", "data_offset", "0", on="INSERT"),
    ),
    # TT54/78
    "pictures_are_seen_in_the_browser": (
        instead(viewer, "brought", lambda: False),
        instead(codecs.POOL, "run", lambda *_, **__: b""),
        replaced("ris_instance", "frames", "1", on="INSERT"),
        replaced("ris_study", "patient_id", "NULL", on="INSERT"),
    ),
}
