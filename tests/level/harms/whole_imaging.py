"""HIS and PACS fall apart: lists are empty, nobody looks, anybody signs, film comes back."""

# ruff: noqa: S608 (the statements are this folder's own)
from kernel import audit
from ris_pacs.archive import service as archive
from ris_pacs.dicom import querying
from ris_pacs.reading import answering, sending
from ris_pacs.schedule import worklist
from ris_pacs.web import objects
from tests.level.harms.tools import Harm, instead, overwritten, swallowed, told

_MATRIX = "kernel_role_permission"
_VIEW, _SIGN = "ris_pacs.web.study.view", "ris_pacs.reading.report.sign"

HARMS: dict[str, Harm | tuple[Harm, ...]] = {
    # TT54/47
    "an_order_comes_back_with_report_and_pictures": (
        instead(worklist, "_rows", lambda *_: []),
        instead(answering, "facts_of", lambda _: {}),
        instead(querying, "answers", lambda *_: iter(())),
        swallowed("ris_reading_version"),
    ),
    # TT54/62, L4.pacs_outside_imaging
    "a_doctor_outside_imaging_opens_pictures": (
        told(
            f"UPDATE {_MATRIX} SET granted = false WHERE permission_id = '{_VIEW}'",
            f"UPDATE {_MATRIX} SET granted = true WHERE permission_id = '{_VIEW}'",
        ),
        instead(archive, "studies", lambda *_, **__: []),
        instead(audit, "read", lambda *_, **__: None),
        instead(objects, "subject", lambda _: ("patient", "")),
    ),
    # TT54/62
    "a_radiographer_signs_no_report": (
        told(
            f"INSERT INTO {_MATRIX} (role_id, permission_id, granted) "
            f"VALUES ('radiology', '{_SIGN}', true)",
            f"DELETE FROM {_MATRIX} WHERE role_id = 'radiology' AND permission_id = '{_SIGN}'",
        ),
        instead(sending, "demand", lambda *_: None),
    ),
    # TT54/L5.pacs_replaces_film
    "no_exam_here_needs_film": overwritten(
        "ris_study", "instance_count", "0", "order_id IS NOT NULL"
    ),
}
