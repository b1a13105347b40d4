"""Viewing breaks: measures are wrong, looks are lost, gaps go unnoticed, the viewer is gone."""

from ris_pacs.web import codecs, objects, presenting, reporting, shapes, viewer, volumes
from tests.level.harms.tools import Harm, instead, replaced

HARMS: dict[str, Harm | tuple[Harm, ...]] = {
    # TT54/71
    "a_phantom_measures_what_it_is": (
        instead(shapes, "_spacing", lambda *_: (1.0, 1.0)),
        instead(reporting, "measure", lambda *_: ([], shapes.scale({}, ()))),
        instead(objects, "withdraw", lambda *_: None),
        instead(shapes, "_PROJECTIONS", frozenset()),
    ),
    # TT54/72
    "a_look_is_kept_and_the_picture_is_untouched": (
        instead(codecs.POOL, "run", lambda *_, **__: b""),
        instead(presenting, "_look", lambda _: presenting.Look("")),
    ),
    # TT54/73
    "a_volume_is_weighed_before_it_is_reformatted": (
        instead(viewer, "brought", lambda: False),
        instead(volumes, "_TOLERANCE", 1e9),
        replaced("ris_instance", "frames", "0", on="INSERT"),
    ),
}
