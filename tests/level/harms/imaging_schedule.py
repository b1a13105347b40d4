"""Imaging's schedule breaks: rules are forgotten, machines see what they should not."""

from decimal import Decimal

from kernel.clock import utc_now
from ris_pacs.schedule import asking, incoming, planning, steps, worklist
from ris_pacs.schedule.safety import Kidneys
from tests.level.harms.tools import Harm, instead, replaced

HARMS: dict[str, Harm | tuple[Harm, ...]] = {
    # TT54/65
    "an_order_of_imaging_is_judged_and_planned": (
        instead(planning, "needs_side", lambda *_: False),
        instead(planning, "_free", lambda *_: None),
        instead(asking, "_kidneys", lambda *_: Kidneys(Decimal(90), utc_now())),
        instead(incoming, "_withdraw", lambda *_: None),
        instead(asking, "judged", lambda *_, **__: []),
    ),
    # TT54/66
    "the_machine_sees_the_departments_list": (
        instead(worklist, "MOST", 0),
        instead(steps, "_exam_of", lambda *_: None),
        instead(worklist, "dicom_name", lambda *_, **__: "X^Y"),
        instead(steps, "_follow", lambda *_: None),
        replaced("ris_exam", "rank", "2", on="INSERT"),
    ),
}
