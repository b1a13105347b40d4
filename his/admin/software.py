"""What this installation is made of: every component with its version and licence.

TT 54/2017, criterion 110: the software is open source or licensed, and its parts still get
patches. The list is read from the packages that are installed, so that it cannot flatter.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from kernel.ids import new_id

_PINNED = Path(__file__).parents[2] / "requirements.txt"

#: SPDX identifiers approved by the Open Source Initiative, as far as our parts use them; and
#: CC0-1.0, by which an author gives up what rights he has.
OPEN = frozenset(
    {
        "0BSD",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "CC0-1.0",
        "HPND",
        "ISC",
        "LGPL-2.1-only",
        "LGPL-3.0-only",
        "MIT",
        "MIT-0",
        "MIT-CMU",
        "MPL-2.0",
        "PSF-2.0",
        "Zlib",
    }
)

#: How packages without an SPDX expression word their licence.
_SPOKEN = {
    "MIT License": "MIT",
    "BSD": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "ISC License": "ISC",
    "ISC License (ISCL)": "ISC",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}


@dataclass(frozen=True, slots=True)
class Component:
    """One package; `licence` is an SPDX expression, empty where the package names none."""

    name: str
    version: str
    licence: str

    @property
    def is_open(self) -> bool:
        """Each alternative and each part of the expression is an open-source licence."""
        parts = re.split(r"\s+(?:AND|OR)\s+", self.licence.strip("()"))
        return all(part.strip("() ") in OPEN for part in parts)


@cache
def components() -> tuple[Component, ...]:
    """Everything that HIS54 runs on, by name: what requirements.txt pins and is installed."""
    pinned = re.findall(r"^([a-z0-9][\w.\-]*)==", _PINNED.read_text(), re.MULTILINE)
    installed = (_component(name) for name in sorted(set(pinned)))
    return tuple(c for c in installed if c is not None)


def sbom() -> dict[str, Any]:
    """The same list as a CycloneDX 1.6 bill of materials."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{new_id()}",
        "version": 1,
        "components": [
            {
                "type": "library",
                "name": c.name,
                "version": c.version,
                "purl": f"pkg:pypi/{c.name}@{c.version}",
                "licenses": [{"expression": c.licence}] if c.licence else [],
            }
            for c in components()
        ],
    }


def _component(name: str) -> Component | None:
    try:
        about: Any = metadata.distribution(name).metadata
    except metadata.PackageNotFoundError:  # needed on other systems only
        return None
    said = about.get("License-Expression") or _SPOKEN.get(about.get("License", ""))
    if not said:
        classes = [c.split(" :: ")[-1] for c in about.get_all("Classifier") or []]
        said = next((_SPOKEN[c] for c in classes if c in _SPOKEN), about.get("License", ""))
    return Component(name, about["Version"], said)
