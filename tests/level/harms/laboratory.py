"""The laboratory breaks: one person does both, results reach nobody, critical ones go unseen."""

from lis.results import entering, signing, verifying
from tests.level.harms.tools import Harm, instead, overwritten, replaced, swallowed

HARMS: dict[str, Harm | tuple[Harm, ...]] = {
    # TT54/83
    "a_laboratory_result_has_two_people_and_versions": (
        instead(signing, "workers", lambda *_: set()),
        swallowed("his_observation"),
        replaced("lis_result", "flag", "''"),
        instead(verifying, "_replace", lambda *_: None),
    ),
    "laboratory_results_go_out_here": (
        overwritten("lis_result", "verified_by", "entered_by", "source = 'hand'"),
        overwritten("his_order", "state", "'in_progress'", "held_by = 'lis'"),
    ),
    # TT54/80
    "the_laboratory_says_who_may_do_what": (
        swallowed("lis_section_member"),
        instead(signing, "workers", lambda *_: set()),
        instead(signing, "demand_signature", lambda *_: "pin"),
        instead(signing, "demand_checked", lambda *_: None),
        replaced("lis_result", "alone_reason", "''", on="UPDATE"),
        instead(verifying, "_second", lambda _db, _actor, found: list(found)),
    ),
    "every_section_has_its_verifiers_here": overwritten(
        "lis_section_member", "may_verify", "0", postgres="false"
    ),
    # TT54/89
    "a_critical_result_is_confirmed_and_alarms": (
        instead(entering, "confirmed", lambda *_: None),
        swallowed("his_critical_alarm"),
        replaced("lis_result", "flag", "''"),
    ),
    "critical_results_are_confirmed_here": overwritten(
        "lis_result", "flag", "'HH'", "state = 'verified' AND confirmed_at IS NULL"
    ),
}
