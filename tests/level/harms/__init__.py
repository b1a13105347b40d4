"""Ways in which a house breaks, for each piece of evidence that is run: at least one.

Data removed or overwritten, a trigger gone or in the way, a rule switched off, a part swapped.
Each breaks a copy of the practice clinic for real, and mends it at the end of the block.
"""

from collections.abc import Mapping

from tests.level.harms import (
    analysers,
    billing,
    clinical,
    consulting,
    deliveries,
    foundation,
    imaging,
    imaging_link,
    imaging_reports,
    imaging_schedule,
    insurance,
    lab_statistics,
    lab_tests,
    laboratory,
    links,
    pharmacy,
    picture_quality,
    prescribing,
    reagents,
    reception,
    reports,
    specimens,
    viewing,
    whole_imaging,
)
from tests.level.harms.tools import Harm

_MODULES = (
    foundation,
    reception,
    clinical,
    prescribing,
    pharmacy,
    billing,
    insurance,
    reagents,
    reports,
    lab_tests,
    laboratory,
    specimens,
    analysers,
    lab_statistics,
    links,
    imaging,
    imaging_link,
    imaging_reports,
    imaging_schedule,
    deliveries,
    consulting,
    picture_quality,
    viewing,
    whole_imaging,
)

HARMS: Mapping[str, tuple[Harm, ...]] = {
    evidence: harms if isinstance(harms, tuple) else (harms,)
    for module in _MODULES
    for evidence, harms in module.HARMS.items()
}
GIVEN: Mapping[str, Harm] = {
    **insurance.GIVEN,
    **reports.GIVEN,
    **links.GIVEN,
    **imaging_link.GIVEN,
}
"""What a question about use finds in a house at work, where the practice clinic has none of it."""
