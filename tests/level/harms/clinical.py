"""Examining and ordering break: the gate stands open, results reach nobody, the record is lost."""

from his.encounters import course
from his.orders import reference, rules
from his.outpatient import closing
from kernel import audit
from tests.level.harms.tools import Harm, instead, moved, replaced, swallowed

HARMS: dict[str, Harm | tuple[Harm, ...]] = {
    # TT54/33
    "a_visit_is_examined_and_closed": (
        instead(course, "missing", lambda *_: []),
        instead(closing, "_NEEDED", ()),
        swallowed("his_paper"),
    ),
    # TT54/37, TT54/L2.cdr.orders
    "an_order_is_weighed_and_placed": (
        instead(rules, "judge", lambda *_, **__: []),
        replaced("his_order", "acknowledged", "NULL"),
        replaced("his_order", "price", "0"),
        swallowed("his_clinical_entry"),
    ),
    "orders_are_placed_here": moved("his_clinical_entry", "source = 'his.orders'"),
    # TT54/38, TT54/L2.cdr.lab_results
    "a_result_is_flagged_read_and_corrected": (
        instead(reference, "flag", lambda *_: ""),
        swallowed("his_result_notice"),
        swallowed("his_result_reading"),
        swallowed("his_observation"),
    ),
    "results_are_read_here": moved("his_result_reading"),
    # TT54/L2.cdr_sharing
    "what_one_wrote_another_reads": (
        swallowed("his_clinical_entry"),
        replaced("his_clinical_entry", "state", "'withdrawn'"),
        instead(audit, "read", lambda *_: None),
    ),
    "the_record_is_read_here": moved("his_clinical_entry"),
}
