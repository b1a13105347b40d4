"""Correction and compression break: one person is enough, notes or copies are lost, pixels go."""

from ris_pacs.archive import service as archive
from ris_pacs.quality import applying, correcting, packing
from tests.level.harms.tools import Harm, instead, replaced, swallowed

HARMS: dict[str, Harm | tuple[Harm, ...]] = {
    # TT54/76
    "wrong_pictures_are_corrected_and_nothing_is_lost": (
        instead(correcting, "proposed", lambda db, actor, id_, _: correcting.get(db, actor, id_)),
        instead(archive, "turn", lambda *_: None),
        instead(applying, "_owner", lambda *_: {}),
        swallowed("ris_correction_event"),
        replaced("ris_correction", "note_uid", "''", on="UPDATE"),
    ),
    # TT54/77
    "pictures_are_packed_without_losing_a_pixel": (
        replaced("ris_instance", "transfer_syntax", "'1.2.840.10008.1.2.1'", on="UPDATE"),
        replaced("ris_packed_picture", "pixels_after", "'00'"),
        instead(packing, "seal", lambda *_: "0" * 64),
    ),
}
