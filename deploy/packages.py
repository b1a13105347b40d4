"""Install Debian packages by name where what they bring is missing.

    python3 deploy/packages.py postgresql dcmtk chromium

Needs root or sudo only when something is missing.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

# How to see that a package's programs are here, from whatever source they came.
PROGRAM = {
    "postgresql": "/usr/lib/postgresql/*/bin/initdb",
    "dcmtk": "storescp",
    "chromium": "chromium",
    "fonts-dejavu-core": "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "python3-venv": "/nonexistent",  # asked for only when it is known to be missing
}


def is_here(package: str) -> bool:
    program = PROGRAM[package]
    return any(Path("/").glob(program[1:])) if "/" in program else bool(shutil.which(program))


def main(packages: list[str]) -> None:
    missing = [package for package in packages if not is_here(package)]
    if not missing:
        return
    if os.geteuid() == 0:
        root = []
    elif shutil.which("sudo"):
        root = ["sudo"]
    else:
        sys.exit(f"Missing: {' '.join(missing)}. As root: apt-get install {' '.join(missing)}")
    if not shutil.which("apt-get"):
        sys.exit(f"Missing: {' '.join(missing)}. Install them with your system's own tool.")
    print(f"Installing from Debian's packages (once): {' '.join(missing)} ...", flush=True)
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    subprocess.run([*root, *quiet, "update"], check=True)
    install = ["install", "--yes", "--no-install-recommends", *missing]
    subprocess.run([*root, *quiet, *install], check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main(sys.argv[1:])
