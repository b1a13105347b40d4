"""Imaging reports break: versions are lost, nobody is alarmed, anybody signs, screens forget."""

from ris_pacs.reading import critical, displays, signing
from tests.level.harms.tools import Harm, instead, swallowed

HARMS: dict[str, Harm | tuple[Harm, ...]] = {
    # TT54/69
    "a_report_goes_its_whole_way": (
        swallowed("ris_reading_version"),
        swallowed("his_critical_alarm"),
        instead(signing, "demand_signature", lambda *_: "password"),
        instead(critical, "nobody_told", lambda *_: False),
    ),
    # TT54/64
    "a_readers_place_is_known": (
        swallowed("ris_reader_profile"),
        swallowed("ris_display_check"),
        instead(displays, "CRITERIA", {}),
    ),
}
