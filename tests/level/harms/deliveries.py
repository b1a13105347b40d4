"""Handing pictures out breaks: anybody's are given, nothing is written down, nothing ends."""

from ris_pacs.archive.service import ImagingStudy
from ris_pacs.delivery import asking, sharing
from tests.level.harms.tools import Harm, instead, replaced, swallowed

HARMS: dict[str, Harm | tuple[Harm, ...]] = {
    # TT54/74
    "pictures_leave_on_a_disc_and_by_a_link": (
        instead(asking, "confirmed", lambda *_, **__: "nothing"),
        instead(
            asking, "theirs", lambda db, _, __, ids: [db.get(ImagingStudy, each) for each in ids]
        ),
        instead(sharing, "pin", lambda _: "123456"),
        swallowed("ris_delivery_event"),
        replaced("ris_delivery", "state", "'made'", on="UPDATE"),
    ),
}
