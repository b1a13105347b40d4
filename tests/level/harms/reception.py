"""Reception breaks: lost cards still open, the wrong patient keeps the visit, numbers go astray."""

from typing import Any

from his.patients import registration
from his.queue import issuing
from his.queue.priority import PriorityClass, standing_of
from tests.level.harms.tools import Harm, instead, overwritten, replaced, swallowed


def _ordinary(**_: Any) -> Any:
    return standing_of(PriorityClass.ORDINARY)


_SOMEBODY = "(SELECT id FROM his_patient ORDER BY id LIMIT 1)"
_LONG_AGO = "'2020-01-01 00:00:00.000000'"

HARMS: dict[str, Harm | tuple[Harm, ...]] = {
    # TT54/32
    "the_same_person_is_noticed": (
        instead(registration, "similar", lambda *_, **__: []),
        replaced("his_patient", "name_sound", "'?'"),
    ),
    "people_are_registered_here": overwritten("his_patient", "name_search", "''"),
    "somebody_is_registered_and_put_right": (
        replaced("his_encounter", "patient_id", _SOMEBODY, on="UPDATE"),
        replaced("his_encounter", "state", "'waiting'", on="UPDATE"),
        swallowed("his_encounter_step"),
    ),
    "patients_are_received_here": overwritten("his_encounter", "opened_at", _LONG_AGO),
    # TT54/52
    "a_card_opens_the_visit_and_a_lost_one_does_not": (
        replaced("his_patient_card", "state", "'active'", on="UPDATE"),
    ),
    "cards_are_carried_here": overwritten("his_patient_card", "state", "'lost'"),
    # TT54/44
    "one_number_leads_through_the_house": (
        instead(issuing, "classify", _ordinary),
        swallowed("his_queue_step"),
    ),
    "numbers_are_called_here": overwritten("his_queue_ticket", "first_called_at", "NULL"),
    # TT54/50
    "a_time_is_booked_reminded_of_and_kept": (
        replaced("kernel_outbox", "subject_id", "'?'"),
        replaced("his_appointment", "encounter_id", "NULL", on="UPDATE"),
    ),
    "appointments_are_made_here": overwritten("his_appointment", "at", _LONG_AGO),
}
