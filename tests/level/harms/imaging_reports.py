"""Imaging reports break: versions are lost, nobody is alarmed, anybody signs, screens forget;
reports do not follow their pictures."""

from ris_pacs.reading import answering, critical, displays, drawing, keys, signing, touching
from ris_pacs.web import following, marking
from tests.level.harms.tools import Harm, instead, replaced, swallowed

HARMS: dict[str, Harm | tuple[Harm, ...]] = {
    # TT54/69
    "a_report_goes_its_whole_way": (
        swallowed("ris_reading_version"),
        swallowed("his_critical_alarm"),
        instead(signing, "demand_signature", lambda *_: "password"),
        instead(critical, "nobody_told", lambda *_: False),
    ),
    # TT54/76
    "reports_follow_their_pictures": (
        swallowed("ris_reading_touch"),
        swallowed("ris_reading_key"),
        replaced("ris_reading", "touched_at", "NULL", on="UPDATE"),
        instead(answering, "mark", lambda *_: None),
        instead(keys, "end_pictures", lambda *_: 0),
        instead(following, "_marks", lambda *_: []),
        instead(marking, "signed", lambda *_: {}),
        instead(touching, "whole", lambda *_: False),
        instead(drawing, "send", lambda _: None),
    ),
    # TT54/64
    "a_readers_place_is_known": (
        swallowed("ris_reader_profile"),
        swallowed("ris_display_check"),
        instead(displays, "CRITERIA", {}),
    ),
}
