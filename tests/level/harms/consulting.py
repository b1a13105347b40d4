"""Consulting between sites breaks: anybody enters, readings are lost or changed, pictures heavy."""

from ris_pacs.consult import opening, opinions, pages
from ris_pacs.consult.models import Consultation
from ris_pacs.web import service as web
from tests.level.harms.tools import Harm, instead, swallowed

HARMS: dict[str, Harm | tuple[Harm, ...]] = {
    # TT54/79
    "another_site_consults_reads_and_returns": (
        instead(opening, "knock", lambda *_, **__: True),
        instead(opening, "encrypted", lambda _: True),
        instead(opening, "may_enter", lambda db, of: db.get(Consultation, of.consultation_id)),
        instead(web, "drawn", lambda *_, **__: b"\xff\xd8" + bytes(2_000_000)),
        instead(pages, "about", lambda db, let, _: {"patient": pages.whose(db, let).name}),
        instead(opinions, "_seal", lambda _: "0"),
        swallowed("ris_consult_opinion"),
        swallowed("ris_consult_line"),
    ),
}
