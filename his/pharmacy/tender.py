"""Tender data of a lot as the claim wants it: `decision;Gx;Nx;year` (QĐ 3176, TT_THAU). Pure."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tender:
    """The decision that won, its package and group, the year; `number` of the lot in it."""

    decision: str = ""
    package: str = ""
    group: str = ""
    year: str = ""
    number: str = ""

    def written(self) -> str:
        """As XML2.TT_THAU; empty where there was no tender."""
        if not self.decision:
            return ""
        parts = [self.decision, _lettered("G", self.package), _lettered("N", self.group), self.year]
        return ";".join([*parts, self.number] if self.number else parts)


def read(text: str) -> Tender:
    parts = [*(part.strip() for part in text.split(";")), "", "", "", "", ""]
    return Tender(*parts[:5])


def _lettered(letter: str, value: str) -> str:
    value = value.strip().upper()
    return f"{letter}{value}" if re.fullmatch(r"\d+", value) else value
