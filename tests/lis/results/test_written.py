"""Units as a doctor writes them."""

import pytest

from lis.results.written import written


@pytest.mark.parametrize(
    ("ucum", "said"),
    [
        ("10*9/L", "10⁹/L"),
        ("10*12/L", "10¹²/L"),
        ("umol/L", "µmol/L"),
        ("ug/mL", "µg/mL"),
        ("/uL", "/µL"),
        ("m[IU]/L", "mIU/L"),
        ("u[IU]/mL", "µIU/mL"),
        ("mL/min/{1.73_m2}", "mL/min/1.73 m²"),
        ("mmol/L", "mmol/L"),
        ("U/L", "U/L"),
        ("", ""),
    ],
)
def test_a_unit_is_written_as_people_do(ucum: str, said: str) -> None:
    assert written(ucum) == said
