"""The front door of the laboratory's tests: what the other modules of `lis` may ask.

`profile` is what they ask most: one short statement while nothing has changed. Limits are in
`TestProfile.unit`; a value in another unit goes through `convert` first.
"""

from collections.abc import Mapping
from datetime import date

from sqlmodel import Session

from lis.tests.administration import overview
from lis.tests.autoverify import Autoverify, Decision, Facts, decide
from lis.tests.calculations import BY_ID as CALCULATIONS
from lis.tests.calculations import Calculation, Computed, Given, Person, compute
from lis.tests.flags import (
    CRITICAL,
    Choice,
    Delta,
    Figure,
    absurd,
    delta,
    figure,
    flag,
    flag_of_text,
)
from lis.tests.models import (
    Alone,
    Container,
    LabelPreset,
    LabTest,
    ReferenceRange,
    RejectionReason,
    Section,
    SectionMember,
    Signing,
    TestKind,
    TestState,
)
from lis.tests.profiles import TestProfile, every, profile, tests_of_services
from lis.tests.ranges import Limits, Range, pick
from lis.tests.reads import (
    Duties,
    Policy,
    containers,
    containers_by_code,
    duties,
    labels,
    may_enter,
    may_verify,
    members,
    policies,
    reasons,
    section_of,
    sections,
)
from lis.tests.reflex import Reflex, due
from lis.tests.stamping import renew_stamp
from lis.tests.units import CannotConvert, convert, factor

__all__ = [
    "CALCULATIONS",
    "CRITICAL",
    "Alone",
    "Autoverify",
    "Calculation",
    "CannotConvert",
    "Choice",
    "Computed",
    "Container",
    "Decision",
    "Delta",
    "Duties",
    "Facts",
    "Figure",
    "Given",
    "LabTest",
    "LabelPreset",
    "Limits",
    "Person",
    "Policy",
    "Range",
    "ReferenceRange",
    "Reflex",
    "RejectionReason",
    "Section",
    "SectionMember",
    "Signing",
    "TestKind",
    "TestProfile",
    "TestState",
    "absurd",
    "calculated_from",
    "compute",
    "containers",
    "containers_by_code",
    "convert",
    "decide",
    "delta",
    "due",
    "duties",
    "every",
    "factor",
    "figure",
    "flag",
    "flag_of_text",
    "labels",
    "may_enter",
    "may_verify",
    "members",
    "overview",
    "pick",
    "policies",
    "profile",
    "reasons",
    "renew_stamp",
    "section_of",
    "sections",
    "tests_of_service",
    "tests_of_services",
]


def tests_of_service(db: Session, service_code: str, on: date) -> list[str]:
    """The tests of a service that the laboratory does, in the panel's order."""
    return list(tests_of_services(db, (service_code,), on)[service_code])


def calculated_from(profiles: Mapping[str, TestProfile]) -> dict[str, Calculation]:
    """Which of these tests are worked out, and by which formula."""
    return {
        code: CALCULATIONS[each.formula]
        for code, each in profiles.items()
        if each.formula in CALCULATIONS
    }
