"""What an operator may set is in docs/admin/settings.md, with its default; nothing else is."""

import re
from pathlib import Path

from kernel.settings import Settings

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/admin/settings.md").read_text()
DOCUMENTED = dict(re.findall(r"^\| `HIS54_(\w+)` \| ([^|]*) \|", PAGE, re.MULTILINE))
ELSEWHERE = {"CONFIG", "OFFICIAL_DATA", "TEST_POSTGRES"}


def test_every_setting_is_documented() -> None:
    settings = {name.upper() for name in Settings.model_fields}
    assert settings == set(DOCUMENTED) - ELSEWHERE


def test_the_documented_default_is_the_default() -> None:
    for name, field in Settings.model_fields.items():
        shown = DOCUMENTED[name.upper()].strip()
        default = str(field.default).lower()
        if default and shown.startswith("`"):
            assert shown.strip("`").removeprefix("./").lower() == default, name
